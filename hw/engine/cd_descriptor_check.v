// SPDX-License-Identifier: Apache-2.0
// Stops a simulation at a LAYER descriptor that breaks the rules of docs/engine.md or asks for what the engine was built without. Nothing in synthesis.
//
// Read in the cycle of `load`, which gives the layer's words as they are.
`default_nettype none
module cd_descriptor_check #(
  // output-channel lanes
  parameter CHANNELS = 16,
  // pixel lanes
  parameter PIXELS = 8,
  // bits of a descriptor word
  parameter CONFIG_BITS = 20,
  // words of a bank
  parameter BANK_DEPTH = 2048,
  // what the engine has
  parameter HAS_TABLE = 0,
  // 1: the window maximum
  parameter HAS_WINDOW = 1,
  // 1: the sum over pixel lanes
  parameter HAS_LANE_SUM = 1,
  // words of a weight row
  parameter WEIGHT_LANES = 1,
  // pixel lanes that share a weight
  parameter SHARING = 1,
  // 1: lanes of a pair may share the activation instead
  parameter SWAPS = 0,
  // drain ports
  parameter DRAIN_PORTS = 1,
  // 1: two pixels at once in the halves of the channel lanes; 2: of whole input words, too
  parameter HAS_HALVES = 0
) (
  input wire                     clk,
  input wire                     rst,
  input wire                     load,
  // words 0 to 25, word 0 in the lowest bits
  input wire [26*CONFIG_BITS-1:0] words
);
`ifndef SYNTHESIS
  localparam HALF_BITS = CONFIG_BITS / 2;
  wire [CONFIG_BITS-1:0] word [0:25];
  genvar k;
  generate
    for (k = 0; k < 26; k = k + 1) begin : gen_word
      assign word[k] = words[CONFIG_BITS*k +: CONFIG_BITS];
    end
    // A word of 16 bits does without this one.
    if (CONFIG_BITS > 16) begin : gen_swapped
      assign swapped = word[0][16];
    end else begin : gen_not_swapped
      assign swapped = 1'b0;
    end
  endgenerate
  wire both_ports = word[0][14];
  wire swapped;
  wire [HALF_BITS-1:0] wide       = word[5][HALF_BITS-1:0];
  wire [HALF_BITS-1:0] first_step = word[5][CONFIG_BITS-1:HALF_BITS];
  wire [CONFIG_BITS-1:0] steps_limit = word[1];
  wire [CONFIG_BITS-1:0] last_word   = word[21] + (word[2][HALF_BITS-1:0] * word[22]) + word[23] - 1'b1;

  always @(posedge clk) if (load && !rst) begin
    if (word[0][6] && HAS_TABLE == 0) $fatal(1, "cd_descriptor_check: a layer in add mode, but HAS_TABLE is 0 (%m)");
    if (word[7] != {CONFIG_BITS{1'b0}} && HAS_WINDOW == 0) $fatal(1, "cd_descriptor_check: a layer with a window, but HAS_WINDOW is 0 (%m)");
    if (word[0][10] && HAS_LANE_SUM == 0) $fatal(1, "cd_descriptor_check: a layer that adds its lanes, but HAS_LANE_SUM is 0 (%m)");
    if (word[0][10] && word[16] >= PIXELS[CONFIG_BITS-1:0])
      $fatal(1, "cd_descriptor_check: sums of %0d lanes, but PIXELS=%0d (%m)", word[16] + 1'b1, PIXELS);
    if (word[0][11] && WEIGHT_LANES == 1) $fatal(1, "cd_descriptor_check: a layer of own lane weights, but WEIGHT_LANES is 1 (%m)");
    if (word[0][11] && !word[0][10]) $fatal(1, "cd_descriptor_check: a layer of own lane weights does not add its lanes (%m)");
    if (word[0][11] && (word[16] + 1'b1) % SHARING[CONFIG_BITS-1:0] != {CONFIG_BITS{1'b0}})
      $fatal(1, "cd_descriptor_check: own lane weights for %0d lanes, of which %0d share a multiplier (%m)", word[16] + 1'b1, SHARING);
    if (word[0][10] && word[7] != {CONFIG_BITS{1'b0}}) $fatal(1, "cd_descriptor_check: a layer that adds its lanes has a window (%m)");
    if (swapped && SWAPS == 0) $fatal(1, "cd_descriptor_check: a swapped layer, but the lanes of a pair cannot share an activation: WEIGHT_LANES=%0d (%m)", WEIGHT_LANES);
    if (swapped && (!word[0][11] || {{(32-HALF_BITS){1'b0}}, wide} != CHANNELS / 2 - 1))
      $fatal(1, "cd_descriptor_check: a swapped layer without own lane weights, or of lane mask %0d instead of %0d (%m)", wide, CHANNELS / 2 - 1);
    if (word[0][13] && word[0][2]) $fatal(1, "cd_descriptor_check: the last descriptor releases the image, so no other one of its frame follows (%m)");
    if (both_ports && DRAIN_PORTS < 2) $fatal(1, "cd_descriptor_check: a layer that drains through both ports, but DRAIN_PORTS is 1 (%m)");
    if (both_ports && word[0][10]) $fatal(1, "cd_descriptor_check: a layer that adds its lanes drains through both ports (%m)");
    if (word[0][15] && HAS_HALVES == 0) $fatal(1, "cd_descriptor_check: a layer with two pixels at once, but HAS_HALVES is 0 (%m)");
    if (word[0][15] && (word[0][6] || word[0][10] || word[7] != {CONFIG_BITS{1'b0}} || both_ports))
      $fatal(1, "cd_descriptor_check: a layer with two pixels at once has a table, a window, sums of lanes or both drain ports (%m)");
    if (word[0][15] && HAS_HALVES < 2 && {{(32-HALF_BITS){1'b0}}, wide} >= CHANNELS / 2)
      $fatal(1, "cd_descriptor_check: two pixels at once, but lane mask %0d reaches over half of the lanes (%m)", wide);
    if (word[0][15] && (word[4][CONFIG_BITS-1:HALF_BITS] == {HALF_BITS{1'b0}} || (word[3][HALF_BITS-1:0] != {HALF_BITS{1'b0}} && word[4][HALF_BITS-1:0] == {HALF_BITS{1'b0}})))
      $fatal(1, "cd_descriptor_check: two pixels at once take two steps of every word (%m)");
    if (word[0][15] && (word[11][0] || word[24][0])) $fatal(1, "cd_descriptor_check: two pixels at once, but an odd pixel step %0d or number of pixels %0d (%m)", word[11][HALF_BITS-1:0], word[24]);
    if ((wide & (wide + 1'b1)) != {HALF_BITS{1'b0}} || {{(32-HALF_BITS){1'b0}}, wide} >= CHANNELS)
      $fatal(1, "cd_descriptor_check: lane mask %0d is not one less than a power of two up to CHANNELS=%0d (%m)", wide, CHANNELS);
    if (word[4][CONFIG_BITS-1:HALF_BITS] > wide || (word[3][HALF_BITS-1:0] != {HALF_BITS{1'b0}} && word[4][HALF_BITS-1:0] > wide))
      if (!word[0][6]) $fatal(1, "cd_descriptor_check: more lanes of a word than the lane mask %0d reaches (%m)", wide);
    if (word[25] != steps_limit + 1'b1) $fatal(1, "cd_descriptor_check: %0d pixel steps, but the last is number %0d (%m)", word[25], steps_limit);
    if ({{(CONFIG_BITS-HALF_BITS){1'b0}}, first_step} > steps_limit)
      $fatal(1, "cd_descriptor_check: first pixel step %0d of %0d (%m)", first_step, word[25]);
    if (word[24] == {CONFIG_BITS{1'b0}} || word[23] == {CONFIG_BITS{1'b0}}) $fatal(1, "cd_descriptor_check: a layer without pixels (%m)");
    if (last_word >= BANK_DEPTH) $fatal(1, "cd_descriptor_check: the output ends at word %0d of BANK_DEPTH=%0d (%m)", last_word, BANK_DEPTH);
    if (word[18] >= BANK_DEPTH) $fatal(1, "cd_descriptor_check: PAD word %0d of BANK_DEPTH=%0d (%m)", word[18], BANK_DEPTH);
  end
`else
  wire unused = &{1'b0, clk, rst, load, words};
`endif
endmodule
`default_nettype wire
