// SPDX-License-Identifier: Apache-2.0
// In the place of hw/engine/cd_multiplier_pumped, which has a proof of its own: the same two products, two cycles later, on one clock.
`default_nettype none
module cd_multiplier_pumped #(
  parameter A_BITS = 25,
  parameter B_BITS = 18
) (
  input  wire                            clk,
  input  wire                            clk2x,
  input  wire                            late,
  input  wire signed [A_BITS-1:0]        a_0,
  input  wire signed [B_BITS-1:0]        b_0,
  input  wire signed [A_BITS-1:0]        a_1,
  input  wire signed [B_BITS-1:0]        b_1,
  output reg  signed [A_BITS+B_BITS-1:0] product_0,
  output reg  signed [A_BITS+B_BITS-1:0] product_1
);
  reg signed [A_BITS+B_BITS-1:0] earlier_0, earlier_1;
  always @(posedge clk) begin
    earlier_0 <= a_0 * b_0;
    earlier_1 <= a_1 * b_1;
    product_0 <= earlier_0;
    product_1 <= earlier_1;
  end
endmodule
`default_nettype wire
