// SPDX-License-Identifier: Apache-2.0
// What cd_requantize_exact gives to the rounding shift, and when: for every sum, bias, exponent and setting, each free in every cycle and taken
// at the stage that the header names, and for every multiplier of a single one,
//
//   x     = (sum + bias) << max(exponent, 0), fitting X_BITS bits (assumed: the compiler proves it)
//   h     = (x * multiplier + 2^30) >>> 31
//   value = h - (h < 0 and exponent < 0),  shift = max(-exponent, 0)
//
// The module adds partial products, a sum over the multiplier's ones as the equation is, so single ones stand for all multipliers as long as no
// register is too short for the greatest. The add mode's table is not built here. The rounding shift is replaced by a window into its value (window.v beside its own proof).
module fv_cd_requantize_exact (input wire clk);
  parameter ACC_BITS = 32;
  localparam LATENCY = 11;
  localparam X_BITS = ACC_BITS <= 25 ? 25 : 32;

  (* anyseq *) wire [ACC_BITS-1:0] sum, bias;
  (* anyconst *) wire [4:0] one;
  (* anyconst *) wire signed [5:0] exponent;
  (* anyseq *) wire [7:0] zero_point, low, high;
  wire [30:0] multiplier = 31'd1 << one;
  wire [7:0] code;

  cd_requantize_exact #(.ACC_BITS(ACC_BITS), .MULTIPLIER_BITS(31), .TABLE_BITS(41), .HAS_TABLE(0)) dut (
    .clk(clk), .clk2x(1'b0), .late(1'b0), .sum(sum), .bias(bias), .table_mode(1'b0), .table_value(41'd0), .multiplier(multiplier),
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
  reg signed [32:0] h_4, h_5, h_6, value_7;
  wire [40:0] value = {{8{value_7[32]}}, value_7};
  reg [7:0] code_8, code_9, code_10, code_11;

  always @(posedge clk) begin
    assume (one <= 5'd30);
    assume (right[2:0] <= 3'd4);
    assume (x_long[63:X_BITS-1] == {(65-X_BITS){x_long[X_BITS-1]}});
    biased_1 <= sum + bias;
    t_2      <= $signed(biased_1);
    x_3      <= x_long[31:0];
    h_4      <= h_long[32:0];
    h_5      <= h_4;
    h_6      <= h_5;
    value_7  <= h_6 - ((h_6[32] && exponent < 0) ? 33'd1 : 33'd0);
    code_8   <= value >> {right[2:0], 3'b000};
    code_9   <= code_8 ^ {8{right[3]}};
    code_10  <= code_9 ^ zero_point;
    code_11  <= code_10 ^ low ^ high;
    if (age >= LATENCY) assert (code == code_11);
  end
endmodule
