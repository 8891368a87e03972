// SPDX-License-Identifier: Apache-2.0
// Control of the drain: walks over the pixel lanes of a finished tile and gives every later stage its enables and settings.
//
// Stages, counted from the cycle in which `lane` selects an accumulator: 1 selected sum, CODE_STAGE (8, profile `wide` 9, `exact` 12) requantized
// code, CODE_STAGE + 1 window maximum, which is written from there. One pixel per cycle, lane 0 first; a tile end comes at
// least PIXELS cycles after the previous one.
//
// PORT_LANES below PIXELS: two ports, the first for lanes 0 to PORT_LANES - 1, the second for the others. A layer in which both leave together (config_pair) has
// lanes k and PORT_LANES + k in cycle k of a tile, and tile ends PORT_LANES cycles apart: *_1 is the second lane's. In other layers all lanes leave
// through the first port one after the other: `lane` counts within the port, and `upper` says that the selected sum is the second port's.
//
// A layer whose lanes have two pixels at once (config_halves) walks over them twice, tile ends 2 * PIXELS cycles apart: the second time `code_upper` tells that the pixel is in
// the upper channel lanes.
//
// A layer that adds its lanes (config_add_lanes) has an output pixel for every sum_last + 1 of them: `add` marks all of these but the first, and what follows belongs to
// the last one. Interleaved, these lanes make SHARING sums in turn: lane k of them belongs to sum k mod SHARING. Lanes behind the last whole sum come to pixels that the layer does not have.
//
// FOLD: cd_lane_fold stands between the selected sum and all that follows, one stage later. `fold` marks the sums of a layer that it joins (config_fold), fold_odd those of odd lanes.
//
// The settings of a layer are copied from the descriptor when its first pixel reaches the stage before the one that uses them, so the
// next descriptor may be taken as soon as layer_latched has been seen.
//
// Output pixels: lane x of pixel step i is pixel x * steps + i of the block, numbered when the last window position drains. A block's pixel steps run from
// first_step to the last, then from 0 on. With two pixels at once they are x * 2*steps + 2i and the one after it.
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
  output reg                                          word_valid,
  output wire [CONFIG_BITS-1:0]                       word_pixel,
  output wire                                         word_valid_1,
  output wire [CONFIG_BITS-1:0]                       word_pixel_1,
  output reg  [ADDRESS_BITS-1:0]                      word_base,
  output reg  [15:0]                                  word_block,
  output reg  [15:0]                                  word_layer,
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
  localparam LANE_BITS = PIXELS*VALUES > 1 ? $clog2(PIXELS*VALUES) : 1;
  localparam LAST_LANE = PIXELS*VALUES - 1;
  localparam LAST_VALUE = VALUES - 1;
  localparam LAST_SHARING = SHARING - 1;
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
    if (PIXELS < 1 || PIXELS > 16) $fatal(1, "cd_drain: PIXELS=%0d is not in 1..16 (%m)", PIXELS);
    if (SHARING != 1 && SHARING != 2 && SHARING != 4) $fatal(1, "cd_drain: SHARING=%0d is not 1, 2 or 4 (%m)", SHARING);
    if (PORT_LANES != PIXELS && (PORT_LANES != (PIXELS + 3) / 4 * 2 || PORT_LANES > PIXELS || VALUES != 1))
      $fatal(1, "cd_drain: PORT_LANES=%0d is neither all nor the even half of PIXELS=%0d (%m)", PORT_LANES, PIXELS);
    if (VALUES < 1 || (VALUES & (VALUES - 1)) != 0) $fatal(1, "cd_drain: VALUES=%0d is not a power of two (%m)", VALUES);
    if (FOLD != 0 && (FOLD != 1 || VALUES != 1)) $fatal(1, "cd_drain: FOLD=%0d is neither 0 nor, with VALUES 1, 1 (%m)", FOLD);
    if (CODE_STAGE < 8 + FOLD) $fatal(1, "cd_drain: CODE_STAGE=%0d is less than %0d (%m)", CODE_STAGE, 8 + FOLD);
    if (HAS_HALVES != 0 && VALUES != 1) $fatal(1, "cd_drain: HAS_HALVES takes VALUES 1 (%m)");
  end
