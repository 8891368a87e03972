// SPDX-License-Identifier: Apache-2.0
// One multiply-accumulate lane with a shadow register for the drain.
//
//   accumulator += activation * weight, starting anew when `first`;  sum = accumulator of the tile at `capture`
//
// activation and weight belong to cycle t, accumulate and first to t + 1, and the accumulator shows the product from t + 2 on;
// capture in that cycle copies it. Sums wrap modulo 2^ACC_BITS. One DSP48 (multiplier, product and accumulator registers).
`default_nettype none
module cd_mac_lane #(
  // bits of the accumulator
  parameter ACC_BITS = 32,
  // 1: the sum is captured at the end of a tile, 0: it is the accumulator itself
  parameter SHADOW = 1
) (
  input  wire                clk,
  input  wire [7:0]          activation,
  input  wire [8:0]          weight,
  input  wire                accumulate,
  input  wire                first,
  input  wire                capture,
  output wire [ACC_BITS-1:0] sum
);
`ifndef SYNTHESIS
  initial if (ACC_BITS < 18) $fatal(1, "cd_mac_lane: ACC_BITS=%0d cannot hold one product of 18 bits (%m)", ACC_BITS);
`endif
  localparam signed [ACC_BITS-1:0] ZERO = 0;

  reg signed [17:0] product;
  reg signed [ACC_BITS-1:0] accumulator;
  reg [ACC_BITS-1:0] captured;

  assign sum = SHADOW != 0 ? captured : accumulator;

  // All operands of the sum are signed, so `product` is extended by its sign; written out, the extension makes Icarus slower.
  // verilator lint_off WIDTH
  always @(posedge clk) begin
    product <= $signed({1'b0, activation}) * $signed(weight);
    if (accumulate) accumulator <= (first ? ZERO : accumulator) + product;
    if (capture) captured <= accumulator;
  end
  // verilator lint_on WIDTH
endmodule
`default_nettype wire
