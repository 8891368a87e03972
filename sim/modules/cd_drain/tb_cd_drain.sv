// SPDX-License-Identifier: Apache-2.0
// cd_drain: every tile is walked lane by lane, and everything that belongs to a pixel arrives at its stage with it.
//
// Layers that add their lanes have a word for every few of them, with the last lane of each; interleaved, the last SHARING lanes have a word each. Random layers of random tiles (blocks x pixel steps x window positions), tile ends as close as PIXELS cycles and with gaps, next layer's settings put on the
// configuration inputs as soon as layer_latched allows. A scoreboard computes, for the cycle in which a tile's lane x is selected (t), what must be
// seen at t, t + CODE_STAGE and t + CODE_STAGE + 1: lane, parameter loads, settings, code flags, pixel number, address base, block, layer,
// written events, pixel steps that the block still lacks. Blocks begin with any pixel step. Sizes: 5 lanes with the lean stages, 1 lane, 8 lanes with the exact ones;
// 7 and 16 lanes of which 2 and 4 take turns; 8 and 6 lanes with the stage of cd_lane_fold.
// Two ports: 8, 7 (4 + 3), 16 and 6 (4 + 2) lanes, layers in pairs (tile ends as close as the first port's lanes) and lane by lane in any order.
// Two pixels at once: 8, 1 and 16 lanes and two ports of 4 + 3, layers that walk over the lanes twice (tile ends 2 * PIXELS cycles apart) and others in any order.
`timescale 1ns/1ps
`default_nettype none
module check_drain #(parameter PIXELS = 5, parameter PORT_LANES = PIXELS, parameter SHARING = 1, parameter CODE_STAGE = 8, parameter SHIFT_STAGE = 4, parameter FOLD = 0, parameter HAS_HALVES = 0) (
  input wire clk, output reg finished
);
  localparam CONFIG_BITS = 16, ADDRESS_BITS = 9, LANE_BITS = PIXELS > 1 ? $clog2(PIXELS) : 1, DEPTH = 64;
  reg rst = 1, frame_start = 0, tile_end = 0;
  reg block_first = 0, pixel_first = 0, block_last = 0, pixel_last = 0, window_first = 0, window_last = 0;
  reg c_halves = 0, c_fold = 0, c_pair = 0, c_add = 0, c_interleaved = 0, c_preshift = 0, c_table = 0;
  // the inputs already have settings of the next layer
  reg others = 0;
  reg [LANE_BITS-1:0] c_sum_last = 0;
  reg [7:0] c_zero = 0, c_low = 0, c_high = 0;
  reg [ADDRESS_BITS-1:0] c_base = 0, c_pitch = 0;
  reg [CONFIG_BITS-1:0] c_steps = 0;
  reg [CONFIG_BITS/2-1:0] c_first = 0;
  wire [CONFIG_BITS-1:0] unwritten;
  wire code_upper;
  wire fold, fold_odd, add, add_interleaved, upper, code_valid_1, word_valid_1;
  wire [CONFIG_BITS-1:0] word_pixel_1;
  reg s_walk [0:DEPTH-1], s_add [0:DEPTH-1], s_turns [0:DEPTH-1], s_upper [0:DEPTH-1], s_second [0:DEPTH-1], s_fold [0:DEPTH-1], s_code_upper [0:DEPTH-1];
  integer drain_cycles, seconds = 0, uppers = 0, x_lane;
  wire latched, load_bias, load_multiplier, load_shift, preshift, table_mode, table_half, code_valid, code_start, code_first, word_first, word_valid, busy;
  wire [LANE_BITS-1:0] lane;
  wire [7:0] zero_point, low, high;
  wire [CONFIG_BITS-1:0] word_pixel;
  wire [ADDRESS_BITS-1:0] word_base;
  wire [15:0] word_block, word_layer;
  wire drain_first, drain_block, drain_layer;
  cd_drain #(.PIXELS(PIXELS), .PORT_LANES(PORT_LANES), .SHARING(SHARING), .CONFIG_BITS(CONFIG_BITS), .ADDRESS_BITS(ADDRESS_BITS), .CODE_STAGE(CODE_STAGE), .SHIFT_STAGE(SHIFT_STAGE), .FOLD(FOLD), .HAS_HALVES(HAS_HALVES)) dut (
    .clk(clk), .rst(rst), .frame_start(frame_start), .tile_end(tile_end), .tile_block_first(block_first), .tile_pixel_first(pixel_first),
    .tile_block_last(block_last), .tile_pixel_last(pixel_last), .tile_window_first(window_first), .tile_window_last(window_last),
    .config_add_lanes(c_add ^ others), .config_interleaved(c_interleaved ^ others), .config_fold(c_fold ^ others), .fold(fold), .fold_odd(fold_odd), .config_sum_last(c_sum_last), .config_pair(c_pair ^ others), .config_halves(c_halves ^ others), .code_upper(code_upper), .add(add), .add_interleaved(add_interleaved),
    .upper(upper), .code_valid_1(code_valid_1), .word_valid_1(word_valid_1), .word_pixel_1(word_pixel_1),
    .config_preshift(c_preshift), .config_table(c_table), .config_zero_point(c_zero), .config_low(c_low), .config_high(c_high),
    .config_out_base(c_base), .config_out_pitch(c_pitch), .config_steps(c_steps), .config_first_step(c_first), .layer_latched(latched), .lane(lane),
    .load_bias(load_bias), .load_multiplier(load_multiplier), .load_shift(load_shift), .preshift(preshift), .table_mode(table_mode),
    .table_half(table_half), .zero_point(zero_point), .low(low), .high(high), .code_valid(code_valid), .code_start(code_start),
    .code_window_first(code_first), .word_layer_first(word_first), .word_valid(word_valid), .word_pixel(word_pixel), .word_base(word_base),
    .word_block(word_block), .word_layer(word_layer), .busy(busy), .drain_layer_first(drain_first), .drain_block_written(drain_block),
    .drain_layer_written(drain_layer), .drain_unwritten(unwritten));

  // scoreboard: what belongs to the lane selected in cycle c, at c modulo DEPTH
  reg        s_valid [0:DEPTH-1];
  reg        s_start [0:DEPTH-1], s_wfirst [0:DEPTH-1], s_wlast [0:DEPTH-1], s_block_load [0:DEPTH-1], s_layer_first [0:DEPTH-1];
  reg        s_block_done [0:DEPTH-1], s_layer_done [0:DEPTH-1], s_preshift [0:DEPTH-1], s_table [0:DEPTH-1], s_half [0:DEPTH-1];
  reg [7:0]  s_zero [0:DEPTH-1], s_low [0:DEPTH-1], s_high [0:DEPTH-1];
  integer    s_lane [0:DEPTH-1], s_pixel [0:DEPTH-1], s_base [0:DEPTH-1], s_block [0:DEPTH-1], s_layer [0:DEPTH-1], s_unwritten [0:DEPTH-1], s_steps [0:DEPTH-1];
  integer now = 0, layer, ob, i, w, x, blocks, steps, windows, k, gap, latch_seen, half = 1, lanes, turns, place, output_number, words = 0, layers_done = 0;

  function integer at(input integer stage);
    at = (now - stage + 16*DEPTH) % DEPTH;
  endfunction

  always @(negedge clk) if (!rst) begin
    if (s_walk[at(1)] && (fold !== s_fold[at(1)] || (FOLD != 0 && fold_odd !== s_lane[at(1)] % 2))) $fatal(1, "cycle %0d: fold", now);
    if (s_walk[at(1+FOLD)] && (add !== (s_add[at(1+FOLD)] && !s_turns[at(1+FOLD)]) || add_interleaved !== (s_add[at(1+FOLD)] && s_turns[at(1+FOLD)])))
      $fatal(1, "cycle %0d: add", now);
    if (s_walk[at(1)] && upper !== s_upper[at(1)]) $fatal(1, "cycle %0d: upper", now);
    if (code_valid_1 !== (s_walk[at(CODE_STAGE)] && s_second[at(CODE_STAGE)])) $fatal(1, "cycle %0d: code_valid_1", now);
    if (word_valid_1 !== (s_walk[at(CODE_STAGE+1)] && s_second[at(CODE_STAGE+1)] && s_wlast[at(CODE_STAGE+1)])) $fatal(1, "cycle %0d: word_valid_1", now);
    if (word_valid_1) begin
      seconds = seconds + 1;
      if (word_valid !== 1) $fatal(1, "cycle %0d: the second port alone", now);
      if (word_pixel_1 !== s_pixel[at(CODE_STAGE+1)] + PORT_LANES*s_steps[at(CODE_STAGE+1)]) $fatal(1, "cycle %0d: second pixel %0d beside %0d", now, word_pixel_1, word_pixel);
    end
    if (s_walk[at(0)] && busy !== 1) $fatal(1, "cycle %0d: not busy", now);
    if (s_walk[at(0)] && lane !== s_lane[at(0)]) $fatal(1, "cycle %0d: lane %0d, expected %0d", now, lane, s_lane[at(0)]);
    if (load_bias !== s_block_load[at(FOLD)]) $fatal(1, "cycle %0d: load_bias", now);
    if (load_multiplier !== s_block_load[at(2+FOLD)]) $fatal(1, "cycle %0d: load_multiplier", now);
    if (load_shift !== s_block_load[at(SHIFT_STAGE - 1)]) $fatal(1, "cycle %0d: load_shift", now);
    if (s_valid[at(1+FOLD)] && s_table[at(1+FOLD)] && table_half !== s_half[at(1+FOLD)]) $fatal(1, "cycle %0d: table_half", now);
    if (s_valid[at(2+FOLD)] && (preshift !== s_preshift[at(2+FOLD)] || table_mode !== s_table[at(2+FOLD)])) $fatal(1, "cycle %0d: preshift, table_mode", now);
    if (s_valid[at(CODE_STAGE-2)] && zero_point !== s_zero[at(CODE_STAGE-2)]) $fatal(1, "cycle %0d: zero_point", now);
    if (s_valid[at(CODE_STAGE-1)] && (low !== s_low[at(CODE_STAGE-1)] || high !== s_high[at(CODE_STAGE-1)])) $fatal(1, "cycle %0d: low, high", now);
    if (code_valid !== s_valid[at(CODE_STAGE)]) $fatal(1, "cycle %0d: code_valid", now);
    if (code_valid && (code_start !== s_start[at(CODE_STAGE)] || code_first !== s_wfirst[at(CODE_STAGE)])) $fatal(1, "cycle %0d: code flags", now);
    if (code_valid && code_upper !== s_code_upper[at(CODE_STAGE)]) $fatal(1, "cycle %0d: code_upper", now);
    if (code_valid && code_upper) uppers = uppers + 1;
    if (word_first !== s_layer_first[at(CODE_STAGE)] || latched !== word_first) $fatal(1, "cycle %0d: layer latched", now);
    if (drain_first !== s_layer_first[at(CODE_STAGE-1)]) $fatal(1, "cycle %0d: drain_layer_first", now);
    if (drain_block !== s_block_done[at(CODE_STAGE-1)]) $fatal(1, "cycle %0d: drain_block_written", now);
    if (drain_layer !== s_layer_done[at(CODE_STAGE-1)]) $fatal(1, "cycle %0d: drain_layer_written", now);
    if (s_walk[at(CODE_STAGE)] && unwritten !== s_unwritten[at(CODE_STAGE)])
      $fatal(1, "cycle %0d: %0d steps unwritten, expected %0d", now, unwritten, s_unwritten[at(CODE_STAGE)]);
    if (word_valid !== (s_valid[at(CODE_STAGE+1)] && s_wlast[at(CODE_STAGE+1)])) $fatal(1, "cycle %0d: word_valid", now);
    if (word_valid) begin
      words = words + 1;
      if (word_pixel !== s_pixel[at(CODE_STAGE+1)]) $fatal(1, "cycle %0d: pixel %0d, expected %0d", now, word_pixel, s_pixel[at(CODE_STAGE+1)]);
      if (word_base !== s_base[at(CODE_STAGE+1)] % (1 << ADDRESS_BITS)) $fatal(1, "cycle %0d: base %0d, expected %0d", now, word_base, s_base[at(CODE_STAGE+1)]);
      if (word_block !== s_block[at(CODE_STAGE+1)] || word_layer !== s_layer[at(CODE_STAGE+1)]) $fatal(1, "cycle %0d: block, layer", now);
    end
    if ((s_valid[at(3)] || word_valid) && busy !== 1) $fatal(1, "cycle %0d: not busy", now);
    if (s_layer_done[at(CODE_STAGE-1)]) layers_done = layers_done + 1;
  end

  task cycle;
    begin
      @(posedge clk);
      #1;
      now = now + 1;
      others = latch_seen;
      if (latched) latch_seen = 1;
      // the entry that is about to be used again
      k = (now + 2*PIXELS + 2) % DEPTH;
      s_walk[k] = 0; s_valid[k] = 0; s_block_load[k] = 0; s_layer_first[k] = 0; s_block_done[k] = 0; s_layer_done[k] = 0;
      tile_end = 0;
    end
  endtask

  initial begin
    finished = 0;
    for (k = 0; k < DEPTH; k = k + 1) begin
      s_walk[k] = 0; s_valid[k] = 0; s_block_load[k] = 0; s_layer_first[k] = 0; s_block_done[k] = 0; s_layer_done[k] = 0;
    end
    repeat (3) @(posedge clk);
    #1 rst = 0;
    for (layer = 0; layer < 60; layer = layer + 1) begin
      blocks = 1 + $urandom % 3; steps = 1 + $urandom % 4; windows = 1 + ($urandom & 1)*($urandom % 4);
      c_halves = HAS_HALVES && ($urandom & 1);
      if (c_halves) windows = 1;
      c_pair = !c_halves && PORT_LANES < PIXELS && ($urandom & 1);
      c_add = !c_halves && !c_pair && ($urandom & 1);
      drain_cycles = c_halves ? 2*PIXELS : c_pair ? PORT_LANES : PIXELS;
      c_interleaved = $urandom;
      c_fold = $urandom;
      turns = c_add && c_interleaved ? SHARING : 1;
      // lanes of a sum: a multiple of those that take turns
      lanes = turns * (1 + $urandom % (PIXELS / turns));
      c_sum_last = lanes - 1;
      if (!c_add) lanes = 1;
      c_preshift = $urandom; c_table = $urandom; c_zero = $urandom; c_low = $urandom; c_high = $urandom;
      c_base = $urandom; c_pitch = $urandom; c_steps = steps;
      c_first = $urandom % steps;
      if (c_table) half = 1 - half;
      latch_seen = 0;
      others = 0;
      for (ob = 0; ob < blocks; ob = ob + 1)
        for (i = 0; i < steps; i = i + 1)
          for (w = 0; w < windows; w = w + 1) begin
            tile_end = 1;
            block_first = ob == 0; pixel_first = i == 0; block_last = ob == blocks - 1; pixel_last = i == steps - 1;
            window_first = w == 0; window_last = w == windows - 1;
            // lane x is selected in cycle now + 1 + x
            for (x = 0; x < drain_cycles; x = x + 1) begin
              k = (now + 1 + x) % DEPTH;
              x_lane = x % PIXELS;
              place = x_lane % lanes;
              output_number = x_lane / lanes * turns + place - (lanes - turns);
              s_walk[k] = 1; s_add[k] = c_add && place >= turns; s_fold[k] = c_fold && FOLD != 0; s_turns[k] = c_interleaved && SHARING > 1; s_valid[k] = place >= lanes - turns;
              s_lane[k] = x_lane < PORT_LANES ? x_lane : x_lane - PORT_LANES; s_upper[k] = x_lane >= PORT_LANES; s_code_upper[k] = x >= PIXELS;
              s_second[k] = c_pair && x < PIXELS - PORT_LANES; s_steps[k] = steps;
              s_start[k] = s_valid[k] && output_number == 0; s_wfirst[k] = w == 0; s_wlast[k] = w == windows - 1;
              s_block_load[k] = x == 0 && i == 0 && w == 0;
              s_layer_first[k] = s_block_load[k] && ob == 0;
              s_block_done[k] = x == drain_cycles - 1 && i == steps - 1 && w == windows - 1;
              s_layer_done[k] = s_block_done[k] && ob == blocks - 1;
              s_preshift[k] = c_preshift; s_table[k] = c_table; s_half[k] = half;
              s_zero[k] = c_zero; s_low[k] = c_low; s_high[k] = c_high;
              s_pixel[k] = output_number*steps + (c_first + i) % steps;
              if (c_halves) s_pixel[k] = 2*s_pixel[k] + x / PIXELS;
              // one cycle after the word's stage of the events: the last lane of a step has written it, the last step has begun the next block
              s_unwritten[k] = steps - i - (x == drain_cycles - 1 && w == windows - 1);
              if (s_unwritten[k] == 0) s_unwritten[k] = steps;
              s_base[k] = c_base + ob*c_pitch; s_block[k] = ob; s_layer[k] = layer;
            end
            cycle;
            gap = drain_cycles - 1 + ($urandom & 1)*($urandom % 5);
            repeat (gap) cycle;
          end
      // the next layer's settings may come two cycles after layer_latched
      while (!latch_seen) cycle;
      cycle;
    end
    repeat (CODE_STAGE + 2*PIXELS + 4) cycle;
    if (busy !== 0) $fatal(1, "busy at the end");
    if (layers_done != 60) $fatal(1, "%0d of 60 layers were written", layers_done);
    if (PORT_LANES < PIXELS && seconds < 50) $fatal(1, "only %0d words of the second port", seconds);
    if (HAS_HALVES && uppers < 50) $fatal(1, "only %0d pixels in the upper channel lanes", uppers);
    finished = 1;
  end
