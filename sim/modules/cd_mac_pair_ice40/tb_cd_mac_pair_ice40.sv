// SPDX-License-Identifier: Apache-2.0
// cd_mac_pair_ice40 against two cd_mac_lane (with cd_mac16_dual): mac_check tells the states and corner cases. Variants: shortest accumulator, an even and the longest one.
`timescale 1ns/1ps
`default_nettype none
module tb_cd_mac_pair_ice40;
  parameter ACC_BITS = 28;
  parameter SWEEP = 1;
  wire clk, accumulate, first, capture;
  wire [15:0] activations;
  wire [8:0] weight;
  wire [ACC_BITS-1:0] sum_0;
  wire [ACC_BITS-1:0] sum_1;
  cd_mac_pair_ice40 #(.ACC_BITS(ACC_BITS)) dut (
    .clk(clk), .activation_0(activations[7:0]), .activation_1(activations[15:8]), .weight(weight),
    .accumulate(accumulate), .first(first), .capture(capture), .sum_0(sum_0), .sum_1(sum_1)
  );
  mac_check #(.SWEEP(SWEEP), .LANES(2), .ACC_BITS(ACC_BITS), .CARRIED(0)) check_inst (
    .clk(clk), .clk2x(), .rst(), .activations(activations), .weight(weight), .accumulate(accumulate), .first(first), .capture(capture),
    .sums({sum_1, sum_0}), .extras(2'b0)
  );
endmodule
`default_nettype wire
