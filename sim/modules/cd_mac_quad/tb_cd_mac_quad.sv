// SPDX-License-Identifier: Apache-2.0
// cd_mac_quad with cd_clock_phase against four cd_mac_lane: mac_check tells the states and corner cases. Variants: shortest accumulator, an even and the longest one; with and without the choice of the shared operand.
`timescale 1ns/1ps
`default_nettype none
module tb_cd_mac_quad;
  parameter ACC_BITS = 28;
  parameter SWEEP = 1;
  parameter SWAPS = 0;
  wire clk, clk2x, rst, late, swap, accumulate, first, capture;
  wire [31:0] activations;
  wire [35:0] weights;
  wire [ACC_BITS:0] sum_0, sum_2;
  wire [ACC_BITS-1:0] sum_1, sum_3;
  cd_clock_phase phase_inst (.clk(clk), .clk2x(clk2x), .rst(rst), .late(late));
  cd_mac_quad #(.ACC_BITS(ACC_BITS), .SWAPS(SWAPS)) dut (
    .clk2x(clk2x), .late(late), .swap(swap), .activation_0(activations[7:0]), .activation_1(activations[15:8]), .activation_2(activations[23:16]),
    .activation_3(activations[31:24]), .weight_0(weights[8:0]), .weight_1(weights[17:9]), .weight_2(weights[26:18]), .weight_3(weights[35:27]),
    .accumulate(accumulate), .first(first), .capture(capture),
    .sum_0(sum_0), .sum_1(sum_1), .sum_2(sum_2), .sum_3(sum_3)
  );
  mac_check #(.SWEEP(SWEEP), .LANES(4), .ACC_BITS(ACC_BITS), .CARRIED(1), .SWAPS(SWAPS)) check_inst (
    .clk(clk), .clk2x(clk2x), .rst(rst), .activations(activations), .weight(), .swap(swap), .weights(weights), .accumulate(accumulate), .first(first), .capture(capture),
    .sums({sum_3, sum_2[ACC_BITS-1:0], sum_1, sum_0[ACC_BITS-1:0]}), .extras({1'b0, sum_2[ACC_BITS], 1'b0, sum_0[ACC_BITS]})
  );
endmodule
`default_nettype wire
