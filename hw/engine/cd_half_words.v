// SPDX-License-Identifier: Apache-2.0
// Puts the words of a pixel lane's two pixels together, for layers that fill at most half of the channel lanes.
//
//   choice 0: operand_word = word
//   1, 2:     operand_word = {lower half of the second pixel's word, lower half of the first pixel's}: 1 where `word` is the second one's, 2 behind it
//   3:        {upper half of the second pixel's word, upper half of the first pixel's} (WHOLE 1)
//
// first: `word` is the first pixel's. fresh, a cycle later: it is the second one's, and both are held from then on, the first until and with the cycle of the next `first`.
// Latency 0 cycles.
`default_nettype none
module cd_half_words #(
  // bytes of a word, power of two
  parameter CHANNELS = 16,
  // 1: the upper halves are held, too; 0: choice 3 is not used
  parameter WHOLE = 0
) (
  input  wire                  clk,
  input  wire                  first,
  input  wire                  fresh,
  input  wire [1:0]            choice,
  input  wire [8*CHANNELS-1:0] word,
  output wire [8*CHANNELS-1:0] operand_word
);
  localparam HALF_WORD_BITS = 4 * CHANNELS;

`ifndef SYNTHESIS
  initial begin
    if (CHANNELS < 4 || (CHANNELS & (CHANNELS - 1)) != 0)
      $fatal(1, "cd_half_words: CHANNELS=%0d is not a power of two from 4 on (%m)", CHANNELS);
    if (WHOLE != 0 && WHOLE != 1) $fatal(1, "cd_half_words: WHOLE=%0d is not 0 or 1 (%m)", WHOLE);
  end
`endif

  reg [HALF_WORD_BITS-1:0] first_half, second_half;
  wire [HALF_WORD_BITS-1:0] lower = word[HALF_WORD_BITS-1:0];
  wire [HALF_WORD_BITS-1:0] upper = word[8*CHANNELS-1:HALF_WORD_BITS];
  wire [HALF_WORD_BITS-1:0] first_upper, second_upper;

  always @(posedge clk) begin
    if (first) first_half <= lower;
    if (fresh) second_half <= lower;
  end

  generate
    if (WHOLE != 0) begin : gen_whole
      reg [HALF_WORD_BITS-1:0] first_upper_reg, second_upper_reg;
      assign first_upper  = first_upper_reg;
      assign second_upper = second_upper_reg;
      always @(posedge clk) begin
        if (first) first_upper_reg <= upper;
        if (fresh) second_upper_reg <= upper;
      end
    end else begin : gen_lower
      assign first_upper  = first_half;
      assign second_upper = second_half;
    end
  endgenerate

  // Written as sums of products, so that the held halves keep their clock enables instead of multiplexers that they would share with these.
  wire [HALF_WORD_BITS-1:0] pass = {HALF_WORD_BITS{choice == 2'd0}}, now = {HALF_WORD_BITS{choice == 2'd1}};
  wire [HALF_WORD_BITS-1:0] held = {HALF_WORD_BITS{choice == 2'd2}}, held_upper = {HALF_WORD_BITS{choice == 2'd3}};
  assign operand_word = {(pass & upper) | (now & lower) | (held & second_half) | (held_upper & second_upper),
                         (pass & lower) | ((now | held) & first_half) | (held_upper & first_upper)};
endmodule
`default_nettype wire
