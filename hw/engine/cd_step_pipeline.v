// SPDX-License-Identifier: Apache-2.0
// What follows a step through the stages of the engine's pipeline: its weight's address, its choice of bytes, its place in the tile.
//
// Outputs are at the stage that uses them (list in cd_engine), or at the one in their name. A layer whose lanes have two pixels at once (config_halves) goes on one cycle later from stage 5 on, when the
// second pixel's word is there too: late_address tells so from the layer's first step in stage 3 on, half_first marks the first step of a pair of words and half_fresh the one after it. half_choice is cd_half_words'
// choice, 0 in other layers. Where a layer reads whole words (HAS_HALVES 2, all bits of `wide` set), the top bit of the byte number chooses a half of them there, and the operand network chooses in that half only.
//
// SMALL: no registers behind the memories; what meets their words is one stage earlier.
`default_nettype none
module cd_step_pipeline #(
  // bytes of a bank word
  parameter CHANNELS = 16,
  // bits of a weight address
  parameter WEIGHT_ADDRESS_BITS = 12,
  // 1: layers may have two pixels at once (SMALL 0); 2: those that read whole words, too
  parameter HAS_HALVES = 0,
  // 1: the drain has a stage more (cd_lane_fold)
  parameter FOLD = 0,
  // 1: short pipeline
  parameter SMALL = 0
) (
  input  wire                           clk,
  input  wire                           rst,
  // descriptor: bits of a lane's byte number that come from the step, two pixels at once
  input  wire [$clog2(CHANNELS)-1:0]    wide,
  input  wire                           config_halves,
  // stage 1 (cd_issue)
  input  wire                           step_valid,
  input  wire                           step_first,
  input  wire                           step_layer_first,
  input  wire [$clog2(CHANNELS)-1:0]    step_byte,
  input  wire [WEIGHT_ADDRESS_BITS-1:0] step_weight_address,
  input  wire [6:0]                     step_tile,
  // bit k: a layer's first step has left stage k
  output reg  [4:2]                     layer_first,
  output reg  [WEIGHT_ADDRESS_BITS-1:0] weight_address_3,
  output reg  [WEIGHT_ADDRESS_BITS-1:0] weight_address_4,
  output wire                           late_address,
  output wire                           half_first,
  output wire                           half_fresh,
  output wire [1:0]                     half_choice,
  // operand network: where the step's byte number has a one, and where it has a zero
  output wire [$clog2(CHANNELS)-1:0]    select_low,
  output wire [$clog2(CHANNELS)-1:0]    select_high,
  // multiply-accumulate lanes
  output wire                           accumulate,
  output wire                           first,
  // end of a tile and its flags, as they were issued
  output wire [6:0]                     tile,
  // a block's first tile, 3 cycles before its bias is loaded
  output wire                           block_ahead
);
  localparam BYTE_BITS = $clog2(CHANNELS);

`ifndef SYNTHESIS
  initial if (HAS_HALVES != 0 && SMALL != 0) $fatal(1, "cd_step_pipeline: HAS_HALVES takes SMALL 0 (%m)");
