// SPDX-License-Identifier: Apache-2.0
// Control of the drain: walks over the pixel lanes of a finished tile and gives every later stage its enables and settings.
//
// Stages, counted from the cycle in which `lane` selects an accumulator: 1 selected sum, CODE_STAGE (8, profile `wide` 9, `exact` 12) requantized
// code, CODE_STAGE + 1 window maximum, which is written from there. One pixel per cycle and port, lane 0 first; a tile end comes at
// least PIXELS cycles after the previous one (two ports together: PORT_LANES, two pixels at once: 2 * PIXELS).
//
// cd_drain_walk tells which lane's sum leaves in a cycle, cd_drain_position where its word belongs. With two pixels at once `code_upper` tells that the pixel is in the upper channel lanes;
// with two ports *_1 is the second one's. FOLD: cd_lane_fold stands between the selected sum and all that follows, one stage later.
//
// The settings of a layer are copied from the descriptor when its first pixel reaches the stage before the one that uses them, so the
// next descriptor may be taken as soon as layer_latched has been seen.
`default_nettype none
module cd_drain #(
  // pixel lanes
  parameter PIXELS = 8,
  // sums that take turns in an interleaved layer: lanes that share a multiplier
  parameter SHARING = 1,
  // pixel lanes of the first port: PIXELS, or for two ports half of it, rounded up to even
  parameter PORT_LANES = PIXELS,
  // 1: a stage for cd_lane_fold, counted in CODE_STAGE and SHIFT_STAGE
  parameter FOLD = 0,
  // 1: layers whose lanes have two pixels at once (VALUES 1)
  parameter HAS_HALVES = 0,
  // values that leave for each pixel, one per cycle: 1 when all channels leave together
  parameter VALUES = 1,
  // bits of a descriptor word
  parameter CONFIG_BITS = 20,
  // bits of a bank address
  parameter ADDRESS_BITS = 11,
  // stage of the requantized code
  parameter CODE_STAGE = 8,
  // stage that uses the shift
  parameter SHIFT_STAGE = 4,
  // 1: the next descriptor may come while this one's pixels are under way, 0: the descriptor holds
  parameter COPIES = 1
) (
  input  wire                                         clk,
  input  wire                                         rst,
  input  wire                                         frame_start,
  // a tile ends: its accumulators are captured in this cycle; flags as step_tile of cd_issue
  input  wire                                         tile_end,
  input  wire                                         tile_block_first,
  input  wire                                         tile_pixel_first,
  input  wire                                         tile_block_last,
  input  wire                                         tile_pixel_last,
  input  wire                                         tile_window_first,
  input  wire                                         tile_window_last,
  // descriptor of the issuing layer
  input  wire                                         config_add_lanes,
  input  wire                                         config_interleaved,
  input  wire                                         config_fold,
  input  wire [(PIXELS*VALUES > 1 ? $clog2(PIXELS*VALUES) : 1)-1:0] config_sum_last,
  input  wire                                         config_pair,
  input  wire                                         config_halves,
  input  wire                                         config_preshift,
  input  wire                                         config_table,
  input  wire [7:0]                                   config_zero_point,
  input  wire [7:0]                                   config_low,
  input  wire [7:0]                                   config_high,
  input  wire [ADDRESS_BITS-1:0]                      config_out_base,
  input  wire [ADDRESS_BITS-1:0]                      config_out_pitch,
  input  wire [CONFIG_BITS-1:0]                       config_steps,
  input  wire [CONFIG_BITS/2-1:0]                     config_first_step,
  output wire                                         layer_latched,
  // accumulator selection, stage 0
  output wire [(PIXELS*VALUES > 1 ? $clog2(PIXELS*VALUES) : 1)-1:0] lane,
  // stage 1: the selected sum is the second port's
  output wire                                         upper,
  // stage 1, of the selected sum
  output wire                                         fold,
  output wire                                         fold_odd,
  // stage 1, with FOLD 2: the selected sum is added to the total before it, or to that of SHARING lanes before
  output wire                                         add,
  output wire                                         add_interleaved,
  // parameter loads
  output wire                                         load_bias,
  output wire                                         load_multiplier,
  output wire                                         load_shift,
  // settings, each at the stage that uses it
  output wire                                         preshift,
  output wire                                         table_mode,
  output reg                                          table_half,
  output wire [7:0]                                   zero_point,
  output wire [7:0]                                   low,
  output wire [7:0]                                   high,
  // code at CODE_STAGE
  output wire                                         code_valid,
  output wire                                         code_start,
  output wire                                         code_window_first,
  output wire                                         code_valid_1,
  // its pixel is the one in the upper channel lanes
  output wire                                         code_upper,
  // word to write, stage CODE_STAGE + 1
  output wire                                         word_layer_first,
  output wire                                         word_valid,
  output wire [CONFIG_BITS-1:0]                       word_pixel,
  output wire                                         word_valid_1,
  output wire [CONFIG_BITS-1:0]                       word_pixel_1,
  output wire [ADDRESS_BITS-1:0]                      word_base,
  output wire [15:0]                                  word_block,
  output wire [15:0]                                  word_layer,
  // stage 0: the last value of a block leaves
  output wire                                         block_end,
  // stage CODE_STAGE: the next stage will have a word to write
  output wire                                         word_ahead,
  output wire                                         busy,
  // for the interlock: two stages before the word
  output wire                                         drain_layer_first,
  output wire                                         drain_block_written,
  output wire                                         drain_layer_written,
  output reg  [CONFIG_BITS-1:0]                       drain_unwritten
);
  // Stages at which the requantizer uses bias (1), t (3), the product, and so on; with FOLD all one later.
  localparam BIAS_STAGE       = 1 + FOLD;
  localparam PRESHIFT_STAGE   = 2 + FOLD;
  localparam MULTIPLIER_STAGE = 3 + FOLD;
  localparam ZERO_STAGE       = CODE_STAGE - 2;
  localparam CLAMP_STAGE      = CODE_STAGE - 1;
  localparam POSITION_STAGE   = CODE_STAGE;
  localparam WRITTEN_STAGE    = CODE_STAGE - 1;

`ifndef SYNTHESIS
  initial begin
    if (CODE_STAGE < 8 + FOLD) $fatal(1, "cd_drain: CODE_STAGE=%0d is less than %0d (%m)", CODE_STAGE, 8 + FOLD);
    if (SHIFT_STAGE < 4 + FOLD || SHIFT_STAGE > CODE_STAGE - 2) $fatal(1, "cd_drain: SHIFT_STAGE=%0d is not in %0d..%0d (%m)", SHIFT_STAGE, 4 + FOLD, CODE_STAGE - 2);
    if (PIXELS < 1 || PIXELS > 16) $fatal(1, "cd_drain: PIXELS=%0d is not in 1..16 (%m)", PIXELS);
    if (SHARING != 1 && SHARING != 2 && SHARING != 4) $fatal(1, "cd_drain: SHARING=%0d is not 1, 2 or 4 (%m)", SHARING);
    if (PORT_LANES < 1 || PORT_LANES > PIXELS) $fatal(1, "cd_drain: PORT_LANES=%0d is not in 1..PIXELS=%0d (%m)", PORT_LANES, PIXELS);
    if (FOLD < 0 || FOLD > 2) $fatal(1, "cd_drain: FOLD=%0d is not in 0..2 (%m)", FOLD);
    if (HAS_HALVES < 0 || HAS_HALVES > 2) $fatal(1, "cd_drain: HAS_HALVES=%0d is not 0, 1 or 2 (%m)", HAS_HALVES);
    if (VALUES < 1) $fatal(1, "cd_drain: VALUES=%0d is less than 1 (%m)", VALUES);
    if (CONFIG_BITS < 16) $fatal(1, "cd_drain: CONFIG_BITS=%0d is less than 16 (%m)", CONFIG_BITS);
    if (ADDRESS_BITS < 1 || ADDRESS_BITS > CONFIG_BITS) $fatal(1, "cd_drain: ADDRESS_BITS=%0d is not in 1..CONFIG_BITS=%0d (%m)", ADDRESS_BITS, CONFIG_BITS);
    if (COPIES != 0 && COPIES != 1) $fatal(1, "cd_drain: COPIES=%0d is neither 0 nor 1 (%m)", COPIES);
  end
