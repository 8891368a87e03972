// SPDX-License-Identifier: Apache-2.0
// cd_issue: the steps of a layer are those of the written loop nest, in order, and nothing but its conditions delays them.
//
// Random layers (every loop also with one turn; last word shorter; groups of several blocks; window loops; weight reuse), weights running on over layers and
// restarting with a frame; in layers of lane weights a step takes a row, the first one beginning with a whole row. For each step: address offset, tap coordinates, byte index, weight address, all flags. Conditions: block_ready, weight_ready (first
// pass only), parameters_ready (end of a block's first tile only) and hold fall at random in half of the layers; in the others every layer must take exactly
// one cycle per step, or PIXELS (PAIR_PIXELS in pairs) per tile where tiles are shorter. Tile ends are never closer than PIXELS, or PAIR_PIXELS behind a tile of a layer in pairs.
// HAS_HALVES: layers with two pixels at once, whose odd steps of a word address the second one, with tile ends 2 * PIXELS apart, and one more behind the layer.
// A reset in mid-layer stops it.
`timescale 1ns/1ps
`default_nettype none
module check_issue #(parameter PIXELS = 3, parameter PAIR_PIXELS = PIXELS, parameter HAS_WINDOW = 1, parameter WEIGHT_LANES = 1, parameter HAS_HALVES = 0) (
  input wire clk, output reg finished
);
  localparam CHANNELS = 8, CONFIG_BITS = 16, ADDRESS_BITS = 10, WEIGHT_ADDRESS_BITS = 9, HALF = CONFIG_BITS / 2;
  reg pair = 0, halves = 0, halves_before = 0;
  reg [HALF-1:0] half_step;
  integer spacing = PIXELS, spacing_before = 1;
  reg rst = 1, restart = 0, load = 0, reuse = 0, lane_weights = 0, block_ready = 1, weight_ready = 1, parameters_ready = 1, hold = 0;
  reg [CONFIG_BITS-1:0] pixel_limit;
  reg [HALF-1:0] first_step, slack;
  wire [HALF-1:0] depend_slack;
  wire issue_pixel_end, pixel_wrap;
  reg g_pixel;
  reg [HALF-1:0] g_slack;
  reg [HALF-1:0] block_limit, group_limit, word_limit, row_limit, column_limit, wrow_limit, wcolumn_limit, tap_y, tap_x, win_y, win_x, dep_word, dep_group;
  reg [2:0] byte_limit, last_byte_limit;
  reg [ADDRESS_BITS-1:0] word_pitch, group_pitch, tap_row, win_row;
  wire issue, first_pass, last_pass, block_parameters, word_end, layer_end;
  wire [HALF-1:0] depend_block, depend_next, step_y, step_x;
  wire valid, first, layer_first, pixel_end, block_end;
  wire [ADDRESS_BITS-1:0] offset;
  wire [2:0] byte_index;
  wire [WEIGHT_ADDRESS_BITS-1:0] weight_address;
  wire [6:0] tile;
  cd_issue #(.CHANNELS(CHANNELS), .PIXELS(PIXELS), .PAIR_PIXELS(PAIR_PIXELS), .CONFIG_BITS(CONFIG_BITS), .ADDRESS_BITS(ADDRESS_BITS),
    .WEIGHT_ADDRESS_BITS(WEIGHT_ADDRESS_BITS), .WEIGHT_LANES(WEIGHT_LANES), .HAS_WINDOW(HAS_WINDOW), .HAS_HALVES(HAS_HALVES)) dut (
    .clk(clk), .rst(rst), .restart_weights(restart), .layer_load(load), .weight_reuse(reuse), .lane_weights(lane_weights), .pair(pair), .halves(halves), .half_step(half_step), .pixel_limit(pixel_limit), .first_pixel_step(first_step), .pixel_slack(slack), .block_limit(block_limit),
    .group_block_limit(group_limit), .word_limit(word_limit), .byte_limit(byte_limit), .last_byte_limit(last_byte_limit),
    .kernel_row_limit(row_limit), .kernel_column_limit(column_limit), .window_row_limit(wrow_limit), .window_column_limit(wcolumn_limit),
    .tap_step_y(tap_y), .tap_step_x(tap_x), .window_step_y(win_y), .window_step_x(win_x), .word_pitch(word_pitch), .group_pitch(group_pitch),
    .tap_row_step(tap_row), .window_row_step(win_row), .depend_word_step(dep_word), .depend_group_step(dep_group), .block_ready(block_ready),
    .weight_ready(weight_ready), .parameters_ready(parameters_ready), .hold(hold), .issue(issue), .issue_first_pass(first_pass), .issue_last_pass(last_pass),
    .issue_block_parameters(block_parameters), .issue_word_end(word_end), .issue_pixel_end(issue_pixel_end), .issue_layer_end(layer_end),
    .depend_block(depend_block), .depend_next(depend_next), .depend_slack(depend_slack), .step_valid(valid), .step_first(first), .step_layer_first(layer_first),
    .step_pixel_end(pixel_end), .step_pixel_wrap(pixel_wrap), .step_block_end(block_end), .step_offset(offset), .step_y(step_y), .step_x(step_x), .step_byte(byte_index),
    .step_weight_address(weight_address), .step_tile(tile));

  integer layer, ob, i, wy, wx, cb, ky, kx, j, bytes, group, wbase, wnow, wstep, cycles, ideal, now = 0, last_tile = -100, stalls, window_offset, guard;
  integer eoffset, first_tile, tend, pend, bend, steps, stalled_layers = 0;
  reg went, g_first, g_last, g_block, g_params, g_word, g_end;
  reg [HALF-1:0] g_depend;

  // one cycle: what is issued in it, and the step that is visible behind its edge
  task cycle;
    begin
      // weights are asked for in the first pass only: it is all that this mode gives
      if (stalls == 2) begin #1 weight_ready = first_pass; end
      if (stalls == 1) begin
        block_ready = ($urandom & 3) != 0; weight_ready = ($urandom & 3) != 0; parameters_ready = ($urandom & 3) != 0; hold = ($urandom & 7) == 0;
      end
      #1;
      went = issue; g_first = first_pass; g_last = last_pass; g_params = block_parameters; g_word = word_end; g_end = layer_end; g_depend = depend_block; g_pixel = issue_pixel_end; g_slack = depend_slack;
      @(posedge clk);
      #1;
      now = now + 1;
      if (valid !== went) $fatal(1, "step_valid does not follow issue");
    end
  endtask

  initial begin
    finished = 0;
    wnow = 0;
    repeat (2) @(posedge clk);
    #1 rst = 0;
    for (layer = 0; layer < 120; layer = layer + 1) begin
      stalls = layer % 4 == 2 ? 2 : layer & 1;
      if (stalls != 1) begin block_ready = 1; weight_ready = 1; parameters_ready = 1; hold = 0; end
      if (layer % 20 == 19) begin
        restart = 1;
        cycle;
        restart = 0;
        wnow = 0;
      end
      halves_before = halves;
      halves = HAS_HALVES && ($urandom & 1);
      half_step = $urandom;
      pair = !halves && PAIR_PIXELS < PIXELS && ($urandom & 1);
      spacing = halves ? 2*PIXELS : pair ? PAIR_PIXELS : PIXELS;
      pixel_limit = $urandom % 3; first_step = $urandom % (pixel_limit + 1); slack = $urandom % 4; block_limit = $urandom % 4; group_limit = $urandom % 3; word_limit = $urandom % 4;
      byte_limit = $urandom; last_byte_limit = $urandom; row_limit = $urandom % 3; column_limit = $urandom % 3;
      wrow_limit = HAS_WINDOW ? ($urandom & 1)*($urandom % 3) : 0; wcolumn_limit = HAS_WINDOW ? ($urandom & 1)*($urandom % 3) : 0;
      if (layer % 5 == 0) begin word_limit = 0; last_byte_limit = 0; row_limit = 0; column_limit = $urandom & 1; end
      tap_y = $urandom; tap_x = $urandom; win_y = $urandom; win_x = $urandom; word_pitch = $urandom; group_pitch = $urandom;
      tap_row = $urandom; win_row = $urandom; dep_word = $urandom % 4; dep_group = $urandom % 4; reuse = ($urandom & 3) == 0; lane_weights = $urandom;
      wstep = lane_weights ? WEIGHT_LANES : 1;
      if (lane_weights) wnow = (wnow + WEIGHT_LANES - 1) / WEIGHT_LANES * WEIGHT_LANES;
      load = 1;
      cycle;
      load = 0;
      // a layer with two pixels at once drains into the next layer's first tile
      cycles = 0; ideal = halves_before ? 2*PIXELS : 0; steps = 0;
      wbase = wnow;
      for (ob = 0; ob <= block_limit; ob = ob + 1) begin
        group = ob / (group_limit + 1);
        for (i = 0; i <= pixel_limit; i = i + 1)
          for (wy = 0; wy <= wrow_limit; wy = wy + 1)
            for (wx = 0; wx <= wcolumn_limit; wx = wx + 1) begin
              wnow = wbase;
              first_tile = i == 0 && wy == 0 && wx == 0;
              // advancing along a row adds the step, a wrap adds the row step
              window_offset = group*group_pitch + wy*win_row + (wy*wcolumn_limit + wx)*win_x;
              bytes = 0;
              for (cb = 0; cb <= word_limit; cb = cb + 1)
                for (ky = 0; ky <= row_limit; ky = ky + 1)
                  for (kx = 0; kx <= column_limit; kx = kx + 1)
                    for (j = 0; j <= (cb == word_limit ? last_byte_limit : byte_limit); j = j + 1) begin
                      tend = cb == word_limit && ky == row_limit && kx == column_limit && j == last_byte_limit;
                      pend = tend && wy == wrow_limit && wx == wcolumn_limit;
                      bend = pend && i == pixel_limit;
                      guard = 0;
                      cycle;
                      cycles = cycles + 1;
                      while (!went) begin
                        cycle;
                        cycles = cycles + 1;
                        guard = guard + 1;
                        if (guard > 500) $fatal(1, "layer %0d: no step comes", layer);
                      end
                      bytes = bytes + 1;
                      steps = steps + 1;
                      eoffset = window_offset + cb*word_pitch + ky*tap_row + (ky*column_limit + kx)*tap_x;
                      if (halves && j % 2 == 1) eoffset = eoffset + half_step;
                      if (offset !== eoffset % (1 << ADDRESS_BITS)) $fatal(1, "layer %0d block %0d pixel %0d window %0d,%0d word %0d tap %0d,%0d byte %0d: offset %0d, expected %0d", layer, ob, i, wy, wx, cb, ky, kx, j, offset, eoffset % (1 << ADDRESS_BITS));
                      if (step_y !== 8'(wy*win_y + ky*tap_y) || step_x !== 8'(wx*win_x + kx*tap_x + (halves && j % 2 == 1 ? half_step : 0))) $fatal(1, "layer %0d block %0d window %0d,%0d tap %0d,%0d: coordinates %0d %0d", layer, ob, wy, wx, ky, kx, step_y, step_x);
                      if (byte_index !== j) $fatal(1, "layer %0d: byte %0d, expected %0d", layer, byte_index, j);
                      if (weight_address !== wnow % (1 << WEIGHT_ADDRESS_BITS)) $fatal(1, "layer %0d block %0d pixel %0d: weight address %0d, expected %0d", layer, ob, i, weight_address, wnow);
                      wnow = wnow + wstep;
                      if (first !== (bytes == 1) || layer_first !== (steps == 1)) $fatal(1, "layer %0d: first flags", layer);
                      if (tile[6] !== tend || pixel_end !== pend || (pend && block_end !== bend)) $fatal(1, "layer %0d: end flags", layer);
                      if (tend && tile[5:0] !== {ob == 0, i == 0, ob == block_limit, i == pixel_limit, wy == 0 && wx == 0, wy == wrow_limit && wx == wcolumn_limit})
                        $fatal(1, "layer %0d: tile flags %b", layer, tile);
                      if (g_first !== (first_tile && (ob == 0 || !reuse))) $fatal(1, "layer %0d: first pass", layer);
                      if (tend && g_last !== (i == pixel_limit && wy == wrow_limit && wx == wcolumn_limit && (ob == block_limit || !reuse))) $fatal(1, "layer %0d: last pass", layer);
                      if (g_params !== (tend && first_tile)) $fatal(1, "layer %0d: block parameters", layer);
                      if (g_word !== (ky == row_limit && kx == column_limit && j == (cb == word_limit ? last_byte_limit : byte_limit))) $fatal(1, "layer %0d: word end", layer);
                      if (g_end !== (bend && ob == block_limit)) $fatal(1, "layer %0d: layer end", layer);
                      if (g_depend !== 8'(group*dep_group + cb*dep_word)) $fatal(1, "layer %0d block %0d word %0d: input block %0d", layer, ob, cb, g_depend);
                      if (g_pixel !== pend) $fatal(1, "layer %0d: pixel end", layer);
                      if (pend && !bend && pixel_wrap !== ((first_step + i) % (pixel_limit + 1) == pixel_limit)) $fatal(1, "layer %0d block %0d pixel %0d: the lanes' last pixel", layer, ob, i);
                      if (g_slack !== (slack > i ? slack - i : 0)) $fatal(1, "layer %0d pixel %0d: slack %0d of %0d", layer, i, g_slack, slack);
                      if (hold) $fatal(1, "layer %0d: a step goes while the banks are taken", layer);
                      if (!block_ready) $fatal(1, "layer %0d: a step goes while its block is not ready", layer);
                      if (!weight_ready && g_first) $fatal(1, "layer %0d: a step goes without its weight", layer);
                      if (!parameters_ready && g_params) $fatal(1, "layer %0d: a tile ends without its parameters", layer);
                      if (tend) begin
                        if (now - last_tile < spacing_before) $fatal(1, "layer %0d: tile ends %0d cycles apart", layer, now - last_tile);
                        last_tile = now;
                        spacing_before = spacing + (halves && bend && ob == block_limit);
                      end
                    end
              ideal = ideal + (bytes > spacing ? bytes : spacing);
            end
        if (!(reuse && ob != block_limit)) wbase = wnow;
      end
      // the first tile is not held by an earlier one here, so it may be shorter than PIXELS
      if (stalls != 1 && cycles > ideal) $fatal(1, "layer %0d: %0d cycles for %0d", layer, cycles, ideal);
      if (stalls == 1 && cycles > ideal) stalled_layers = stalled_layers + 1;
      repeat (3) begin
        cycle;
        if (went) $fatal(1, "layer %0d: a step after the end", layer);
      end
    end
    if (stalled_layers < 30) $fatal(1, "stalls were not tried");
    // reset in the middle
    stalls = 0; block_ready = 1; weight_ready = 1; parameters_ready = 1; hold = 0;
    word_limit = 3;
    load = 1;
    cycle;
    load = 0;
    repeat (3) cycle;
    if (!went) $fatal(1, "the layer did not begin");
    rst = 1;
    @(posedge clk);
    #1;
    if (valid !== 0 || layer_first !== 0 || pixel_end !== 0 || tile[6] !== 0) $fatal(1, "a step in reset");
    rst = 0;
    repeat (20) begin
      cycle;
      if (went) $fatal(1, "a step after reset");
    end
    finished = 1;
  end
endmodule

module tb_cd_issue;
  reg clk = 0;
  always #5 clk = ~clk;
  wire [7:0] finished;
  check_issue #(.PIXELS(3)) three_inst (.clk(clk), .finished(finished[0]));
  check_issue #(.PIXELS(1)) one_inst (.clk(clk), .finished(finished[1]));
  check_issue #(.PIXELS(8), .HAS_WINDOW(0)) eight_inst (.clk(clk), .finished(finished[2]));
  check_issue #(.PIXELS(7), .PAIR_PIXELS(4), .WEIGHT_LANES(4)) seven_inst (.clk(clk), .finished(finished[3]));
  check_issue #(.PIXELS(8), .PAIR_PIXELS(4)) pair_inst (.clk(clk), .finished(finished[4]));
  check_issue #(.PIXELS(8), .HAS_HALVES(1)) halves_inst (.clk(clk), .finished(finished[5]));
  check_issue #(.PIXELS(1), .HAS_HALVES(1)) one_half_inst (.clk(clk), .finished(finished[6]));
  check_issue #(.PIXELS(7), .PAIR_PIXELS(4), .WEIGHT_LANES(4), .HAS_HALVES(1)) half_pair_inst (.clk(clk), .finished(finished[7]));
  initial begin
    wait (&finished);
    $display("PASS");
    $finish;
  end
  initial #20000000 $fatal(1, "timeout");
endmodule
`default_nettype wire
