// SPDX-License-Identifier: Apache-2.0
// Requantization of one channel lane by a 16-bit multiplier, ties toward plus infinity.
//
//   t    = (sum + bias) >>> (preshift ? 8 : 0)                        fits 25 bits signed (WIDE: 32)
//   t    = (sum[15:8] << (WIDE ? 19 : 11)) + table_value              in table mode
//   y    = (t * multiplier + 2^(shift-1)) >>> shift                   shift 1..47
//   code = clamp(y + zero_point, low, high)
//
// One value per cycle, latency 7 cycles (WIDE: 8), the last four in cd_requantize_round. DOUBLED: one cycle more. WIDE then has one multiplier for its two
// products; otherwise two channel lanes share one, outside: it takes shared_t, shared_factor and gives shared_product 2 cycles later (cd_multiplier_pumped).
//
// Each setting must hold when the value gets to its stage, counted from sum at cycle 0: bias 0; preshift, table_mode, table_value 1;
// multiplier 2; shift 3; zero_point 5; low, high 6 (WIDE: shift and later ones one cycle more; DOUBLED: likewise).
`default_nettype none
module cd_requantize_half_up #(
  // bits of the accumulator
  parameter ACC_BITS = 32,
  // bits of the multiplier
  parameter MULTIPLIER_BITS = 16,
  // bits of a table entry
  parameter TABLE_BITS = 21,
  // 1: t of 32 bits instead of 25
  parameter WIDE = 0,
  // 1: build the table mode
  parameter HAS_TABLE = 0,
  // 1: two products per cycle and multiplier, on clk2x
  parameter DOUBLED = 0
) (
  input  wire                       clk,
  // for DOUBLED
  input  wire                       clk2x,
  input  wire                       late,
  input  wire [ACC_BITS-1:0]        sum,
  input  wire [ACC_BITS-1:0]        bias,
  input  wire                       preshift,
  input  wire                       table_mode,
  input  wire [TABLE_BITS-1:0]      table_value,
  input  wire [MULTIPLIER_BITS-1:0] multiplier,
  input  wire [5:0]                 shift,
  input  wire [7:0]                 zero_point,
  input  wire [7:0]                 low,
  input  wire [7:0]                 high,
  output wire [7:0]                 code,
  // multiplier outside, for DOUBLED without WIDE
  output wire signed [24:0]                           shared_t,
  output wire signed [MULTIPLIER_BITS:0]              shared_factor,
  input  wire signed [25+MULTIPLIER_BITS:0]           shared_product
);
  localparam T_BITS = (WIDE != 0) ? 32 : 25;
  localparam TABLE_SHIFT = (WIDE != 0) ? 19 : 11;
  localparam PRODUCT_BITS = T_BITS + MULTIPLIER_BITS;

`ifndef SYNTHESIS
  initial begin
    if (ACC_BITS < 18 || ACC_BITS > 32) $fatal(1, "cd_requantize_half_up: ACC_BITS=%0d is not in 18..32 (%m)", ACC_BITS);
    if (MULTIPLIER_BITS < 2 || MULTIPLIER_BITS > 16)
      $fatal(1, "cd_requantize_half_up: MULTIPLIER_BITS=%0d is not in 2..16 (%m)", MULTIPLIER_BITS);
    if (TABLE_BITS > T_BITS) $fatal(1, "cd_requantize_half_up: TABLE_BITS=%0d is more than %0d (%m)", TABLE_BITS, T_BITS);
  end
`endif

  // Bias and preshift, or the table.
  reg [ACC_BITS-1:0] biased;
  wire signed [T_BITS+7:0] biased_long = {{(T_BITS+8-ACC_BITS){biased[ACC_BITS-1]}}, biased};
  wire signed [T_BITS-1:0] preshifted = preshift ? biased_long[8 +: T_BITS] : biased_long[0 +: T_BITS];
  reg signed [T_BITS-1:0] t;

  always @(posedge clk) biased <= sum + bias;

  generate
    if (HAS_TABLE != 0) begin : gen_table
      reg [7:0] large_code;
      wire signed [T_BITS-1:0] large_shifted = {{(T_BITS-8-TABLE_SHIFT){1'b0}}, large_code, {TABLE_SHIFT{1'b0}}};
      wire signed [T_BITS-1:0] small_rescaled = {{(T_BITS-TABLE_BITS){table_value[TABLE_BITS-1]}}, table_value};
      always @(posedge clk) begin
        large_code <= sum[15:8];
        t     <= table_mode ? large_shifted + small_rescaled : preshifted;
      end
    end else begin : gen_no_table
      wire unused = &{1'b0, table_mode, table_value};
      always @(posedge clk) t <= preshifted;
    end
  endgenerate

  // Product.
  wire signed [MULTIPLIER_BITS:0] factor = {1'b0, multiplier};
  wire signed [PRODUCT_BITS-1:0] product;
  generate
    if (WIDE != 0) begin : gen_wide
      // Two products of at most 18 x 17, added one cycle later.
      wire signed [17:0] t_high = {{3{t[T_BITS-1]}}, t[T_BITS-1:17]};
      wire signed [17:0] t_low = {1'b0, t[16:0]};
      wire signed [18+MULTIPLIER_BITS:0] product_high, product_low;
      reg signed [PRODUCT_BITS-1:0] product_sum;
      cd_multiplier_pair #(.A_BITS(18), .B_BITS(MULTIPLIER_BITS+1), .DOUBLED(DOUBLED)) pair_inst (
        .clk(clk), .clk2x(clk2x), .late(late), .a_0(t_high), .b_0(factor), .a_1(t_low), .b_1(factor),
        .product_0(product_high), .product_1(product_low)
      );
      // The upper bits of a product with 18 bits repeat its sign.
      wire unused_high = &{1'b0, product_high[18+MULTIPLIER_BITS -: 4]};
      always @(posedge clk) product_sum <= {product_high[PRODUCT_BITS-18:0], 17'b0} + {{(T_BITS-19){product_low[18+MULTIPLIER_BITS]}}, product_low};
      assign product = product_sum;
      assign shared_t = 25'd0;
      assign shared_factor = {(MULTIPLIER_BITS+1){1'b0}};
      wire unused = &{1'b0, shared_product};
    end else if (DOUBLED != 0) begin : gen_shared
      assign shared_t = t;
      assign shared_factor = factor;
      assign product = shared_product[PRODUCT_BITS-1:0];
      wire unused = &{1'b0, clk2x, late, shared_product[PRODUCT_BITS]};
    end else begin : gen_lean
      reg signed [PRODUCT_BITS-1:0] product_full;
      always @(posedge clk) product_full <= t * factor;
      assign product = product_full;
      assign shared_t = 25'd0;
      assign shared_factor = {(MULTIPLIER_BITS+1){1'b0}};
      wire unused = &{1'b0, clk2x, late, shared_product};
    end
  endgenerate

  cd_requantize_round #(.VALUE_BITS(PRODUCT_BITS)) round_inst (
    .clk(clk), .value(product), .shift(shift), .zero_point(zero_point), .low(low), .high(high), .code(code)
  );
endmodule
`default_nettype wire
