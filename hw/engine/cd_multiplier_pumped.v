// SPDX-License-Identifier: Apache-2.0
// Two signed products per cycle from one multiplier on the doubled clock: product_k = a_k * b_k.
//
// Operands come from registers of clk. Operand pair 0 enters in the middle of their cycle and pair 1 at its end; both products leave together, latency 2
// cycles. Registers on clk2x: operands and product (in the DSP48), product 0 until product 1 is there. Equal operands of both pairs need no multiplexer.
`default_nettype none
module cd_multiplier_pumped #(
  // bits of the first operand
  parameter A_BITS = 25,
  // bits of the second operand
  parameter B_BITS = 18
) (
  input  wire                            clk,
  // twice the frequency of clk, rising with it
  input  wire                            clk2x,
  // second half of a cycle (cd_clock_phase)
  input  wire                            late,
  input  wire signed [A_BITS-1:0]        a_0,
  input  wire signed [B_BITS-1:0]        b_0,
  input  wire signed [A_BITS-1:0]        a_1,
  input  wire signed [B_BITS-1:0]        b_1,
  output reg  signed [A_BITS+B_BITS-1:0] product_0,
  output reg  signed [A_BITS+B_BITS-1:0] product_1
);
`ifndef SYNTHESIS
  initial begin
    if (A_BITS < 2 || A_BITS > 25) $fatal(1, "cd_multiplier_pumped: A_BITS=%0d is not in 2..25 (%m)", A_BITS);
    if (B_BITS < 2 || B_BITS > 18) $fatal(1, "cd_multiplier_pumped: B_BITS=%0d is not in 2..18 (%m)", B_BITS);
  end
`endif

  reg signed [A_BITS-1:0] a;
  reg signed [B_BITS-1:0] b;
  reg signed [A_BITS+B_BITS-1:0] product, earlier;

  always @(posedge clk2x) begin
    a       <= late ? a_1 : a_0;
    b       <= late ? b_1 : b_0;
    product <= a * b;
    if (!late) earlier <= product;
  end

  always @(posedge clk) begin
    product_0 <= earlier;
    product_1 <= product;
  end
endmodule
`default_nettype wire
