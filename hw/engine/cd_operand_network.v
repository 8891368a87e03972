// SPDX-License-Identifier: Apache-2.0
// Group-broadcast butterfly: gives every channel lane the byte of the word that its group needs in this step.
//
//   operand[o] = word[(o & ~wide) | (j & wide)]
//
// Stage b of the butterfly settles bit b of the byte index: lanes whose bit b is 0 (1) take the partner's byte when select_low[b]
// (select_high[b]) is set, with select_low = wide & j and select_high = wide & ~j. Two stages fit one LUT6 per bit.
// Latency 2 cycles; the selects belong to the word of the same cycle.
`default_nettype none
module cd_operand_network #(
  // bytes of a word, power of two
  parameter CHANNELS = 16
) (
  input  wire                        clk,
  input  wire [8*CHANNELS-1:0]       word,
  input  wire [$clog2(CHANNELS)-1:0] select_low,
  input  wire [$clog2(CHANNELS)-1:0] select_high,
  output reg  [8*CHANNELS-1:0]       operand
);
  localparam WORD_BITS = 8 * CHANNELS;
  localparam STAGES = $clog2(CHANNELS);
  localparam HALF_STAGES = (STAGES + 1) / 2;

`ifndef SYNTHESIS
  initial if (CHANNELS < 4 || (1 << STAGES) != CHANNELS)
    $fatal(1, "cd_operand_network: CHANNELS=%0d is not a power of two from 4 on (%m)", CHANNELS);
`endif

  // Ones at the bytes of the lanes whose index has bit `stage` clear.
  function [WORD_BITS-1:0] low_lanes(input integer stage);
    integer lane;
    for (lane = 0; lane < CHANNELS; lane = lane + 1)
      low_lanes[8*lane +: 8] = ((lane >> stage) & 1) == 0 ? 8'hff : 8'h00;
  endfunction

  function [WORD_BITS*STAGES-1:0] all_low_lanes(input integer stages);
    integer stage;
    for (stage = 0; stage < stages; stage = stage + 1)
      all_low_lanes[WORD_BITS*stage +: WORD_BITS] = low_lanes(stage);
  endfunction

  localparam [WORD_BITS*STAGES-1:0] LOW = all_low_lanes(STAGES);

  // Stages from..to-1. Only one of a stage's two selects is ever set, so they may be applied one after the other.
  function [WORD_BITS-1:0] butterfly(
    input [WORD_BITS-1:0] bytes, input [STAGES-1:0] low, input [STAGES-1:0] high, input integer from, input integer to);
    integer stage;
    begin
      butterfly = bytes;
      for (stage = from; stage < to; stage = stage + 1) begin
        if (low[stage])
          butterfly = (butterfly & ~LOW[WORD_BITS*stage +: WORD_BITS])
                    | ((butterfly >> (8 << stage)) & LOW[WORD_BITS*stage +: WORD_BITS]);
        if (high[stage])
          butterfly = (butterfly & LOW[WORD_BITS*stage +: WORD_BITS])
                    | ((butterfly << (8 << stage)) & ~LOW[WORD_BITS*stage +: WORD_BITS]);
      end
    end
  endfunction

  reg [WORD_BITS-1:0] middle;
  reg [STAGES-1:0] middle_low, middle_high;

  always @(posedge clk) begin
    middle      <= butterfly(word, select_low, select_high, 0, HALF_STAGES);
    middle_low  <= select_low;
    middle_high <= select_high;
    operand     <= butterfly(middle, middle_low, middle_high, HALF_STAGES, STAGES);
  end
endmodule
`default_nettype wire
