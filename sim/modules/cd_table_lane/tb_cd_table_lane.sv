// SPDX-License-Identifier: Apache-2.0
// cd_table_lane: both halves are written and read back; one half is loaded while the other is read in every cycle. Reads are one cycle late.
`timescale 1ns/1ps
`default_nettype none
module tb_cd_table_lane;
  parameter TABLE_BITS = 21;
  reg clk = 0;
  always #5 clk = ~clk;
  reg write_enable = 0;
  reg [8:0] write_address = 0, read_address = 0;
  reg [TABLE_BITS-1:0] write_word = 0;
  wire [TABLE_BITS-1:0] read_word;
  cd_table_lane #(.TABLE_BITS(TABLE_BITS)) dut (
    .clk(clk), .write_enable(write_enable), .write_address(write_address), .write_word(write_word), .read_address(read_address), .read_word(read_word)
  );
  reg [TABLE_BITS-1:0] model [0:511];
  reg [TABLE_BITS-1:0] want;
  reg [8:0] half = 0;
  integer round, k, compared = 0;
  initial begin
    for (round = 0; round < 6; round = round + 1) begin
      half = (round & 1) ? 9'd256 : 9'd0;
      for (k = 0; k < 256; k = k + 1) begin
        @(negedge clk);
        if (round > 0 && k > 0) begin
          if (read_word !== want) $fatal(1, "round %0d entry %0d: got %h, expected %h", round, k, read_word, want);
          compared = compared + 1;
        end
        write_enable = 1;
        write_address = half + k;
        write_word = $urandom;
        model[write_address] = write_word;
        read_address = (half ^ 9'd256) + $urandom_range(0, 255);
        want = model[read_address];
      end
    end
    @(negedge clk) write_enable = 0;
    if (compared != 5 * 255) $fatal(1, "only %0d entries compared", compared);
    $display("PASS %0d entries", compared);
    $finish;
  end
endmodule
`default_nettype wire
