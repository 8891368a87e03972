// SPDX-License-Identifier: Apache-2.0
// cd_mac16_dual: both products of all pairs of bytes, one cycle after their factors; the other product's factors are random.
`timescale 1ns/1ps
`default_nettype none
module tb_cd_mac16_dual;
  reg clk = 0;
  always #5 clk = ~clk;
  reg  [7:0] a_0 = 0, b_0 = 0, a_1 = 0, b_1 = 0;
  wire [15:0] product_0, product_1;
  cd_mac16_dual dut (
    .clk(clk), .a_0(a_0), .b_0(b_0), .a_1(a_1), .b_1(b_1), .product_0(product_0), .product_1(product_1)
  );

  integer n, compared = 0;
  initial begin
    for (n = 0; n < 131072; n = n + 1) begin
      @(negedge clk);
      {a_0, b_0} = n[16] ? $urandom : n[15:0];
      {a_1, b_1} = n[16] ? n[15:0] : $urandom;
      @(posedge clk);
      #1;
      if (product_0 !== a_0 * b_0 || product_1 !== a_1 * b_1)
        $fatal(1, "%0d * %0d, %0d * %0d: got %0d, %0d", a_0, b_0, a_1, b_1, product_0, product_1);
      compared = compared + 2;
    end
    $display("PASS %0d products", compared);
    $finish;
  end
endmodule
`default_nettype wire
