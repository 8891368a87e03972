// SPDX-License-Identifier: Apache-2.0
// cd_half_words: a new random word in every cycle. Without halves it passes as it is; with halves the lower halves of the words of `first` and of the cycle behind it stand side by
// side from that cycle on, until and with the cycle of the next `first`. Pairs come every second cycle and with gaps; layers with and without halves alternate.
`timescale 1ns/1ps
`default_nettype none
module tb_cd_half_words;
  parameter CHANNELS = 8;
  localparam WORD_BITS = 8*CHANNELS, HALF_BITS = 4*CHANNELS;
  reg clk = 0;
  always #5 clk = ~clk;
  reg halves = 0, first = 0, fresh = 0;
  reg [WORD_BITS-1:0] word = 0;
  wire [WORD_BITS-1:0] operand_word;
  cd_half_words #(.CHANNELS(CHANNELS)) dut (.clk(clk), .halves(halves), .first(first), .fresh(fresh), .word(word), .operand_word(operand_word));

  reg [HALF_BITS-1:0] lower, upper, next_lower;
  integer k, b, pairs = 0, tight = 0, since = 0, known = 0;
  initial begin
    for (k = 0; k < 4000; k = k + 1) begin
      @(negedge clk);
      for (b = 0; b < CHANNELS; b = b + 1) word[8*b +: 8] = $urandom;
      if (k % 200 == 0) begin
        halves = $urandom;
        known  = 0;
      end
      // the second word follows the first at once
      fresh = first;
      first = ~fresh && ($urandom & 3) != 0;
      if (fresh) begin
        lower = next_lower;
        upper = word[HALF_BITS-1:0];
        known = 1;
        pairs = pairs + 1;
        tight = tight + (since == 1);
        since = 0;
      end else since = since + 1;
      if (first) next_lower = word[HALF_BITS-1:0];
      #1;
      if (!halves && operand_word !== word) $fatal(1, "cycle %0d: %h passes as %h", k, word, operand_word);
      if (halves && known && operand_word !== {upper, lower}) $fatal(1, "cycle %0d: %h, expected %h", k, operand_word, {upper, lower});
    end
    if (pairs < 1000 || tight < 100) $fatal(1, "only %0d pairs, %0d of them close", pairs, tight);
    $display("PASS %0d pairs", pairs);
    $finish;
  end
endmodule
`default_nettype wire
