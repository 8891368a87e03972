// SPDX-License-Identifier: Apache-2.0
// cd_weight_operand, exhaustively: all 65536 pairs of weight and zero point, one per cycle, the difference as a signed number LATENCY cycles later.
//
// The pairs come in an order in which both inputs change in every cycle, so that an input taken in the wrong cycle shows. The second channel lane has the
// other weight of the same zero point, its complement.
`timescale 1ns/1ps
`default_nettype none
module tb_cd_weight_operand;
  parameter LATENCY = 2;
  reg clk = 0;
  always #5 clk = ~clk;
  reg  [7:0] weight = 0, zero_point = 0;
  wire [17:0] operands;
  cd_weight_operand #(.CHANNELS(2), .LATENCY(LATENCY)) dut (.clk(clk), .weights({~weight, weight}), .zero_point(zero_point), .operands(operands));

  integer want [0:1], second [0:1];
  reg [15:0] pair;
  integer k, compared = 0, lowest = 0, highest = 0, value;
  initial begin
    for (k = 0; k < 65536 + LATENCY; k = k + 1) begin
      @(negedge clk);
      if (k >= LATENCY) begin
        value = $signed(operands[17:9]);
        if (value !== second[k % LATENCY]) $fatal(1, "pair %0d: the second lane has %0d, expected %0d", k - LATENCY, value, second[k % LATENCY]);
        value = $signed(operands[8:0]);
        if (value !== want[k % LATENCY]) $fatal(1, "pair %0d: got %0d, expected %0d", k - LATENCY, value, want[k % LATENCY]);
        if (value < lowest) lowest = value;
        if (value > highest) highest = value;
        compared = compared + 1;
      end
      // an odd factor runs through every pair once
      pair = k * 40503;
      weight = pair[15:8];
      zero_point = pair[7:0];
      want[k % LATENCY] = {24'd0, weight};
      want[k % LATENCY] = want[k % LATENCY] - {24'd0, zero_point};
      second[k % LATENCY] = 255 - {24'd0, weight} - {24'd0, zero_point};
    end
    if (compared != 65536 || lowest != -255 || highest != 255) $fatal(1, "only %0d pairs, %0d to %0d", compared, lowest, highest);
    $display("PASS %0d pairs", compared);
    $finish;
  end
endmodule
`default_nettype wire
