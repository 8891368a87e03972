// SPDX-License-Identifier: Apache-2.0
// Requantization of one channel lane by a 31-bit multiplier with gemmlowp's double rounding (TensorFlow Lite), bit for bit.
//
//   x    = (sum + bias) << max(exponent, 0)                  fits 32 bits signed, 25 where ACC_BITS <= 25 (proved by the compiler)
//   h    = SaturatingRoundingDoublingHighMul(x, multiplier) = (x * multiplier + 2^30) >>> 31
//   h    = (sum[15:8] * multiplier + table_value) >>> 12     in table mode (the table holds the small operand's product and the rounding, in units of 2^19)
//   y    = RoundingDivideByPOT(h, r), r = max(-exponent, 0)  = (h + 2^(r-1) - (h < 0)) >>> r      (y = h for r = 0)
//   code = clamp(y + zero_point, low, high)
//
// The first step's nudge and truncation toward zero (2^30, and 1 - 2^30 for a negative product) come to one floor after adding 2^30;
// the second step's ties away from zero come to taking 1 from a negative h before a shift that rounds ties up.
//
// One value per cycle, latency 11 cycles (DOUBLED: 12). Multipliers: two of 25 x 17 for ACC_BITS <= 25, else four of 18 x 18; DOUBLED: half of it.
// Each setting must hold when the value gets to its stage, counted from sum at cycle 0: bias 0; table_mode 1; multiplier, exponent 2; table_value 4;
// zero_point 9; low, high 10 (DOUBLED: table_value and later ones one cycle more). load_right comes in the cycle before 6: it takes the exponent
// over for the second step. table_mode may change with every value.
`default_nettype none
module cd_requantize_exact #(
  // bits of the accumulator
  parameter ACC_BITS = 32,
  // bits of the multiplier
  parameter MULTIPLIER_BITS = 31,
  // bits of a table entry
  parameter TABLE_BITS = 41,
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
  localparam X_BITS = ACC_BITS <= 25 ? 25 : 32;
  // Weight of a unit of `upper`, the product without the bits that no rounding can see.
  localparam DROPPED = 16;
  localparam UPPER_BITS = 48;
  localparam TABLE_UNIT = 19;

`ifndef SYNTHESIS
  initial begin
    if (ACC_BITS < 18 || ACC_BITS > 32) $fatal(1, "cd_requantize_exact: ACC_BITS=%0d is not in 18..32 (%m)", ACC_BITS);
    if (MULTIPLIER_BITS != 31) $fatal(1, "cd_requantize_exact: MULTIPLIER_BITS=%0d is not 31 (%m)", MULTIPLIER_BITS);
    if (TABLE_BITS != 41) $fatal(1, "cd_requantize_exact: TABLE_BITS=%0d is not 41 (%m)", TABLE_BITS);
  end
