// SPDX-License-Identifier: Apache-2.0
// Requantization of one channel lane with its parameter record and add table, in the arithmetic of PROFILE. PORTS values come together and share the record.
//
//   PROFILE 0 lean, 1 wide: cd_requantize_half_up
//   PROFILE 2 exact: cd_requantize_exact
//
// Latency 7 (lean), 8 (wide) or 11 (exact) cycles from sum to code, DOUBLED one more. Loads and settings come at the stages listed there; the loads
// one cycle earlier than the field is used.
`default_nettype none
module cd_requantize #(
  // bits of the accumulator
  parameter ACC_BITS = 32,
  // bits of the multiplier
  parameter MULTIPLIER_BITS = 16,
  // 0 lean, 1 wide, 2 exact
  parameter PROFILE = 0,
  // 1: build the add mode
  parameter HAS_TABLE = 0,
  // 1: two products per cycle and multiplier, on clk2x
  parameter DOUBLED = 0,
  // values per cycle
  parameter PORTS = 1
) (
  input  wire                clk,
  // for DOUBLED
  input  wire                clk2x,
  input  wire                late,
  input  wire [PORTS*ACC_BITS-1:0] sum,
  // parameter record
  input  wire [(PROFILE == 2 ? 9 : 7)-1:0] record_write,
  input  wire [7:0]          record_byte,
  input  wire                load_bias,
  input  wire                load_multiplier,
  input  wire                load_shift,
  // add table
  input  wire                                   table_write,
  input  wire [8:0]                             table_address,
  input  wire [(PROFILE == 0 ? 21 : PROFILE == 1 ? 29 : 41)-1:0] table_word,
  input  wire                                   table_half,
  // settings of the layer
  input  wire                preshift,
  input  wire                table_mode,
  input  wire [7:0]          zero_point,
  input  wire [7:0]          low,
  input  wire [7:0]          high,
  output wire [8*PORTS-1:0]  code,
  // multiplier outside, for DOUBLED and lean (cd_requantize_half_up)
  output wire [25*PORTS-1:0]                   shared_t,
  output wire [(MULTIPLIER_BITS+1)*PORTS-1:0]  shared_factor,
  input  wire [(26+MULTIPLIER_BITS)*PORTS-1:0] shared_product
);
  localparam TABLE_BITS = PROFILE == 0 ? 21 : PROFILE == 1 ? 29 : 41;
  localparam MULTIPLIER_BYTES = PROFILE == 2 ? 4 : 2;

`ifndef SYNTHESIS
  initial if (PROFILE != 0 && PROFILE != 1 && PROFILE != 2) $fatal(1, "cd_requantize: PROFILE=%0d is unknown (%m)", PROFILE);
`endif

  wire [ACC_BITS-1:0] bias;
  wire [MULTIPLIER_BITS-1:0] multiplier;
  wire [5:0] shift;

  // exact uses the exponent twice: with the multiplier, and after the product, where it takes it over itself
  wire load_shift_field = PROFILE == 2 ? load_multiplier : load_shift;

  cd_parameter_lane #(
    .MULTIPLIER_BYTES(MULTIPLIER_BYTES), .ACC_BITS(ACC_BITS), .MULTIPLIER_BITS(MULTIPLIER_BITS), .SHIFT_BITS(6)
  ) parameter_inst (
    .clk(clk), .record_write(record_write), .record_byte(record_byte),
    .load_bias(load_bias), .load_multiplier(load_multiplier), .load_shift(load_shift_field),
    .bias(bias), .multiplier(multiplier), .shift(shift)
  );

  genvar port;
  generate
    for (port = 0; port < PORTS; port = port + 1) begin : gen_port
      wire [ACC_BITS-1:0] value = sum[ACC_BITS*port +: ACC_BITS];
      wire [TABLE_BITS-1:0] table_value;

      if (HAS_TABLE != 0) begin : gen_table
        wire [8:0] read_address;
        if (PROFILE == 2) begin : gen_later
          // exact adds the table's value to the product.
          reg [8:0] address_1, address_2, address_3;
          always @(posedge clk) begin
            address_1 <= {table_half, value[7:0]};
            address_2 <= address_1;
            address_3 <= address_2;
          end
          if (DOUBLED != 0) begin : gen_doubled
            reg [8:0] address_4;
            always @(posedge clk) address_4 <= address_3;
            assign read_address = address_4;
          end else begin : gen_single
            assign read_address = address_3;
          end
        end else begin : gen_now
          assign read_address = {table_half, value[7:0]};
        end
        cd_table_lane #(.TABLE_BITS(TABLE_BITS)) table_inst (
          .clk(clk), .write_enable(table_write), .write_address(table_address), .write_word(table_word),
          .read_address(read_address), .read_word(table_value)
        );
      end else begin : gen_no_table
        assign table_value = {TABLE_BITS{1'b0}};
        wire unused = &{1'b0, table_write, table_address, table_word, table_half};
      end

      if (PROFILE == 2) begin : gen_exact
        cd_requantize_exact #(
          .ACC_BITS(ACC_BITS), .MULTIPLIER_BITS(MULTIPLIER_BITS), .TABLE_BITS(TABLE_BITS), .HAS_TABLE(HAS_TABLE), .DOUBLED(DOUBLED)
        ) arithmetic_inst (
          .clk(clk), .clk2x(clk2x), .late(late), .sum(value), .bias(bias), .table_mode(table_mode), .table_value(table_value),
          .multiplier(multiplier), .exponent(shift), .load_right(load_shift),
          .zero_point(zero_point), .low(low), .high(high), .code(code[8*port +: 8])
        );
        assign shared_t[25*port +: 25] = 25'd0;
        assign shared_factor[(MULTIPLIER_BITS+1)*port +: MULTIPLIER_BITS+1] = {(MULTIPLIER_BITS+1){1'b0}};
        wire unused = &{1'b0, preshift, shared_product};
      end else begin : gen_half_up
        cd_requantize_half_up #(
          .ACC_BITS(ACC_BITS), .MULTIPLIER_BITS(MULTIPLIER_BITS), .TABLE_BITS(TABLE_BITS), .WIDE(PROFILE), .HAS_TABLE(HAS_TABLE), .DOUBLED(DOUBLED)
        ) arithmetic_inst (
          .clk(clk), .clk2x(clk2x), .late(late), .sum(value), .bias(bias), .preshift(preshift), .table_mode(table_mode), .table_value(table_value),
          .multiplier(multiplier), .shift(shift), .zero_point(zero_point), .low(low), .high(high), .code(code[8*port +: 8]),
          .shared_t(shared_t[25*port +: 25]), .shared_factor(shared_factor[(MULTIPLIER_BITS+1)*port +: MULTIPLIER_BITS+1]),
          .shared_product(shared_product[(26+MULTIPLIER_BITS)*port +: 26+MULTIPLIER_BITS])
        );
      end
    end
  endgenerate
endmodule
`default_nettype wire
