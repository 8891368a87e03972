// SPDX-License-Identifier: Apache-2.0
// Requantization of one channel lane by a 31-bit multiplier with gemmlowp's double rounding (TensorFlow Lite), bit for bit.
//
//   x    = (sum + bias) << max(exponent, 0)                  fits 32 bits signed (proved by the compiler)
//   x    = ((sum[15:8] << 19) + table_value) << ...          in table mode
//   h    = SaturatingRoundingDoublingHighMul(x, multiplier) = (x * multiplier + 2^30) >>> 31
//   y    = RoundingDivideByPOT(h, r), r = max(-exponent, 0)  = (h + 2^(r-1) - (h < 0)) >>> r      (y = h for r = 0)
//   code = clamp(y + zero_point, low, high)
//
// The first step's nudge and truncation toward zero (2^30, and 1 - 2^30 for a negative product) come to one floor after adding 2^30;
// the second step's ties away from zero come to taking 1 from a negative h before a shift that rounds ties up.
//
// One value per cycle, latency 11 cycles; four products of at most 18 x 18.
// Each setting must hold when the value gets to its stage, counted from sum at cycle 0: bias 0; table_mode, table_value 1;
// multiplier, exponent 2; zero_point 9; low, high 10. load_right comes in the cycle before 6: it takes the exponent over for the second step.
`default_nettype none
module cd_requantize_exact #(
  // bits of the accumulator
  parameter ACC_BITS = 32,
  // bits of the multiplier
  parameter MULTIPLIER_BITS = 31,
  // bits of a table entry
  parameter TABLE_BITS = 29,
  // 1: build the table mode
  parameter HAS_TABLE = 0
) (
  input  wire                       clk,
  input  wire [ACC_BITS-1:0]        sum,
  input  wire [ACC_BITS-1:0]        bias,
  input  wire                       table_mode,
  input  wire [TABLE_BITS-1:0]      table_value,
  input  wire [MULTIPLIER_BITS-1:0] multiplier,
  input  wire signed [5:0]          exponent,
  input  wire                       load_right,
  input  wire [7:0]                 zero_point,
  input  wire [7:0]                 low,
  input  wire [7:0]                 high,
  output wire [7:0]                 code
);
  localparam TABLE_SHIFT = 19;
  localparam LOW_BITS = 17;
  localparam PRODUCT_BITS = 64;

`ifndef SYNTHESIS
  initial begin
    if (ACC_BITS < 18 || ACC_BITS > 32) $fatal(1, "cd_requantize_exact: ACC_BITS=%0d is not in 18..32 (%m)", ACC_BITS);
    if (MULTIPLIER_BITS != 31) $fatal(1, "cd_requantize_exact: MULTIPLIER_BITS=%0d is not 31 (%m)", MULTIPLIER_BITS);
    if (TABLE_BITS > 32) $fatal(1, "cd_requantize_exact: TABLE_BITS=%0d is more than 32 (%m)", TABLE_BITS);
  end
`endif

  // Bias, or the table.
  reg signed [ACC_BITS-1:0] biased;
  reg signed [31:0] t;
  wire signed [31:0] biased_long = {{(32-ACC_BITS){biased[ACC_BITS-1]}}, biased};

  always @(posedge clk) biased <= sum + bias;

  generate
    if (HAS_TABLE != 0) begin : gen_table
      reg [7:0] large_code;
      wire signed [31:0] large_shifted = {{(24-TABLE_SHIFT){1'b0}}, large_code, {TABLE_SHIFT{1'b0}}};
      wire signed [31:0] small_rescaled = {{(32-TABLE_BITS){table_value[TABLE_BITS-1]}}, table_value};
      always @(posedge clk) begin
        large_code <= sum[15:8];
        t          <= table_mode ? large_shifted + small_rescaled : biased_long;
      end
    end else begin : gen_no_table
      wire unused = &{1'b0, table_mode, table_value};
      always @(posedge clk) t <= biased_long;
    end
  endgenerate

  // Left shift; the multiplier follows by one stage.
  reg signed [31:0] x;
  reg [MULTIPLIER_BITS-1:0] factor;
  always @(posedge clk) begin
    x      <= t <<< (exponent[5] ? 5'd0 : exponent[4:0]);
    factor <= multiplier;
  end

  // Product of 32 x 31 bits from four, with the first rounding's half.
  wire signed [31-LOW_BITS:0] x_high = x[31:LOW_BITS];
  wire signed [LOW_BITS:0]    x_low = {1'b0, x[LOW_BITS-1:0]};
  wire signed [MULTIPLIER_BITS-LOW_BITS:0] factor_high = {1'b0, factor[MULTIPLIER_BITS-1:LOW_BITS]};
  wire signed [LOW_BITS:0]    factor_low = {1'b0, factor[LOW_BITS-1:0]};
  reg signed [29:0] product_high;
  reg signed [32:0] product_cross_x, product_cross_factor;
  reg signed [35:0] product_low;
  reg signed [PRODUCT_BITS-1:0] outer, middle, product;

  always @(posedge clk) begin
    product_high         <= x_high * factor_high;
    product_cross_x      <= x_high * factor_low;
    product_cross_factor <= x_low * factor_high;
    product_low          <= x_low * factor_low;
    outer   <= {product_high, {(2*LOW_BITS){1'b0}}} + {{(PRODUCT_BITS-36){1'b0}}, product_low} + 64'sd1073741824;
    middle   <= {{(PRODUCT_BITS-33-LOW_BITS){product_cross_x[32]}}, product_cross_x, {LOW_BITS{1'b0}}}
               + {{(PRODUCT_BITS-33-LOW_BITS){product_cross_factor[32]}}, product_cross_factor, {LOW_BITS{1'b0}}};
    product <= outer + middle;
  end

  // Second step: ties away from zero, made ties up.
  // The low bits are what the first rounding drops.
  // verilator lint_off UNUSEDSIGNAL
  wire signed [PRODUCT_BITS-1:0] rounded = product >>> 31;
  // verilator lint_on UNUSEDSIGNAL
  reg signed [5:0] right_exponent;
  wire right = right_exponent[5];
  reg signed [32:0] centred;
  reg [5:0] shift;

  always @(posedge clk) begin
    if (load_right) right_exponent <= exponent;
    centred <= rounded[32:0] - {32'd0, rounded[32] & right};
    shift   <= right ? -right_exponent : 6'd0;
  end

  cd_requantize_round #(.VALUE_BITS(33)) round_inst (
    .clk(clk), .value(centred), .shift(shift), .zero_point(zero_point), .low(low), .high(high), .code(code)
  );
endmodule
`default_nettype wire