`endif

  // The tile under way.
  wire draining, lane_first, lane_last, second, pair_lane, word_lane, word_start;
  reg [5:0] tile;

  always @(posedge clk)
    if (tile_end) tile <= {tile_block_first, tile_pixel_first, tile_block_last, tile_pixel_last, tile_window_first, tile_window_last};

  cd_drain_walk #(
    .PIXELS(PIXELS), .SHARING(SHARING), .PORT_LANES(PORT_LANES), .FOLD(FOLD), .HAS_HALVES(HAS_HALVES), .VALUES(VALUES)
  ) walk_inst (
    .clk(clk), .rst(rst), .tile_end(tile_end), .layer_begins(tile_block_first & tile_pixel_first & tile_window_first),
    .config_add_lanes(config_add_lanes), .config_interleaved(config_interleaved), .config_fold(config_fold), .config_sum_last(config_sum_last),
    .config_pair(config_pair), .config_halves(config_halves), .draining(draining), .lane(lane), .lane_first(lane_first), .lane_last(lane_last),
    .second(second), .pair_lane(pair_lane), .word_lane(word_lane), .word_start(word_start), .upper(upper), .fold(fold), .fold_odd(fold_odd),
    .add(add), .add_interleaved(add_interleaved)
  );

  // Events of stage 0; bit k of a pipe is the event at stage k.
  wire layer_begins  = lane_first & (&{tile[5], tile[4], tile[1]});
  wire block_begins  = lane_first & tile[4] & tile[1];
  wire step_written  = lane_last & tile[0];
  wire block_written = step_written & tile[2];

  reg  [POSITION_STAGE:1] layer_first_later, block_first_later, valid_later, start_later, window_first_later, window_last_later;
  reg  [POSITION_STAGE:1] pixel_first_later, first_block_later;
  reg  [WRITTEN_STAGE:1]  step_written_later, block_written_later, layer_written_later;
  wire [POSITION_STAGE:0] layer_first  = {layer_first_later, layer_begins};
  wire [POSITION_STAGE:0] block_first  = {block_first_later, block_begins};
  wire [POSITION_STAGE:0] valid        = {valid_later, word_lane};
  wire [POSITION_STAGE:0] start        = {start_later, word_start};
  wire [POSITION_STAGE:0] window_first = {window_first_later, tile[1]};
  wire [POSITION_STAGE:0] window_last  = {window_last_later, tile[0]};
  wire [POSITION_STAGE:0] pixel_first  = {pixel_first_later, tile[4]};
  wire [POSITION_STAGE:0] first_block  = {first_block_later, tile[5]};
  wire [WRITTEN_STAGE:0]  some_written = {step_written_later, step_written};
  wire [WRITTEN_STAGE:0]  written      = {block_written_later, block_written};
  wire [WRITTEN_STAGE:0]  all_written  = {layer_written_later, block_written & tile[3]};

  always @(posedge clk) begin
    layer_first_later   <= layer_first[POSITION_STAGE-1:0];
    block_first_later   <= block_first[POSITION_STAGE-1:0];
    valid_later         <= valid[POSITION_STAGE-1:0];
    start_later         <= start[POSITION_STAGE-1:0];
    window_first_later  <= window_first[POSITION_STAGE-1:0];
    window_last_later   <= window_last[POSITION_STAGE-1:0];
    pixel_first_later   <= pixel_first[POSITION_STAGE-1:0];
    first_block_later   <= first_block[POSITION_STAGE-1:0];
    step_written_later  <= some_written[WRITTEN_STAGE-1:0];
    block_written_later <= written[WRITTEN_STAGE-1:0];
    layer_written_later <= all_written[WRITTEN_STAGE-1:0];
    if (rst) begin
      layer_first_later   <= {POSITION_STAGE{1'b0}};
      block_first_later   <= {POSITION_STAGE{1'b0}};
      valid_later         <= {POSITION_STAGE{1'b0}};
      step_written_later  <= {WRITTEN_STAGE{1'b0}};
      block_written_later <= {WRITTEN_STAGE{1'b0}};
      layer_written_later <= {WRITTEN_STAGE{1'b0}};
    end
  end

  assign load_bias       = block_first[BIAS_STAGE-1];
  assign load_multiplier = block_first[MULTIPLIER_STAGE-1];
  assign load_shift      = block_first[SHIFT_STAGE-1];

  // The tables alternate between the halves of the lanes' memories; the stage of the bias addresses them.
  reg next_table_half;
  always @(posedge clk) begin
    if (layer_first[BIAS_STAGE-1] && config_table) begin
      table_half      <= next_table_half;
      next_table_half <= ~next_table_half;
    end
    if (rst) next_table_half <= 1'b0;
  end

  wire [ADDRESS_BITS-1:0] out_base, out_pitch;
  wire [CONFIG_BITS-1:0] steps;
  wire [CONFIG_BITS/2-1:0] first_step;
  generate
    if (COPIES != 0) begin : gen_copies
      reg preshift_copy, table_copy;
      reg [7:0] zero_copy, low_copy, high_copy;
      reg [ADDRESS_BITS-1:0] base_copy, pitch_copy;
      reg [CONFIG_BITS-1:0] steps_copy;
      reg [CONFIG_BITS/2-1:0] first_copy;
      assign preshift   = preshift_copy;
      assign table_mode = table_copy;
      assign zero_point = zero_copy;
      assign low        = low_copy;
      assign high       = high_copy;
      assign out_base   = base_copy;
      assign out_pitch  = pitch_copy;
      assign steps      = steps_copy;
      assign first_step = first_copy;

      always @(posedge clk) begin
        if (layer_first[PRESHIFT_STAGE-1]) begin
          preshift_copy <= config_preshift;
          table_copy    <= config_table;
        end
        if (layer_first[ZERO_STAGE-1]) zero_copy <= config_zero_point;
        if (layer_first[CLAMP_STAGE-1]) begin
          low_copy  <= config_low;
          high_copy <= config_high;
        end
        if (layer_first[POSITION_STAGE-1]) begin
          base_copy  <= config_out_base;
          pitch_copy <= config_out_pitch;
          steps_copy <= config_steps;
          first_copy <= config_first_step;
        end
      end
    end else begin : gen_no_copies
      assign preshift   = config_preshift;
      assign table_mode = config_table;
      assign zero_point = config_zero_point;
      assign low        = config_low;
      assign high       = config_high;
      assign out_base   = config_out_base;
      assign out_pitch  = config_out_pitch;
      assign steps      = config_steps;
      assign first_step = config_first_step;
    end
  endgenerate

  assign code_valid        = valid[CODE_STAGE];
  assign code_start        = start[CODE_STAGE];
  assign code_window_first = window_first[CODE_STAGE];
  assign word_layer_first  = layer_first[POSITION_STAGE];
  assign layer_latched     = layer_first[POSITION_STAGE];

  assign busy = draining | (|valid_later) | word_valid;

  assign drain_layer_first   = layer_first[WRITTEN_STAGE];
  assign drain_block_written = written[WRITTEN_STAGE];
  assign drain_layer_written = all_written[WRITTEN_STAGE];

  // Pixel steps that the block under way still lacks. The layer's number of steps is latched in the cycle of its first word here.
  wire [CONFIG_BITS-1:0] block_steps = drain_layer_first ? config_steps : steps;
  wire [CONFIG_BITS-1:0] unwritten   = drain_layer_first ? config_steps : drain_unwritten;

  always @(posedge clk)
    if (drain_block_written) drain_unwritten <= block_steps;
    else drain_unwritten <= unwritten - {{(CONFIG_BITS-1){1'b0}}, some_written[WRITTEN_STAGE]};

  assign block_end  = block_written;
  assign word_ahead = valid[POSITION_STAGE] & window_last[POSITION_STAGE];

  // Pixels of the upper channel lanes, and lanes of the second port.
  wire second_at, pair_at;
  generate
    if (HAS_HALVES != 0) begin : gen_second
      reg [POSITION_STAGE:1] second_later;
      assign second_at = second_later[POSITION_STAGE];
      always @(posedge clk) second_later <= {second_later[POSITION_STAGE-1:1], second};
    end else begin : gen_no_second
      assign second_at = 1'b0;
      wire unused = &{1'b0, second};
    end

    if (PORT_LANES < PIXELS) begin : gen_pair
      reg [POSITION_STAGE:1] pair_later;
      assign pair_at = pair_later[POSITION_STAGE];
      always @(posedge clk) begin
        pair_later <= {pair_later[POSITION_STAGE-1:1], pair_lane};
        if (rst) pair_later <= {POSITION_STAGE{1'b0}};
      end
    end else begin : gen_no_pair
      assign pair_at = 1'b0;
      wire unused = &{1'b0, pair_lane};
    end
  endgenerate
  assign code_upper   = second_at;
  assign code_valid_1 = pair_at;

  cd_drain_position #(
    .PIXELS(PIXELS), .PORT_LANES(PORT_LANES), .HAS_HALVES(HAS_HALVES), .CONFIG_BITS(CONFIG_BITS), .ADDRESS_BITS(ADDRESS_BITS)
  ) position_inst (
    .clk(clk), .rst(rst), .frame_start(frame_start), .layer_first(layer_first[POSITION_STAGE]), .layer_ahead(layer_first[POSITION_STAGE-1]),
    .pixel_first(pixel_first[POSITION_STAGE]), .first_block(first_block[POSITION_STAGE]), .word_ahead(word_ahead),
    .second_ahead(pair_at & window_last[POSITION_STAGE]), .start(start[POSITION_STAGE]), .second(second_at), .config_halves(config_halves),
    .config_steps(config_steps), .steps(steps), .first_step(first_step), .out_base(out_base), .out_pitch(out_pitch),
    .word_valid(word_valid), .word_pixel(word_pixel), .word_valid_1(word_valid_1), .word_pixel_1(word_pixel_1), .word_base(word_base),
    .word_block(word_block), .word_layer(word_layer)
  );
endmodule
`default_nettype wire
