// SPDX-License-Identifier: Apache-2.0
// cd_weight_row: a new row in every cycle, one random word and zeros; the word is that of the cycle before. Every place comes, as do 2, 4 and 16 words a row. Rows of several words, which own weights have, give their OR.
`timescale 1ns/1ps
`default_nettype none
module tb_cd_weight_row;
  parameter CHANNELS = 4, WEIGHT_LANES = 8;
  localparam WORD_BITS = 8*CHANNELS;
  reg clk = 0;
  always #5 clk = ~clk;
  reg  [WORD_BITS*WEIGHT_LANES-1:0] row = 0;
  reg  [$clog2(WEIGHT_LANES)-1:0] index = 0;
  wire [WORD_BITS-1:0] shared_word;
  cd_weight_row #(.CHANNELS(CHANNELS), .WEIGHT_LANES(WEIGHT_LANES)) dut (.clk(clk), .row(row), .shared_word(shared_word));

  reg [WORD_BITS-1:0] want;
  reg [WEIGHT_LANES-1:0] seen = 0;
  integer k, byte_index, word;
  initial begin
    for (k = 0; k < 2000; k = k + 1) begin
      @(negedge clk);
      if (k > 0 && shared_word !== want) $fatal(1, "cycle %0d: %h, expected %h", k, shared_word, want);
      for (byte_index = 0; byte_index < CHANNELS*WEIGHT_LANES; byte_index = byte_index + 1) row[8*byte_index +: 8] = $urandom;
      index = $urandom;
      if (k % 4 != 0) begin
        row = row & ({{(WORD_BITS*(WEIGHT_LANES-1)){1'b0}}, {WORD_BITS{1'b1}}} << (WORD_BITS*index));
        seen[index] = 1'b1;
      end
      want = {WORD_BITS{1'b0}};
      for (word = 0; word < WEIGHT_LANES; word = word + 1) want = want | row[WORD_BITS*word +: WORD_BITS];
    end
    if (&seen !== 1'b1) $fatal(1, "words %b were tried", seen);
    $display("PASS %0d words", k - 1);
    $finish;
  end
endmodule
`default_nettype wire
