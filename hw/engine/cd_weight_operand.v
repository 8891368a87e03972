// SPDX-License-Identifier: Apache-2.0
// Weight operands of a word, less the layer's zero point.
//
//   operand[o] = weight[o] - zero_point, 9 bits signed
//
// LATENCY 1 or 2 cycles: the second one is a register of its own, for the long way to the lanes.
`default_nettype none
module cd_weight_operand #(
  // channel lanes
  parameter CHANNELS = 16,
  // 1 or 2
  parameter LATENCY = 2
) (
  input  wire                  clk,
  input  wire [8*CHANNELS-1:0] weights,
  input  wire [7:0]            zero_point,
  output wire [9*CHANNELS-1:0] operands
);
`ifndef SYNTHESIS
  initial begin
    if (CHANNELS < 1) $fatal(1, "cd_weight_operand: CHANNELS=%0d is less than 1 (%m)", CHANNELS);
    if (LATENCY < 1 || LATENCY > 2) $fatal(1, "cd_weight_operand: LATENCY=%0d is not in 1..2 (%m)", LATENCY);
  end
`endif

  wire [9*CHANNELS-1:0] differences;
  reg  [9*CHANNELS-1:0] differences_reg;
  genvar o;

  generate
    for (o = 0; o < CHANNELS; o = o + 1) begin : gen_channel
      assign differences[9*o +: 9] = {1'b0, weights[8*o +: 8]} - {1'b0, zero_point};
    end

    if (LATENCY == 1) begin : gen_direct
      assign operands = differences_reg;
    end else begin : gen_register
      reg [9*CHANNELS-1:0] operands_reg;
      assign operands = operands_reg;
      always @(posedge clk) operands_reg <= differences_reg;
    end
  endgenerate

  always @(posedge clk) differences_reg <= differences;
endmodule
`default_nettype wire
