// SPDX-License-Identifier: Apache-2.0
// cd_descriptor_store: every row of its image comes back, two cycles after its address, in order and at random.
`timescale 1ns/1ps
`default_nettype none
module tb_cd_descriptor_store;
  // words of a row
  parameter ROW = 1;
  localparam DEPTH = 51;
  localparam BITS = 20*ROW;
  localparam ADDRESS_BITS = $clog2(DEPTH);
  reg clk = 0;
  always #5 clk = ~clk;
  reg  [ADDRESS_BITS-1:0] read_address = 0;
  wire [BITS-1:0] read_word;
  cd_descriptor_store #(.DESCRIPTOR_DEPTH(ROW*DEPTH), .CONFIG_BITS(20), .ROW_WORDS(ROW)) dut (.clk(clk), .read_address(read_address), .read_row(read_word));
  reg [BITS-1:0] want_1, want_2;
  integer k, compared = 0;
  function [BITS-1:0] word(input integer address);
    word = (address + 1) * 40'd40503_40507;
  endfunction
  initial begin
    // the image is loaded through the hierarchy, as a file would be
    #1 for (k = 0; k < DEPTH; k = k + 1) dut.memory_inst.memory[k] = word(k);
    for (k = 0; k < 500; k = k + 1) begin
      @(negedge clk);
      if (k >= 2) begin
        if (read_word !== want_2) $fatal(1, "read %0d: got %h, expected %h", k, read_word, want_2);
        compared = compared + 1;
      end
      read_address = (k < DEPTH) ? k : $urandom_range(0, DEPTH - 1);
      want_2 = want_1;
      want_1 = word(read_address);
    end
    if (compared != 498) $fatal(1, "only %0d words compared", compared);
    $display("PASS %0d words", compared);
    $finish;
  end
endmodule
`default_nettype wire
