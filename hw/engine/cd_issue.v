// SPDX-License-Identifier: Apache-2.0
// Loop nest of a layer: issues one multiply-accumulate step per cycle to all lanes.
//
//   for block, pixel step, window row, window column: one tile
//     for word, kernel row, kernel column, j: one step
//
// A step carries what is common to all pixel lanes: the address offset and coordinates of the tap, the byte index j and the weight
// address; all outputs step_* are registered (pipeline stage 1). Loops are down counters with registered `last` flags, so a step is
// decided by flags only.
//
// A step is issued in every cycle of a running layer in which
//   block_ready      the input block that it reads has been written,
//   weight_ready     its weight has arrived (asked for in the first pass over the block only),
// and, if it ends a tile, the previous tile ended at least PIXELS cycles ago (one pixel per cycle is drained; PAIR_PIXELS in a layer with `pair`, which drains two) and, in the
// first tile of an output block, parameters_ready tells that the block's parameters will be there in time; and in which nothing takes the banks (hold).
//
// A layer with `halves` works on two pixels at once: odd steps of a word address the second one, half_step columns on, and a tile drains for 2 * PIXELS cycles, the last one for one more.
`default_nettype none
module cd_issue #(
  // output-channel lanes, power of two
  parameter CHANNELS = 16,
  // pixel lanes
  parameter PIXELS = 8,
  // cycles that a tile drains in a layer with `pair`
  parameter PAIR_PIXELS = PIXELS,
  // bits of a descriptor word
  parameter CONFIG_BITS = 20,
  // bits of a bank address
  parameter ADDRESS_BITS = 11,
  // bits of a weight address
  parameter WEIGHT_ADDRESS_BITS = 12,
  // words of a weight row, a power of two
  parameter WEIGHT_LANES = 1,
  // 1: loop over the positions of a pooling window
  parameter HAS_WINDOW = 1,
  // 1: layers whose lanes have two pixels at once
  parameter HAS_HALVES = 0
) (
  input  wire                           clk,
  input  wire                           rst,
  // a frame begins: weights are read from address 0
  input  wire                           restart_weights,
  // a layer begins with the configuration below, which holds until its last step
  input  wire                           layer_load,
  input  wire                           weight_reuse,
  // the lanes read words of their own: a step takes a whole row
  input  wire                           lane_weights,
  input  wire                           pair,
  input  wire                           halves,
  input  wire [CONFIG_BITS/2-1:0]       half_step,
  input  wire [CONFIG_BITS-1:0]         pixel_limit,
  // pixel steps of a block run from this one to the last, then from 0 on
  input  wire [CONFIG_BITS/2-1:0]       first_pixel_step,
  // the drain's unfinished block may be read in pixel step k of a block while at most pixel_slack - k of its steps are unwritten
  input  wire [CONFIG_BITS/2-1:0]       pixel_slack,
  input  wire [CONFIG_BITS/2-1:0]       block_limit,
  input  wire [CONFIG_BITS/2-1:0]       group_block_limit,
  input  wire [CONFIG_BITS/2-1:0]       word_limit,
  input  wire [$clog2(CHANNELS)-1:0]    byte_limit,
  input  wire [$clog2(CHANNELS)-1:0]    last_byte_limit,
  input  wire [CONFIG_BITS/2-1:0]       kernel_row_limit,
  input  wire [CONFIG_BITS/2-1:0]       kernel_column_limit,
  input  wire [CONFIG_BITS/2-1:0]       window_row_limit,
  input  wire [CONFIG_BITS/2-1:0]       window_column_limit,
  input  wire [CONFIG_BITS/2-1:0]       tap_step_y,
  input  wire [CONFIG_BITS/2-1:0]       tap_step_x,
  input  wire [CONFIG_BITS/2-1:0]       window_step_y,
  input  wire [CONFIG_BITS/2-1:0]       window_step_x,
  input  wire [ADDRESS_BITS-1:0]        word_pitch,
  input  wire [ADDRESS_BITS-1:0]        group_pitch,
  input  wire [ADDRESS_BITS-1:0]        tap_row_step,
  input  wire [ADDRESS_BITS-1:0]        window_row_step,
  input  wire [CONFIG_BITS/2-1:0]       depend_word_step,
  input  wire [CONFIG_BITS/2-1:0]       depend_group_step,
  // what a step waits for
  input  wire                           block_ready,
  input  wire                           weight_ready,
  input  wire                           parameters_ready,
  // no step in this cycle
  input  wire                           hold,
  // events of the step that is issued in this cycle
  output wire                           issue,
  output wire                           issue_first_pass,
  output wire                           issue_last_pass,
  output wire                           issue_block_parameters,
  output wire                           issue_word_end,
  output wire                           issue_pixel_end,
  output wire                           issue_layer_end,
  // input block that the next step reads, and the one after it, for the interlock
  output reg  [CONFIG_BITS/2-1:0]       depend_block,
  output wire [CONFIG_BITS/2-1:0]       depend_next,
  // pixel_slack - k of the next step, not below 0
  output wire [CONFIG_BITS/2-1:0]       depend_slack,
  // the step, stage 1
  output reg                            step_valid,
  output reg                            step_first,
  output reg                            step_layer_first,
  output reg                            step_pixel_end,
  output reg                            step_pixel_wrap,
  output reg                            step_block_end,
  output reg  [ADDRESS_BITS-1:0]        step_offset,
  output reg  [CONFIG_BITS/2-1:0]       step_y,
  output reg  [CONFIG_BITS/2-1:0]       step_x,
  output reg  [$clog2(CHANNELS)-1:0]    step_byte,
  output reg  [WEIGHT_ADDRESS_BITS-1:0] step_weight_address,
  // {tile end, block first, pixel first, block last, pixel last, window first, window last} of the step's tile
  output reg  [6:0]                     step_tile
);
  localparam BYTE_BITS = $clog2(CHANNELS);
  localparam HALF_BITS = CONFIG_BITS / 2;
  localparam SPACING_BITS = $clog2((HAS_HALVES != 0 ? 2 : 1) * PIXELS + 1);
  localparam [HALF_BITS-1:0] ZERO = 0;
  localparam [HALF_BITS-1:0] ONE  = 1;
  localparam [HALF_BITS-1:0] TWO  = 2;
  localparam WAIT_CYCLES = PIXELS - 1;
  localparam [SPACING_BITS-1:0] SPACING     = WAIT_CYCLES[SPACING_BITS-1:0];
  localparam [SPACING_BITS-1:0] SPACING_ONE = 1;
  localparam PAIR_CYCLES = PAIR_PIXELS - 1;
  localparam [SPACING_BITS-1:0] PAIR_SPACING = PAIR_CYCLES[SPACING_BITS-1:0];
  localparam HALVES_CYCLES = 2 * PIXELS - 1;
  localparam [SPACING_BITS-1:0] HALVES_SPACING = HALVES_CYCLES[SPACING_BITS-1:0];
  localparam HALVES_LAST_CYCLES = 2 * PIXELS;
  localparam [SPACING_BITS-1:0] HALVES_LAST_SPACING = HALVES_LAST_CYCLES[SPACING_BITS-1:0];

`ifndef SYNTHESIS
  initial begin
    if (CHANNELS < 4 || (1 << BYTE_BITS) != CHANNELS)
      $fatal(1, "cd_issue: CHANNELS=%0d is not a power of two from 4 on (%m)", CHANNELS);
    if (CONFIG_BITS < 8 || CONFIG_BITS % 2 != 0) $fatal(1, "cd_issue: CONFIG_BITS=%0d is odd or less than 8 (%m)", CONFIG_BITS);
    if (ADDRESS_BITS < 1) $fatal(1, "cd_issue: ADDRESS_BITS=%0d is less than 1 (%m)", ADDRESS_BITS);
    if (WEIGHT_ADDRESS_BITS < 1) $fatal(1, "cd_issue: WEIGHT_ADDRESS_BITS=%0d is less than 1 (%m)", WEIGHT_ADDRESS_BITS);
    if (HAS_WINDOW != 0 && HAS_WINDOW != 1) $fatal(1, "cd_issue: HAS_WINDOW=%0d is neither 0 nor 1 (%m)", HAS_WINDOW);
    if (HAS_HALVES < 0 || HAS_HALVES > 2) $fatal(1, "cd_issue: HAS_HALVES=%0d is not 0, 1 or 2 (%m)", HAS_HALVES);
    if (WEIGHT_LANES < 1 || (WEIGHT_LANES & (WEIGHT_LANES - 1)) != 0)
      $fatal(1, "cd_issue: WEIGHT_LANES=%0d is not a power of two (%m)", WEIGHT_LANES);
    if (PIXELS < 1) $fatal(1, "cd_issue: PIXELS=%0d is less than 1 (%m)", PIXELS);
    if (PAIR_PIXELS > PIXELS || (PAIR_PIXELS < 2 && PIXELS > 1)) $fatal(1, "cd_issue: PAIR_PIXELS=%0d is not in 2..PIXELS=%0d (%m)", PAIR_PIXELS, PIXELS);
  end
