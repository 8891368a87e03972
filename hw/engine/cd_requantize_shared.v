// SPDX-License-Identifier: Apache-2.0
// One requantizer for all channel lanes: `sum` is one lane's after the other, one value per cycle.
//
//   code_word = codes of CHANNELS values that came one after another, channel 0 first, in the cycle of the last one's code
//
// Latency 8 cycles from sum to code, as cd_requantize_half_up with a multiplier outside. cd_record_store gives each field when the value gets to its stage.
`default_nettype none
module cd_requantize_shared #(
  // channel lanes
  parameter CHANNELS = 4,
  // bits of the accumulator
  parameter ACC_BITS = 32,
  // bits of the multiplier
  parameter MULTIPLIER_BITS = 16,
  // 1: build the add mode
  parameter HAS_TABLE = 0,
  // 1: the product comes from two SB_MAC16 of the iCE40
  parameter ICE40 = 0
) (
  input  wire                        clk,
  input  wire [ACC_BITS-1:0]         sum,
  // fields of the channel's record: bias with the sum, multiplier two and shift four cycles later
  input  wire [ACC_BITS-1:0]         bias,
  input  wire [MULTIPLIER_BITS-1:0]  multiplier,
  input  wire [5:0]                  shift,
  // add table
  input  wire                        table_write,
  input  wire [8:0]                  table_address,
  input  wire [20:0]                 table_word,
  input  wire                        table_half,
  // settings of the layer
  input  wire                        preshift,
  input  wire                        table_mode,
  input  wire [7:0]                  zero_point,
  input  wire [7:0]                  low,
  input  wire [7:0]                  high,
  output wire [8*CHANNELS-1:0]       code_word
);
`ifndef SYNTHESIS
  initial begin
    if (CHANNELS < 2) $fatal(1, "cd_requantize_shared: CHANNELS=%0d is less than 2 (%m)", CHANNELS);
    if (ACC_BITS < 18 || ACC_BITS > 32) $fatal(1, "cd_requantize_shared: ACC_BITS=%0d is not in 18..32 (%m)", ACC_BITS);
    if (MULTIPLIER_BITS < 1 || MULTIPLIER_BITS > 16) $fatal(1, "cd_requantize_shared: MULTIPLIER_BITS=%0d is not in 1..16 (%m)", MULTIPLIER_BITS);
    if (HAS_TABLE != 0 && HAS_TABLE != 1) $fatal(1, "cd_requantize_shared: HAS_TABLE=%0d is neither 0 nor 1 (%m)", HAS_TABLE);
    if (ICE40 != 0 && ICE40 != 1) $fatal(1, "cd_requantize_shared: ICE40=%0d is neither 0 nor 1 (%m)", ICE40);
  end
`endif

  wire [20:0] table_value;
  wire [7:0] code;
  reg [8*(CHANNELS-1)-1:0] earlier;

  generate
    if (HAS_TABLE != 0) begin : gen_table
      cd_table_lane #(.TABLE_BITS(21)) table_inst (
        .clk(clk), .write_enable(table_write), .write_address(table_address), .write_word(table_word),
        .read_address({table_half, sum[7:0]}), .read_word(table_value)
      );
    end else begin : gen_no_table
      assign table_value = 21'd0;
      wire unused = &{1'b0, table_write, table_address, table_word, table_half};
    end
  endgenerate

  always @(posedge clk) earlier <= {code, earlier[8*(CHANNELS-1)-1:8]};

  wire signed [24:0] t;
  wire signed [MULTIPLIER_BITS:0] factor;
  reg signed [25+MULTIPLIER_BITS:0] product;

  cd_requantize_half_up #(
    .ACC_BITS(ACC_BITS), .MULTIPLIER_BITS(MULTIPLIER_BITS), .TABLE_BITS(21), .WIDE(0), .HAS_TABLE(HAS_TABLE), .DOUBLED(1)
  ) arithmetic_inst (
    .clk(clk), .clk2x(1'b0), .late(1'b0), .sum(sum), .bias(bias), .preshift(preshift), .table_mode(table_mode),
    .table_value(table_value), .multiplier(multiplier), .shift(shift), .zero_point(zero_point),
    .low(low), .high(high), .code(code), .shared_t(t), .shared_factor(factor), .shared_product(product)
  );

  generate
    if (ICE40 != 0) begin : gen_ice40
      // t + 2^24 has no sign; what it adds to the product is taken off again.
      wire [15:0] factor_word = {{(16-MULTIPLIER_BITS){1'b0}}, factor[MULTIPLIER_BITS-1:0]};
      wire [31:0] product_high, product_low;
      reg [MULTIPLIER_BITS-1:0] excess;
      cd_mac16_wide high_inst (.clk(clk), .a({7'b0, ~t[24], t[23:16]}), .b(factor_word), .product(product_high));
      cd_mac16_wide low_inst (.clk(clk), .a(t[15:0]), .b(factor_word), .product(product_low));
      wire [9+MULTIPLIER_BITS:0] upper = product_high[9+MULTIPLIER_BITS:0] + {{(MULTIPLIER_BITS-6){1'b0}}, product_low[31:16]};
      wire unused = &{1'b0, product_high[31:10+MULTIPLIER_BITS], factor[MULTIPLIER_BITS]};
      always @(posedge clk) begin
        excess  <= factor[MULTIPLIER_BITS-1:0];
        product <= {upper - {2'b00, excess, 8'b0}, product_low[15:0]};
      end
    end else begin : gen_plain
      reg signed [25+MULTIPLIER_BITS:0] early;
      always @(posedge clk) begin
        early   <= t * factor;
        product <= early;
      end
    end
  endgenerate

  assign code_word = {code, earlier};
endmodule
`default_nettype wire
