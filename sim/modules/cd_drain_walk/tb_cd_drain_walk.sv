// SPDX-License-Identifier: Apache-2.0
// cd_drain_walk: for every cycle of a tile which lane leaves, through which port, and with which others it is added.
//
// Random layers of 1 to 6 tiles, tile ends as close as their walk is long and with gaps; with the second tile of a layer the configuration inputs are others'. Layers that add their lanes, in order and
// interleaved, that let both ports' lanes leave together, and that walk twice, follow each other in any order. Each variant tells how often it saw its own kind.
`timescale 1ns/1ps
`default_nettype none
module check_walk #(parameter PIXELS = 5, parameter PORT_LANES = PIXELS, parameter SHARING = 1, parameter FOLD = 0, parameter HAS_HALVES = 0, parameter VALUES = 1) (
  input wire clk, output reg finished
);
  localparam LANES = PIXELS * VALUES, LANE_BITS = LANES > 1 ? $clog2(LANES) : 1;
  reg rst = 1, tile_end = 0, layer_begins = 0, c_add = 0, c_interleaved = 0, c_fold = 0, c_pair = 0, c_halves = 0;
  reg [LANE_BITS-1:0] c_sum_last = 0;
  wire draining, lane_first, lane_last, second, pair_lane, word_lane, word_start, upper, fold, fold_odd, add, add_interleaved;
  wire [LANE_BITS-1:0] lane;
  cd_drain_walk #(.PIXELS(PIXELS), .PORT_LANES(PORT_LANES), .SHARING(SHARING), .FOLD(FOLD), .HAS_HALVES(HAS_HALVES), .VALUES(VALUES)) dut (
    .clk(clk), .rst(rst), .tile_end(tile_end), .layer_begins(layer_begins), .config_add_lanes(c_add), .config_interleaved(c_interleaved),
    .config_fold(c_fold), .config_sum_last(c_sum_last), .config_pair(c_pair), .config_halves(c_halves), .draining(draining), .lane(lane),
    .lane_first(lane_first), .lane_last(lane_last), .second(second), .pair_lane(pair_lane), .word_lane(word_lane), .word_start(word_start),
    .upper(upper), .fold(fold), .fold_odd(fold_odd), .add(add), .add_interleaved(add_interleaved)
  );

  // The layer, as it was configured.
  reg halves, pair, adds, turning, folds;
  integer layer, tiles, n, x, from, cycles, sum_lanes, turns, place, number, compared = 0, added = 0, turned = 0, seconds = 0, pairs = 0, folded = 0, words, expected_words;
  // What the stages behind the lane show, one and two cycles later.
  reg was_draining = 0, was_upper = 0, was_fold = 0, was_odd = 0;
  reg [1:0] was_add = 0, was_turning = 0, was_walking = 0;

  // One cycle of the walk: place k of it, or none when k < 0.
  task cycle(input integer k);
    begin
      @(negedge clk);
      from = k % LANES;
      if (draining !== (k >= 0)) $fatal(1, "layer %0d, cycle %0d: draining %b", layer, k, draining);
      if (was_draining && upper !== was_upper) $fatal(1, "layer %0d, behind cycle %0d: upper %b", layer, k - 1, upper);
      if (was_draining && (fold !== was_fold || fold_odd !== (FOLD != 0 && was_odd))) $fatal(1, "layer %0d, behind cycle %0d: fold %b odd %b", layer, k - 1, fold, fold_odd);
      if (was_walking[FOLD] && (add !== was_add[FOLD] || add_interleaved !== was_turning[FOLD])) $fatal(1, "layer %0d, behind cycle %0d: add %b %b", layer, k, add, add_interleaved);
      was_draining = k >= 0;
      was_upper    = PORT_LANES < PIXELS && from >= PORT_LANES;
      was_fold     = FOLD != 0 && folds;
      was_odd      = (was_upper ? from - PORT_LANES : from) % 2;
      place        = from % sum_lanes;
      was_walking  = {was_walking[0], was_draining};
      was_add      = {was_add[0], adds & ~turning & (place >= turns)};
      was_turning  = {was_turning[0], adds & turning & (place >= turns)};
      if (k >= 0) begin
        if (lane !== (was_upper ? from - PORT_LANES : from)) $fatal(1, "layer %0d, cycle %0d: lane %0d", layer, k, lane);
        if (lane_first !== (k == 0) || lane_last !== (k == cycles - 1)) $fatal(1, "layer %0d, cycle %0d: first %b last %b", layer, k, lane_first, lane_last);
        if (second !== (k >= LANES)) $fatal(1, "layer %0d, cycle %0d: second %b", layer, k, second);
        if (pair_lane !== (pair && k < PIXELS - PORT_LANES)) $fatal(1, "layer %0d, cycle %0d: pair_lane %b", layer, k, pair_lane);
        number = VALUES > 1 ? k / VALUES : from / sum_lanes * turns + place - (sum_lanes - turns);
        if (word_lane !== (VALUES > 1 ? k % VALUES == VALUES - 1 : place >= sum_lanes - turns)) $fatal(1, "layer %0d, cycle %0d: word_lane %b", layer, k, word_lane);
        if ((word_lane && word_start) !== (word_lane && number == 0)) $fatal(1, "layer %0d, cycle %0d: word_start %b", layer, k, word_start);
        added    = added + was_add[0];
        turned   = turned + was_turning[0];
        seconds  = seconds + second;
        pairs    = pairs + pair_lane;
        folded   = folded + was_fold;
        compared = compared + 1;
      end else if (word_lane !== 0 || lane_last !== 0 || lane_first !== 0 || pair_lane !== 0) $fatal(1, "layer %0d: an event between tiles", layer);
    end
  endtask

  initial begin
    finished = 0;
    sum_lanes = 1; turns = 1; cycles = LANES; halves = 0; pair = 0; adds = 0; turning = 0; folds = 0;
    repeat (3) @(negedge clk);
    rst = 0;
    for (layer = 0; layer < 240; layer = layer + 1) begin
      tiles = 1 + $urandom % 6;
      for (n = 0; n < tiles; n = n + 1) begin
        c_halves      = (HAS_HALVES != 0) & $urandom;
        c_pair        = ~c_halves & (PORT_LANES < PIXELS) & $urandom;
        c_add         = ~c_halves & ~c_pair & (VALUES == 1) & $urandom;
        c_interleaved = $urandom;
        c_fold        = $urandom;
        c_sum_last    = (c_interleaved ? SHARING : 1) * (1 + $urandom % (PIXELS / (c_interleaved ? SHARING : 1))) - 1;
        tile_end      = 1;
        layer_begins  = n == 0;
        // the last lane of the tile before is still there
        @(posedge clk);
        if (n == 0) begin
          halves = c_halves; pair = c_pair; adds = c_add; folds = c_fold;
          turning   = c_interleaved && SHARING > 1;
          turns     = adds && turning ? SHARING : 1;
          sum_lanes = adds ? c_sum_last + 1 : 1;
          cycles    = halves ? 2*LANES : pair ? PORT_LANES : LANES;
        end
        #1 tile_end = 0;
        layer_begins = $urandom;
        for (x = 0; x < cycles - 1; x = x + 1) cycle(x);
        // the tile's last lane, and the end of the next tile in its cycle, or later
        cycle(cycles - 1);
        if ($urandom & 1) begin
          x = 1 + $urandom % 4;
          repeat (x) cycle(-1);
        end
      end
    end
    // A reset ends the walk, and no tile begins while it lasts.
    tile_end = 1;
    @(negedge clk);
    rst = 1;
    @(negedge clk);
    if (draining !== 0) $fatal(1, "walking in the reset");
    if (compared < 240 * LANES) $fatal(1, "only %0d lanes", compared);
    if (HAS_HALVES != 0 && seconds < 50 || PORT_LANES < PIXELS && pairs < 50 || FOLD != 0 && folded < 50) $fatal(1, "%0d second pixels, %0d pairs, %0d folds", seconds, pairs, folded);
    if (VALUES == 1 && PIXELS > 1 && (added < 50 || SHARING > 1 && PIXELS >= 2 * SHARING && turned < 20)) $fatal(1, "%0d and %0d additions", added, turned);
    finished = 1;
  end
