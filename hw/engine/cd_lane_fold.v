// SPDX-License-Identifier: Apache-2.0
// Joins the halves of the channel lanes where pairs of pixel lanes make the sums of an output word together (swapped layers, docs/engine.md section 2).
//
//   folded[o] = fold ? (o >= CHANNELS/2) == odd ? sums[o] + sums[o + CHANNELS/2 mod CHANNELS] : 0 : sums[o]
//
// sums are those of one pixel lane; odd: of an odd one, which has the outputs of the upper half of the word. Modulo 2^ACC_BITS. Latency 1 cycle.
`default_nettype none
module cd_lane_fold #(
  // channel lanes, even
  parameter CHANNELS = 16,
  // bits of an accumulator
  parameter ACC_BITS = 32
) (
  input  wire                         clk,
  input  wire                         fold,
  input  wire                         odd,
  input  wire [CHANNELS*ACC_BITS-1:0] sums,
  output reg  [CHANNELS*ACC_BITS-1:0] folded
);
  localparam HALF = CHANNELS / 2;

`ifndef SYNTHESIS
  initial if (CHANNELS < 2 || CHANNELS % 2 != 0) $fatal(1, "cd_lane_fold: CHANNELS=%0d is not even (%m)", CHANNELS);
`endif

  genvar o;
  generate
    for (o = 0; o < CHANNELS; o = o + 1) begin : gen_lane
      localparam PARTNER = (o + HALF) % CHANNELS;
      localparam [0:0] UPPER = o >= HALF;
      wire [ACC_BITS-1:0] partner = sums[ACC_BITS*PARTNER +: ACC_BITS] & {ACC_BITS{fold}};
      // a + b = a - ~b - 1: the carry takes the first operand, so the choice stands in the second one, in the adder's own cells. A bit below the others takes the one off.
      wire [ACC_BITS:0] total = {sums[ACC_BITS*o +: ACC_BITS], 1'b0} - {~partner, 1'b1};
      wire unused = &{1'b0, total[0]};
      always @(posedge clk)
        if (fold && odd != UPPER) folded[ACC_BITS*o +: ACC_BITS] <= {ACC_BITS{1'b0}};
        else folded[ACC_BITS*o +: ACC_BITS] <= total[ACC_BITS:1];
    end
  endgenerate
endmodule
`default_nettype wire