endmodule

module tb_cd_drain;
  reg clk = 0;
  always #5 clk = ~clk;
  wire [14:0] finished;
  check_drain #(.PIXELS(5)) five_inst (.clk(clk), .finished(finished[0]));
  check_drain #(.PIXELS(1)) one_inst (.clk(clk), .finished(finished[1]));
  check_drain #(.PIXELS(8), .CODE_STAGE(12), .SHIFT_STAGE(7)) eight_inst (.clk(clk), .finished(finished[2]));
  check_drain #(.PIXELS(7), .SHARING(2)) seven_inst (.clk(clk), .finished(finished[3]));
  check_drain #(.PIXELS(16), .SHARING(4), .CODE_STAGE(9), .SHIFT_STAGE(5)) sixteen_inst (.clk(clk), .finished(finished[4]));
  check_drain #(.PIXELS(8), .PORT_LANES(4)) two_ports_inst (.clk(clk), .finished(finished[5]));
  check_drain #(.PIXELS(7), .PORT_LANES(4), .SHARING(2), .CODE_STAGE(9), .SHIFT_STAGE(5)) odd_ports_inst (.clk(clk), .finished(finished[6]));
  check_drain #(.PIXELS(16), .PORT_LANES(8), .SHARING(4)) sixteen_ports_inst (.clk(clk), .finished(finished[7]));
  check_drain #(.PIXELS(6), .PORT_LANES(4), .CODE_STAGE(12), .SHIFT_STAGE(7)) uneven_inst (.clk(clk), .finished(finished[8]));
  check_drain #(.PIXELS(8), .SHARING(2), .CODE_STAGE(9), .SHIFT_STAGE(5), .FOLD(1)) fold_inst (.clk(clk), .finished(finished[9]));
  check_drain #(.PIXELS(6), .PORT_LANES(4), .SHARING(2), .CODE_STAGE(13), .SHIFT_STAGE(8), .FOLD(1)) fold_ports_inst (.clk(clk), .finished(finished[10]));
  check_drain #(.PIXELS(8), .HAS_HALVES(1)) halves_inst (.clk(clk), .finished(finished[11]));
  check_drain #(.PIXELS(1), .HAS_HALVES(1), .CODE_STAGE(12), .SHIFT_STAGE(7)) one_half_inst (.clk(clk), .finished(finished[12]));
  check_drain #(.PIXELS(7), .PORT_LANES(4), .SHARING(2), .HAS_HALVES(1)) half_ports_inst (.clk(clk), .finished(finished[13]));
  check_drain #(.PIXELS(16), .HAS_HALVES(1), .FOLD(1), .CODE_STAGE(9), .SHIFT_STAGE(5)) half_sixteen_inst (.clk(clk), .finished(finished[14]));
  initial begin
    wait (&finished);
    $display("PASS");
    $finish;
  end
  initial #1000000 $fatal(1, "timeout");
endmodule
`default_nettype wire
