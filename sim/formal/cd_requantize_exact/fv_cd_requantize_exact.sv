// SPDX-License-Identifier: Apache-2.0
// What cd_requantize_exact gives to the rounding shift, and when: for every sum, bias, exponent and setting, each free in every cycle and taken
// at the stage that the header names, and for every multiplier of a single one,
//
//   x     = (sum + bias) << max(exponent, 0), fitting X_BITS bits (assumed: the compiler proves it)
//   h     = (x * multiplier + 2^30) >>> 31
//   value = h - (h < 0 and exponent < 0),  shift = max(-exponent, 0)
//
// The module adds partial products, a sum over the multiplier's ones as the equation is, so single ones stand for all multipliers as long as no
// register is too short for the greatest. With HAS_TABLE each value may be one of the add mode instead, which has no left shift:
//
//   h     = (sum[15:8] * multiplier + table_value) >>> 12
//
// ACC_BITS of at most 25 make the form of two products. The rounding shift is replaced by a window into its value (window.v beside its own proof).
module fv_cd_requantize_exact (input wire clk);
  parameter ACC_BITS = 32;
  parameter HAS_TABLE = 0;
  parameter DOUBLED = 0;
  localparam LATENCY = 11 + DOUBLED;
  localparam X_BITS = ACC_BITS <= 25 ? 25 : 32;

  (* anyseq *) wire [ACC_BITS-1:0] sum, bias;
  (* anyconst *) wire [4:0] one;
  (* anyconst *) wire signed [5:0] exponent;
  (* anyseq *) wire any_table_mode;
  (* anyseq *) wire [40:0] table_value;
  (* anyseq *) wire [7:0] zero_point, low, high;
  wire table_mode = HAS_TABLE != 0 && any_table_mode;
  wire [30:0] multiplier = 31'd1 << one;
  wire [7:0] code;

  cd_requantize_exact #(.ACC_BITS(ACC_BITS), .MULTIPLIER_BITS(31), .TABLE_BITS(41), .HAS_TABLE(HAS_TABLE), .DOUBLED(DOUBLED)) dut (
    .clk(clk), .clk2x(1'b0), .late(1'b0), .sum(sum), .bias(bias), .table_mode(table_mode), .table_value(table_value), .multiplier(multiplier),
    .exponent(exponent), .load_right(1'b1), .zero_point(zero_point), .low(low), .high(high), .code(code)
  );

  reg [3:0] age = 0;
  always @(posedge clk) if (age != LATENCY + 1) age <= age + 4'd1;

  reg [ACC_BITS-1:0] biased_1;
  reg signed [31:0] t_2;
  wire [4:0] left = exponent > 0 ? exponent[4:0] : 5'd0;
  wire [5:0] right = exponent < 0 ? -exponent : 6'd0;
  wire signed [63:0] x_long = $signed({{32{t_2[31]}}, t_2}) <<< left;
  reg signed [31:0] x_3;
  wire signed [63:0] h_long = (($signed({{32{x_3[31]}}, x_3}) <<< one) + 64'sd1073741824) >>> 31;
  reg [7:0] large_1, large_2, large_3, large_4, large_5;
  reg mode_2, mode_3, mode_4, mode_5;
  wire [7:0] large = DOUBLED != 0 ? large_5 : large_4;
  wire signed [63:0] table_long = (($signed({56'd0, large}) <<< one) + $signed({{23{table_value[40]}}, table_value})) >>> 12;
  reg signed [32:0] h_4, h_4_later, h_5, h_6, value_7;
  wire [40:0] value = {{8{value_7[32]}}, value_7};
  reg [7:0] code_8, code_9, code_10, code_11;

  always @(posedge clk) begin
    assume (one <= 5'd30);
    assume (right[2:0] <= 3'd4);
    assume (!(table_mode && exponent > 0));
    assume (x_long[63:X_BITS-1] == {(65-X_BITS){x_long[X_BITS-1]}});
    biased_1 <= sum + bias;
    t_2      <= $signed(biased_1);
    x_3      <= x_long[31:0];
    h_4      <= h_long[32:0];
    {large_1, large_2, large_3, large_4, large_5} <= {sum[15:8], large_1, large_2, large_3, large_4};
    {mode_2, mode_3, mode_4, mode_5} <= {table_mode, mode_2, mode_3, mode_4};
    h_4_later <= h_4;
    h_5      <= (DOUBLED != 0 ? mode_5 : mode_4) ? table_long[32:0] : DOUBLED != 0 ? h_4_later : h_4;
    h_6      <= h_5;
    value_7  <= h_6 - ((h_6[32] && exponent < 0) ? 33'd1 : 33'd0);
    code_8   <= value >> {right[2:0], 3'b000};
    code_9   <= code_8 ^ {8{right[3]}};
    code_10  <= code_9 ^ zero_point;
    code_11  <= code_10 ^ low ^ high;
    if (age >= LATENCY) assert (code == code_11);
  end
endmodule
