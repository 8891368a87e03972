// SPDX-License-Identifier: Apache-2.0
// Weight operands of the pixel lanes that share a weight: of the word of all lanes or of their own, less the layer's zero point.
//
//   operand[o] = (use_own ? own[o] : shared[o]) - zero_point - borrow[o], 9 bits signed;  negative[o](t) = operand[o](t + 1) < 0;  swapped = swap ? operands : 0
//
// borrow: the lane's multiplier has another weight in the bits below, and that one is negative (cd_mac_pair). Choice and subtraction are one level of logic. Latency 1 cycle.
`default_nettype none
module cd_lane_weight #(
  // channel lanes
  parameter CHANNELS = 16
) (
  input  wire                  clk,
  // of all pixel lanes
  input  wire [8*CHANNELS-1:0] shared,
  // of these alone
  input  wire [8*CHANNELS-1:0] own,
  input  wire                  use_own,
  input  wire [7:0]            zero_point,
  input  wire [CHANNELS-1:0]   borrow,
  input  wire                  swap,
  output wire [CHANNELS-1:0]   negative,
  output reg  [9*CHANNELS-1:0] operands,
  output reg  [9*CHANNELS-1:0] swapped
);
  wire [9*CHANNELS-1:0] differences;
  genvar o;
  generate
    for (o = 0; o < CHANNELS; o = o + 1) begin : gen_channel
      wire [7:0] weight = use_own ? own[8*o +: 8] : shared[8*o +: 8];

      // a - b = ~b - ~a: the carry takes the first operand, so the choice stands in the second one, in the adder's own cells. A bit below the others makes the borrow.
      wire [9:0] difference = {~{1'b0, zero_point}, 1'b0} - {~{1'b0, weight}, borrow[o]};
      assign negative[o] = difference[9];
      assign differences[9*o +: 9] = difference[9:1];
      wire unused = &{1'b0, difference[0]};
    end
  endgenerate

  always @(posedge clk) begin
    operands <= differences;
    if (swap) swapped <= differences;
    else swapped <= {9*CHANNELS{1'b0}};
  end
endmodule
`default_nettype wire
