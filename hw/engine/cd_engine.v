// SPDX-License-Identifier: Apache-2.0
// The engine: runs a network from its descriptors on an array of CHANNELS x PIXELS multiply-accumulate lanes.
//
// What a descriptor means, how tensors lie in the banks, the memory images and the streams: docs/engine.md. How the array reaches one
// product per lane and cycle: hw/README.md.
//
// Pipeline of a step, by stage: 1 step registers, 2 coordinates and address of each pixel lane, 3 bank address, 4-5 bank and weight
// read, 6-7 operand network and weight zero point, 8 product, 9 accumulator, then the drain (cd_drain), from which two stages of
// cd_write_back lead to the banks.
`default_nettype none
module cd_engine #(
  // words of a bank
  parameter BANK_DEPTH = 2048,
  // words of the weight store
  parameter WEIGHT_DEPTH = 4096,
  // words of the parameter store
  parameter PARAMETER_DEPTH = 512,
  // words of the descriptor store
  parameter DESCRIPTOR_DEPTH = 1024,
  // words of the table store
  parameter TABLE_DEPTH = 256,
  // output-channel lanes: 4, 8, 16 or 32
  parameter CHANNELS = 16,
  // pixel lanes and banks: 1 to 16
  parameter PIXELS = 8,
  // bits of a descriptor word, even
  parameter CONFIG_BITS = 20,
  // bits of an accumulator
  parameter ACC_BITS = 32,
  // bits of a requantization multiplier
  parameter MULTIPLIER_BITS = 16,
  // rows of the weight store in WEIGHT_FILE where it has two parts (WEIGHT_LANES above 1), else 0
  parameter WEIGHT_SPLIT = 0,
  // hex images, "" for none
  parameter WEIGHT_FILE = "",
  // of the weight store's second part
  parameter WEIGHT_REST_FILE = "",
  // hex image
  parameter PARAMETER_FILE = "",
  // hex image
  parameter DESCRIPTOR_FILE = "",
  // hex image
  parameter TABLE_FILE = "",
  // requantization: 0 lean, 1 wide, 2 exact
  parameter PROFILE = 0,
  // 0: weights and parameters in memories, 1: from s_axis_weight
  parameter WEIGHT_STREAM = 0,
  // 1: build the add mode
  parameter HAS_TABLE = 0,
  // 1: build the window maximum
  parameter HAS_WINDOW = 1,
  // 1: build the sum over pixel lanes
  parameter HAS_LANE_SUM = 1,
  // words of a weight row: 1, or enough for the lanes, or for those that share a multiplier, to read words of their own
  parameter WEIGHT_LANES = 1,
  // 0: one multiplier per lane, 1: one DSP48 per two pixel lanes, 2: one SB_MAC16 per two, 3: one DSP48 on clk2x per four
  parameter MAC_KIND = 0,
  // 1: requantizers' multipliers on clk2x, two products per cycle each
  parameter REQUANTIZE_DOUBLED = 0,
  // pixels that leave the array per cycle: 1, or 2 (a second requantizer per channel lane and a second write-back)
  parameter DRAIN_PORTS = 1,
  // 1: layers that fill at most half of the channel lanes, and read no more of an input word, work on two pixels at once (SMALL 0); 2: those that read whole input words, too
  parameter HAS_HALVES = 0,
  // 1: one requantizer that takes the channels in turn (lean), one descriptor register, layers do not overlap
  parameter SMALL = 0,
  // 1: the next frame's input is taken while the current frame is computed (SMALL 0)
  parameter HAS_PREFETCH = 0,
  // 1: banks of SB_SPRAM256KA, which a write takes from the step that would read in its cycle (with SMALL)
  parameter SINGLE_PORT = 0,
  // banks that RESULT reads: 1, or all
  parameter RESULT_BANKS = 1
) (
  input  wire                   clk,
  // twice the frequency of clk, rising with it; read with MAC_KIND 3 and REQUANTIZE_DOUBLED only
  input  wire                   clk2x,
  input  wire                   rst,
  input  wire                   start,
  output wire                   busy,
  output wire                   done,
  input  wire [8*CHANNELS-1:0]  s_axis_image_tdata,
  input  wire                   s_axis_image_tvalid,
  output wire                   s_axis_image_tready,
  input  wire [8*CHANNELS-1:0]  s_axis_weight_tdata,
  input  wire                   s_axis_weight_tvalid,
  output wire                   s_axis_weight_tready,
  output wire [8*CHANNELS-1:0]  m_axis_result_tdata,
  output wire                   m_axis_result_tlast,
  output wire                   m_axis_result_tvalid,
  input  wire                   m_axis_result_tready,
  output wire [DRAIN_PORTS-1:0] trace_valid,
  output reg  [15:0]            trace_layer,
  output reg  [15:0]            trace_block,
  output wire [DRAIN_PORTS*CONFIG_BITS-1:0] trace_pixel,
  output wire [DRAIN_PORTS*8*CHANNELS-1:0]  trace_word,
  output reg                    trace_issue,
  output reg  [15:0]            trace_issue_layer,
  output wire                   trace_mac
);
  localparam BYTE_BITS           = $clog2(CHANNELS);
  localparam HALF_BITS           = CONFIG_BITS / 2;
  localparam ADDRESS_BITS        = $clog2(BANK_DEPTH);
  localparam WEIGHT_ADDRESS_BITS = $clog2(WEIGHT_DEPTH);
  localparam FIXED_WORDS         = 31;
  // Words of a descriptor that come in one cycle; it fills whole rows of its store.
  localparam ROW_WORDS           = 2;
  localparam DESCRIPTOR_WORDS    = (FIXED_WORDS + 3 * PIXELS + ROW_WORDS - 1) / ROW_WORDS * ROW_WORDS;
  // Values that the drain moves for a pixel, one per cycle.
  localparam VALUES              = SMALL != 0 ? CHANNELS : 1;
  localparam LANE_BITS           = PIXELS*VALUES > 1 ? $clog2(PIXELS*VALUES) : 1;
  // Pixel lanes of the first drain port; MAC_KIND's pairs of lanes stay in one port.
  localparam PORT_LANES          = DRAIN_PORTS == 2 ? (PIXELS + 3) / 4 * 2 : PIXELS;
  localparam PORT_BITS           = PORT_LANES > 1 ? $clog2(PORT_LANES) : 1;
  localparam RECORD_WORDS        = PROFILE == 2 ? 9 : 7;
  // Pixel lanes that share a multiplier (cd_mac_column).
  localparam SHARING             = MAC_KIND == 0 ? 1 : MAC_KIND == 3 ? 4 : 2;
  // With a word for every lane, pairs of lanes may share the activation instead of the weight, and a quad's pairs have weights of their own.
  localparam SWAPS               = (MAC_KIND == 1 || MAC_KIND == 3) && WEIGHT_LANES > 1 && WEIGHT_LANES >= PIXELS ? 1 : 0;
  // Pixel lanes that share a weight where lanes have their own, and the weights there are then.
  localparam WEIGHT_SHARING      = SWAPS != 0 ? 2 : SHARING;
  localparam OWN_WEIGHTS         = SWAPS != 0 ? PIXELS : (PIXELS + SHARING - 1) / SHARING;
  localparam LANE_WEIGHTS        = WEIGHT_LANES > 1 ? OWN_WEIGHTS : 1;
  localparam CODE_STAGE          = SMALL != 0 ? 9 : (PROFILE == 0 ? 8 : PROFILE == 1 ? 9 : 12) + REQUANTIZE_DOUBLED + SWAPS;
  localparam SHIFT_STAGE         = PROFILE == 2 ? 7 + REQUANTIZE_DOUBLED + SWAPS : CODE_STAGE - 4;
  localparam TABLE_BITS          = PROFILE == 0 ? 21 : PROFILE == 1 ? 29 : 41;

`ifndef SYNTHESIS
  initial begin
    if (CHANNELS != 4 && CHANNELS != 8 && CHANNELS != 16 && CHANNELS != 32)
      $fatal(1, "cd_engine: CHANNELS=%0d is not 4, 8, 16 or 32 (%m)", CHANNELS);
    if (PIXELS < 1 || PIXELS > 16) $fatal(1, "cd_engine: PIXELS=%0d is not in 1..16 (%m)", PIXELS);
    if (CONFIG_BITS < 16 || CONFIG_BITS > 32 || CONFIG_BITS % 2 != 0)
      $fatal(1, "cd_engine: CONFIG_BITS=%0d is not even and in 16..32 (%m)", CONFIG_BITS);
    if (BANK_DEPTH < 2 || ADDRESS_BITS > CONFIG_BITS)
      $fatal(1, "cd_engine: BANK_DEPTH=%0d does not fit addresses of 1 to CONFIG_BITS=%0d bits (%m)", BANK_DEPTH, CONFIG_BITS);
    if (ACC_BITS < 20 || ACC_BITS > 32) $fatal(1, "cd_engine: ACC_BITS=%0d is not in 20..32 (%m)", ACC_BITS);
    if (PROFILE != 0 && PROFILE != 1 && PROFILE != 2) $fatal(1, "cd_engine: PROFILE=%0d is unknown (%m)", PROFILE);
    if (MAC_KIND < 0 || MAC_KIND > 3) $fatal(1, "cd_engine: MAC_KIND=%0d is unknown (%m)", MAC_KIND);
    if (REQUANTIZE_DOUBLED != 0 && REQUANTIZE_DOUBLED != 1)
      $fatal(1, "cd_engine: REQUANTIZE_DOUBLED=%0d is neither 0 nor 1 (%m)", REQUANTIZE_DOUBLED);
    if (SMALL != 0 && (PROFILE != 0 || MAC_KIND == 1 || MAC_KIND == 3 || REQUANTIZE_DOUBLED != 0))
      $fatal(1, "cd_engine: SMALL takes PROFILE 0, MAC_KIND 0 or 2 and REQUANTIZE_DOUBLED 0 (%m)");
    if (WEIGHT_LANES != 1 && (WEIGHT_LANES < 1 || WEIGHT_LANES != (1 << $clog2(OWN_WEIGHTS))))
      $fatal(1, "cd_engine: WEIGHT_LANES=%0d is neither 1 nor %0d (%m)", WEIGHT_LANES, 1 << $clog2(OWN_WEIGHTS));
    if (SWAPS != 0 && CONFIG_BITS < 18)
      $fatal(1, "cd_engine: WEIGHT_LANES=%0d with MAC_KIND=%0d takes CONFIG_BITS from 18 on, not %0d (%m)", WEIGHT_LANES, MAC_KIND, CONFIG_BITS);
    if (WEIGHT_LANES != 1 && (HAS_LANE_SUM == 0 || SMALL != 0 || WEIGHT_STREAM != 0 || WEIGHT_DEPTH < 2 * WEIGHT_LANES))
      $fatal(1, "cd_engine: WEIGHT_LANES=%0d takes HAS_LANE_SUM 1, SMALL 0, WEIGHT_STREAM 0 and at least two rows of weights (%m)", WEIGHT_LANES);
    if (HAS_PREFETCH != 0 && (HAS_PREFETCH != 1 || SMALL != 0)) $fatal(1, "cd_engine: HAS_PREFETCH=%0d is not 0 or, with SMALL 0, 1 (%m)", HAS_PREFETCH);
    if (SMALL != 0 && CHANNELS != 4 && CHANNELS != 8) $fatal(1, "cd_engine: SMALL takes CHANNELS 4 or 8 (%m)");
    if (SINGLE_PORT != 0 && SMALL == 0) $fatal(1, "cd_engine: SINGLE_PORT takes SMALL (%m)");
    if (RESULT_BANKS != 1 && RESULT_BANKS != PIXELS) $fatal(1, "cd_engine: RESULT_BANKS=%0d is neither 1 nor PIXELS=%0d (%m)", RESULT_BANKS, PIXELS);
    if (DRAIN_PORTS != 1 && (DRAIN_PORTS != 2 || PIXELS < 3 || SMALL != 0))
      $fatal(1, "cd_engine: DRAIN_PORTS=%0d is neither 1 nor, with at least 3 PIXELS and without SMALL, 2 (%m)", DRAIN_PORTS);
    if (HAS_HALVES != 0 && (HAS_HALVES < 0 || HAS_HALVES > 2 || SMALL != 0)) $fatal(1, "cd_engine: HAS_HALVES=%0d is not 0 or, with SMALL 0, 1 or 2 (%m)", HAS_HALVES);
    if (WEIGHT_DEPTH < 2) $fatal(1, "cd_engine: WEIGHT_DEPTH=%0d is less than 2 (%m)", WEIGHT_DEPTH);
    if (PARAMETER_DEPTH < 2) $fatal(1, "cd_engine: PARAMETER_DEPTH=%0d is less than 2 (%m)", PARAMETER_DEPTH);
    if (DESCRIPTOR_DEPTH < 2) $fatal(1, "cd_engine: DESCRIPTOR_DEPTH=%0d is less than 2 (%m)", DESCRIPTOR_DEPTH);
    if (TABLE_DEPTH < 2) $fatal(1, "cd_engine: TABLE_DEPTH=%0d is less than 2 (%m)", TABLE_DEPTH);
    if (HAS_TABLE != 0 && HAS_TABLE != 1) $fatal(1, "cd_engine: HAS_TABLE=%0d is neither 0 nor 1 (%m)", HAS_TABLE);
    if (HAS_WINDOW != 0 && HAS_WINDOW != 1) $fatal(1, "cd_engine: HAS_WINDOW=%0d is neither 0 nor 1 (%m)", HAS_WINDOW);
    if (HAS_LANE_SUM != 0 && HAS_LANE_SUM != 1) $fatal(1, "cd_engine: HAS_LANE_SUM=%0d is neither 0 nor 1 (%m)", HAS_LANE_SUM);
    if (SMALL != 0 && SMALL != 1) $fatal(1, "cd_engine: SMALL=%0d is neither 0 nor 1 (%m)", SMALL);
    if (SINGLE_PORT != 0 && SINGLE_PORT != 1) $fatal(1, "cd_engine: SINGLE_PORT=%0d is neither 0 nor 1 (%m)", SINGLE_PORT);
    if (PROFILE == 2 ? MULTIPLIER_BITS != 31 : MULTIPLIER_BITS < 8 || MULTIPLIER_BITS > 16)
      $fatal(1, "cd_engine: MULTIPLIER_BITS=%0d is not in 8..16 or, with PROFILE 2, 31 (%m)", MULTIPLIER_BITS);
    if (WEIGHT_STREAM != 0 && WEIGHT_STREAM != 1) $fatal(1, "cd_engine: WEIGHT_STREAM=%0d is neither 0 nor 1 (%m)", WEIGHT_STREAM);
  end
