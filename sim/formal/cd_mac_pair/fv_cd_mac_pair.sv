// SPDX-License-Identifier: Apache-2.0
// What cd_mac_pair sums up, for every sequence of products, accumulate, first and capture:
//
//   plain_k = sum of product k over the steps since `first`                                 (k = 0 lower, 1 upper; the operands of a step came the cycle before)
//   at capture   sum_0 = plain_0,  sum_1 = plain_1 + floor(plain_0 / 2^16)                   modulo 2^(ACC_BITS + 1) and 2^ACC_BITS
//   so           sum_1 - floor(sum_0 / 2^16) = plain_1   modulo 2^ACC_BITS, if plain_0 fits ACC_BITS + 1 bits signed
//
// The multiplier is cut off: products are any values of which fv_cd_mac_pair_product proves that they are the operands'. Inductive: `total` is plain_1 * 2^16 + plain_0,
// `carry` is floor(plain_0 / 2^16) before the last step, and a step moves plain_0 by less than 2^16 in the direction of the weight's sign.
module fv_cd_mac_pair (input wire clk);
  parameter ACC_BITS = 32;
  localparam W = ACC_BITS + 16;
  (* anyseq *) wire [7:0] activation_0, activation_1;
  (* anyseq *) wire [8:0] weight, weight_upper;
  (* anyseq *) wire swap, accumulate, first, capture;
  // The products of the operands.
  (* anyseq *) wire signed [17:0] lower, upper;
  wire [ACC_BITS:0] sum_0;
  wire [ACC_BITS-1:0] sum_1;

  cd_mac_pair #(.ACC_BITS(ACC_BITS), .SWAPS(1)) dut (
    .clk(clk), .swap(swap), .activation(activation_0), .weight(weight),
    .activations(swap ? 16'd0 : {activation_1, activation_0}), .weights(swap ? {weight_upper, weight} : 18'd0),
    .accumulate(accumulate), .first(first), .capture(capture), .sum_0(sum_0), .sum_1(sum_1)
  );

  // Registers inside.
  (* hierconn *) wire signed [33:0] \dut.product ;
  (* hierconn *) wire [W-1:0] \dut.total ;
  (* hierconn *) wire [ACC_BITS-16:0] \dut.carry ;
  (* hierconn *) wire \dut.negative , \dut.negative_later , \dut.odd , \dut.parity , \dut.upper_odd ;

  function [W-1:0] extend(input signed [17:0] value);
    extend = {{(W-18){value[17]}}, value};
  endfunction

  reg signed [17:0] lower_1, upper_1;
  // Sums up to now, and the lower one before its last step.
  reg [W-1:0] plain_0, plain_1, before_0, captured_0, captured_1;
  reg began = 0, captured = 0, known = 0;
  wire [W-1:0] moved = plain_0 - before_0;
  wire fits = captured_0[W-1:ACC_BITS] == {16{captured_0[W-1]}};
  wire [ACC_BITS-1:0] without_carry = sum_1 - {{15{sum_0[ACC_BITS]}}, sum_0[ACC_BITS:16]};

  always @(posedge clk) begin
    known   <= 1;
    lower_1 <= lower;
    upper_1 <= upper;
    if (accumulate) begin
      plain_0 <= (first ? {W{1'b0}} : plain_0) + extend(lower_1);
      plain_1 <= (first ? {W{1'b0}} : plain_1) + extend(upper_1);
    end
    before_0 <= accumulate && first ? {W{1'b0}} : plain_0;
    began    <= began | (accumulate & first);
    captured <= captured | (capture & began);
    if (capture) {captured_0, captured_1} <= {plain_0, plain_1};
  end

  always @(*) begin
    assume (weight[8] ? lower <= 0 && lower > -65536 : lower >= 0 && lower < 65536);
    assume (upper < 65536 && upper > -65536);
    assume (upper[0] == \dut.upper_odd );
    // Operands have come before the first step.
    assume (known || !accumulate);
    if (known) assume (\dut.product  == (upper_1 <<< 16) + lower_1);
    if (captured) begin
      assert (sum_0 == captured_0[ACC_BITS:0]);
      assert (sum_1 == captured_1[ACC_BITS-1:0] + captured_0[16 +: ACC_BITS]);
      if (fits) assert (without_carry == captured_1[ACC_BITS-1:0]);
    end
    // What makes it inductive.
    if (known) begin
      assert (upper_1 < 65536 && upper_1 > -65536);
      assert (\dut.odd  == upper_1[0]);
      assert (\dut.negative  ? lower_1 <= 0 && lower_1 > -65536 : lower_1 >= 0 && lower_1 < 65536);
    end
    if (captured) assert (began);
    if (began) begin
      assert (known);
      assert (\dut.total  == {plain_1[ACC_BITS-1:0], 16'b0} + plain_0);
      assert (\dut.parity  == plain_1[0]);
      assert (\dut.carry  == before_0[16 +: ACC_BITS-15]);
      assert (\dut.negative_later  ? moved == 0 || &moved[W-1:16] : moved[W-1:16] == 0);
    end
  end
endmodule
