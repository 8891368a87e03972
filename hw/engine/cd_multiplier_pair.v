// SPDX-License-Identifier: Apache-2.0
// Two signed products per cycle: product_k = a_k * b_k, from two multipliers (latency 1 cycle) or, DOUBLED, from one (cd_multiplier_pumped, 2 cycles).
`default_nettype none
module cd_multiplier_pair #(
  // bits of the first operand
  parameter A_BITS = 25,
  // bits of the second operand
  parameter B_BITS = 18,
  // 1: one multiplier on clk2x
  parameter DOUBLED = 0
) (
  input  wire                            clk,
  input  wire                            clk2x,
  input  wire                            late,
  input  wire signed [A_BITS-1:0]        a_0,
  input  wire signed [B_BITS-1:0]        b_0,
  input  wire signed [A_BITS-1:0]        a_1,
  input  wire signed [B_BITS-1:0]        b_1,
  output wire signed [A_BITS+B_BITS-1:0] product_0,
  output wire signed [A_BITS+B_BITS-1:0] product_1
);
`ifndef SYNTHESIS
  initial begin
    if (A_BITS < 1) $fatal(1, "cd_multiplier_pair: A_BITS=%0d is less than 1 (%m)", A_BITS);
    if (B_BITS < 1) $fatal(1, "cd_multiplier_pair: B_BITS=%0d is less than 1 (%m)", B_BITS);
    if (DOUBLED != 0 && DOUBLED != 1) $fatal(1, "cd_multiplier_pair: DOUBLED=%0d is neither 0 nor 1 (%m)", DOUBLED);
  end
`endif

  generate
    if (DOUBLED != 0) begin : gen_doubled
      cd_multiplier_pumped #(.A_BITS(A_BITS), .B_BITS(B_BITS)) pumped_inst (
        .clk(clk), .clk2x(clk2x), .late(late), .a_0(a_0), .b_0(b_0), .a_1(a_1), .b_1(b_1), .product_0(product_0), .product_1(product_1)
      );
    end else begin : gen_single
      wire unused = &{1'b0, clk2x, late};
      reg signed [A_BITS+B_BITS-1:0] single_0, single_1;
      always @(posedge clk) begin
        single_0 <= a_0 * b_0;
        single_1 <= a_1 * b_1;
      end
      assign product_0 = single_0;
      assign product_1 = single_1;
    end
  endgenerate
endmodule
`default_nettype wire
