// SPDX-License-Identifier: Apache-2.0
// The word of a weight row that all pixel lanes share: the one that cd_weight_rows has not made 0.
//
//   shared_word(t + 1) = OR of the words of row(t)
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
  output reg  [8*CHANNELS-1:0]              shared_word
);
`ifndef SYNTHESIS
  initial if (WEIGHT_LANES < 2 || (WEIGHT_LANES & (WEIGHT_LANES - 1)) != 0)
    $fatal(1, "cd_weight_row: WEIGHT_LANES=%0d is not a power of two from 2 on (%m)", WEIGHT_LANES);
`endif

  always @(posedge clk) begin : gather
    integer k;
    reg [8*CHANNELS-1:0] word;
    word = row[8*CHANNELS-1:0];
    for (k = 1; k < WEIGHT_LANES; k = k + 1) word = word | row[8*CHANNELS*k +: 8*CHANNELS];
    shared_word <= word;
  end
endmodule
`default_nettype wire
