// SPDX-License-Identifier: Apache-2.0
// cd_mac16_wide: the product one cycle after its factors, new factors in every cycle. All pairs of 0, powers of two, those less one, and their complements, then random ones.
`timescale 1ns/1ps
`default_nettype none
module tb_cd_mac16_wide;
  localparam EDGES = 66;
  reg clk = 0;
  always #5 clk = ~clk;
  reg  [15:0] a = 0, b = 0;
  wire [31:0] product;
  cd_mac16_wide dut (.clk(clk), .a(a), .b(b), .product(product));

  // 0, 1, 1, 2, 3, 4, 7 ... and their complements
  function [15:0] edge_of(input integer n);
    begin
      edge_of = (17'd1 << (n / 2 % 17)) - (n % 2);
      if (n >= 34) edge_of = ~edge_of;
    end
  endfunction
  integer n, compared = 0;
  longint due;
  initial begin
    for (n = 0; n < EDGES * EDGES + 20000; n = n + 1) begin
      @(negedge clk);
      a = n < EDGES * EDGES ? edge_of(n % EDGES) : $urandom;
      b = n < EDGES * EDGES ? edge_of(n / EDGES) : $urandom;
      due = longint'(a) * longint'(b);
      @(posedge clk);
      #1;
      if (product !== due[31:0]) $fatal(1, "%0d * %0d: got %0d", a, b, product);
      // the next factors are not seen before the next edge
      a = ~a;
      b = ~b;
      #1 if (product !== due[31:0]) $fatal(1, "the product changes between two edges");
      compared = compared + 1;
    end
    $display("PASS %0d products", compared);
    $finish;
  end
endmodule
`default_nettype wire
