// SPDX-License-Identifier: Apache-2.0
// For every value, shift, zero point and clamp, each free in every cycle:
//
//   code = clamp(((value + 2^(shift-1)) >>> shift) + zero_point, low, high), four cycles after the value
//
// The module has no feedback, so what holds in any window of five cycles holds always. Rounding is written as the equation says, at a width
// that cannot overflow.
module fv_cd_requantize_round (input wire clk);
  parameter VALUE_BITS = 41;
  localparam WIDE_BITS = VALUE_BITS + 2;

  (* anyseq *) wire signed [VALUE_BITS-1:0] value;
  (* anyseq *) wire [5:0] shift;
  (* anyseq *) wire [7:0] zero_point, low, high;
  wire [7:0] code;

  cd_requantize_round #(.VALUE_BITS(VALUE_BITS)) dut (
    .clk(clk), .value(value), .shift(shift), .zero_point(zero_point), .low(low), .high(high), .code(code)
  );

  // Age of the window.
  reg [2:0] age = 0;
  always @(posedge clk) if (age != 3'd5) age <= age + 3'd1;

  // y of the equation, one register a stage. A shift beyond the value's width gives 0: the half is added first.
  wire signed [WIDE_BITS-1:0] half = shift == 6'd0 ? 0 : shift > VALUE_BITS ? 0 : $signed({{(WIDE_BITS-1){1'b0}}, 1'b1} << (shift - 6'd1));
  wire signed [WIDE_BITS-1:0] y = shift > VALUE_BITS ? 0 : ($signed({{2{value[VALUE_BITS-1]}}, value}) + half) >>> shift;
  reg signed [WIDE_BITS-1:0] y_1, y_2;
  reg signed [WIDE_BITS-1:0] centred_3;
  reg [7:0] code_4;

  always @(posedge clk) begin
    assume (shift <= 6'd47);
    y_1       <= y;
    y_2       <= y_1;
    centred_3 <= y_2 + $signed({1'b0, zero_point});
    code_4    <= centred_3 < $signed({1'b0, low}) ? low : centred_3 > $signed({1'b0, high}) ? high : centred_3[7:0];
    // The clamp's order matters when low > high, which no compiler emits.
    assume (low <= high);
    if (age >= 3'd4) assert (code == code_4);
  end
endmodule
