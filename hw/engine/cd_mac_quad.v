// SPDX-License-Identifier: Apache-2.0
// Four multiply-accumulate lanes in one DSP48 on the doubled clock: two pairs (cd_mac_pair), one in each half of a cycle.
//
//   lanes 2p and 2p + 1, p = 0 in the first half, 1 in the second: total_p, sums and `swap` as in cd_mac_pair, with weight_(2p) for its weight and weight_(2p+1) for its weight_upper
//
// The two totals take turns in the DSP's result register: while one is there, the other waits in the register of its C input, where the result is fed back.
// Registers on clk2x, by the half cycle that fills them: operand 1 and 2, product 3, total 4. Operands are those of cycle t (pair 0 enters in its middle, pair 1 at its
// end), accumulate and first of t + 1, and capture in t + 2 takes pair 0 in the middle of that cycle and pair 1 at its end: the cycles of cd_mac_lane.
//
// Limit: as in cd_mac_pair. SWAPS 0: all lanes have weight_0, and swap is not used. Without `accumulate` both totals stay. A tile begins with `first`.
`default_nettype none
module cd_mac_quad #(
  // bits of an accumulator
  parameter ACC_BITS = 32,
  // 1: build the choice of the shared operand
  parameter SWAPS = 0
) (
  // twice the frequency of the engine's clock, rising with it
  input  wire                clk2x,
  // second half of a cycle (cd_clock_phase)
  input  wire                late,
  // the lanes of a pair share the lower one's activation instead of its weight
  input  wire                swap,
  input  wire [7:0]          activation_0,
  input  wire [7:0]          activation_1,
  input  wire [7:0]          activation_2,
  input  wire [7:0]          activation_3,
  input  wire [8:0]          weight_0,
  input  wire [8:0]          weight_1,
  input  wire [8:0]          weight_2,
  input  wire [8:0]          weight_3,
  input  wire                accumulate,
  input  wire                first,
  input  wire                capture,
  output reg  [ACC_BITS:0]   sum_0,
  output reg  [ACC_BITS-1:0] sum_1,
  output reg  [ACC_BITS:0]   sum_2,
  output reg  [ACC_BITS-1:0] sum_3
);
`ifndef SYNTHESIS
  initial if (ACC_BITS < 18 || ACC_BITS > 32) $fatal(1, "cd_mac_quad: ACC_BITS=%0d is not in 18..32 (%m)", ACC_BITS);
`endif
  localparam FIELD_BITS = 16;
  localparam TOTAL_BITS = FIELD_BITS + ACC_BITS;
  localparam CARRY_BITS = ACC_BITS + 1 - FIELD_BITS;

  wire [7:0] lower = late ? activation_2 : activation_0;
  wire [7:0] upper = late ? activation_3 : activation_1;
  wire second = late & (SWAPS != 0);
  wire [8:0] weight       = second ? weight_2 : weight_0;
  wire [8:0] weight_upper = second ? weight_3 : weight_1;
  wire swapped   = swap & (SWAPS != 0);
  wire upper_odd = swapped ? lower[0] & (weight_upper[0] ^ weight[8]) : upper[0] & weight[0];

  // In the DSP. accumulate and first hold for both halves; they meet the product register, and the C register one half cycle before the sum.
  reg signed [24:0] pair, pair_later;
  reg signed [8:0] common, common_later;
  reg signed [33:0] product;
  reg signed [TOTAL_BITS-1:0] total, other;

  // verilator lint_off WIDTH
  always @(posedge clk2x) begin
    pair         <= swapped ? {weight_upper, {7{weight[8]}}, weight} : {1'b0, upper, 8'b0, lower};
    pair_later   <= pair;
    common       <= swapped ? {1'b0, lower} : weight;
    common_later <= common;
    if (!accumulate) product <= 34'd0;
    else product <= pair_later * common_later;
    if (accumulate & first) other <= {TOTAL_BITS{1'b0}};
    else other <= total;
    total <= other + product;
  end
  // verilator lint_on WIDTH

  // Beside it, as in cd_mac_pair; each state takes turns too.
  reg [4:1] negative;
  reg [3:1] odd;
  reg accumulate_3, first_3, parity, parity_other;
  always @(posedge clk2x) begin
    negative     <= {negative[3:1], weight[8]};
    odd          <= {odd[2:1], upper_odd};
    accumulate_3 <= accumulate;
    first_3      <= accumulate & first;
    parity       <= (parity_other & ~first_3) ^ (odd[3] & accumulate_3);
    parity_other <= parity;
  end

  // `carry` is the one of the total in view, less its last step.
  reg  [CARRY_BITS-1:0] carry, carry_other;
  wire low_bit = total[FIELD_BITS] ^ parity;
  wire up      = ~negative[4] & carry[0] & ~low_bit;
  wire down    = negative[4] & ~carry[0] & low_bit;
  // The lowest position only makes a carry of `up`.
  // verilator lint_off UNUSEDSIGNAL
  wire [CARRY_BITS-1:0] moved = {{(CARRY_BITS-1){down}}, up} + {carry[CARRY_BITS-1:1], up};
  // verilator lint_on UNUSEDSIGNAL
  wire [CARRY_BITS-1:0] carry_next = {moved[CARRY_BITS-1:1], low_bit};
  always @(posedge clk2x) begin
    carry_other <= carry_next;
    if (first_3) carry <= {CARRY_BITS{1'b0}};
    else carry <= carry_other;
    if (capture & ~late) begin
      sum_0 <= {carry_next, total[FIELD_BITS-1:0]};
      sum_1 <= total[FIELD_BITS +: ACC_BITS];
    end
    if (capture & late) begin
      sum_2 <= {carry_next, total[FIELD_BITS-1:0]};
      sum_3 <= total[FIELD_BITS +: ACC_BITS];
    end
  end
endmodule
`default_nettype wire
