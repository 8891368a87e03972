// SPDX-License-Identifier: Apache-2.0
// The word of a weight row that all pixel lanes share.
//
//   shared_word(t + 1) = word number `index` of row, both of cycle t
//
// Latency 1 cycle.
`default_nettype none
module cd_weight_row #(
  // bytes of a word
  parameter CHANNELS = 16,
  // words of a row, a power of two
  parameter WEIGHT_LANES = 8
) (
  input  wire                               clk,
  input  wire [8*CHANNELS*WEIGHT_LANES-1:0] row,
  input  wire [$clog2(WEIGHT_LANES)-1:0]    index,
  output reg  [8*CHANNELS-1:0]              shared_word
);
`ifndef SYNTHESIS
  initial if (WEIGHT_LANES < 2 || (WEIGHT_LANES & (WEIGHT_LANES - 1)) != 0)
    $fatal(1, "cd_weight_row: WEIGHT_LANES=%0d is not a power of two from 2 on (%m)", WEIGHT_LANES);
`endif

  // A multiplexer of words; a part select at index * 8 * CHANNELS would be built as a bit shifter.
  wire [8*CHANNELS-1:0] words [0:WEIGHT_LANES-1];
  genvar k;
  generate
    for (k = 0; k < WEIGHT_LANES; k = k + 1) begin : gen_word
      assign words[k] = row[8*CHANNELS*k +: 8*CHANNELS];
    end
  endgenerate

  always @(posedge clk) shared_word <= words[index];
endmodule
`default_nettype wire
