// SPDX-License-Identifier: Apache-2.0
// cd_mac_pair_ice40 against two cd_mac_lane (with cd_mac16_dual): mac_check tells the states and corner cases. Beside it a pair
// with two weights and without shadow registers, random operands in every cycle of tiles of 1 to 40 steps. Variants: shortest accumulator, an even and the longest one.
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
    .clk(clk), .activation_0(activations[7:0]), .activation_1(activations[15:8]), .weight_0(weight), .weight_1(weight),
    .accumulate(accumulate), .first(first), .capture(capture), .sum_0(sum_0), .sum_1(sum_1)
  );
  mac_check #(.SWEEP(SWEEP), .LANES(2), .ACC_BITS(ACC_BITS), .CARRIED(0)) check_inst (
    .clk(clk), .clk2x(), .rst(), .activations(activations), .weight(weight), .swap(), .weights(), .accumulate(accumulate), .first(first), .capture(capture),
    .sums({sum_1, sum_0}), .extras(2'b0)
  );

  // Two weights.
  reg [15:0] own_activations = 0;
  reg [17:0] own_weights = 0;
  reg own_accumulate = 0, own_first = 0, known = 0;
  integer left = 0;
  wire [ACC_BITS-1:0] own_0, own_1, reference_0, reference_1;
  cd_mac_pair_ice40 #(.ACC_BITS(ACC_BITS), .SHADOW(0)) own_inst (
    .clk(clk), .activation_0(own_activations[7:0]), .activation_1(own_activations[15:8]), .weight_0(own_weights[8:0]), .weight_1(own_weights[17:9]),
    .accumulate(own_accumulate), .first(own_first), .capture(1'b0), .sum_0(own_0), .sum_1(own_1)
  );
  cd_mac_lane #(.ACC_BITS(ACC_BITS), .SHADOW(0)) lane_0_inst (
    .clk(clk), .activation(own_activations[7:0]), .weight(own_weights[8:0]), .accumulate(own_accumulate), .first(own_first), .capture(1'b0), .sum(reference_0)
  );
  cd_mac_lane #(.ACC_BITS(ACC_BITS), .SHADOW(0)) lane_1_inst (
    .clk(clk), .activation(own_activations[15:8]), .weight(own_weights[17:9]), .accumulate(own_accumulate), .first(own_first), .capture(1'b0), .sum(reference_1)
  );
  always @(negedge clk) begin
    if (known && {own_1, own_0} !== {reference_1, reference_0}) $fatal(1, "two weights: got %h %h, expected %h %h", own_1, own_0, reference_1, reference_0);
    known = known | (own_accumulate & own_first);
    own_activations = $urandom;
    own_weights = $urandom;
    own_accumulate = ($urandom & 3) != 0;
    own_first = own_accumulate && left == 0;
    if (own_accumulate) left = left == 0 ? $urandom_range(0, 39) : left - 1;
  end
endmodule
`default_nettype wire
