// SPDX-License-Identifier: Apache-2.0
// cd_operand_network against operand[o] = word[(o & ~wide) | (j & wide)], for every wide and every j, a new word in every cycle; HAS_CLEAR 1: also the copy that a random `clear` makes 0.
//
// All masks are run, not only the engine's 2^p - 1, in order and then shuffled, so that selects that stay with the wrong word show in either half of the pipeline.
// Corner cases: wide 0 (every lane its own byte), wide CHANNELS - 1 (one byte for all), bytes of 0 and 255 only; CHANNELS 4 (one stage a half) to 32 (odd count of stages).
`timescale 1ns/1ps
`default_nettype none
module tb_cd_operand_network;
  parameter CHANNELS = 16;
  parameter HAS_CLEAR = 0;
  localparam STAGES = $clog2(CHANNELS);
  localparam CASES = CHANNELS * CHANNELS;
  reg clk = 0;
  always #5 clk = ~clk;
  reg  [8*CHANNELS-1:0] word = 0;
  reg  [STAGES-1:0] select_low = 0, select_high = 0;
  reg  clear = 0;
  wire [8*CHANNELS-1:0] operand, cleared;
  cd_operand_network #(.CHANNELS(CHANNELS), .HAS_CLEAR(HAS_CLEAR)) dut
    (.clk(clk), .word(word), .select_low(select_low), .select_high(select_high), .clear(clear), .operand(operand), .cleared(cleared));

  reg [8*CHANNELS-1:0] want [0:1];
  reg [STAGES-1:0] wide, j;
  integer k, o, pick, compared = 0, total;
  initial begin
    total = 4 * CASES < 3000 ? 3000 : 4 * CASES;
    for (k = 0; k < total + 2; k = k + 1) begin
      @(negedge clk);
      if (k >= 2) begin
        for (o = 0; o < CHANNELS; o = o + 1)
          if (operand[8*o +: 8] !== want[k % 2][8*o +: 8])
            $fatal(1, "word %0d lane %0d: got %h, expected %h", k - 2, o, operand[8*o +: 8], want[k % 2][8*o +: 8]);
        if (cleared !== (clear && HAS_CLEAR != 0 ? {8*CHANNELS{1'b0}} : operand)) $fatal(1, "word %0d: %h where clear is %b", k - 2, cleared, clear);
        compared = compared + 1;
      end
      clear = $urandom;
      pick = (k < CASES) ? k : $urandom_range(0, CASES - 1);
      wide = pick / CHANNELS;
      j = pick % CHANNELS;
      for (o = 0; o < CHANNELS; o = o + 1) word[8*o +: 8] = (k % 3 == 2) ? {8{1'($urandom)}} : 8'($urandom);
      select_low = wide & j;
      select_high = wide & ~j;
      for (o = 0; o < CHANNELS; o = o + 1) want[k % 2][8*o +: 8] = word[8*((o & ~wide & (CHANNELS - 1)) | (j & wide)) +: 8];
    end
    if (compared != total) $fatal(1, "only %0d of %0d words were compared", compared, total);
    $display("PASS %0d words", compared);
    $finish;
  end
endmodule
`default_nettype wire
