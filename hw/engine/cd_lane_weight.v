// SPDX-License-Identifier: Apache-2.0
// Weight operands of the pixel lanes that share a weight: of the word of all lanes or of their own, less the layer's zero point.
//
//   operand[o] = (use_own ? own[o] : shared[o]) - zero_point - borrow[o], 9 bits signed;  negative[o](t) = operand[o](t + 1) < 0;  swapped = swap ? operands : 0
//
// borrow: the lane's multiplier has another weight in the bits below, and that one is negative (cd_mac_pair). Choice and subtraction are one level of logic. Latency 1 cycle.
`default_nettype none
module cd_lane_weight #(
  // channel lanes, a multiple of 4
  parameter CHANNELS = 16,
  // 1: build borrow, negative and swapped, else 0
  parameter SWAPS = 1
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
  output wire [9*CHANNELS-1:0] swapped
);
`ifndef SYNTHESIS
  initial if (CHANNELS % 4 != 0) $fatal(1, "cd_lane_weight: CHANNELS=%0d is not a multiple of 4 (%m)", CHANNELS);
`endif

  // a - b = ~b - ~a: the carry takes the first operand, so the choice stands in the second one, in the adder's own cells.
  // All channels in one expression, four at a time, are what an interpreting simulator is fast with.
  function [9*CHANNELS-1:0] subtract(input [8*CHANNELS-1:0] weights, input [7:0] zero);
    integer four;
    reg [8:0] minuend;
    reg [31:0] word;
    begin
      minuend = ~{1'b0, zero};
      for (four = 0; four < CHANNELS / 4; four = four + 1) begin
        word = weights[32*four +: 32];
        subtract[36*four +: 36] = {minuend - ~{1'b0, word[31:24]}, minuend - ~{1'b0, word[23:16]}, minuend - ~{1'b0, word[15:8]}, minuend - ~{1'b0, word[7:0]}};
      end
    end
  endfunction

  // The same with a bit below the others, which makes the borrow, and above all differences their signs.
  function [10*CHANNELS-1:0] subtract_with_borrow(input [8*CHANNELS-1:0] weights, input [7:0] zero, input [CHANNELS-1:0] borrows);
    integer lane;
    // The lowest bit only makes the borrow.
    // verilator lint_off UNUSEDSIGNAL
    reg [9:0] difference;
    // verilator lint_on UNUSEDSIGNAL
    for (lane = 0; lane < CHANNELS; lane = lane + 1) begin
      difference = {~{1'b0, zero}, 1'b0} - {~{1'b0, weights[8*lane +: 8]}, borrows[lane]};
      subtract_with_borrow[9*lane +: 9] = difference[9:1];
      subtract_with_borrow[9*CHANNELS + lane] = difference[9];
    end
  endfunction

  wire [8*CHANNELS-1:0] weights = use_own ? own : shared;
  wire [9*CHANNELS-1:0] differences;

  generate
    if (SWAPS != 0) begin : gen_swaps
      reg [9*CHANNELS-1:0] swapped_reg;
      assign {negative, differences} = subtract_with_borrow(weights, zero_point, borrow);
      assign swapped = swapped_reg;
      always @(posedge clk)
        if (swap) swapped_reg <= differences;
        else swapped_reg <= {9*CHANNELS{1'b0}};
    end else begin : gen_no_swaps
      assign differences = subtract(weights, zero_point);
      assign negative    = {CHANNELS{1'b0}};
      assign swapped     = {9*CHANNELS{1'b0}};
      wire unused = &{1'b0, borrow, swap};
    end
  endgenerate

  always @(posedge clk) operands <= differences;
endmodule
`default_nettype wire
