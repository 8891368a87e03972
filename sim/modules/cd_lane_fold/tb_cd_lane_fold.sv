// SPDX-License-Identifier: Apache-2.0
// cd_lane_fold: random sums and modes in every cycle, against the equation of its header one cycle later, with the largest and the smallest sums among them.
`timescale 1ns/1ps
`default_nettype none
module tb_cd_lane_fold;
  parameter CHANNELS = 16, ACC_BITS = 28;
  localparam HALF = CHANNELS / 2;
  reg clk = 0, fold = 0, odd = 0;
  always #5 clk = ~clk;
  reg  [CHANNELS*ACC_BITS-1:0] sums = 0, expected = 0;
  wire [CHANNELS*ACC_BITS-1:0] folded;
  cd_lane_fold #(.CHANNELS(CHANNELS), .ACC_BITS(ACC_BITS)) dut (.clk(clk), .fold(fold), .odd(odd), .sums(sums), .folded(folded));

  integer turn, lane, compared = 0;
  reg [ACC_BITS-1:0] value;
  initial begin
    for (turn = 0; turn < 5000; turn = turn + 1) begin
      @(negedge clk);
      if (turn > 0) begin
        if (folded !== expected) $fatal(1, "turn %0d: %h, expected %h", turn, folded, expected);
        compared = compared + 1;
      end
      {fold, odd} = $urandom;
      for (lane = 0; lane < CHANNELS; lane = lane + 1)
        sums[ACC_BITS*lane +: ACC_BITS] = ($urandom % 4 == 0) ? {ACC_BITS{1'b1}} >> ($urandom % 2) : $urandom;
      for (lane = 0; lane < CHANNELS; lane = lane + 1) begin
        value = sums[ACC_BITS*lane +: ACC_BITS];
        if (fold) value = ((lane / HALF) == odd) ? value + sums[ACC_BITS*((lane + HALF) % CHANNELS) +: ACC_BITS] : 0;
        expected[ACC_BITS*lane +: ACC_BITS] = value;
      end
    end
    $display("PASS %0d words", compared);
    $finish;
  end
endmodule
`default_nettype wire
