// SPDX-License-Identifier: Apache-2.0
// Two multiply-accumulate lanes that share a weight, in one SB_MAC16 of the iCE40 UltraPlus; accumulators in logic.
//
//   accumulator_k += activation_k * weight, starting anew when `first`;  sum_k = accumulator_k of the tile at `capture`
//
// The cell multiplies unsigned bytes; the weight's sign bit is worth -256 activations: a * w = a * w[7:0] - (w[8] ? a << 8 : 0).
// Cycles are those of cd_mac_lane. Sums wrap modulo 2^ACC_BITS.
`default_nettype none
module cd_mac_pair_ice40 #(
  // bits of an accumulator
  parameter ACC_BITS = 32
) (
  input  wire                clk,
  input  wire [7:0]          activation_0,
  input  wire [7:0]          activation_1,
  input  wire [8:0]          weight,
  input  wire                accumulate,
  input  wire                first,
  input  wire                capture,
  output reg  [ACC_BITS-1:0] sum_0,
  output reg  [ACC_BITS-1:0] sum_1
);
`ifndef SYNTHESIS
  initial if (ACC_BITS < 18 || ACC_BITS > 32) $fatal(1, "cd_mac_pair_ice40: ACC_BITS=%0d is not in 18..32 (%m)", ACC_BITS);
`endif
  localparam signed [ACC_BITS-1:0] ZERO = 0;

  wire [15:0] unsigned_0, unsigned_1;
  cd_mac16_dual mac16_inst (
    .clk(clk), .factor_0(activation_0), .factor_1(activation_1), .factor(weight[7:0]), .product_0(unsigned_0), .product_1(unsigned_1)
  );

  reg [7:0] excess_0, excess_1;
  wire signed [8:0] upper_0 = {1'b0, unsigned_0[15:8]} - {1'b0, excess_0};
  wire signed [8:0] upper_1 = {1'b0, unsigned_1[15:8]} - {1'b0, excess_1};
  wire signed [16:0] product_0 = {upper_0, unsigned_0[7:0]};
  wire signed [16:0] product_1 = {upper_1, unsigned_1[7:0]};
  reg signed [ACC_BITS-1:0] accumulator_0, accumulator_1;

  // As in cd_mac_lane, products are extended by their signs.
  // verilator lint_off WIDTH
  always @(posedge clk) begin
    excess_0 <= activation_0 & {8{weight[8]}};
    excess_1 <= activation_1 & {8{weight[8]}};
    if (accumulate) begin
      accumulator_0 <= (first ? ZERO : accumulator_0) + product_0;
      accumulator_1 <= (first ? ZERO : accumulator_1) + product_1;
    end
    if (capture) begin
      sum_0 <= accumulator_0;
      sum_1 <= accumulator_1;
    end
  end
  // verilator lint_on WIDTH
endmodule
`default_nettype wire
