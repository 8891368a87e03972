// SPDX-License-Identifier: Apache-2.0
// Two multiply-accumulate lanes in one SB_MAC16 of the iCE40 UltraPlus; accumulators in logic.
//
//   accumulator_k += activation_k * weight_k, starting anew when `first`;  sum_k = accumulator_k of the tile at `capture`
//
// The cell multiplies unsigned bytes; a weight's sign bit is worth -256 activations: a * w = a * w[7:0] - (w[8] ? a << 8 : 0).
// Cycles are those of cd_mac_lane. Sums wrap modulo 2^ACC_BITS. SHADOW 0: sum_k is the accumulator itself, and `capture` is not used.
`default_nettype none
module cd_mac_pair_ice40 #(
  // bits of an accumulator
  parameter ACC_BITS = 32,
  // 1: sums are captured at the end of a tile
  parameter SHADOW = 1
) (
  input  wire                clk,
  input  wire [7:0]          activation_0,
  input  wire [7:0]          activation_1,
  input  wire [8:0]          weight_0,
  input  wire [8:0]          weight_1,
  input  wire                accumulate,
  input  wire                first,
  input  wire                capture,
  output wire [ACC_BITS-1:0] sum_0,
  output wire [ACC_BITS-1:0] sum_1
);
`ifndef SYNTHESIS
  initial if (ACC_BITS < 18 || ACC_BITS > 32) $fatal(1, "cd_mac_pair_ice40: ACC_BITS=%0d is not in 18..32 (%m)", ACC_BITS);
`endif
  localparam signed [ACC_BITS-1:0] ZERO = 0;

  wire [15:0] unsigned_0, unsigned_1;
  cd_mac16_dual mac16_inst (
    .clk(clk), .a_0(activation_0), .b_0(weight_0[7:0]), .a_1(activation_1), .b_1(weight_1[7:0]), .product_0(unsigned_0), .product_1(unsigned_1)
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
    excess_0 <= activation_0 & {8{weight_0[8]}};
    excess_1 <= activation_1 & {8{weight_1[8]}};
    if (accumulate) begin
      accumulator_0 <= (first ? ZERO : accumulator_0) + product_0;
      accumulator_1 <= (first ? ZERO : accumulator_1) + product_1;
    end
  end
  // verilator lint_on WIDTH

  generate
    if (SHADOW != 0) begin : gen_shadow
      reg [ACC_BITS-1:0] captured_0, captured_1;
      assign sum_0 = captured_0;
      assign sum_1 = captured_1;
      always @(posedge clk)
        if (capture) begin
          captured_0 <= accumulator_0;
          captured_1 <= accumulator_1;
        end
    end else begin : gen_no_shadow
      assign sum_0 = accumulator_0;
      assign sum_1 = accumulator_1;
      wire unused = &{1'b0, capture};
    end
  endgenerate
endmodule
`default_nettype wire
