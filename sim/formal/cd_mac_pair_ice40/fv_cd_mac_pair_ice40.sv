// SPDX-License-Identifier: Apache-2.0
// cd_mac_pair_ice40 has the sums of two cd_mac_lane, for every sequence of operands, accumulate, first and capture, from the first capture of a tile on: full widths.
//
// Inductive: products equal the lanes' products, and behind a first step accumulators equal the lanes' accumulators.
module fv_cd_mac_pair_ice40 (input wire clk);
  localparam ACC_BITS = 32;
  (* anyseq *) wire [7:0] activation_0, activation_1;
  (* anyseq *) wire [8:0] weight_0, weight_1;
  (* anyseq *) wire accumulate, first, capture;
  wire [ACC_BITS-1:0] sum_0, sum_1, lane_sum_0, lane_sum_1;

  cd_mac_pair_ice40 #(.ACC_BITS(ACC_BITS)) dut (
    .clk(clk), .activation_0(activation_0), .activation_1(activation_1), .weight_0(weight_0), .weight_1(weight_1),
    .accumulate(accumulate), .first(first), .capture(capture), .sum_0(sum_0), .sum_1(sum_1)
  );
  cd_mac_lane #(.ACC_BITS(ACC_BITS)) lane_0 (
    .clk(clk), .activation(activation_0), .weight(weight_0), .accumulate(accumulate), .first(first), .capture(capture), .sum(lane_sum_0)
  );
  cd_mac_lane #(.ACC_BITS(ACC_BITS)) lane_1 (
    .clk(clk), .activation(activation_1), .weight(weight_1), .accumulate(accumulate), .first(first), .capture(capture), .sum(lane_sum_1)
  );

  // Inside.
  (* hierconn *) wire signed [16:0] \dut.product_0 , \dut.product_1 ;
  (* hierconn *) wire signed [17:0] \lane_0.product , \lane_1.product ;
  (* hierconn *) wire [ACC_BITS-1:0] \dut.accumulator_0 , \dut.accumulator_1 , \lane_0.accumulator , \lane_1.accumulator ;

  reg known = 0, began = 0, captured = 0;
  always @(posedge clk) begin
    known    <= 1;
    began    <= began | (known & accumulate & first);
    captured <= captured | (began & capture);
  end

  always @(*) begin
    assume (known || !accumulate);
    if (captured) assert ({sum_0, sum_1} == {lane_sum_0, lane_sum_1});
    // What makes it inductive.
    if (known) assert (\dut.product_0  == \lane_0.product  && \dut.product_1  == \lane_1.product );
    if (began) assert ({\dut.accumulator_0 , \dut.accumulator_1 } == {\lane_0.accumulator , \lane_1.accumulator });
    if (began) assert (known);
    if (captured) assert (began);
  end
endmodule
