// SPDX-License-Identifier: Apache-2.0
// cd_half_words: a new random word in every cycle. With choice 0 it passes as it is; in layers with halves the lower halves of the words of `first` and of the cycle behind it stand side
// by side from that cycle on (choice 1, then 2), until and with the cycle of the next `first`; with choice 3, which comes at random behind it, their upper halves (WHOLE 1). Pairs come
// every second cycle and with gaps; layers with and without halves alternate.
`timescale 1ns/1ps
`default_nettype none
module check_half_words #(parameter CHANNELS = 8, parameter WHOLE = 0) (input wire clk, output reg finished);
  localparam WORD_BITS = 8*CHANNELS, HALF_BITS = 4*CHANNELS;
  reg halves = 0, first = 0, fresh = 0, upper = 0;
  reg [1:0] choice = 0;
  reg [WORD_BITS-1:0] word = 0;
  wire [WORD_BITS-1:0] operand_word;
  cd_half_words #(.CHANNELS(CHANNELS), .WHOLE(WHOLE)) dut
    (.clk(clk), .first(first), .fresh(fresh), .choice(choice), .word(word), .operand_word(operand_word));

  // Of the words of a pair: the first and the second one's, and that of the last `first`.
  reg [WORD_BITS-1:0] pair_first, pair_second, next_first, expected;
  integer k, b, pairs = 0, tight = 0, uppers = 0, since = 0, known = 0;
  initial begin
    finished = 0;
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
      upper = WHOLE != 0 & ~fresh & $urandom;
      choice = !halves ? 2'd0 : fresh ? 2'd1 : upper ? 2'd3 : 2'd2;
      if (fresh) begin
        pair_first  = next_first;
        pair_second = word;
        known = 1;
        pairs = pairs + 1;
        tight = tight + (since == 1);
        since = 0;
      end else since = since + 1;
      if (first) next_first = word;
      uppers = uppers + (halves & known & upper);
      expected = upper ? {pair_second[WORD_BITS-1:HALF_BITS], pair_first[WORD_BITS-1:HALF_BITS]}
                                     : {pair_second[HALF_BITS-1:0], pair_first[HALF_BITS-1:0]};
      #1;
      if (!halves && operand_word !== word) $fatal(1, "cycle %0d: %h passes as %h", k, word, operand_word);
      if (halves && known && operand_word !== expected) $fatal(1, "cycle %0d: %h, expected %h", k, operand_word, expected);
    end
    if (pairs < 1000 || tight < 100 || WHOLE != 0 && uppers < 100) $fatal(1, "only %0d pairs, %0d of them close, %0d cycles of upper halves", pairs, tight, uppers);
    finished = 1;
  end
endmodule

module tb_cd_half_words;
  reg clk = 0;
  always #5 clk = ~clk;
  wire [3:0] finished;
  check_half_words lower_inst (.clk(clk), .finished(finished[0]));
  check_half_words #(.WHOLE(1)) whole_inst (.clk(clk), .finished(finished[1]));
  check_half_words #(.CHANNELS(4), .WHOLE(1)) four_inst (.clk(clk), .finished(finished[2]));
  check_half_words #(.CHANNELS(32), .WHOLE(1)) wide_inst (.clk(clk), .finished(finished[3]));
  initial begin
    wait (&finished);
    $display("PASS");
    $finish;
  end
  initial #10000000 $fatal(1, "timeout");
endmodule
`default_nettype wire
