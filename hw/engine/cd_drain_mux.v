// SPDX-License-Identifier: Apache-2.0
// Picks one pixel lane's accumulator of one channel lane, one per cycle. Latency 1 cycle.
//
//   sum = sums[lane]
//   CARRIED: sum = sums[lane] - (lane odd ? floor({extra, sums}[lane - 1] / 2^16) : 0), modulo 2^ACC_BITS (cd_mac_pair)
//
// With CARRIED an odd lane comes in the cycle after the even one below it, whose sum is then in the output register.
`default_nettype none
module cd_drain_mux #(
  // pixel lanes
  parameter PIXELS = 8,
  // bits of an accumulator
  parameter ACC_BITS = 32,
  // 1: sums of odd lanes hold the carry of the lane below
  parameter CARRIED = 0
) (
  input  wire                                            clk,
  input  wire [(PIXELS > 1 ? $clog2(PIXELS) : 1)-1:0]    lane,
  input  wire [PIXELS*ACC_BITS-1:0]                      sums,
  // bit ACC_BITS of each sum, for CARRIED
  input  wire [PIXELS-1:0]                               extras,
  output reg  [ACC_BITS-1:0]                             sum
);
  // A multiplexer of words; a part select at lane * ACC_BITS would be built as a bit shifter.
  wire [ACC_BITS-1:0] words [0:PIXELS-1];
  genvar x;
  generate
    for (x = 0; x < PIXELS; x = x + 1) begin : gen_word
      assign words[x] = sums[ACC_BITS*x +: ACC_BITS];
    end
  endgenerate

  generate
    if (CARRIED != 0) begin : gen_carried
      localparam FIELD_BITS = 16;
      reg extra;
      wire [ACC_BITS-1:0] carry = {{FIELD_BITS{extra}}, sum[ACC_BITS-1:FIELD_BITS]};
      wire [ACC_BITS-1:0] masked = carry & {ACC_BITS{lane[0]}};
      // a - b = ~b - ~a: the carry chain takes its first operand besides the sum of both, so the multiplexer stands in the second one, in the adder's own cells.
      always @(posedge clk) begin
        extra <= extras[lane];
        sum   <= ~masked - ~words[lane];
      end
    end else begin : gen_plain
      wire unused = &{1'b0, extras};
      always @(posedge clk) sum <= words[lane];
    end
  endgenerate
endmodule
`default_nettype wire
