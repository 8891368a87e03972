// SPDX-License-Identifier: Apache-2.0
// cd_bank_single against an array: in every cycle a random read or write, words one cycle late; what a read beside a write gives is not asked for.
//
// Words nobody wrote are 0; the last address and depths that are no power of two are variants. With -DSYNTHESIS -DNO_ICE40_DEFAULT_ASSIGNMENTS and Yosys'
// ice40/cells_sim.v the same bench runs on the vendor's cell model.
`timescale 1ns/1ps
`default_nettype none
module tb_cd_bank_single;
  parameter DEPTH = 20;
  parameter WORD_BITS = 32;
  localparam ADDRESS_BITS = $clog2(DEPTH);
  reg clk = 0;
  always #5 clk = ~clk;
  reg write_enable = 0;
  reg [ADDRESS_BITS-1:0] write_address = 0, read_address = 0;
  reg [WORD_BITS-1:0] write_word = 0;
  wire [WORD_BITS-1:0] read_word;
  cd_bank_single #(.DEPTH(DEPTH), .WORD_BITS(WORD_BITS)) dut (
    .clk(clk), .write_enable(write_enable), .write_address(write_address), .write_word(write_word), .read_address(read_address), .read_word(read_word)
  );
  reg [WORD_BITS-1:0] model [0:DEPTH-1];
  reg [WORD_BITS-1:0] want;
  reg asked = 0;
  integer k, compared = 0, nonzero = 0;
  initial begin
    for (k = 0; k < DEPTH; k = k + 1) model[k] = 0;
    for (k = 0; k < DEPTH + 8000; k = k + 1) begin
      @(negedge clk);
      if (asked) begin
        if (read_word !== want) $fatal(1, "cycle %0d: got %h, expected %h", k, read_word, want);
        compared = compared + 1;
        if (read_word != 0) nonzero = nonzero + 1;
      end
      // every word is written before the vendor's model is asked for it
      write_enable = k < DEPTH || ($urandom & 1) != 0;
      write_address = k < DEPTH ? k : (k % 5 == 0) ? DEPTH - 1 : $urandom_range(0, DEPTH - 1);
      write_word = {$urandom, $urandom};
      read_address = (k % 7 == 0) ? DEPTH - 1 : $urandom_range(0, DEPTH - 1);
      asked = !write_enable;
      want = model[read_address];
      if (write_enable) model[write_address] = write_word;
    end
    if (compared < 3500 || nonzero < 3000) $fatal(1, "only %0d words compared, %0d of them not zero", compared, nonzero);
    $display("PASS %0d words", compared);
    $finish;
  end
endmodule
`default_nettype wire
