// SPDX-License-Identifier: Apache-2.0
// cd_mac_pair against two cd_mac_lane: mac_check tells the states and corner cases. Variants: shortest accumulator, an even and the longest one; with and without the choice of the shared operand.
`timescale 1ns/1ps
`default_nettype none
module tb_cd_mac_pair;
  parameter ACC_BITS = 28;
  parameter SWEEP = 1;
  parameter SWAPS = 0;
  wire clk, swap, accumulate, first, capture;
  wire [15:0] activations;
  wire [17:0] weights;
  wire [ACC_BITS:0] sum_0;
  wire [ACC_BITS-1:0] sum_1;
  cd_mac_pair #(.ACC_BITS(ACC_BITS), .SWAPS(SWAPS)) dut (
    .clk(clk), .swap(swap), .activation(activations[7:0]), .weight(weights[8:0]),
    .activations(swap ? 16'd0 : activations), .weights(swap ? weights : 18'd0),
    .accumulate(accumulate), .first(first), .capture(capture), .sum_0(sum_0), .sum_1(sum_1)
  );
  mac_check #(.SWEEP(SWEEP), .LANES(2), .ACC_BITS(ACC_BITS), .CARRIED(1), .SWAPS(SWAPS)) check_inst (
    .clk(clk), .clk2x(), .rst(), .activations(activations), .weight(), .swap(swap), .weights(weights), .accumulate(accumulate), .first(first), .capture(capture),
    .sums({sum_1, sum_0[ACC_BITS-1:0]}), .extras({1'b0, sum_0[ACC_BITS]})
  );
endmodule
`default_nettype wire