`endif

  reg active;
  reg tile_spaced;
  reg [SPACING_BITS-1:0] spacing;

  // One flag per loop: the current turn is the last one.
  reg  byte_last;
  reg  word_last;
  wire column_last, row_last, window_column_last, window_row_last, pixel_last, pixel_wrap, block_last, group_last;
  // First turns of the outer loops; `first` is the first step of a tile.
  reg first, layer_first, window_first, pixel_first, block_first;

  wire row_end    = byte_last & column_last;
  wire word_end   = row_end & row_last;
  wire tile_end   = word_end & word_last;
  wire window_end = window_column_last & window_row_last;
  wire pixel_end  = tile_end & window_end;
  wire block_end  = pixel_end & pixel_last;
  wire layer_end  = block_end & block_last;

  assign issue = active & ~hold & block_ready & (weight_ready | ~issue_first_pass)
               & (~tile_end | (tile_spaced & (~(pixel_first & window_first) | parameters_ready)));
  assign issue_block_parameters = issue & tile_end & pixel_first & window_first;
  assign issue_word_end         = issue & word_end;
  assign issue_pixel_end        = issue & pixel_end;
  assign issue_layer_end        = issue & layer_end;

  // Loop over the bytes of a word: the group's last word may hold fewer.
  reg [BYTE_BITS-1:0] byte_index, byte_remaining;
  reg word_next_last;
  wire only_word      = word_limit == ZERO;
  wire next_word_last = ~(column_last & row_last) ? word_last : word_last ? only_word : word_next_last;
  wire [BYTE_BITS-1:0] next_byte_limit = (layer_load ? only_word : next_word_last) ? last_byte_limit : byte_limit;

  always @(posedge clk)
    if (layer_load || (issue && byte_last)) begin
      byte_index     <= {BYTE_BITS{1'b0}};
      byte_remaining <= next_byte_limit;
      byte_last      <= next_byte_limit == {BYTE_BITS{1'b0}};
    end else if (issue) begin
      byte_index     <= byte_index + 1'b1;
      byte_remaining <= byte_remaining - 1'b1;
      byte_last      <= byte_remaining == {{(BYTE_BITS-1){1'b0}}, 1'b1};
    end

  // Loop over the words of a group, with one word of foresight for the byte limit above.
  reg [HALF_BITS-1:0] words_after;
  always @(posedge clk)
    if (layer_load || (issue && tile_end)) begin
      words_after    <= word_limit;
      word_last      <= word_limit == ZERO;
      word_next_last <= word_limit == ONE;
    end else if (issue && word_end) begin
      words_after    <= words_after - ONE;
      word_last      <= word_next_last;
      word_next_last <= words_after == TWO;
    end

  cd_loop_counter #(.COUNT_BITS(HALF_BITS)) column_inst
    (.clk(clk), .load(layer_load), .step(issue & byte_last), .limit(kernel_column_limit), .last(column_last));
  cd_loop_counter #(.COUNT_BITS(HALF_BITS)) row_inst
    (.clk(clk), .load(layer_load), .step(issue & row_end), .limit(kernel_row_limit), .last(row_last));
  generate
    if (HAS_WINDOW != 0) begin : gen_window
      cd_loop_counter #(.COUNT_BITS(HALF_BITS)) column_inst
        (.clk(clk), .load(layer_load), .step(issue & tile_end), .limit(window_column_limit), .last(window_column_last));
      cd_loop_counter #(.COUNT_BITS(HALF_BITS)) row_inst
        (.clk(clk), .load(layer_load), .step(issue & tile_end & window_column_last), .limit(window_row_limit), .last(window_row_last));
    end else begin : gen_no_window
      assign window_column_last = 1'b1;
      assign window_row_last    = 1'b1;
      wire unused = &{1'b0, window_column_limit, window_row_limit};
    end
  endgenerate
  cd_loop_counter #(.COUNT_BITS(CONFIG_BITS)) pixel_inst
    (.clk(clk), .load(layer_load), .step(issue & pixel_end), .limit(pixel_limit), .last(pixel_last));
  // The lanes' last pixel: it comes once in a block, so the count goes on with a limit that is never reached.
  wire pixel_restart = layer_load | (issue & block_end);
  cd_loop_counter #(.COUNT_BITS(CONFIG_BITS)) wrap_inst (
    .clk(clk), .load(pixel_restart), .step(issue & pixel_end),
    .limit(pixel_restart ? pixel_limit - {{(CONFIG_BITS-HALF_BITS){1'b0}}, first_pixel_step} : pixel_limit), .last(pixel_wrap)
  );
  cd_loop_counter #(.COUNT_BITS(HALF_BITS)) block_inst
    (.clk(clk), .load(layer_load), .step(issue & block_end), .limit(block_limit), .last(block_last));
  cd_loop_counter #(.COUNT_BITS(HALF_BITS)) group_inst
    (.clk(clk), .load(layer_load), .step(issue & block_end), .limit(group_block_limit), .last(group_last));

  always @(posedge clk) begin
    if (layer_load) active <= 1'b1;
    else if (issue && layer_end) active <= 1'b0;
    if (rst) active <= 1'b0;
  end

  always @(posedge clk)
    if (layer_load) begin
      first        <= 1'b1;
      layer_first  <= 1'b1;
      window_first <= 1'b1;
      pixel_first  <= 1'b1;
      block_first  <= 1'b1;
    end else if (issue) begin
      first       <= tile_end;
      layer_first <= 1'b0;
      if (tile_end) window_first <= window_end;
      if (pixel_end) pixel_first <= pixel_last;
      if (block_end) block_first <= 1'b0;
    end

  // A tile end makes the drain busy for PIXELS cycles, PAIR_PIXELS or, for two pixels of each lane, 2 * PIXELS. Such tiles come to the drain a cycle later than others, which
  // the next layer's first tile must not overtake.
  wire two_pixels = halves & (HAS_HALVES != 0);
  always @(posedge clk) begin
    if (issue && tile_end) begin
      spacing     <= two_pixels ? (layer_end ? HALVES_LAST_SPACING : HALVES_SPACING) : pair ? PAIR_SPACING : SPACING;
      tile_spaced <= (PIXELS == 1) & ~two_pixels;
    end else if (!tile_spaced) begin
      spacing     <= spacing - 1'b1;
      tile_spaced <= spacing == SPACING_ONE;
    end
    if (rst) tile_spaced <= 1'b1;
  end

  // Address offset of the tap. Each *_base is the offset at which the loop of that level started its turn.
  wire [ADDRESS_BITS-1:0] tap_step_address, window_step_address;
  generate
    if (ADDRESS_BITS > HALF_BITS) begin : gen_long_address
      assign tap_step_address    = {{(ADDRESS_BITS-HALF_BITS){1'b0}}, tap_step_x};
      assign window_step_address = {{(ADDRESS_BITS-HALF_BITS){1'b0}}, window_step_x};
    end else begin : gen_short_address
      assign tap_step_address    = tap_step_x[ADDRESS_BITS-1:0];
      assign window_step_address = window_step_x[ADDRESS_BITS-1:0];
    end
  endgenerate

  reg [ADDRESS_BITS-1:0] offset, word_base, window_base, group_base;
  wire [ADDRESS_BITS-1:0] tap_next  = offset + (column_last ? tap_row_step : tap_step_address);
  wire [ADDRESS_BITS-1:0] word_next = word_base + word_pitch;
  wire [ADDRESS_BITS-1:0] window_next = window_base + (window_column_last ? window_row_step : window_step_address);
  wire [ADDRESS_BITS-1:0] group_next  = group_base + ((pixel_last & group_last) ? group_pitch : {ADDRESS_BITS{1'b0}});
  wire [ADDRESS_BITS-1:0] tile_next   = window_end ? group_next : window_next;

  always @(posedge clk)
    if (layer_load) begin
      offset      <= {ADDRESS_BITS{1'b0}};
      word_base   <= {ADDRESS_BITS{1'b0}};
      window_base <= {ADDRESS_BITS{1'b0}};
      group_base  <= {ADDRESS_BITS{1'b0}};
    end else if (issue && byte_last) begin
      offset <= !(column_last & row_last) ? tap_next : !word_last ? word_next : tile_next;
      if (word_end) word_base <= word_last ? tile_next : word_next;
      if (tile_end) window_base <= tile_next;
      if (pixel_end) group_base <= group_next;
    end

  // Coordinates of the tap relative to the lane's top-left one.
  reg [HALF_BITS-1:0] tap_y, tap_x, window_y, window_x;
  wire [HALF_BITS-1:0] window_x_next = window_column_last ? ZERO : window_x + window_step_x;
  wire [HALF_BITS-1:0] window_y_next = !window_column_last ? window_y : window_row_last ? ZERO : window_y + window_step_y;

  always @(posedge clk)
    if (layer_load) begin
      tap_y    <= ZERO;
      tap_x    <= ZERO;
      window_y <= ZERO;
      window_x <= ZERO;
    end else if (issue && byte_last) begin
      tap_x <= !column_last ? tap_x + tap_step_x : (row_last & word_last) ? window_x_next : window_x;
      if (column_last) tap_y <= !row_last ? tap_y + tap_step_y : word_last ? window_y_next : window_y;
      if (tile_end) begin
        window_x <= window_x_next;
        window_y <= window_y_next;
      end
    end

  // Odd steps of a word read the lanes' second pixel, which is half_step columns to the right.
  wire [HALF_BITS-1:0] second_x = (two_pixels & byte_index[0]) ? half_step : ZERO;
  wire [ADDRESS_BITS-1:0] second_offset;
  generate
    if (ADDRESS_BITS > HALF_BITS) begin : gen_long_offset
      assign second_offset = {{(ADDRESS_BITS-HALF_BITS){1'b0}}, second_x};
    end else begin : gen_short_offset
      assign second_offset = second_x[ADDRESS_BITS-1:0];
    end
  endgenerate

  // Input block for the interlock, ready before the layer that uses it is loaded.
  reg [HALF_BITS-1:0] depend_base;
  wire group_advance = window_end & pixel_last & group_last;

  assign depend_next = word_last ? depend_base + (group_advance ? depend_group_step : ZERO) : depend_block + depend_word_step;

  always @(posedge clk) begin
    if (issue && word_end) depend_block <= depend_next;
    if (issue && tile_end) depend_base <= depend_next;
    if (rst || (issue && layer_end)) begin
      depend_block <= ZERO;
      depend_base  <= ZERO;
    end
  end

  // Slack of the interlock: one less with every pixel step of a block.
  reg [HALF_BITS-1:0] slack;
  assign depend_slack = layer_load ? pixel_slack : slack;

  always @(posedge clk)
    if (pixel_restart) slack <= pixel_slack;
    else if (issue && pixel_end && slack != ZERO) slack <= slack - ONE;

  // Every tile rereads its block's weights; weight_reuse makes all blocks of the layer read the first one's. A layer of lane_weights begins with a whole row.
  reg [WEIGHT_ADDRESS_BITS-1:0] weight_address, weight_base;
  wire [WEIGHT_ADDRESS_BITS-1:0] weight_next, weight_row;
  wire begins_row;
  generate
    if (WEIGHT_LANES > 1) begin : gen_rows
      localparam REST_WORDS = WEIGHT_LANES - 1;
      localparam [WEIGHT_ADDRESS_BITS-1:0] REST = REST_WORDS[WEIGHT_ADDRESS_BITS-1:0];
      localparam [WEIGHT_ADDRESS_BITS-1:0] ROW  = WEIGHT_LANES[WEIGHT_ADDRESS_BITS-1:0];
      localparam [WEIGHT_ADDRESS_BITS-1:0] WORD = 1;
      assign weight_next = weight_address + (lane_weights ? ROW : WORD);
      assign weight_row  = (weight_address + REST) & ~REST;
      assign begins_row  = layer_load & lane_weights;
    end else begin : gen_words
      assign weight_next = weight_address + 1'b1;
      assign weight_row  = weight_address;
      assign begins_row  = 1'b0;
      wire unused = &{1'b0, lane_weights};
    end
  endgenerate
  wire weight_leave = window_end & pixel_last & (block_last | ~weight_reuse);

  always @(posedge clk)
    if (rst || restart_weights) begin
      weight_address <= {WEIGHT_ADDRESS_BITS{1'b0}};
      weight_base    <= {WEIGHT_ADDRESS_BITS{1'b0}};
    end else if (begins_row) begin
      weight_address <= weight_row;
      weight_base    <= weight_row;
    end else if (issue) begin
      weight_address <= (tile_end & ~weight_leave) ? weight_base : weight_next;
      if (tile_end && weight_leave) weight_base <= weight_next;
    end

  assign issue_first_pass = window_first & pixel_first & (block_first | ~weight_reuse);
  assign issue_last_pass  = weight_leave;

  always @(posedge clk) begin
    step_valid          <= issue;
    step_first          <= first;
    step_layer_first    <= issue & layer_first;
    step_pixel_end      <= issue & pixel_end;
    step_pixel_wrap     <= pixel_wrap;
    step_block_end      <= block_end;
    step_offset         <= offset + second_offset;
    step_y              <= tap_y;
    step_x              <= tap_x + second_x;
    step_byte           <= byte_index;
    step_weight_address <= weight_address;
    step_tile           <= {issue & tile_end, block_first, pixel_first, block_last, pixel_last, window_first, window_end};
    if (rst) begin
      step_valid       <= 1'b0;
      step_layer_first <= 1'b0;
      step_pixel_end   <= 1'b0;
      step_tile[6]     <= 1'b0;
    end
  end
endmodule
`default_nettype wire
