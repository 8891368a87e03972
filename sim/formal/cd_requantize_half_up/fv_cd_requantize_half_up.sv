// SPDX-License-Identifier: Apache-2.0
// What cd_requantize_half_up gives to the rounding shift, and when: for every sum, bias, multiplier, table value and setting, each free in
// every cycle and taken at the stage that the header names,
//
//   t     = (sum + bias) >>> (preshift ? 8 : 0), low T_BITS bits, or (sum[15:8] << TABLE_SHIFT) + table_value
//   value = t * multiplier
//
// and shift, zero_point, low and high reach it in the cycle that belongs to that value. The rounding shift is replaced by a window into its value
// (window.v beside its own proof). WIDE adds two partial products; a solver does not see through that for all multipliers at once, so ONE_BIT
// proves it for each multiplier of a single one, and both sides are sums over the multiplier's ones. The module has no feedback, so what holds in any window of LATENCY + 1 cycles holds always.
module fv_cd_requantize_half_up (input wire clk);
  parameter ACC_BITS = 32;
  parameter MULTIPLIER_BITS = 16;
  parameter WIDE = 0;
  parameter HAS_TABLE = 1;
  parameter ONE_BIT = 0;
  localparam T_BITS = WIDE != 0 ? 32 : 25;
  localparam TABLE_BITS = WIDE != 0 ? 29 : 21;
  localparam TABLE_SHIFT = WIDE != 0 ? 19 : 11;
  localparam PRODUCT_BITS = T_BITS + MULTIPLIER_BITS;
  localparam LATENCY = WIDE != 0 ? 8 : 7;

  (* anyseq *) wire [ACC_BITS-1:0] sum, bias;
  (* anyseq *) wire preshift, table_mode;
  (* anyseq *) wire [TABLE_BITS-1:0] table_value;
  (* anyseq *) wire [MULTIPLIER_BITS-1:0] multiplier;
  (* anyseq *) wire [5:0] shift;
  (* anyseq *) wire [7:0] zero_point, low, high;
  (* anyconst *) wire [3:0] one;
  wire [7:0] code;

  cd_requantize_half_up #(
    .ACC_BITS(ACC_BITS), .MULTIPLIER_BITS(MULTIPLIER_BITS), .TABLE_BITS(TABLE_BITS), .WIDE(WIDE), .HAS_TABLE(HAS_TABLE)
  ) dut (
    .clk(clk), .clk2x(1'b0), .late(1'b0), .shared_product({(26+MULTIPLIER_BITS){1'b0}}), .sum(sum), .bias(bias), .preshift(preshift), .table_mode(table_mode), .table_value(table_value),
    .multiplier(multiplier), .shift(shift), .zero_point(zero_point), .low(low), .high(high), .code(code)
  );

  reg [3:0] age = 0;
  always @(posedge clk) if (age != LATENCY + 1) age <= age + 4'd1;

  // The equation, a register a stage.
  reg [ACC_BITS-1:0] biased_1;
  reg [7:0] large_1;
  wire signed [63:0] biased_wide = $signed(biased_1);
  wire signed [63:0] preshifted = preshift ? biased_wide >>> 8 : biased_wide;
  wire signed [63:0] in_table = ($signed({56'd0, large_1}) <<< TABLE_SHIFT) + $signed(table_value);
  reg signed [T_BITS-1:0] t_2;
  wire signed [63:0] t_long = t_2;
  wire signed [63:0] product_long = t_long * $signed({48'd0, multiplier});
  reg [PRODUCT_BITS+7:0] product_3, product_4;
  wire [PRODUCT_BITS+7:0] product = WIDE != 0 ? product_4 : product_3;
  reg [7:0] code_1, code_2, code_3, code_4;

  always @(posedge clk) begin
    assume (shift[2:0] <= 3'd6);
    if (ONE_BIT != 0) assume (multiplier == 16'd1 << one);
    biased_1  <= sum + bias;
    large_1   <= sum[15:8];
    t_2       <= (HAS_TABLE != 0 && table_mode) ? in_table[T_BITS-1:0] : preshifted[T_BITS-1:0];
    product_3 <= product_long[PRODUCT_BITS+7:0];
    product_4 <= product_3;
    code_1    <= product >> {shift[2:0], 3'b000};
    code_2    <= code_1 ^ {8{shift[3]}};
    code_3    <= code_2 ^ zero_point;
    code_4    <= code_3 ^ low ^ high;
    if (age >= LATENCY) assert (code == code_4);
  end
endmodule
