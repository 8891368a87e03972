// SPDX-License-Identifier: Apache-2.0
// cd_mac_quad on the doubled clock does what two cd_mac_pair on the engine's clock do, for every sequence of operands, swap, accumulate, first and capture:
//
//   at every edge of the engine's clock   sum_0, sum_1 = those of pair 0,  sum_2, sum_3 = those of pair 1,  of every capture behind a first step
//
// A step is a cycle of the doubled clock (clock_enable.v), `late` its second half. Multipliers are cut off, as a function that nothing is known of: where the quad multiplies it has the
// operands that a pair multiplied (asserted), so it gets the pair's product (assumed). Inductive: in each half the registers of the quad are those of the pair in view and of the
// one that waits.
module fv_cd_mac_quad (input wire clk);
  parameter ACC_BITS = 32;
  parameter SWAPS = 1;
  localparam TOTAL_BITS = ACC_BITS + 16;
  localparam CARRY_BITS = ACC_BITS - 15;
  (* anyseq *) wire [71:0] any_operands;
  (* anyseq *) wire [3:0] any_control;
  reg late = 0;
  // All inputs come from registers of the engine's clock.
  reg [71:0] held;
  reg [3:0] held_control;
  wire [71:0] operands = late ? held : any_operands;
  wire swap, accumulate, first, capture;
  assign {swap, accumulate, first, capture} = late ? held_control : any_control;
  wire swapped = swap & (SWAPS != 0);
  wire [7:0] activation_0 = operands[7:0], activation_1 = operands[15:8], activation_2 = operands[23:16], activation_3 = operands[31:24];
  wire [8:0] weight_0 = operands[40:32], weight_1 = operands[49:41], weight_2 = operands[58:50], weight_3 = operands[67:59];
  wire [ACC_BITS:0] sum_0, sum_2, pair_sum_0, pair_sum_2;
  wire [ACC_BITS-1:0] sum_1, sum_3, pair_sum_1, pair_sum_3;

  cd_mac_quad #(.ACC_BITS(ACC_BITS), .SWAPS(SWAPS)) quad (
    .clk2x(1'b1), .late(late), .swap(swap), .activation_0(activation_0), .activation_1(activation_1), .activation_2(activation_2), .activation_3(activation_3),
    .weight_0(weight_0), .weight_1(weight_1), .weight_2(weight_2), .weight_3(weight_3), .accumulate(accumulate), .first(first), .capture(capture),
    .sum_0(sum_0), .sum_1(sum_1), .sum_2(sum_2), .sum_3(sum_3)
  );
  cd_mac_pair #(.ACC_BITS(ACC_BITS), .SWAPS(SWAPS)) pair_0 (
    .clk(late), .swap(swap), .activation(activation_0), .weight(weight_0),
    .activations(swapped ? 16'd0 : {activation_1, activation_0}), .weights(swapped ? {weight_1, weight_0} : 18'd0),
    .accumulate(accumulate), .first(first), .capture(capture), .sum_0(pair_sum_0), .sum_1(pair_sum_1)
  );
  cd_mac_pair #(.ACC_BITS(ACC_BITS), .SWAPS(SWAPS)) pair_1 (
    .clk(late), .swap(swap), .activation(activation_2), .weight(SWAPS ? weight_2 : weight_0),
    .activations(swapped ? 16'd0 : {activation_3, activation_2}), .weights(swapped ? {weight_3, weight_2} : 18'd0),
    .accumulate(accumulate), .first(first), .capture(capture), .sum_0(pair_sum_2), .sum_1(pair_sum_3)
  );

  // Inside.
  (* hierconn *) wire [24:0] \quad.pair , \quad.pair_later , \pair_0.pair , \pair_1.pair ;
  (* hierconn *) wire [8:0] \pair_0.weight , \quad.common , \quad.common_later , \pair_0.common , \pair_1.common ;
  (* hierconn *) wire [33:0] \quad.product , \pair_0.product , \pair_1.product ;
  (* hierconn *) wire [TOTAL_BITS-1:0] \quad.total , \quad.other , \pair_0.total , \pair_1.total ;
  (* hierconn *) wire [CARRY_BITS-1:0] \quad.carry , \quad.carry_other , \pair_0.carry , \pair_1.carry , \pair_0.carry_next ;
  (* hierconn *) wire [4:1] \quad.negative ;
  (* hierconn *) wire [3:1] \quad.odd ;
  (* hierconn *) wire \quad.accumulate_3 , \quad.first_3 , \quad.parity , \quad.parity_other ;
  (* hierconn *) wire \pair_0.negative , \pair_0.negative_later , \pair_0.odd , \pair_0.upper_odd , \pair_0.parity ;
  (* hierconn *) wire \pair_1.negative , \pair_1.negative_later , \pair_1.odd , \pair_1.parity ;
  wire signed [TOTAL_BITS-1:0] product = $signed(\quad.product );

  // Operands of the cycle before, pair 1's of the one before that; pair 1's product and parity, accumulate and first of the cycle before.
  reg [24:0] pair_0_before, pair_1_before, pair_1_long_before;
  reg [8:0] common_0_before, common_1_before, common_1_long_before;
  reg [33:0] product_1_before;
  reg odd_1_before, accumulate_before, begins_before;
  // Whether there was a first step and a capture behind it; cycles since the start.
  reg began = 0, captured = 0;
  reg [2:0] age = 0;
  wire begins = accumulate & first;

  always @(posedge clk) begin
    late <= ~late;
    {held, held_control} <= {operands, swap, accumulate, first, capture};
    if (late) begin
      {pair_0_before, common_0_before}           <= {\pair_0.pair , \pair_0.common };
      {pair_1_before, common_1_before}           <= {\pair_1.pair , \pair_1.common };
      {pair_1_long_before, common_1_long_before} <= {pair_1_before, common_1_before};
      {product_1_before, odd_1_before, accumulate_before, begins_before} <= {\pair_1.product , \pair_1.odd , accumulate, begins};
      began    <= began | begins;
      captured <= captured | (capture & began);
      age      <= age + (age != 7);
    end
  end

  always @(*) begin
    // Operands have come before the first step.
    assume (age >= 2 || !accumulate);
    if (late && accumulate) assume (\quad.product  == \pair_0.product );
    if (!late && age >= 1 && accumulate_before) assume (\quad.product  == product_1_before);
    if (captured) assert ({sum_2, sum_3} == {pair_sum_2, pair_sum_3});
    if (!late && captured) assert ({sum_0, sum_1} == {pair_sum_0, pair_sum_1});
    // What makes it inductive: what is multiplied,
    if (age >= 1) assert (\quad.pair  == (late ? \pair_0.pair  : pair_1_before) && \quad.common  == (late ? \pair_0.common  : common_1_before));
    if (age >= 1) assert (\quad.pair_later  == (late ? pair_1_before : pair_0_before) && \quad.common_later  == (late ? common_1_before : common_0_before));
    // signs and parities of products,
    if (age >= 2) begin
      assert (\quad.negative  == (late ? {\pair_1.negative_later , \pair_0.negative , \pair_1.negative , \pair_0.weight [8]}
                                       : {\pair_0.negative_later , \pair_1.negative_later , \pair_0.negative , \pair_1.negative }));
      assert (\quad.odd  == (late ? {\pair_0.odd , \pair_1.odd , \pair_0.upper_odd } : {odd_1_before, \pair_0.odd , \pair_1.odd }));
      assert ({\quad.accumulate_3 , \quad.first_3 } == (late ? {accumulate, begins} : {accumulate_before, begins_before}));
      assert (late ? accumulate || \quad.product  == 0 : accumulate_before || \quad.product  == 0);
    end
    // and the totals.
    if (began) assert (age >= 3);
    if (captured) assert (began);
    if (began && !late) begin
      assert (\quad.total  == \pair_0.total  && \quad.other  + product == \pair_1.total );
      assert (\quad.parity  == \pair_0.parity  && ((\quad.parity_other  & ~begins_before) ^ (odd_1_before & accumulate_before)) == \pair_1.parity );
      assert (\quad.carry  == \pair_0.carry  && (begins_before ? 0 : \quad.carry_other ) == \pair_1.carry );
    end
    if (began && late) begin
      assert (\quad.total  == \pair_1.total  && \quad.parity  == \pair_1.parity  && \quad.carry  == \pair_1.carry );
      assert (\quad.carry_other  == \pair_0.carry_next );
      if (captured || capture)
        assert ({sum_0, sum_1} == (capture ? {\pair_0.carry_next , \pair_0.total [15:0], \pair_0.total [16 +: ACC_BITS]} : {pair_sum_0, pair_sum_1}));
    end
    if ((began || begins) && late) begin
      assert (\quad.other  == (begins ? 0 : \pair_0.total ));
      assert (begins || \quad.parity_other  == \pair_0.parity );
    end
  end
endmodule
