// SPDX-License-Identifier: Apache-2.0
// cd_mac16_dual: both products of all pairs of bytes, one cycle after their factors; the other product's factor is random.
`timescale 1ns/1ps
`default_nettype none
module tb_cd_mac16_dual;
  reg clk = 0;
  always #5 clk = ~clk;
  reg  [7:0] factor_0 = 0, factor_1 = 0, factor = 0;
  wire [15:0] product_0, product_1;
  cd_mac16_dual dut (
    .clk(clk), .factor_0(factor_0), .factor_1(factor_1), .factor(factor), .product_0(product_0), .product_1(product_1)
  );

  integer n, compared = 0;
  initial begin
    for (n = 0; n < 131072; n = n + 1) begin
      @(negedge clk);
      factor   = n[7:0];
      factor_0 = n[16] ? $urandom : n[15:8];
      factor_1 = n[16] ? n[15:8] : $urandom;
      @(posedge clk);
      #1;
      if (product_0 !== factor_0 * factor || product_1 !== factor_1 * factor)
        $fatal(1, "%0d, %0d times %0d: got %0d, %0d", factor_0, factor_1, factor, product_0, product_1);
      compared = compared + 2;
    end
    $display("PASS %0d products", compared);
    $finish;
  end
endmodule
`default_nettype wire
