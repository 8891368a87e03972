// SPDX-License-Identifier: Apache-2.0
// cd_weight_rows: random addresses and enables in every cycle, the row two cycles later, whole, single words, none. Every row comes, and the first and last of both parts
// directly behind each other; memory of one part, and of two whose second is as short and as long as it may be. The memories are filled at the start: files are read by the networks' benches.
`timescale 1ns/1ps
`default_nettype none
module tb_cd_weight_rows;
  parameter ROWS = 11, SPLIT = 8, WEIGHT_LANES = 4;
  localparam WORD_BITS = 24, ROW_BITS = WORD_BITS*WEIGHT_LANES, ADDRESS_BITS = $clog2(ROWS);
  reg clk = 0;
  always #5 clk = ~clk;
  reg  [ADDRESS_BITS-1:0] read_address = 0;
  reg  [WEIGHT_LANES-1:0] word_enable = 0;
  wire [ROW_BITS-1:0] read_row;
  cd_weight_rows #(.ROWS(ROWS), .WEIGHT_LANES(WEIGHT_LANES), .WORD_BITS(WORD_BITS), .SPLIT(SPLIT)) dut
    (.clk(clk), .read_address(read_address), .word_enable(word_enable), .read_row(read_row));

  reg [ROW_BITS-1:0] rows [0:ROWS-1];
  reg [ROW_BITS-1:0] want, mask;
  reg [ROWS-1:0] seen = 0;
  integer k, w, at;
  generate
    if (SPLIT == 0) begin : gen_fill
      initial #1 for (at = 0; at < ROWS; at = at + 1) dut.gen_part[0].memory[at] = rows[at];
    end else begin : gen_fill_parts
      initial #1 for (at = 0; at < ROWS; at = at + 1)
        if (at < SPLIT) dut.gen_part[0].memory[at] = rows[at];
        else dut.gen_part[SPLIT != 0].memory[at - SPLIT] = rows[at];
    end
  endgenerate

  initial begin
    for (k = 0; k < ROWS; k = k + 1) for (w = 0; w < ROW_BITS; w = w + 8) rows[k][w +: 8] = $urandom;
    for (k = 0; k < 4000; k = k + 1) begin
      @(negedge clk);
      if (k > 1 && read_row !== want) $fatal(1, "cycle %0d: %h, expected %h", k, read_row, want);
      // Of the address of the cycle before.
      word_enable = k % 3 == 0 ? {WEIGHT_LANES{1'b1}} : k % 3 == 1 ? 1 << $urandom_range(0, WEIGHT_LANES-1) : $urandom;
      for (w = 0; w < WEIGHT_LANES; w = w + 1) mask[WORD_BITS*w +: WORD_BITS] = {WORD_BITS{word_enable[w]}};
      want = rows[read_address] & mask;
      case (k % 4)
        0: read_address = SPLIT != 0 ? SPLIT - 1 : 0;
        1: read_address = SPLIT;
        2: read_address = ROWS - 1;
        default: read_address = $urandom_range(0, ROWS-1);
      endcase
      seen[read_address] = 1'b1;
    end
    if (&seen !== 1'b1) $fatal(1, "rows %b were read", seen);
    $display("PASS %0d rows", k);
    $finish;
  end
endmodule
`default_nettype wire
