// SPDX-License-Identifier: Apache-2.0
// Subtracts the layer's weight zero point from every byte of a weight word.
//
//   operand[o] = word[o] - zero_point, 9 bits signed
//
// Latency 2 cycles.
`default_nettype none
module cd_weight_operand #(
  // bytes of a word
  parameter CHANNELS = 16
) (
  input  wire                  clk,
  input  wire [8*CHANNELS-1:0] word,
  input  wire [7:0]            zero_point,
  output reg  [9*CHANNELS-1:0] operand
);
  function [9*CHANNELS-1:0] differences(input [8*CHANNELS-1:0] bytes, input [7:0] zero);
    integer lane;
    for (lane = 0; lane < CHANNELS; lane = lane + 1)
      differences[9*lane +: 9] = {1'b0, bytes[8*lane +: 8]} - {1'b0, zero};
  endfunction

  reg [9*CHANNELS-1:0] difference;

  always @(posedge clk) begin
    difference <= differences(word, zero_point);
    operand    <= difference;
  end
endmodule
`default_nettype wire
