// SPDX-License-Identifier: Apache-2.0
// Weight of one channel lane for the pixel lanes that share a weight, less the layer's zero point.
//
//   operand = (use_own ? own : shared) - zero_point - borrow, 9 bits signed;  negative(t) = operand(t + 1) < 0
//
// borrow: the lane's multiplier has another weight in the bits below, and that one is negative (cd_mac_pair). Choice and subtraction are one level of logic. Latency 1 cycle.
`default_nettype none
module cd_lane_weight (
  input  wire       clk,
  // of all pixel lanes
  input  wire [7:0] shared,
  // of these alone
  input  wire [7:0] own,
  input  wire       use_own,
  input  wire [7:0] zero_point,
  input  wire       borrow,
  output wire       negative,
  output reg  [8:0] operand
);
  wire [7:0] weight = use_own ? own : shared;

  // a - b = ~b - ~a: the carry takes the first operand, so the choice stands in the second one, in the adder's own cells. A bit below the others makes the borrow.
  wire [9:0] difference = {~{1'b0, zero_point}, 1'b0} - {~{1'b0, weight}, borrow};
  assign negative = difference[9];
  wire unused = &{1'b0, difference[0]};

  always @(posedge clk) operand <= difference[9:1];
endmodule
`default_nettype wire
