// SPDX-License-Identifier: Apache-2.0
// In the place of hw/engine/cd_mac16_dual, an instance of SB_MAC16 whose bench compares all products with this, also on the vendor's model of the cell.
`default_nettype none
module cd_mac16_dual (
  input  wire        clk,
  input  wire [7:0]  a_0,
  input  wire [7:0]  b_0,
  input  wire [7:0]  a_1,
  input  wire [7:0]  b_1,
  output reg  [15:0] product_0,
  output reg  [15:0] product_1
);
  always @(posedge clk) begin
    product_0 <= a_0 * b_0;
    product_1 <= a_1 * b_1;
  end
endmodule
`default_nettype wire
