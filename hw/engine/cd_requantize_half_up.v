// SPDX-License-Identifier: Apache-2.0
// Requantization of one channel lane by a 16-bit multiplier, ties toward plus infinity.
//
//   t    = (sum + bias) >>> (preshift ? 8 : 0)                        fits 25 bits signed (WIDE: 32)
//   t    = (sum[15:8] << (WIDE ? 19 : 11)) + table_value              in table mode
//   y    = (t * multiplier + 2^(shift-1)) >>> shift                   shift 1..47
//   code = clamp(y + zero_point, low, high)
//
// One value per cycle, latency 7 cycles (WIDE: 8). Since floor((p + 2^(s-1)) / 2^s) = floor(((2p >>> s) + 1) / 2), the doubled product is
// shifted without rounding, and the 1 is added together with 2 * zero_point. The shifter has two levels, by 8 and by 1. Values that
// do not fit its 20-bit window, or 13 bits behind it, cannot come back into the range of a code and leave it as saturation flags.
//
// Each setting must hold when the value gets to its stage, counted from sum at cycle 0: bias 0; preshift, table_mode, table_value 1;
// multiplier 2; shift 3; zero_point 5; low, high 6 (WIDE: shift and later ones one cycle more).
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
  parameter HAS_TABLE = 0
) (
  input  wire                       clk,
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
  output reg  [7:0]                 code
);
  localparam T_BITS = (WIDE != 0) ? 32 : 25;
  localparam TABLE_SHIFT = (WIDE != 0) ? 19 : 11;
  localparam PRODUCT_BITS = T_BITS + MULTIPLIER_BITS;
  localparam WINDOW_BITS = 20;
  localparam EXTENDED_BITS = 8*5 + WINDOW_BITS;
  localparam VALUE_BITS = 13;

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
      // Two multipliers of at most 18 x 17, added one cycle later.
      reg signed [T_BITS-18+MULTIPLIER_BITS:0] product_high;
      reg signed [17+MULTIPLIER_BITS:0] product_low;
      reg signed [PRODUCT_BITS-1:0] product_sum;
      wire signed [T_BITS-18:0] t_high = t[T_BITS-1:17];
      wire signed [17:0] t_low = {1'b0, t[16:0]};
      always @(posedge clk) begin
        product_high <= t_high * factor;
        product_low  <= t_low * factor;
        product_sum  <= {product_high, 17'b0} + {{(T_BITS-18){product_low[17+MULTIPLIER_BITS]}}, product_low};
      end
      assign product = product_sum;
    end else begin : gen_lean
      reg signed [PRODUCT_BITS-1:0] product_full;
      always @(posedge clk) product_full <= t * factor;
      assign product = product_full;
    end
  endgenerate

  // Shift by multiples of 8: a window of the doubled product, and whether the value fits it.
  wire sign = product[PRODUCT_BITS-1];
  wire [EXTENDED_BITS-1:0] doubled = {{(EXTENDED_BITS-1-PRODUCT_BITS){sign}}, product, 1'b0};
  wire fits_16 = doubled[EXTENDED_BITS-1:16+WINDOW_BITS-1] == {(EXTENDED_BITS-16-WINDOW_BITS+1){sign}};
  wire fits_24 = doubled[EXTENDED_BITS-1:24+WINDOW_BITS-1] == {(EXTENDED_BITS-24-WINDOW_BITS+1){sign}};
  wire fits_8  = fits_16 & (doubled[16+WINDOW_BITS-2:8+WINDOW_BITS-1] == {8{sign}});
  wire fits_0  = fits_8 & (doubled[8+WINDOW_BITS-2:WINDOW_BITS-1] == {8{sign}});
  reg signed [WINDOW_BITS-1:0] window;
  reg window_over, window_sign;
  reg [2:0] fine;

  always @(posedge clk) begin
    case (shift[5:3])
      3'd0:    begin window <= doubled[0  +: WINDOW_BITS]; window_over <= ~fits_0; end
      3'd1:    begin window <= doubled[8  +: WINDOW_BITS]; window_over <= ~fits_8; end
      3'd2:    begin window <= doubled[16 +: WINDOW_BITS]; window_over <= ~fits_16; end
      3'd3:    begin window <= doubled[24 +: WINDOW_BITS]; window_over <= ~fits_24; end
      3'd4:    begin window <= doubled[32 +: WINDOW_BITS]; window_over <= 1'b0; end
      default: begin window <= doubled[40 +: WINDOW_BITS]; window_over <= 1'b0; end
    endcase
    window_sign <= sign;
    fine        <= shift[2:0];
  end

  // Shift by 0 to 7. The bits that fall off above VALUE_BITS must repeat the sign.
  // The upper bits are judged by `differs`.
  // verilator lint_off UNUSEDSIGNAL
  wire signed [WINDOW_BITS-1:0] shifted = window >>> fine;
  // verilator lint_on UNUSEDSIGNAL
  wire [WINDOW_BITS-VALUE_BITS-1:0] differs = window[WINDOW_BITS-2:VALUE_BITS-1] ^ {(WINDOW_BITS-VALUE_BITS){window[WINDOW_BITS-1]}};
  reg signed [VALUE_BITS-1:0] value;
  reg value_over, value_sign;

  always @(posedge clk) begin
    value      <= shifted[VALUE_BITS-1:0];
    value_over <= window_over | (|(differs >> fine));
    value_sign <= window_sign;
  end

  // Zero point and rounding, then the clamp.
  // The half is dropped after it has carried.
  // verilator lint_off UNUSEDSIGNAL
  wire signed [VALUE_BITS:0] rounded = value + $signed({{(VALUE_BITS-9){1'b0}}, zero_point, 1'b1});
  // verilator lint_on UNUSEDSIGNAL
  reg signed [VALUE_BITS-1:0] centred;
  reg below, above;

  always @(posedge clk) begin
    centred <= rounded[VALUE_BITS:1];
    below   <= value_over & value_sign;
    above   <= value_over & ~value_sign;
  end

  wire negative = centred[VALUE_BITS-1];
  wire large_positive = ~negative & (|centred[VALUE_BITS-2:8]);

  always @(posedge clk)
    if (below | (~above & (negative | (~large_positive & (centred[7:0] < low))))) code <= low;
    else if (above | large_positive | (centred[7:0] > high)) code <= high;
    else code <= centred[7:0];
endmodule
`default_nettype wire
