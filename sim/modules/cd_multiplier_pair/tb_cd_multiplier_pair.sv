// SPDX-License-Identifier: Apache-2.0
// cd_multiplier_pair: both forms give the products of random and extreme operands, the doubled one a cycle later than the single one.
`timescale 1ns/1ps
`default_nettype none
module tb_cd_multiplier_pair;
  reg clk = 0, clk2x = 0, rst = 1;
  wire late;
  always begin
    #3 clk2x = 0;
    #2 {clk, clk2x} = {~clk, 1'b1};
  end
  initial #100 rst = 0;
  cd_clock_phase phase_inst (.clk(clk), .clk2x(clk2x), .rst(rst), .late(late));
  reg signed [17:0] a_0 = 0, a_1 = 0;
  reg signed [16:0] b_0 = 0, b_1 = 0;
  wire signed [34:0] single_0, single_1, doubled_0, doubled_1;
  cd_multiplier_pair #(.A_BITS(18), .B_BITS(17), .DOUBLED(0)) single_inst (
    .clk(clk), .clk2x(1'b0), .late(1'b0), .a_0(a_0), .b_0(b_0), .a_1(a_1), .b_1(b_1), .product_0(single_0), .product_1(single_1)
  );
  cd_multiplier_pair #(.A_BITS(18), .B_BITS(17), .DOUBLED(1)) doubled_inst (
    .clk(clk), .clk2x(clk2x), .late(late), .a_0(a_0), .b_0(b_0), .a_1(a_1), .b_1(b_1), .product_0(doubled_0), .product_1(doubled_1)
  );

  longint want_0 [0:3], want_1 [0:3];
  integer n, compared = 0;
  initial begin
    repeat (24) @(posedge clk);
    for (n = 0; n < 10000; n = n + 1) begin
      @(posedge clk);
      #1;
      if (n > 3) begin
        if (single_0 !== want_0[(n - 1) & 3] || single_1 !== want_1[(n - 1) & 3]) $fatal(1, "cycle %0d: single gives %0d and %0d", n, single_0, single_1);
        if (doubled_0 !== want_0[(n - 2) & 3] || doubled_1 !== want_1[(n - 2) & 3]) $fatal(1, "cycle %0d: doubled gives %0d and %0d", n, doubled_0, doubled_1);
        compared = compared + 4;
      end
      a_0 = n % 7 == 0 ? 18'sh20000 : $urandom;
      b_0 = n % 5 == 0 ? 17'sh10000 : $urandom;
      a_1 = n % 3 == 0 ? a_0 : $urandom;
      b_1 = n % 11 == 0 ? 17'sh0ffff : $urandom;
      want_0[n & 3] = longint'(a_0) * longint'(b_0);
      want_1[n & 3] = longint'(a_1) * longint'(b_1);
    end
    $display("PASS %0d products", compared);
    $finish;
  end
endmodule
`default_nettype wire
