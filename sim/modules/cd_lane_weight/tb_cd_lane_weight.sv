// SPDX-License-Identifier: Apache-2.0
// cd_lane_weight, exhaustively: all 65536 pairs of weight and zero point, as the shared and as the own weight, with and without the borrow, one per cycle, the difference as a signed number one cycle later, also where only swapped layers have it, and its sign at once.
//
// The weight that is not chosen is the complement of the one that is, and all inputs change in every cycle, so that a wrong choice or cycle shows. The second
// channel lane runs through the same choices in another order; the third and fourth have the inputs of the first two. SWAPS 0: without borrow, sign and swapped operands.
`timescale 1ns/1ps
`default_nettype none
module tb_cd_lane_weight;
  parameter SWAPS = 1;
  reg clk = 0;
  always #5 clk = ~clk;
  reg  [15:0] shared = 0, own = 0;
  reg  [7:0]  zero_point = 0;
  reg         use_own = 0, swap = 0;
  reg  [1:0]  borrow = 0;
  wire [3:0]  negative;
  wire [35:0] operands, swapped;
  cd_lane_weight #(.CHANNELS(4), .SWAPS(SWAPS)) dut (
    .clk(clk), .shared({2{shared}}), .own({2{own}}), .use_own(use_own), .zero_point(zero_point), .borrow({2{borrow}}), .swap(swap), .negative(negative),
    .operands(operands), .swapped(swapped)
  );

  integer k, want = 0, second = 0, compared = 0, lowest = 0, highest = 0, value;
  reg [17:0] choice;
  reg [1:0] borrows;
  initial begin
    for (k = 0; k < 262145; k = k + 1) begin
      @(negedge clk);
      if (k > 0) begin
        value = $signed(operands[17:9]);
        if (value !== second) $fatal(1, "choice %0d: the second lane has %0d, expected %0d", k - 1, value, second);
        value = $signed(operands[8:0]);
        if (value !== want) $fatal(1, "choice %0d: got %0d, expected %0d", k - 1, value, want);
        if (operands[35:18] !== operands[17:0]) $fatal(1, "choice %0d: %h, whose halves differ", k - 1, operands);
        if (swapped !== (swap && SWAPS != 0 ? operands : 36'd0)) $fatal(1, "choice %0d: %h where swap is %b", k - 1, swapped, swap);
        if (value < lowest) lowest = value;
        if (value > highest) highest = value;
        compared = compared + 1;
      end
      // an odd factor runs through every choice once
      choice = k * 150503;
      use_own = choice[16];
      borrow = {choice[9] ^ choice[0], choice[17]};
      borrows = SWAPS != 0 ? borrow : 2'd0;
      shared = {choice[15:8] + choice[7:0], choice[15:8]} ^ {16{use_own}};
      own = ~shared;
      swap = $urandom;
      zero_point = choice[7:0];
      want = {24'd0, choice[15:8]};
      want = want - {24'd0, choice[7:0]} - borrows[0];
      second = (use_own ? own[15:8] : shared[15:8]) - {24'd0, choice[7:0]} - borrows[1];
      #1 if (negative !== (SWAPS != 0 ? {2{second < 0, want < 0}} : 4'd0)) $fatal(1, "choice %0d: signs of %0d and %0d", k, want, second);
    end
    if (compared != 262144 || lowest != -255 - (SWAPS != 0 ? 1 : 0) || highest != 255) $fatal(1, "only %0d choices, %0d to %0d", compared, lowest, highest);
    $display("PASS %0d choices", compared);
    $finish;
  end
endmodule
`default_nettype wire