`endif

  // Walk over the lanes of the tile.
  reg draining;
  reg [5:0] tile;
  reg add_lanes, interleaved;
  // Place among the lanes of a sum; sum_first: of the tile's first sum.
  reg [LANE_BITS-1:0] place, sum_last;
  reg [LANE_BITS-1:0] walk;
  wire [LANE_BITS-1:0] last_lane;
  // The walk over the pixels in the upper channel lanes follows.
  wire halves, second;
  wire walk_first = draining & (walk == {LANE_BITS{1'b0}});
  wire walk_last  = draining & (walk == last_lane);
  wire lane_first = walk_first & ~second;
  wire lane_last  = walk_last & (second | ~halves);

  always @(posedge clk) begin
    if (tile_end) begin
      tile     <= {tile_block_first, tile_pixel_first, tile_block_last, tile_pixel_last, tile_window_first, tile_window_last};
      walk     <= {LANE_BITS{1'b0}};
      draining <= 1'b1;
      if (tile_block_first && tile_pixel_first && tile_window_first) begin
        add_lanes   <= config_add_lanes;
        interleaved <= config_interleaved & (SHARING > 1);
        sum_last    <= config_sum_last;
      end
    end else if (lane_last) draining <= 1'b0;
    else if (walk_last) walk <= {LANE_BITS{1'b0}};
    else walk <= walk + 1'b1;
    if (rst) draining <= 1'b0;
  end

  // Pixels in the upper channel lanes. second_word and halves_word belong to the word that is written.
  wire second_at, halves_word, second_word;
  generate
    if (HAS_HALVES != 0) begin : gen_halves
      reg halves_reg, second_reg, halves_copy, halves_word_reg, second_word_reg;
      reg [POSITION_STAGE:1] second_later;
      assign halves      = halves_reg;
      assign second      = second_reg;
      assign second_at   = second_later[POSITION_STAGE];
      assign halves_word = halves_word_reg;
      assign second_word = second_word_reg;
      always @(posedge clk) begin
        if (tile_end && tile_block_first && tile_pixel_first && tile_window_first) halves_reg <= config_halves;
        if (tile_end) second_reg <= 1'b0;
        else if (walk_last) second_reg <= halves_reg;
        second_later <= {second_later[POSITION_STAGE-1:1], second_reg};
        if (layer_first[POSITION_STAGE-1]) halves_copy <= config_halves;
        if (word_ahead) begin
          halves_word_reg <= halves_copy;
          second_word_reg <= second_at;
        end
      end
    end else begin : gen_no_halves
      assign halves      = 1'b0;
      assign second      = 1'b0;
      assign second_at   = 1'b0;
      assign halves_word = 1'b0;
      assign second_word = 1'b0;
      wire unused = &{1'b0, config_halves};
    end
  endgenerate
  assign code_upper = second_at;

  // What the second port adds.
  wire pair_lane;
  generate
    if (PORT_LANES < PIXELS) begin : gen_two_ports
      localparam LAST_OF_PORT = PORT_LANES - 1;
      localparam REST_LANES = PIXELS - PORT_LANES;
      reg pair, upper_reg;
      reg [LANE_BITS-1:0] lane_reg;
      assign last_lane = pair ? LAST_OF_PORT[LANE_BITS-1:0] : LAST_LANE[LANE_BITS-1:0];
      assign pair_lane = draining & pair & (walk < REST_LANES[LANE_BITS-1:0]);
      assign lane      = lane_reg;
      assign upper     = upper_reg;
      always @(posedge clk) begin
        if (tile_end) begin
          lane_reg <= {LANE_BITS{1'b0}};
          if (tile_block_first && tile_pixel_first && tile_window_first) pair <= config_pair;
        end else lane_reg <= (walk_last || lane_reg == LAST_OF_PORT[LANE_BITS-1:0]) ? {LANE_BITS{1'b0}} : lane_reg + 1'b1;
        upper_reg <= walk > LAST_OF_PORT[LANE_BITS-1:0];
      end
    end else begin : gen_one_port
      assign last_lane = LAST_LANE[LANE_BITS-1:0];
      assign pair_lane = 1'b0;
      assign lane      = walk;
      assign upper     = 1'b0;
      wire unused = &{1'b0, config_pair};
    end
  endgenerate

  // A place up to turn_last begins a sum, one within turn_last of the end completes it. Not with VALUES above 1.
  // verilator lint_off UNUSEDSIGNAL
  wire [LANE_BITS:0] turn_last = interleaved ? LAST_SHARING[LANE_BITS:0] : {(LANE_BITS+1){1'b0}};
  wire [LANE_BITS:0] place_end = {1'b0, place} + turn_last;
  wire place_begins    = {1'b0, place} <= turn_last;
  wire place_completes = place_end >= {1'b0, sum_last};
  wire place_last      = place == sum_last;
  reg sum_first;
  reg add_1, add_interleaved_1;
  // verilator lint_on UNUSEDSIGNAL

  always @(posedge clk) begin
    if (tile_end) begin
      place     <= {LANE_BITS{1'b0}};
      sum_first <= 1'b1;
    end else if (place_last) begin
      place     <= {LANE_BITS{1'b0}};
      sum_first <= 1'b0;
    end else place <= place + 1'b1;
    add_1             <= add_lanes & ~place_begins & ~interleaved;
    add_interleaved_1 <= add_lanes & ~place_begins & interleaved;
  end

  generate
    if (FOLD != 0) begin : gen_fold
      reg folds, fold_1, odd_1, add_2, add_interleaved_2;
      assign fold            = fold_1;
      assign fold_odd        = odd_1;
      assign add             = add_2;
      assign add_interleaved = add_interleaved_2;
      always @(posedge clk) begin
        if (tile_end && tile_block_first && tile_pixel_first && tile_window_first) folds <= config_fold;
        fold_1            <= folds;
        odd_1             <= lane[0];
        add_2             <= add_1;
        add_interleaved_2 <= add_interleaved_1;
      end
    end else begin : gen_no_fold
      assign fold            = 1'b0;
      assign fold_odd        = 1'b0;
      assign add             = add_1;
      assign add_interleaved = add_interleaved_1;
      wire unused = &{1'b0, config_fold};
    end
  endgenerate

  // The value that completes a word, and the tile's first word.
  wire word_lane, word_start;
  generate
    if (VALUES == 1) begin : gen_together
      assign word_lane  = draining & (~add_lanes | place_completes);
      assign word_start = add_lanes ? draining & sum_first & (place_end == {1'b0, sum_last}) : walk_first;
    end else begin : gen_serial
      localparam VALUE_BITS = $clog2(VALUES);
      assign word_lane  = draining & (&walk[VALUE_BITS-1:0]);
      assign word_start = draining & (walk == LAST_VALUE[LANE_BITS-1:0]);
    end
  endgenerate

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

  reg [CONFIG_BITS-1:0] step;
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

  // Number of the pixel and address of its block.
  wire [CONFIG_BITS-1:0] step_after = step + 1'b1;
  wire [CONFIG_BITS-1:0] step_next  = second_at ? step
                                    : pixel_first[POSITION_STAGE] ? {{(CONFIG_BITS-CONFIG_BITS/2){1'b0}}, first_step}
                                    : step_after == steps ? {CONFIG_BITS{1'b0}} : step_after;
  assign block_end  = block_written;
  assign word_ahead = valid[POSITION_STAGE] & window_last[POSITION_STAGE];
  wire new_block = start[POSITION_STAGE] & pixel_first[POSITION_STAGE] & ~second_at;
  // Of two pixels at once the number of the pair.
  reg [CONFIG_BITS-1:0] position;
  assign word_pixel = halves_word ? {position[CONFIG_BITS-2:0], second_word} : position;
  reg layer_seen;

  always @(posedge clk) begin
    word_valid <= word_ahead;
    if (word_ahead) begin
      position <= start[POSITION_STAGE] ? step_next : position + steps;
      if (start[POSITION_STAGE]) step <= step_next;
      if (new_block) begin
        word_base  <= first_block[POSITION_STAGE] ? out_base : word_base + out_pitch;
        word_block <= first_block[POSITION_STAGE] ? 16'd0 : word_block + 16'd1;
      end
    end
    if (layer_first[POSITION_STAGE]) begin
      word_layer <= layer_seen ? word_layer + 16'd1 : 16'd0;
      layer_seen <= 1'b1;
    end
    if (rst) word_valid <= 1'b0;
    if (rst || frame_start) layer_seen <= 1'b0;
  end

  // The second port's word is PORT_LANES lanes on.
  generate
    if (PORT_LANES < PIXELS) begin : gen_second
      reg [POSITION_STAGE:1] pair_later;
      reg [CONFIG_BITS-1:0] distance, pixel;
      reg second_valid;
      assign code_valid_1 = pair_later[CODE_STAGE];
      assign word_valid_1 = second_valid;
      assign word_pixel_1 = pixel;
      always @(posedge clk) begin
        pair_later <= {pair_later[POSITION_STAGE-1:1], pair_lane};
        if (layer_first[POSITION_STAGE-1])
          distance <= ({CONFIG_BITS{PORT_LANES[1]}} & (config_steps << 1)) + ({CONFIG_BITS{PORT_LANES[2]}} & (config_steps << 2))
                    + ({CONFIG_BITS{PORT_LANES[3]}} & (config_steps << 3));
        second_valid <= pair_later[POSITION_STAGE] & window_last[POSITION_STAGE];
        if (pair_later[POSITION_STAGE] & window_last[POSITION_STAGE]) pixel <= start[POSITION_STAGE] ? step_next + distance : pixel + steps;
        if (rst) begin
          pair_later   <= {POSITION_STAGE{1'b0}};
          second_valid <= 1'b0;
        end
      end
    end else begin : gen_no_second
      assign code_valid_1 = 1'b0;
      assign word_valid_1 = 1'b0;
      assign word_pixel_1 = {CONFIG_BITS{1'b0}};
      wire unused = &{1'b0, pair_lane};
    end
  endgenerate
endmodule
`default_nettype wire
