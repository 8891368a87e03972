// SPDX-License-Identifier: Apache-2.0
// Group-broadcast butterfly: gives every channel lane the byte of the word that its group needs in this step.
//
//   operand[o] = word[(o & ~wide) | (j & wide)];  cleared = clear in the cycle before ? 0 : operand
//
// Stage b of the butterfly settles bit b of the byte index: lanes whose bit b is 0 (1) take the partner's byte when select_low[b]
// (select_high[b]) is set, with select_low = wide & j and select_high = wide & ~j. Two stages fit one LUT6 per bit.
// Latency 2 cycles; the selects belong to the word of the same cycle.
`default_nettype none
module cd_operand_network #(
  // bytes of a word, power of two
  parameter CHANNELS = 16,
  // 0: cleared is the same as operand
  parameter HAS_CLEAR = 0
) (
  input  wire                        clk,
  input  wire [8*CHANNELS-1:0]       word,
  input  wire [$clog2(CHANNELS)-1:0] select_low,
  input  wire [$clog2(CHANNELS)-1:0] select_high,
  input  wire                        clear,
  output reg  [8*CHANNELS-1:0]       operand,
  output wire [8*CHANNELS-1:0]       cleared
);
  localparam WORD_BITS = 8 * CHANNELS;
  localparam STAGES = $clog2(CHANNELS);
  localparam HALF_STAGES = (STAGES + 1) / 2;

`ifndef SYNTHESIS
  initial if (CHANNELS < 4 || (1 << STAGES) != CHANNELS)
    $fatal(1, "cd_operand_network: CHANNELS=%0d is not a power of two from 4 on (%m)", CHANNELS);
`endif

  // Ones at the bytes of the lanes whose index has bit `stage` clear, for every stage.
  function [WORD_BITS*STAGES-1:0] low_lanes(input integer stages);
    integer stage, lane;
    for (stage = 0; stage < stages; stage = stage + 1)
      for (lane = 0; lane < CHANNELS; lane = lane + 1)
        low_lanes[WORD_BITS*stage + 8*lane +: 8] = ((lane >> stage) & 1) == 0 ? 8'hff : 8'h00;
  endfunction

  // Nets, because simulators copy a net faster than they build a wide constant.
  localparam [WORD_BITS*STAGES-1:0] LOW = low_lanes(STAGES);
  wire [WORD_BITS-1:0] low_mask [0:STAGES-1];
  genvar b;
  generate
    for (b = 0; b < STAGES; b = b + 1) begin : gen_mask
      assign low_mask[b] = LOW[WORD_BITS*b +: WORD_BITS];
    end
  endgenerate

  reg [WORD_BITS-1:0] middle, cleared_reg;
  reg [STAGES-1:0] middle_low, middle_high;

  // A stage gives the lanes with a clear bit the bytes of the others, or the reverse.
  always @(posedge clk) begin : near_stages
    integer stage;
    reg [WORD_BITS-1:0] bytes, low, high;
    bytes = word;
    for (stage = 0; stage < HALF_STAGES; stage = stage + 1)
      begin
        low   = bytes & low_mask[stage];
        high  = bytes & ~low_mask[stage];
        bytes = (select_low[stage] ? high >> (8 << stage) : low) | (select_high[stage] ? low << (8 << stage) : high);
      end
    middle      <= bytes;
    middle_low  <= select_low;
    middle_high <= select_high;
  end

  always @(posedge clk) begin : far_stages
    integer stage;
    reg [WORD_BITS-1:0] bytes, low, high;
    bytes = middle;
    for (stage = HALF_STAGES; stage < STAGES; stage = stage + 1)
      begin
        low   = bytes & low_mask[stage];
        high  = bytes & ~low_mask[stage];
        bytes = (middle_low[stage] ? high >> (8 << stage) : low) | (middle_high[stage] ? low << (8 << stage) : high);
      end
    operand <= bytes;
    if (HAS_CLEAR != 0) cleared_reg <= clear ? {WORD_BITS{1'b0}} : bytes;
  end

  generate
    if (HAS_CLEAR != 0) begin : gen_clear
      assign cleared = cleared_reg;
    end else begin : gen_no_clear
      assign cleared = operand;
      wire unused = &{1'b0, cleared_reg};
    end
  endgenerate
endmodule
`default_nettype wire
