// SPDX-License-Identifier: Apache-2.0
// Two multiply-accumulate lanes that share an operand, in one DSP48 (25 x 18 or 27 x 18 bits), accumulation included.
//
//   lower product: activations[7:0] * weight;  upper product: activations[15:8] * weight
//   with `swap`:   weights[8:0] * activation;                  weights[17:9] * activation
//
//   total += upper product * 2^16 + lower product,  starting anew when `first`;  carry = floor(sum of the lower products / 2^16)
//   sum_0 = {carry, total[15:0]},  sum_1 = total >> 16,  both of the tile at `capture`
//
// The sum of the upper products is sum_1 - floor(sum_0 / 2^16), modulo 2^ACC_BITS; cd_drain_mux takes the carry off, once for a channel lane
// instead of once for each pair. Cycles are those of cd_mac_lane: operands t, accumulate and first t + 1, capture t + 2.
//
// The DSP multiplies the sum of {activations[15:8], 8'b0, activations[7:0]} and {weights[17:9], weights[8:0] with its sign to 16 bits}, of which one is 0, by the weight or the
// activation: the choice between the two is the DSP's own adder in front of the multiplier. The sign extension of weights[8:0] takes one off the field above it:
// with `swap` and weight < 0, weights[17:9] comes one too small (cd_lane_weight).
//
// `carry` is not added up, it is followed: a step moves it by 0 or by one in the direction of the lower product's sign (|product| < 2^16), and
// its lowest bit is known, since total[16] is the parity of carry plus the sum of the upper products, whose parity is one flip-flop.
//
// Limit: at capture the sum of the lower products fits ACC_BITS + 1 bits signed. On the way both may wrap. SWAPS 0: swap, activation and weights are not used.
`default_nettype none
module cd_mac_pair #(
  // bits of an accumulator
  parameter ACC_BITS = 32,
  // 1: build the choice of the shared operand
  parameter SWAPS = 0
) (
  input  wire                clk,
  // the lanes share `activation` instead of `weight`
  input  wire                swap,
  input  wire [7:0]          activation,
  input  wire [8:0]          weight,
  // of the upper and the lower lane; 0 with swap
  input  wire [15:0]         activations,
  // of the upper and the lower lane; 0 without swap
  input  wire [17:0]         weights,
  input  wire                accumulate,
  input  wire                first,
  input  wire                capture,
  output reg  [ACC_BITS:0]   sum_0,
  output reg  [ACC_BITS-1:0] sum_1
);
`ifndef SYNTHESIS
  initial if (ACC_BITS < 18 || ACC_BITS > 32) $fatal(1, "cd_mac_pair: ACC_BITS=%0d is not in 18..32 (%m)", ACC_BITS);
`endif
  localparam FIELD_BITS = 16;
  localparam TOTAL_BITS = FIELD_BITS + ACC_BITS;
  localparam CARRY_BITS = ACC_BITS + 1 - FIELD_BITS;
  localparam signed [TOTAL_BITS-1:0] ZERO = 0;

  wire swapped = swap & (SWAPS != 0);
  wire [17:0] two = SWAPS != 0 ? weights : 18'd0;
  wire signed [24:0] pair  = {1'b0, activations[15:8], 8'b0, activations[7:0]} + {two[17:9], {7{two[8]}}, two[8:0]};
  wire signed [8:0] common = swapped ? {1'b0, activation} : weight;
  // Lowest bits of the upper product's factors.
  wire upper_odd = common[0] & (activations[8] ^ two[9] ^ two[8]);

  // In the DSP.
  reg signed [33:0] product;
  reg signed [TOTAL_BITS-1:0] total;

  // As in cd_mac_lane, `product` is extended by its sign.
  // verilator lint_off WIDTH
  always @(posedge clk) begin
    product <= pair * common;
    if (accumulate) total <= (first ? ZERO : total) + product;
  end
  // verilator lint_on WIDTH

  // What the DSP does not show: sign of the lower product, parity of the upper product; then parity of the upper sum.
  reg negative, negative_later, odd, parity;
  always @(posedge clk) begin
    negative       <= weight[8];
    negative_later <= negative;
    odd            <= upper_odd;
    if (accumulate) parity <= (parity & ~first) ^ odd;
  end

  // One cycle behind `total`, so the last step of a tile goes to `sum_0` while `carry` is cleared for the next tile. Without a step nothing differs, and nothing moves.
  reg  [CARRY_BITS-1:0] carry;
  wire low_bit = total[FIELD_BITS] ^ parity;
  wire up      = ~negative_later & carry[0] & ~low_bit;
  wire down    = negative_later & ~carry[0] & low_bit;
  // The lowest position only makes a carry of `up`.
  // verilator lint_off UNUSEDSIGNAL
  wire [CARRY_BITS-1:0] moved = {{(CARRY_BITS-1){down}}, up} + {carry[CARRY_BITS-1:1], up};
  // verilator lint_on UNUSEDSIGNAL
  wire [CARRY_BITS-1:0] carry_next = {moved[CARRY_BITS-1:1], low_bit};
  always @(posedge clk) begin
    if (accumulate & first) carry <= {CARRY_BITS{1'b0}};
    else carry <= carry_next;
    if (capture) begin
      sum_0 <= {carry_next, total[FIELD_BITS-1:0]};
      sum_1 <= total[FIELD_BITS +: ACC_BITS];
    end
  end
endmodule
`default_nettype wire
