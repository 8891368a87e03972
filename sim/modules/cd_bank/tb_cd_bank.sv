// SPDX-License-Identifier: Apache-2.0
// cd_bank against an array: reads LATENCY cycles late, a write is seen from the next cycle's read on, words nobody wrote are 0.
//
// One random read and often one random write in every cycle; a read of the word written in the same cycle is undefined and not asked for.
// Every word is written and read again; the last address and depths that are no power of two are variants.
`timescale 1ns/1ps
`default_nettype none
module tb_cd_bank;
  parameter DEPTH = 20;
  parameter WORD_BITS = 24;
  parameter LATENCY = 2;
  localparam ADDRESS_BITS = $clog2(DEPTH);
  reg clk = 0;
  always #5 clk = ~clk;
  reg write_enable = 0;
  reg [ADDRESS_BITS-1:0] write_address = 0, read_address = 0;
  reg [WORD_BITS-1:0] write_word = 0;
  wire [WORD_BITS-1:0] read_word;
  cd_bank #(.DEPTH(DEPTH), .WORD_BITS(WORD_BITS), .LATENCY(LATENCY)) dut (
    .clk(clk), .write_enable(write_enable), .write_address(write_address), .write_word(write_word), .read_address(read_address), .read_word(read_word)
  );
  reg [WORD_BITS-1:0] model [0:DEPTH-1];
  reg [WORD_BITS-1:0] want, want_1, want_2;
  integer k, compared = 0, nonzero = 0, valid = 0;
  initial begin
    for (k = 0; k < DEPTH; k = k + 1) model[k] = 0;
    for (k = 0; k < 4000; k = k + 1) begin
      @(negedge clk);
      if (valid >= 2) begin
        want = LATENCY == 1 ? want_1 : want_2;
        if (read_word !== want) $fatal(1, "cycle %0d: got %h, expected %h", k, read_word, want);
        compared = compared + 1;
        if (read_word != 0) nonzero = nonzero + 1;
      end
      write_enable = k > 2 * DEPTH && ($urandom & 3) != 0;
      write_address = (k % 5 == 0) ? DEPTH - 1 : $urandom_range(0, DEPTH - 1);
      write_word = $urandom;
      read_address = (k < DEPTH) ? k : $urandom_range(0, DEPTH - 1);
      while (write_enable && read_address == write_address) read_address = $urandom_range(0, DEPTH - 1);
      want_2 = want_1;
      want_1 = model[read_address];
      valid = valid + 1;
      if (write_enable) model[write_address] = write_word;
    end
    if (compared < 3900 || nonzero < 3000) $fatal(1, "only %0d words compared, %0d of them not zero", compared, nonzero);
    $display("PASS %0d words", compared);
    $finish;
  end
endmodule
`default_nettype wire