`endif

  genvar x, lane;

  // Descriptor under execution, by field (docs/engine.md section 4).
  // SMALL leaves some words unused, and the last word of a row may be.
  // verilator lint_off UNUSEDSIGNAL
  wire [DESCRIPTOR_WORDS*CONFIG_BITS-1:0] descriptor;
  // verilator lint_on UNUSEDSIGNAL
  wire [CONFIG_BITS-1:0] field [0:FIXED_WORDS-1];
  generate
    for (x = 0; x < FIXED_WORDS; x = x + 1) begin : gen_field
      // Layers that do not overlap begin their blocks with the lanes' first pixels.
      if (SMALL != 0 && x >= 27) begin : gen_no_rotation
        assign field[x] = {CONFIG_BITS{1'b0}};
      end else if (SMALL != 0 && (x == 3 || x == 5)) begin : gen_no_slack
        assign field[x] = {{HALF_BITS{1'b0}}, descriptor[CONFIG_BITS*x +: HALF_BITS]};
      end else begin : gen_word
        assign field[x] = descriptor[CONFIG_BITS*x +: CONFIG_BITS];
      end
    end
  endgenerate
  wire [CONFIG_BITS*PIXELS-1:0] lane_starts  = descriptor[CONFIG_BITS*FIXED_WORDS +: CONFIG_BITS*PIXELS];
  // Addresses are shorter than words.
  // verilator lint_off UNUSEDSIGNAL
  wire [CONFIG_BITS*PIXELS-1:0] lane_bases   = descriptor[CONFIG_BITS*(FIXED_WORDS+PIXELS) +: CONFIG_BITS*PIXELS];
  // verilator lint_on UNUSEDSIGNAL
  wire [CONFIG_BITS*PIXELS-1:0] range_starts = descriptor[CONFIG_BITS*(FIXED_WORDS+2*PIXELS) +: CONFIG_BITS*PIXELS];
  wire config_flip = field[0][7];
  wire config_swap;
  generate
    if (SWAPS != 0) begin : gen_swap
      assign config_swap = field[0][16];
    end else begin : gen_no_swap
      assign config_swap = 1'b0;
    end
  endgenerate
  wire config_pair = field[0][14] & (DRAIN_PORTS == 2);
  wire config_halves = field[0][15] & (HAS_HALVES != 0);
  wire [1:0] config_dependency = SMALL != 0 ? 2'd2 : field[0][4:3];
  wire [ADDRESS_BITS-1:0] out_base  = field[21][ADDRESS_BITS-1:0];
  wire [ADDRESS_BITS-1:0] out_pitch = field[22][ADDRESS_BITS-1:0];
  wire [HALF_BITS-1:0] block_limit  = field[2][HALF_BITS-1:0];
  wire [CONFIG_BITS-1:0] total      = field[24];

  cd_descriptor_check #(
    .CHANNELS(CHANNELS), .PIXELS(PIXELS), .CONFIG_BITS(CONFIG_BITS), .BANK_DEPTH(BANK_DEPTH), .HAS_TABLE(HAS_TABLE), .HAS_WINDOW(HAS_WINDOW),
    .HAS_LANE_SUM(HAS_LANE_SUM), .WEIGHT_LANES(WEIGHT_LANES), .SHARING(WEIGHT_SHARING), .SWAPS(SWAPS), .DRAIN_PORTS(DRAIN_PORTS), .HAS_HALVES(HAS_HALVES)
  ) descriptor_check_inst (.clk(clk), .rst(rst), .load(layer_load), .words(descriptor[26*CONFIG_BITS-1:0]));

  // Sequencer and interlock.
  wire frame_start, layer_take, layer_load, input_load, result_load, fill_load;
  wire layer_end, input_end, result_end, layer_latched, older_pending, current_pending, quiet, next_table, table_ready, last_take;
  wire [$clog2(DESCRIPTOR_DEPTH/ROW_WORDS)-1:0] descriptor_address;
  wire [ROW_WORDS*CONFIG_BITS-1:0] descriptor_row;
  wire drain_busy, write_busy, block_ready;
  wire drain_layer_first, drain_block_written, drain_layer_written;
  wire [HALF_BITS-1:0] depend_block, depend_next, depend_slack;
  wire [CONFIG_BITS-1:0] drain_unwritten;
  wire issue_word_end, issue_pixel_end;
  wire release_image, image_ready, image_take;
  wire word_ahead;

  assign quiet = ~older_pending & ~current_pending & ~drain_busy & ~write_busy;

  cd_descriptor_store #(
    .DESCRIPTOR_DEPTH(DESCRIPTOR_DEPTH), .CONFIG_BITS(CONFIG_BITS), .ROW_WORDS(ROW_WORDS), .DESCRIPTOR_FILE(DESCRIPTOR_FILE)
  ) descriptor_store_inst (.clk(clk), .read_address(descriptor_address), .read_row(descriptor_row));

  cd_sequencer #(
    .DESCRIPTOR_DEPTH(DESCRIPTOR_DEPTH), .DESCRIPTOR_WORDS(DESCRIPTOR_WORDS), .ROW_WORDS(ROW_WORDS), .CONFIG_BITS(CONFIG_BITS), .PREFETCH(SMALL == 0),
    .HAS_PREFETCH(HAS_PREFETCH)
  ) sequencer_inst (
    .clk(clk), .rst(rst), .start(start), .busy(busy), .done(done), .frame_start(frame_start),
    .read_address(descriptor_address), .read_row(descriptor_row), .descriptor(descriptor),
    .layer_take(layer_take), .layer_load(layer_load), .input_load(input_load), .result_load(result_load), .fill_load(fill_load),
    .layer_end(layer_end), .input_end(input_end), .result_end(result_end),
    .layer_latched(layer_latched), .older_pending(older_pending), .quiet(quiet),
    .next_table(next_table), .last_take(last_take), .table_ready(table_ready),
    .release_image(release_image), .image_ready(image_ready), .image_take(image_take)
  );

  cd_interlock #(.BLOCK_BITS(HALF_BITS), .STEP_BITS(CONFIG_BITS)) interlock_inst (
    .clk(clk), .rst(rst), .layer_take(layer_take), .layer_load(layer_load), .dependency(config_dependency),
    .depend_block(depend_block), .depend_next(depend_next), .depend_slack(depend_slack), .depend_last(field[26][CONFIG_BITS-1:HALF_BITS]),
    .issue_word_end(issue_word_end), .issue_pixel_end(issue_pixel_end), .drain_layer_first(drain_layer_first), .drain_block_written(drain_block_written), .drain_layer_written(drain_layer_written),
    .drain_unwritten(drain_unwritten),
    .block_ready(block_ready), .older_pending(older_pending), .current_pending(current_pending)
  );

  // Issue.
  wire issue, issue_first_pass, issue_last_pass, issue_block_parameters, weight_ready, parameters_ready;
  wire step_valid, step_first, step_layer_first, step_pixel_end, step_pixel_wrap, step_block_end;
  wire [ADDRESS_BITS-1:0] step_offset;
  wire [HALF_BITS-1:0] step_y, step_x;
  wire [BYTE_BITS-1:0] step_byte;
  wire [WEIGHT_ADDRESS_BITS-1:0] step_weight_address;
  wire [6:0] step_tile;

  cd_issue #(
    .CHANNELS(CHANNELS), .PIXELS(PIXELS*VALUES), .PAIR_PIXELS(PORT_LANES*VALUES), .CONFIG_BITS(CONFIG_BITS), .ADDRESS_BITS(ADDRESS_BITS),
    .WEIGHT_ADDRESS_BITS(WEIGHT_ADDRESS_BITS), .WEIGHT_LANES(WEIGHT_LANES), .HAS_WINDOW(HAS_WINDOW), .HAS_HALVES(HAS_HALVES)
  ) issue_inst (
    .clk(clk), .rst(rst), .restart_weights(frame_start & (WEIGHT_STREAM == 0)), .layer_load(layer_load),
    .weight_reuse(field[0][5]), .lane_weights(field[0][11]), .pair(config_pair), .halves(config_halves), .half_step({1'b0, field[11][HALF_BITS-1:1]}), .pixel_limit(field[1]), .first_pixel_step(field[5][CONFIG_BITS-1:HALF_BITS]),
    .pixel_slack(field[3][CONFIG_BITS-1:HALF_BITS]),
    .block_limit(block_limit), .group_block_limit(field[2][CONFIG_BITS-1:HALF_BITS]), .word_limit(field[3][HALF_BITS-1:0]),
    .byte_limit(field[4][BYTE_BITS-1:0]), .last_byte_limit(field[4][HALF_BITS +: BYTE_BITS]),
    .kernel_row_limit(field[6][CONFIG_BITS-1:HALF_BITS]), .kernel_column_limit(field[6][HALF_BITS-1:0]),
    .window_row_limit(field[7][CONFIG_BITS-1:HALF_BITS]), .window_column_limit(field[7][HALF_BITS-1:0]),
    .tap_step_y(field[9][CONFIG_BITS-1:HALF_BITS]), .tap_step_x(field[9][HALF_BITS-1:0]),
    .window_step_y(field[10][CONFIG_BITS-1:HALF_BITS]), .window_step_x(field[10][HALF_BITS-1:0]),
    .word_pitch(field[13][ADDRESS_BITS-1:0]), .group_pitch(field[14][ADDRESS_BITS-1:0]),
    .tap_row_step(field[15][ADDRESS_BITS-1:0]), .window_row_step(field[16][ADDRESS_BITS-1:0]),
    .depend_word_step(field[26][HALF_BITS-1:0]), .depend_group_step(field[26][CONFIG_BITS-1:HALF_BITS]),
    .block_ready(block_ready), .weight_ready(weight_ready), .parameters_ready(parameters_ready), .hold(word_ahead & (SINGLE_PORT != 0)),
    .issue(issue), .issue_first_pass(issue_first_pass), .issue_last_pass(issue_last_pass),
    .issue_block_parameters(issue_block_parameters), .issue_word_end(issue_word_end), .issue_pixel_end(issue_pixel_end),
    .issue_layer_end(layer_end), .depend_block(depend_block), .depend_next(depend_next), .depend_slack(depend_slack), .step_valid(step_valid), .step_first(step_first), .step_layer_first(step_layer_first),
    .step_pixel_end(step_pixel_end), .step_pixel_wrap(step_pixel_wrap), .step_block_end(step_block_end), .step_offset(step_offset), .step_y(step_y), .step_x(step_x),
    .step_byte(step_byte), .step_weight_address(step_weight_address), .step_tile(step_tile)
  );

  // What follows a step through the pipeline.
  wire [4:2] layer_first_later;
  wire [WEIGHT_ADDRESS_BITS-1:0] weight_address_3, weight_address_4;
  wire late_address, half_first, half_fresh;
  wire [1:0] half_choice;
  wire [BYTE_BITS-1:0] select_low, select_high;
  wire accumulate, first;
  wire [6:0] tile;
  wire block_ahead;
  wire unused_step = &{1'b0, half_first, half_fresh, half_choice, block_ahead};

  cd_step_pipeline #(.CHANNELS(CHANNELS), .WEIGHT_ADDRESS_BITS(WEIGHT_ADDRESS_BITS), .HAS_HALVES(HAS_HALVES), .FOLD(SWAPS), .SMALL(SMALL)) step_pipeline_inst (
    .clk(clk), .rst(rst), .wide(field[5][BYTE_BITS-1:0]), .config_halves(config_halves), .step_valid(step_valid), .step_first(step_first),
    .step_layer_first(step_layer_first), .step_byte(step_byte), .step_weight_address(step_weight_address), .step_tile(step_tile),
    .layer_first(layer_first_later), .weight_address_3(weight_address_3), .weight_address_4(weight_address_4), .late_address(late_address),
    .half_first(half_first), .half_fresh(half_fresh), .half_choice(half_choice), .select_low(select_low), .select_high(select_high),
    .accumulate(accumulate), .first(first), .tile(tile), .block_ahead(block_ahead)
  );

  // Settings of the lanes' second stage belong to the step before the one that the descriptor describes.
  wire [7:0] weight_zero;
  wire [HALF_BITS-1:0] height_2, width_2;
  wire [ADDRESS_BITS-1:0] pad_address_2;
  generate
    if (SMALL == 0) begin : gen_settings
      reg [7:0] zero_copy;
      reg [CONFIG_BITS-1:0] size_copy;
      reg [ADDRESS_BITS-1:0] pad_copy;
      assign weight_zero         = zero_copy;
      assign {height_2, width_2} = size_copy;
      assign pad_address_2       = pad_copy;
      always @(posedge clk) begin
        if (layer_first_later[4]) zero_copy <= field[19][7:0];
        size_copy <= field[8];
        pad_copy  <= field[18][ADDRESS_BITS-1:0];
      end
    end else begin : gen_held
      assign weight_zero         = field[19][7:0];
      assign {height_2, width_2} = field[8];
      assign pad_address_2       = field[18][ADDRESS_BITS-1:0];
      wire unused = &{1'b0, layer_first_later[4]};
    end
  endgenerate

  // Weights.
  localparam ROW_BITS = $clog2(WEIGHT_LANES);
  wire [WEIGHT_ADDRESS_BITS-ROW_BITS-1:0] weight_row_address;
  wire [WEIGHT_LANES-1:0] weight_word_enable;
  wire [8*CHANNELS*WEIGHT_LANES-1:0] weight_row;
  wire [8*CHANNELS-1:0] parameter_word, stream_parameter_word;
  wire [9*CHANNELS*LANE_WEIGHTS-1:0] weight_operands;
  // The same in swapped layers, else 0.
  wire [9*CHANNELS*LANE_WEIGHTS-1:0] weights_swapped;
  // Of the operands on their way into their registers, and in them.
  wire swap_ahead, swap;
  wire stream_parameter_valid, stream_parameter_ready;

  cd_weight_store #(
    .WEIGHT_DEPTH(WEIGHT_DEPTH), .CHANNELS(CHANNELS), .WEIGHT_LANES(WEIGHT_LANES), .WEIGHT_SPLIT(WEIGHT_SPLIT), .WEIGHT_FILE(WEIGHT_FILE),
    .WEIGHT_REST_FILE(WEIGHT_REST_FILE), .WEIGHT_STREAM(WEIGHT_STREAM), .SHORT(SMALL), .HAS_HALVES(HAS_HALVES)
  ) weight_store_inst (
    .clk(clk), .rst(rst), .s_axis_weight_tdata(s_axis_weight_tdata), .s_axis_weight_tvalid(s_axis_weight_tvalid),
    .s_axis_weight_tready(s_axis_weight_tready), .parameter_valid(stream_parameter_valid), .parameter_ready(stream_parameter_ready),
    .parameter_word(stream_parameter_word), .consume(issue & issue_first_pass), .release_word(issue & issue_last_pass),
    .ready(weight_ready), .read_address(weight_row_address), .word_enable(weight_word_enable), .read_row(weight_row)
  );

  cd_weight_path #(
    .CHANNELS(CHANNELS), .WEIGHT_LANES(WEIGHT_LANES), .WEIGHTS(LANE_WEIGHTS), .WEIGHT_ADDRESS_BITS(WEIGHT_ADDRESS_BITS), .SWAPS(SWAPS), .SMALL(SMALL)
  ) weight_path_inst (
    .clk(clk), .layer_first(layer_first_later), .address_3(weight_address_3), .address_4(weight_address_4), .late_address(late_address),
    .config_own(field[0][11]), .config_halves(config_halves), .config_swap(config_swap), .zero_point(weight_zero),
    .row_address(weight_row_address), .word_enable(weight_word_enable), .row(weight_row), .operands(weight_operands), .swapped(weights_swapped),
    .swap_ahead(swap_ahead), .swap(swap)
  );

  // Pixel lanes: address, bank, operand network, multiply-accumulate column.
  wire [PIXELS-1:0] bank_write_enable, bank_write_enable_1;
  wire [ADDRESS_BITS*PIXELS-1:0] bank_write_address, bank_write_address_1;
  wire [8*CHANNELS-1:0] bank_write_word, bank_write_word_1;
  wire result_active;
  wire [ADDRESS_BITS-1:0] result_address;
  wire [8*CHANNELS-1:0] bank_word [0:PIXELS-1];
  // Words, not a vector: a simulator would put the vector together again for every part that changes.
  wire [8*CHANNELS-1:0] operands [0:PIXELS-1];
  // The same, but 0 in swapped layers where the multiplier adds its two kinds of operands.
  wire [8*CHANNELS-1:0] operands_cleared [0:PIXELS-1];

  generate
    for (x = 0; x < PIXELS; x = x + 1) begin : gen_lane
      wire [ADDRESS_BITS-1:0] lane_address, read_address;

      cd_pixel_lane #(.COORDINATE_BITS(HALF_BITS), .ADDRESS_BITS(ADDRESS_BITS)) pixel_lane_inst (
        .clk(clk), .layer_load(layer_load),
        .start_y(lane_starts[CONFIG_BITS*x + HALF_BITS +: HALF_BITS]), .start_x(lane_starts[CONFIG_BITS*x +: HALF_BITS]),
        .start_base(lane_bases[CONFIG_BITS*x +: ADDRESS_BITS]),
        .rotate_y(field[27][CONFIG_BITS-1:HALF_BITS]), .rotate_x(field[27][HALF_BITS-1:0]), .rotate_base(field[28][ADDRESS_BITS-1:0]),
        .rotate_wrap_y(field[29][CONFIG_BITS-1:HALF_BITS]), .rotate_wrap_x(field[29][HALF_BITS-1:0]), .rotate_wrap_base(field[30][ADDRESS_BITS-1:0]),
        .row_first_x(field[12][HALF_BITS-1:0]), .row_last_x(field[12][CONFIG_BITS-1:HALF_BITS]),
        .pixel_step_y(field[11][CONFIG_BITS-1:HALF_BITS]), .pixel_step_x(field[11][HALF_BITS-1:0]),
        .row_wrap_step(field[17][ADDRESS_BITS-1:0]), .width(width_2), .height(height_2), .pad_address(pad_address_2),
        .step_pixel_end(step_pixel_end), .step_pixel_wrap(step_pixel_wrap & (SMALL == 0)), .step_block_end(step_block_end),
        .step_offset(step_offset), .step_y(step_y), .step_x(step_x), .read_address(lane_address)
      );

      // A bank also feeds the result; nothing is issued while it is read.
      if (x < RESULT_BANKS) begin : gen_result
        assign read_address = result_active ? result_address : lane_address;
      end else begin : gen_no_result
        assign read_address = lane_address;
      end

      wire write_enable;
      wire [ADDRESS_BITS-1:0] write_address;
      wire [8*CHANNELS-1:0] write_word;
      if (DRAIN_PORTS == 2) begin : gen_merge
        cd_write_merge #(.CHANNELS(CHANNELS), .ADDRESS_BITS(ADDRESS_BITS)) write_merge_inst (
          .clk(clk), .rst(rst), .enable_0(bank_write_enable[x]), .address_0(bank_write_address[ADDRESS_BITS*x +: ADDRESS_BITS]), .word_0(bank_write_word),
          .enable_1(bank_write_enable_1[x]), .address_1(bank_write_address_1[ADDRESS_BITS*x +: ADDRESS_BITS]), .word_1(bank_write_word_1),
          .enable(write_enable), .address(write_address), .word(write_word)
        );
      end else begin : gen_no_merge
        assign write_enable  = bank_write_enable[x];
        assign write_address = bank_write_address[ADDRESS_BITS*x +: ADDRESS_BITS];
        assign write_word    = bank_write_word;
      end

      if (SINGLE_PORT != 0) begin : gen_single
        cd_bank_single #(.DEPTH(BANK_DEPTH), .WORD_BITS(8*CHANNELS)) bank_inst (
          .clk(clk), .write_enable(write_enable), .write_address(write_address), .write_word(write_word), .read_address(read_address), .read_word(bank_word[x])
        );
      end else begin : gen_dual
        cd_bank #(.DEPTH(BANK_DEPTH), .WORD_BITS(8*CHANNELS), .LATENCY(SMALL != 0 ? 1 : 2)) bank_inst (
          .clk(clk), .write_enable(write_enable), .write_address(write_address), .write_word(write_word), .read_address(read_address), .read_word(bank_word[x])
        );
      end

      wire [8*CHANNELS-1:0] operand_word;
      if (HAS_HALVES != 0) begin : gen_half_words
        cd_half_words #(.CHANNELS(CHANNELS), .WHOLE(HAS_HALVES == 2 ? 1 : 0)) half_words_inst
          (.clk(clk), .first(half_first), .fresh(half_fresh), .choice(half_choice), .word(bank_word[x]), .operand_word(operand_word));
      end else begin : gen_whole_words
        assign operand_word = bank_word[x];
      end

      // Also the pair that quads leave over.
      localparam CLEARS = SWAPS != 0 && (MAC_KIND == 1 || x / 4 * 4 + 3 >= PIXELS) ? 1 : 0;
      cd_operand_network #(.CHANNELS(CHANNELS), .HAS_CLEAR(CLEARS)) operand_network_inst (
        .clk(clk), .word(operand_word), .select_low(select_low), .select_high(select_high),
        .clear(swap_ahead), .operand(operands[x]), .cleared(operands_cleared[x])
      );
    end
  endgenerate

  // Array.
  localparam CARRIED = (MAC_KIND == 1 || MAC_KIND == 3) ? 1 : 0;
  // Put together in a register and then as a whole, as in cd_mac_column.
  reg [ACC_BITS*CHANNELS*PIXELS-1:0] sum_parts, sums;
  always @* sums = sum_parts;
  wire [CHANNELS*PIXELS-1:0] extras;
  wire late;

  generate
    if (MAC_KIND == 3 || REQUANTIZE_DOUBLED != 0) begin : gen_phase
      cd_clock_phase phase_inst (.clk(clk), .clk2x(clk2x), .rst(rst), .late(late));
    end else begin : gen_no_phase
      assign late = 1'b0;
      wire unused = &{1'b0, clk2x, late};
    end

    for (x = 0; x < PIXELS; x = x + SHARING) begin : gen_mac_column
      localparam LANES  = PIXELS - x < SHARING ? PIXELS - x : SHARING;
      localparam WEIGHT = LANE_WEIGHTS == 1 ? 0 : SWAPS != 0 ? x : x / SHARING;

      wire [8*CHANNELS*LANES-1:0] column_operands, column_cleared;
      if (LANES == 1) begin : gen_alone
        assign column_operands = operands[x];
        assign column_cleared  = operands_cleared[x];
      end else begin : gen_together
        reg [8*CHANNELS*LANES-1:0] parts, cleared_parts, words, cleared_words;
        assign column_operands = words;
        assign column_cleared  = cleared_words;
        always @* words         = parts;
        always @* cleared_words = cleared_parts;
        for (lane = 0; lane < LANES; lane = lane + 1) begin : gen_part
          wire [8*CHANNELS-1:0] part         = operands[x+lane];
          wire [8*CHANNELS-1:0] cleared_part = operands_cleared[x+lane];
          always @* parts[8*CHANNELS*lane +: 8*CHANNELS]         = part;
          always @* cleared_parts[8*CHANNELS*lane +: 8*CHANNELS] = cleared_part;
        end
      end

      wire [ACC_BITS*CHANNELS*LANES-1:0] column_sums;
      always @* sum_parts[ACC_BITS*CHANNELS*x +: ACC_BITS*CHANNELS*LANES] = column_sums;

      cd_mac_column #(
        .CHANNELS(CHANNELS), .PIXELS(LANES), .MAC_KIND(MAC_KIND), .ACC_BITS(ACC_BITS), .SWAPS(SWAPS), .SHADOW(SMALL == 0)
      ) mac_column_inst (
        .clk(clk), .clk2x(clk2x), .late(late), .swap(swap), .operands(column_operands),
        .weights(weight_operands[9*CHANNELS*WEIGHT +: 9*CHANNELS*(SWAPS != 0 ? LANES : 1)]),
        .operands_cleared(column_cleared), .weights_swapped(weights_swapped[9*CHANNELS*WEIGHT +: 9*CHANNELS*(SWAPS != 0 ? LANES : 1)]),
        .accumulate(accumulate), .first(first), .capture(tile[6]),
        .sums(column_sums), .extras(extras[CHANNELS*x +: CHANNELS*LANES])
      );
    end
  endgenerate

  // Drain.
  wire [LANE_BITS-1:0] drain_lane;
  wire drain_upper, drain_add, drain_add_interleaved, drain_fold, drain_fold_odd;
  wire load_bias, load_multiplier, load_shift, preshift, table_mode, table_half;
  wire [7:0] zero_point, low, high;
  wire code_valid, code_valid_1, code_upper, code_start, code_window_first, word_layer_first, word_valid, word_valid_1;
  wire [CONFIG_BITS-1:0] word_pixel, word_pixel_1;
  wire [ADDRESS_BITS-1:0] word_base;
  wire [15:0] word_block, word_layer;
  wire [8*CHANNELS-1:0] code_word, code_word_1, window_word;
  wire drain_block_end;

  cd_drain #(
    .PIXELS(PIXELS), .PORT_LANES(PORT_LANES), .HAS_HALVES(HAS_HALVES), .SHARING(WEIGHT_SHARING), .VALUES(VALUES), .CONFIG_BITS(CONFIG_BITS), .ADDRESS_BITS(ADDRESS_BITS), .CODE_STAGE(CODE_STAGE),
    .SHIFT_STAGE(SHIFT_STAGE), .FOLD(SWAPS), .COPIES(SMALL == 0)
  ) drain_inst (
    .clk(clk), .rst(rst), .frame_start(frame_start),
    .tile_end(tile[6]), .tile_block_first(tile[5]), .tile_pixel_first(tile[4]), .tile_block_last(tile[3]),
    .tile_pixel_last(tile[2]), .tile_window_first(tile[1]), .tile_window_last(tile[0]),
    .config_add_lanes(field[0][10] & (HAS_LANE_SUM != 0) & (SMALL == 0)), .config_interleaved(field[0][11] & (WEIGHT_LANES > 1) & ~config_swap), .config_fold(config_swap),
    .config_sum_last(field[16][LANE_BITS-1:0]), .config_pair(config_pair), .config_halves(config_halves), .config_preshift(field[0][8]), .config_table(field[0][6] & (HAS_TABLE != 0)),
    .config_zero_point(field[19][15:8]), .config_low(field[20][7:0]), .config_high(field[20][15:8]),
    .config_out_base(out_base), .config_out_pitch(out_pitch), .config_steps(field[25]),
    .config_first_step(field[5][CONFIG_BITS-1:HALF_BITS]), .layer_latched(layer_latched),
    .lane(drain_lane), .upper(drain_upper), .fold(drain_fold), .fold_odd(drain_fold_odd), .add(drain_add), .add_interleaved(drain_add_interleaved), .load_bias(load_bias), .load_multiplier(load_multiplier), .load_shift(load_shift),
    .preshift(preshift), .table_mode(table_mode), .table_half(table_half), .zero_point(zero_point), .low(low), .high(high),
    .code_valid(code_valid), .code_start(code_start), .code_window_first(code_window_first), .code_valid_1(code_valid_1), .code_upper(code_upper),
    .word_layer_first(word_layer_first), .word_valid(word_valid), .word_pixel(word_pixel), .word_valid_1(word_valid_1), .word_pixel_1(word_pixel_1), .word_base(word_base),
    .word_block(word_block), .word_layer(word_layer), .block_end(drain_block_end), .word_ahead(word_ahead), .busy(drain_busy),
    .drain_layer_first(drain_layer_first), .drain_block_written(drain_block_written), .drain_layer_written(drain_layer_written),
    .drain_unwritten(drain_unwritten)
  );

  // Parameters and tables.
  wire parameter_available, parameter_read;
  wire [RECORD_WORDS-1:0] record_write;
  wire restart_parameters = frame_start & (WEIGHT_STREAM == 0);
  wire table_write;
  wire [8:0] table_address;
  wire [TABLE_BITS-1:0] table_word;

  // SMALL keeps them in one memory, which the requantizer reads channel by channel.
  wire [ACC_BITS-1:0] record_bias;
  wire [MULTIPLIER_BITS-1:0] record_multiplier;
  wire [5:0] record_shift_count;
  generate
    if (SMALL != 0) begin : gen_records
      assign parameter_available = 1'b0;
      assign parameter_read      = 1'b0;
      assign parameter_word      = {8*CHANNELS{1'b0}};
      assign record_write        = {RECORD_WORDS{1'b0}};
      cd_record_store #(
        .PARAMETER_DEPTH(PARAMETER_DEPTH), .CHANNELS(CHANNELS), .ACC_BITS(ACC_BITS), .MULTIPLIER_BITS(MULTIPLIER_BITS),
        .PARAMETER_FILE(PARAMETER_FILE), .WEIGHT_STREAM(WEIGHT_STREAM)
      ) record_store_inst (
        .clk(clk), .rst(rst), .restart(restart_parameters),
        .write_valid(stream_parameter_valid), .write_ready(stream_parameter_ready), .write_word(stream_parameter_word),
        .issue_block_parameters(issue_block_parameters), .ready(parameters_ready),
        .channel(drain_lane[BYTE_BITS-1:0]), .block_end(drain_block_end), .block_written(drain_block_written),
        .bias(record_bias), .multiplier(record_multiplier), .shift(record_shift_count)
      );
      wire unused = &{1'b0, drain_lane, parameter_available, parameter_read, parameter_word, record_write, load_bias, load_multiplier, load_shift};
    end else begin : gen_lanes
      assign record_bias        = {ACC_BITS{1'b0}};
      assign record_multiplier  = {MULTIPLIER_BITS{1'b0}};
      assign record_shift_count = 6'd0;
      wire unused = &{1'b0, record_bias, record_multiplier, record_shift_count, drain_block_end};

      cd_parameter_store #(
        .PARAMETER_DEPTH(PARAMETER_DEPTH), .RECORD_WORDS(RECORD_WORDS), .CHANNELS(CHANNELS),
        .PARAMETER_FILE(PARAMETER_FILE), .WEIGHT_STREAM(WEIGHT_STREAM)
      ) parameter_store_inst (
        .clk(clk), .rst(rst), .restart(restart_parameters),
        .write_valid(stream_parameter_valid), .write_ready(stream_parameter_ready), .write_word(stream_parameter_word),
        .block_available(parameter_available), .read(parameter_read), .read_word(parameter_word)
      );

      cd_parameter_loader #(.RECORD_WORDS(RECORD_WORDS)) parameter_loader_inst (
        .clk(clk), .rst(rst), .restart(restart_parameters),
        .store_block_available(parameter_available), .store_read(parameter_read), .record_write(record_write),
        .issue_block_parameters(issue_block_parameters), .block_copied(block_ahead), .ready(parameters_ready)
      );
    end
  endgenerate

  generate
    if (HAS_TABLE != 0) begin : gen_table_store
      cd_table_store #(.TABLE_DEPTH(TABLE_DEPTH), .TABLE_BITS(TABLE_BITS), .TABLE_FILE(TABLE_FILE)) table_store_inst (
        .clk(clk), .rst(rst), .restart(last_take), .next_table(next_table), .older_pending(older_pending),
        .table_take(layer_take & next_table), .ready(table_ready),
        .table_write(table_write), .table_address(table_address), .table_word(table_word)
      );
    end else begin : gen_no_table_store
      assign table_ready   = 1'b1;
      assign table_write   = 1'b0;
      assign table_address = 9'd0;
      assign table_word    = {TABLE_BITS{1'b0}};
      wire unused = &{1'b0, next_table, last_take, TABLE_DEPTH[0]};
    end
  endgenerate

  // Channel lanes: one pixel per cycle, or one value.
  generate
    if (SMALL != 0) begin : gen_serial
      wire [ACC_BITS-1:0] sum;
      wire unused = &{1'b0, extras, drain_upper, drain_fold, drain_fold_odd, drain_add, drain_add_interleaved, PORT_BITS[0]};
      assign code_word_1 = {8*CHANNELS{1'b0}};

      cd_drain_chain #(.LANES(PIXELS*CHANNELS), .ACC_BITS(ACC_BITS)) drain_chain_inst
        (.clk(clk), .capture(tile[6]), .sums(sums), .sum(sum));

      cd_requantize_shared #(
        .CHANNELS(CHANNELS), .ACC_BITS(ACC_BITS), .MULTIPLIER_BITS(MULTIPLIER_BITS), .HAS_TABLE(HAS_TABLE), .ICE40(MAC_KIND == 2)
      ) requantize_inst (
        .clk(clk), .sum(sum), .bias(record_bias), .multiplier(record_multiplier), .shift(record_shift_count),
        .table_write(table_write), .table_address(table_address), .table_word(table_word[20:0]), .table_half(table_half),
        .preshift(preshift), .table_mode(table_mode), .zero_point(zero_point), .low(low), .high(high), .code_word(code_word)
      );
    end else begin : gen_parallel
      wire [8*CHANNELS*DRAIN_PORTS-1:0] codes;
      assign code_word = codes[8*CHANNELS-1:0];
      wire unused_lane = &{1'b0, drain_lane};
      if (DRAIN_PORTS == 2) begin : gen_two
        assign code_word_1 = codes[8*CHANNELS*(DRAIN_PORTS-1) +: 8*CHANNELS];
      end else begin : gen_one
        assign code_word_1 = {8*CHANNELS{1'b0}};
      end

      cd_channel_lanes #(
        .CHANNELS(CHANNELS), .PIXELS(PIXELS), .DRAIN_PORTS(DRAIN_PORTS), .PORT_LANES(PORT_LANES), .INTERLEAVE(WEIGHT_LANES > 1 ? WEIGHT_SHARING : 1),
        .ACC_BITS(ACC_BITS), .MULTIPLIER_BITS(MULTIPLIER_BITS), .PROFILE(PROFILE), .HAS_TABLE(HAS_TABLE), .HAS_LANE_SUM(HAS_LANE_SUM),
        .CARRIED(CARRIED), .FOLD(SWAPS), .DOUBLED(REQUANTIZE_DOUBLED)
      ) channel_lanes_inst (
        .clk(clk), .clk2x(clk2x), .late(late), .sums(sums), .extras(extras), .lane(drain_lane[PORT_BITS-1:0]), .upper(drain_upper),
        .fold(drain_fold), .fold_odd(drain_fold_odd), .add(drain_add), .add_interleaved(drain_add_interleaved),
        .record_write(record_write), .record_bytes(parameter_word), .load_bias(load_bias), .load_multiplier(load_multiplier), .load_shift(load_shift),
        .table_write(table_write), .table_address(table_address), .table_word(table_word), .table_half(table_half),
        .preshift(preshift), .table_mode(table_mode), .zero_point(zero_point), .low(low), .high(high), .codes(codes)
      );
    end
  endgenerate

  // A pixel in the upper channel lanes is written as one in the lower.
  wire [8*CHANNELS-1:0] pixel_word = {code_word[8*CHANNELS-1:4*CHANNELS], code_upper ? code_word[8*CHANNELS-1:4*CHANNELS] : code_word[4*CHANNELS-1:0]};

  cd_window_max #(.CHANNELS(CHANNELS), .PIXELS(PIXELS), .HAS_WINDOW(HAS_WINDOW)) window_max_inst (
    .clk(clk), .code_valid(code_valid), .code_start(code_start), .window_first(code_window_first),
    .code_word(pixel_word), .window_word(window_word)
  );

  // Input, result, write-back.
  wire input_valid, input_fill, input_ahead;
  wire [8*CHANNELS-1:0] input_word;
  wire [7:0] input_fill_byte;
  wire [CONFIG_BITS-1:0] input_pixel;
  wire [ADDRESS_BITS-1:0] input_base;
  wire [8*PIXELS-1:0] fill_bytes;
  generate
    for (x = 0; x < PIXELS; x = x + 1) begin : gen_fill
      assign fill_bytes[8*x +: 8] = lane_bases[CONFIG_BITS*x +: 8];
    end
  endgenerate

  cd_input_writer #(
    .CHANNELS(CHANNELS), .PIXELS(PIXELS), .CONFIG_BITS(CONFIG_BITS), .ADDRESS_BITS(ADDRESS_BITS), .HAS_PREFETCH(HAS_PREFETCH)
  ) input_writer_inst (
    .clk(clk), .rst(rst), .input_load(input_load), .fill_load(fill_load), .prefetch(field[0][12]), .release_image(release_image),
    .image_take(image_take), .image_ready(image_ready), .code_valid(code_valid), .flip(config_flip), .total(total), .block_limit(block_limit),
    .out_base(out_base), .out_pitch(out_pitch), .fill_limit(field[1]), .fill_base(field[18][ADDRESS_BITS-1:0]), .fill_bytes(fill_bytes),
    .done(input_end), .s_axis_image_tdata(s_axis_image_tdata), .s_axis_image_tvalid(s_axis_image_tvalid),
    .s_axis_image_tready(s_axis_image_tready), .input_valid(input_valid), .input_fill(input_fill), .input_ahead(input_ahead),
    .input_word(input_word), .input_fill_byte(input_fill_byte), .input_pixel(input_pixel), .input_base(input_base)
  );

  wire [ADDRESS_BITS*RESULT_BANKS-1:0] result_bases;
  wire [8*CHANNELS*RESULT_BANKS-1:0] result_words;
  generate
    for (x = 0; x < RESULT_BANKS; x = x + 1) begin : gen_result_bank
      assign result_bases[ADDRESS_BITS*x +: ADDRESS_BITS] = lane_bases[CONFIG_BITS*x +: ADDRESS_BITS];
      assign result_words[8*CHANNELS*x +: 8*CHANNELS] = bank_word[x];
    end
  endgenerate

  cd_result_reader #(.CHANNELS(CHANNELS), .CONFIG_BITS(CONFIG_BITS), .ADDRESS_BITS(ADDRESS_BITS), .BUFFERED(SMALL == 0), .BANKS(RESULT_BANKS)) result_reader_inst (
    .clk(clk), .rst(rst), .result_load(result_load), .flip(config_flip), .total(total), .block_limit(block_limit),
    .bases(result_bases), .per_bank(field[25]), .pitch(out_pitch), .active(result_active), .done(result_end),
    .read_address(result_address), .read_words(result_words), .m_axis_result_tdata(m_axis_result_tdata),
    .m_axis_result_tlast(m_axis_result_tlast), .m_axis_result_tvalid(m_axis_result_tvalid), .m_axis_result_tready(m_axis_result_tready)
  );

  wire [1:0] port_busy;
  assign write_busy = |port_busy;

  cd_write_back #(
    .CHANNELS(CHANNELS), .PIXELS(PIXELS), .CONFIG_BITS(CONFIG_BITS), .ADDRESS_BITS(ADDRESS_BITS), .HAS_PREFETCH(HAS_PREFETCH), .COPIES(SMALL == 0)
  ) write_back_inst (
    .clk(clk), .rst(rst), .load(word_layer_first | (input_load & (HAS_PREFETCH == 0))), .image_load(input_load), .config_starts(range_starts), .config_size(field[23]), .config_total(total),
    .drain_valid(word_valid), .drain_word(window_word), .drain_pixel(word_pixel), .drain_base(word_base),
    .input_valid(input_valid), .input_fill(input_fill), .input_ahead(input_ahead), .input_word(input_word), .input_fill_byte(input_fill_byte),
    .input_pixel(input_pixel), .input_base(input_base), .busy(port_busy[0]), .stored_valid(trace_valid[0]), .stored_pixel(trace_pixel[CONFIG_BITS-1:0]),
    .stored_word(trace_word[8*CHANNELS-1:0]),
    .bank_write_enable(bank_write_enable), .bank_write_address(bank_write_address), .bank_write_word(bank_write_word)
  );

  generate
    if (DRAIN_PORTS == 2) begin : gen_second_port
      wire [8*CHANNELS-1:0] window_word_1;

      cd_window_max #(.CHANNELS(CHANNELS), .PIXELS(PORT_LANES), .HAS_WINDOW(HAS_WINDOW)) window_max_inst (
        .clk(clk), .code_valid(code_valid_1), .code_start(code_start), .window_first(code_window_first),
        .code_word(code_word_1), .window_word(window_word_1)
      );

      cd_write_back #(
        .CHANNELS(CHANNELS), .PIXELS(PIXELS), .CONFIG_BITS(CONFIG_BITS), .ADDRESS_BITS(ADDRESS_BITS)
      ) write_back_inst (
        .clk(clk), .rst(rst), .load(word_layer_first), .image_load(1'b0), .config_starts(range_starts), .config_size(field[23]), .config_total(total),
        .drain_valid(word_valid_1), .drain_word(window_word_1), .drain_pixel(word_pixel_1), .drain_base(word_base),
        .input_valid(1'b0), .input_fill(1'b0), .input_ahead(1'b0), .input_word({8*CHANNELS{1'b0}}), .input_fill_byte(8'd0), .input_pixel({CONFIG_BITS{1'b0}}),
        .input_base({ADDRESS_BITS{1'b0}}), .busy(port_busy[1]), .stored_valid(trace_valid[DRAIN_PORTS-1]),
        .stored_pixel(trace_pixel[CONFIG_BITS*(DRAIN_PORTS-1) +: CONFIG_BITS]), .stored_word(trace_word[8*CHANNELS*(DRAIN_PORTS-1) +: 8*CHANNELS]),
        .bank_write_enable(bank_write_enable_1), .bank_write_address(bank_write_address_1), .bank_write_word(bank_write_word_1)
      );
    end else begin : gen_one_port
      assign port_busy[1] = 1'b0;
      assign bank_write_enable_1  = {PIXELS{1'b0}};
      assign bank_write_address_1 = {ADDRESS_BITS*PIXELS{1'b0}};
      assign bank_write_word_1    = {8*CHANNELS{1'b0}};
      wire unused = &{1'b0, code_valid_1, code_word_1, word_valid_1, word_pixel_1, bank_write_enable_1, bank_write_address_1, bank_write_word_1};
    end
  endgenerate

  // Trace.
  reg issue_layer_seen;
  assign trace_mac = step_valid;

  always @(posedge clk) begin
    trace_layer <= word_layer;
    trace_block <= word_block;
    trace_issue <= step_layer_first;
    if (step_layer_first) begin
      trace_issue_layer <= issue_layer_seen ? trace_issue_layer + 16'd1 : 16'd0;
      issue_layer_seen  <= 1'b1;
    end
    if (rst) trace_issue <= 1'b0;
    if (rst || frame_start) issue_layer_seen <= 1'b0;
  end
endmodule
`default_nettype wire