`endif

  // Bias, or the large operand's code, shifted so that a product's unit is 2^3 of the table mode's.
  reg signed [ACC_BITS-1:0] biased;
  reg signed [X_BITS-1:0] t;
  wire signed [X_BITS-1:0] biased_long = {{(X_BITS-ACC_BITS+1){biased[ACC_BITS-1]}}, biased[ACC_BITS-2:0]};
  // What is added to the product in units of 2^16, and the mode, both with the product.
  wire signed [UPPER_BITS-1:0] addend;
  wire table_product, table_rounded;

  always @(posedge clk) biased <= sum + bias;

  generate
    if (HAS_TABLE != 0) begin : gen_table
      reg [7:0] large_code;
      reg [5+DOUBLED:2] table_later;
      always @(posedge clk) begin
        large_code  <= sum[15:8];
        table_later <= {table_later[4+DOUBLED:2], table_mode};
        t           <= table_mode ? {{(X_BITS-24){1'b0}}, large_code, 16'b0} : biased_long;
      end
      assign table_product = table_later[4+DOUBLED];
      reg table_last;
      always @(posedge clk) table_last <= table_later[5+DOUBLED];
      assign table_rounded = table_last;
      assign addend = table_product ? {{(UPPER_BITS-TABLE_BITS){table_value[TABLE_BITS-1]}}, table_value} : 48'sd1 <<< (30 - DROPPED);
    end else begin : gen_no_table
      wire unused = &{1'b0, table_mode, table_value};
      always @(posedge clk) t <= biased_long;
      assign {table_product, table_rounded} = 2'b00;
      wire unused_mode = &{1'b0, table_product};
      assign addend = 48'sd1 <<< (30 - DROPPED);
    end
  endgenerate

  // Left shift; the multiplier follows by one stage.
  reg signed [X_BITS-1:0] x;
  reg [MULTIPLIER_BITS-1:0] factor;
  always @(posedge clk) begin
    x      <= t <<< (exponent[5] ? 5'd0 : exponent[4:0]);
    factor <= multiplier;
  end

  // Product by the multiplier's halves, its first rounding's half or the table's share added, in units of 2^16.
  reg signed [UPPER_BITS-1:0] upper;
  generate
    if (X_BITS == 25) begin : gen_short
      wire signed [16:0] factor_high = {2'b00, factor[30:16]};
      wire signed [16:0] factor_low = {1'b0, factor[15:0]};
      wire signed [41:0] product_high, product_low;
      reg signed [41:0] low_later;
      reg signed [UPPER_BITS-1:0] high_later;
      cd_multiplier_pair #(.A_BITS(25), .B_BITS(17), .DOUBLED(DOUBLED)) pair_inst (
        .clk(clk), .clk2x(clk2x), .late(late), .a_0(x), .b_0(factor_high), .a_1(x), .b_1(factor_low),
        .product_0(product_high), .product_1(product_low)
      );
      always @(posedge clk) begin
        low_later  <= product_low;
        high_later <= {{(UPPER_BITS-42){product_high[41]}}, product_high} + addend;
        upper      <= high_later + {{(UPPER_BITS-42+DROPPED){low_later[41]}}, low_later[41:DROPPED]};
      end
      wire unused = &{1'b0, low_later[DROPPED-1:0]};
    end else begin : gen_long
      localparam LOW_BITS = 16;
      wire signed [17:0] x_high = {{2{x[31]}}, x[31:LOW_BITS]};
      wire signed [17:0] x_low = {2'b00, x[LOW_BITS-1:0]};
      wire signed [17:0] factor_high = {3'b000, factor[30:16]};
      wire signed [17:0] factor_low = {2'b00, factor[15:0]};
      wire signed [35:0] product_high, product_cross_x, product_cross_factor, product_low;
      reg signed [UPPER_BITS-1:0] outer, middle;
      cd_multiplier_pair #(.A_BITS(18), .B_BITS(18), .DOUBLED(DOUBLED)) high_inst (
        .clk(clk), .clk2x(clk2x), .late(late), .a_0(x_high), .b_0(factor_high), .a_1(x_high), .b_1(factor_low),
        .product_0(product_high), .product_1(product_cross_x)
      );
      cd_multiplier_pair #(.A_BITS(18), .B_BITS(18), .DOUBLED(DOUBLED)) low_inst (
        .clk(clk), .clk2x(clk2x), .late(late), .a_0(x_low), .b_0(factor_high), .a_1(x_low), .b_1(factor_low),
        .product_0(product_cross_factor), .product_1(product_low)
      );
      // product_low is positive, and below 2^32.
      always @(posedge clk) begin
        outer  <= {product_high[UPPER_BITS-17:0], product_low[31:16]} + addend;
        middle <= {{(UPPER_BITS-36){product_cross_x[35]}}, product_cross_x} + {{(UPPER_BITS-36){product_cross_factor[35]}}, product_cross_factor};
        upper  <= outer + middle;
      end
      wire unused = &{1'b0, product_high[35:UPPER_BITS-16], product_low[35:32], product_low[15:0]};
    end
  endgenerate

  // Second step: ties away from zero, made ties up.
  wire signed [32:0] rounded = table_rounded ? upper[31-TABLE_UNIT +: 33] : upper[31-DROPPED +: 33];
  wire unused_upper = &{1'b0, upper[31-TABLE_UNIT-1:0]};
  reg signed [5:0] right_exponent;
  wire right = right_exponent[5];
  reg signed [32:0] centred;
  reg [5:0] shift;

  always @(posedge clk) begin
    if (load_right) right_exponent <= exponent;
    centred <= rounded - {32'd0, rounded[32] & right};
    shift   <= right ? -right_exponent : 6'd0;
  end

  cd_requantize_round #(.VALUE_BITS(33)) round_inst (
    .clk(clk), .value(centred), .shift(shift), .zero_point(zero_point), .low(low), .high(high), .code(code)
  );
endmodule
`default_nettype wire
