// SPDX-License-Identifier: Apache-2.0
// Puts the words of a pixel lane's two pixels together, for layers that fill at most half of the channel lanes.
//
//   halves 0: operand_word = word
//   halves 1: operand_word = {lower half of the second pixel's word, lower half of the first pixel's}
//
// first: `word` is the first pixel's. fresh, a cycle later: it is the second one's, and operand_word holds both from then on until one cycle after the next `first`. Latency 0 cycles.
`default_nettype none
module cd_half_words #(
  // bytes of a word, power of two
  parameter CHANNELS = 16
) (
  input  wire                  clk,
  input  wire                  halves,
  input  wire                  first,
  input  wire                  fresh,
  input  wire [8*CHANNELS-1:0] word,
  output wire [8*CHANNELS-1:0] operand_word
);
  localparam HALF_WORD_BITS = 4 * CHANNELS;

`ifndef SYNTHESIS
  initial if (CHANNELS < 4 || (CHANNELS & (CHANNELS - 1)) != 0)
    $fatal(1, "cd_half_words: CHANNELS=%0d is not a power of two from 4 on (%m)", CHANNELS);
`endif

  reg [HALF_WORD_BITS-1:0] first_half, second_half;
  wire [HALF_WORD_BITS-1:0] lower = word[HALF_WORD_BITS-1:0];

  always @(posedge clk) begin
    if (first) first_half <= lower;
    if (fresh) second_half <= lower;
  end

  assign operand_word[HALF_WORD_BITS-1:0]            = halves ? first_half : lower;
  // Written as a sum of products, so that the held half keeps its clock enable instead of a multiplexer that it would share with this.
  assign operand_word[8*CHANNELS-1:HALF_WORD_BITS] = ({HALF_WORD_BITS{~halves}} & word[8*CHANNELS-1:HALF_WORD_BITS])
                                                   | ({HALF_WORD_BITS{halves & fresh}} & lower) | ({HALF_WORD_BITS{halves & ~fresh}} & second_half);
endmodule
`default_nettype wire
