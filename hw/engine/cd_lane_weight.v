// SPDX-License-Identifier: Apache-2.0
// Weight of one channel lane for the pixel lanes that share a multiplier, less the layer's zero point.
//
//   operand = (use_own ? own : shared) - zero_point, 9 bits signed
//
// Choice and subtraction are one level of logic. Latency 1 cycle.
`default_nettype none
module cd_lane_weight (
  input  wire       clk,
  // of all pixel lanes
  input  wire [7:0] shared,
  // of these alone
  input  wire [7:0] own,
  input  wire       use_own,
  input  wire [7:0] zero_point,
  output reg  [8:0] operand
);
  wire [7:0] weight = use_own ? own : shared;

  // a - b = ~b - ~a: the carry takes the first operand, so the choice stands in the second one, in the adder's own cells.
  always @(posedge clk) operand <= ~{1'b0, zero_point} - ~{1'b0, weight};
endmodule
`default_nettype wire