endmodule

module tb_cd_drain_walk;
  reg clk = 0;
  always #5 clk = ~clk;
  wire [10:0] finished;
  check_walk #(.PIXELS(5)) five_inst (.clk(clk), .finished(finished[0]));
  check_walk #(.PIXELS(1), .HAS_HALVES(1)) one_inst (.clk(clk), .finished(finished[1]));
  check_walk #(.PIXELS(8), .FOLD(1), .SHARING(2)) fold_inst (.clk(clk), .finished(finished[2]));
  check_walk #(.PIXELS(7), .SHARING(2)) seven_inst (.clk(clk), .finished(finished[3]));
  check_walk #(.PIXELS(16), .SHARING(4), .HAS_HALVES(1)) sixteen_inst (.clk(clk), .finished(finished[4]));
  check_walk #(.PIXELS(8), .PORT_LANES(4)) two_ports_inst (.clk(clk), .finished(finished[5]));
  check_walk #(.PIXELS(6), .PORT_LANES(4), .SHARING(2), .FOLD(1)) uneven_inst (.clk(clk), .finished(finished[6]));
  check_walk #(.PIXELS(7), .PORT_LANES(4), .SHARING(2), .HAS_HALVES(1)) all_inst (.clk(clk), .finished(finished[7]));
  check_walk #(.PIXELS(3), .VALUES(8)) serial_inst (.clk(clk), .finished(finished[8]));
  check_walk #(.PIXELS(1), .VALUES(4)) serial_one_inst (.clk(clk), .finished(finished[9]));
  check_walk #(.PIXELS(10), .PORT_LANES(6), .SHARING(2)) ten_inst (.clk(clk), .finished(finished[10]));
  initial begin
    wait (&finished);
    $display("PASS");
    $finish;
  end
  initial #1000000 $fatal(1, "timeout");
endmodule
`default_nettype wire