`endif

  // What follows a step, by the stage in the name.
  reg [2*BYTE_BITS-1:0] select_2, select_3, select_4, select_5;
  reg [WEIGHT_ADDRESS_BITS-1:0] weight_address_2;
  reg [8:2] valid_later, first_later;
  reg [6:0] tile_2, tile_3, tile_4, tile_5, tile_6, tile_7, tile_8, tile_9;

  always @(posedge clk) begin
    select_2 <= {wide & ~step_byte, wide & step_byte};
    select_3 <= select_2;
    select_4 <= select_3;
    select_5 <= select_4;
    weight_address_2 <= step_weight_address;
    weight_address_3 <= weight_address_2;
    weight_address_4 <= weight_address_3;
    valid_later <= {valid_later[7:6], valid_5, valid_later[4:2], step_valid};
    first_later <= {first_later[7:6], first_5, first_later[4:2], step_first};
    layer_first <= {layer_first[3:2], step_layer_first};
    tile_2 <= step_tile;
    tile_3 <= tile_2;
    tile_4 <= tile_3;
    tile_5 <= tile_4;
    tile_6 <= tile_at_5;
    tile_7 <= tile_6;
    tile_8 <= tile_7;
    tile_9 <= tile_8;
    if (rst) begin
      valid_later       <= 7'd0;
      layer_first <= 3'd0;
      {tile_2[6], tile_3[6], tile_4[6], tile_5[6], tile_6[6], tile_7[6], tile_8[6], tile_9[6]} <= 8'd0;
    end
  end

  // Steps of a layer with two pixels at once go on a cycle later, when the second pixel's word is there too. What decides it changes as the layer's first step enters
  // stage 3, and stage 5; layers are three cycles apart.
  wire valid_5, first_5;
  wire [6:0] tile_at_5;
  wire [2*BYTE_BITS-1:0] select_at_5;
  generate
    if (HAS_HALVES != 0) begin : gen_late
      reg late_address_reg, late_word_reg, valid_held, first_held, fresh;
      reg [1:0] choice;
      reg [6:0] tile_held;
      reg [2*BYTE_BITS-1:0] select_held;
      wire late_word_next = layer_first[4] ? config_halves : late_word_reg;
      // Without the top bit where half_choice has it.
      localparam [BYTE_BITS-1:0] IN_HALF = HAS_HALVES == 2 ? {1'b0, {(BYTE_BITS-1){1'b1}}} : {BYTE_BITS{1'b1}};
      assign late_address = late_address_reg;
      assign half_first   = valid_later[5] & (select_5[BYTE_BITS-1:0] == {BYTE_BITS{1'b0}});
      assign half_fresh   = fresh;
      assign half_choice  = choice;
      assign valid_5      = late_word_reg ? valid_held : valid_later[5];
      assign first_5      = late_word_reg ? first_held : first_later[5];
      assign tile_at_5    = late_word_reg ? tile_held : tile_5;
      assign select_at_5  = late_word_reg ? select_held & {IN_HALF, IN_HALF} : select_5;
      always @(posedge clk) begin
        if (layer_first[2]) late_address_reg <= config_halves;
        late_word_reg <= late_word_next;
        valid_held  <= valid_later[5];
        first_held  <= first_later[5];
        tile_held   <= tile_5;
        select_held <= select_5;
        fresh       <= half_first;
        // The step whose first word is read now has its second one in the next cycle; later steps find both held.
        choice <= {late_word_next & ~half_first, late_word_next & (half_first | (HAS_HALVES == 2 & select_5[BYTE_BITS-1]))};
        if (rst) begin
          valid_held   <= 1'b0;
          tile_held[6] <= 1'b0;
        end
      end
    end else begin : gen_in_time
      assign late_address = 1'b0;
      assign half_first   = 1'b0;
      assign half_fresh   = 1'b0;
      assign half_choice  = 2'd0;
      assign valid_5      = valid_later[5];
      assign first_5      = first_later[5];
      assign tile_at_5    = tile_5;
      assign select_at_5  = select_5;
      wire unused = &{1'b0, config_halves};
    end
  endgenerate

  assign {select_high, select_low} = SMALL != 0 ? select_4 : select_at_5;
  assign accumulate = SMALL != 0 ? valid_later[7] : valid_later[8];
  assign first      = SMALL != 0 ? first_later[7] : first_later[8];
  assign tile       = SMALL != 0 ? tile_8 : tile_9;

  // Of step_tile: 6 end of a tile, 4 first pixel step of a block, 1 first window position.
  assign block_ahead = FOLD != 0 ? tile_8[6] & tile_8[4] & tile_8[1] : tile_7[6] & tile_7[4] & tile_7[1];
endmodule
`default_nettype wire
