// SPDX-License-Identifier: Apache-2.0
// cd_multiplier_pumped with cd_clock_phase: both products of new operands in every cycle, two cycles later; random operands, and all extremes against each other.
// The first operand of both pairs is the same in a part of the run. Variants: the shortest first operand.
`timescale 1ns/1ps
`default_nettype none
module tb_cd_multiplier_pumped;
  parameter A_BITS = 25;
  parameter B_BITS = 17;
  reg clk = 0, clk2x = 0, rst = 1;
  wire late;
  always begin
    #3 clk2x = 0;
    #2 {clk, clk2x} = {~clk, 1'b1};
  end
  initial #100 rst = 0;
  cd_clock_phase phase_inst (.clk(clk), .clk2x(clk2x), .rst(rst), .late(late));
  reg signed [A_BITS-1:0] a_0 = 0, a_1 = 0;
  reg signed [B_BITS-1:0] b_0 = 0, b_1 = 0;
  wire signed [A_BITS+B_BITS-1:0] product_0, product_1;
  cd_multiplier_pumped #(.A_BITS(A_BITS), .B_BITS(B_BITS)) dut (
    .clk(clk), .clk2x(clk2x), .late(late), .a_0(a_0), .b_0(b_0), .a_1(a_1), .b_1(b_1), .product_0(product_0), .product_1(product_1)
  );

  function signed [A_BITS-1:0] operand_a(input integer kind);
    operand_a = kind == 0 ? {1'b1, {(A_BITS-1){1'b0}}} : kind == 1 ? {1'b0, {(A_BITS-1){1'b1}}} : kind == 2 ? -1 : kind == 3 ? 0 : $urandom;
  endfunction
  function signed [B_BITS-1:0] operand_b(input integer kind);
    operand_b = kind == 0 ? {1'b1, {(B_BITS-1){1'b0}}} : kind == 1 ? {1'b0, {(B_BITS-1){1'b1}}} : kind == 2 ? -1 : kind == 3 ? 0 : $urandom;
  endfunction

  // operands of the last cycles
  longint want_0 [0:3], want_1 [0:3];
  integer n, compared = 0;
  initial begin
    repeat (24) @(posedge clk);
    for (n = 0; n < 20000; n = n + 1) begin
      @(posedge clk);
      #1;
      if (n > 3) begin
        if (product_0 !== want_0[(n - 2) & 3] || product_1 !== want_1[(n - 2) & 3])
          $fatal(1, "cycle %0d: got %0d and %0d, expected %0d and %0d", n, product_0, product_1, want_0[(n - 2) & 3], want_1[(n - 2) & 3]);
        compared = compared + 2;
      end
      a_0 = operand_a(n < 625 ? n % 5 : $urandom & 7);
      b_0 = operand_b(n < 625 ? n / 5 % 5 : $urandom & 7);
      a_1 = n > 15000 ? a_0 : operand_a(n < 625 ? n / 25 % 5 : $urandom & 7);
      b_1 = operand_b(n < 625 ? n / 125 : $urandom & 7);
      want_0[n & 3] = longint'(a_0) * longint'(b_0);
      want_1[n & 3] = longint'(a_1) * longint'(b_1);
    end
    $display("PASS %0d products", compared);
    $finish;
  end
endmodule
`default_nettype wire
