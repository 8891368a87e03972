// SPDX-License-Identifier: Apache-2.0
// The products of cd_mac_pair, for every operand, one cycle later:
//
//   product = upper * 2^16 + lower,  odd = lowest bit of upper,  -2^16 < lower, upper < 2^16, and lower has the sign of the weight
//   lower = activation_0 * weight;  upper = activation_1 * weight, or with `swap` activation_0 * (weight_upper + 1 if weight < 0)
//
// The module begins without feedback, so the first step is every step. What the sums make of the products: fv_cd_mac_pair.
module fv_cd_mac_pair_product (input wire clk);
  parameter SWAP = 0;
  (* anyseq *) wire [7:0] activation_0, activation_1;
  (* anyseq *) wire [8:0] weight, weight_upper;
  (* anyseq *) wire accumulate, first, capture;
  wire swap = SWAP;

  cd_mac_pair #(.SWAPS(1)) dut (
    .clk(clk), .swap(swap), .activation(activation_0), .weight(weight),
    .activations(swap ? 16'd0 : {activation_1, activation_0}), .weights(swap ? {weight_upper, weight} : 18'd0),
    .accumulate(accumulate), .first(first), .capture(capture), .sum_0(), .sum_1()
  );

  // Registers inside.
  (* hierconn *) wire signed [33:0] \dut.product ;
  (* hierconn *) wire \dut.negative , \dut.odd ;

  // activation and weight of the upper product
  wire [7:0] upper_activation = swap ? activation_0 : activation_1;
  wire signed [9:0] upper_weight = swap ? $signed(weight_upper) + $signed({1'b0, weight[8]}) : $signed(weight);
  reg signed [17:0] lower, upper;
  reg negative, known = 0;

  always @(posedge clk) begin
    known    <= 1;
    lower    <= $signed({1'b0, activation_0}) * $signed(weight);
    upper    <= $signed({1'b0, upper_activation}) * upper_weight;
    negative <= weight[8];
    // The engine's weights are at most 255 (cd_lane_weight).
    assume (upper_weight < 256);
    // Both sides are sums over the ones of the activation.
    if (SWAP) assume ((activation_0 & (activation_0 - 8'd1)) == 0);
    if (known) begin
      assert (\dut.product  == (upper <<< 16) + lower);
      assert (\dut.odd  == upper[0] && \dut.negative  == negative);
      assert (upper < 65536 && upper > -65536);
      assert (negative ? lower <= 0 && lower > -65536 : lower >= 0 && lower < 65536);
    end
  end
endmodule
