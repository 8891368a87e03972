// SPDX-License-Identifier: Apache-2.0
// Requantization record of one channel lane: the next record is written byte by byte while the current one is in use.
//
//   record = {shift (1 byte), multiplier, bias (4 bytes)}, byte 0 first
//
// Each field of the current record is copied when the first pixel of the new output block reaches the stage that uses it: load_bias, then load_multiplier, then
// load_shift. The record behind it may be written from the cycle of load_bias on, a byte a cycle: none is overwritten before it has been copied.
`default_nettype none
module cd_parameter_lane #(
  // bytes of the multiplier in the record
  parameter MULTIPLIER_BYTES = 2,
  // bits of the accumulator
  parameter ACC_BITS = 32,
  // bits of the multiplier that are kept
  parameter MULTIPLIER_BITS = 16,
  // bits of the shift that are kept
  parameter SHIFT_BITS = 6
) (
  input  wire                       clk,
  // byte that is written, one at most
  input  wire [4+MULTIPLIER_BYTES:0] record_write,
  input  wire [7:0]                 record_byte,
  input  wire                       load_bias,
  input  wire                       load_multiplier,
  input  wire                       load_shift,
  output reg  [ACC_BITS-1:0]        bias,
  output reg  [MULTIPLIER_BITS-1:0] multiplier,
  output reg  [SHIFT_BITS-1:0]      shift
);
  localparam RECORD_BITS = 8 * (5 + MULTIPLIER_BYTES);

`ifndef SYNTHESIS
  initial begin
    if (ACC_BITS > 32) $fatal(1, "cd_parameter_lane: ACC_BITS=%0d is more than the 32 bits of a bias (%m)", ACC_BITS);
    if (MULTIPLIER_BITS > 8 * MULTIPLIER_BYTES)
      $fatal(1, "cd_parameter_lane: MULTIPLIER_BITS=%0d do not fit %0d bytes (%m)", MULTIPLIER_BITS, MULTIPLIER_BYTES);
    if (SHIFT_BITS > 8) $fatal(1, "cd_parameter_lane: SHIFT_BITS=%0d is more than 8 (%m)", SHIFT_BITS);
  end
`endif

  // Fields may be narrower than their bytes.
  // verilator lint_off UNUSEDSIGNAL
  reg [RECORD_BITS-1:0] next;
  // verilator lint_on UNUSEDSIGNAL
  integer k;

  always @(posedge clk) begin
    for (k = 0; k < 5 + MULTIPLIER_BYTES; k = k + 1) if (record_write[k]) next[8*k +: 8] <= record_byte;
    if (load_bias) bias <= next[ACC_BITS-1:0];
    if (load_multiplier) multiplier <= next[32 +: MULTIPLIER_BITS];
    if (load_shift) shift <= next[32 + 8*MULTIPLIER_BYTES +: SHIFT_BITS];
  end
endmodule
`default_nettype wire
