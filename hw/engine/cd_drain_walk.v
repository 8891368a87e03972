// SPDX-License-Identifier: Apache-2.0
// The drain's walk over the pixel lanes of a tile: which lane's sum leaves, and how sums belong together.
//
// One lane per cycle, lane 0 first, from the cycle after tile_end; with two pixels at once (config_halves) a second time, marked by `second`. Two ports: a layer in which both leave together
// (config_pair) has lanes k and PORT_LANES + k in cycle k, marked by pair_lane; in other layers `lane` counts within the port, and `upper` says that it is the second one.
//
// A layer that adds its lanes (config_add_lanes) has a sum of every sum_last + 1 of them: `add` marks all of these but the first, and word_lane the last one. Interleaved, these lanes make
// SHARING sums in turn: lane k of them belongs to sum k mod SHARING. `fold` marks the sums of a layer that cd_lane_fold joins.
//
// Configuration is copied with the layer's first tile.
`default_nettype none
module cd_drain_walk #(
  // pixel lanes
  parameter PIXELS = 8,
  // sums that take turns in an interleaved layer: lanes that share a multiplier
  parameter SHARING = 1,
  // pixel lanes of the first port: PIXELS, or for two ports half of it, rounded up to even
  parameter PORT_LANES = PIXELS,
  // 1: a stage for cd_lane_fold
  parameter FOLD = 0,
  // 1: layers whose lanes have two pixels at once (VALUES 1)
  parameter HAS_HALVES = 0,
  // values that leave for each pixel, one per cycle: 1 when all channels leave together
  parameter VALUES = 1
) (
  input  wire                                                       clk,
  input  wire                                                       rst,
  input  wire                                                       tile_end,
  // with tile_end: the layer's first tile
  input  wire                                                       layer_begins,
  input  wire                                                       config_add_lanes,
  input  wire                                                       config_interleaved,
  input  wire                                                       config_fold,
  input  wire [(PIXELS*VALUES > 1 ? $clog2(PIXELS*VALUES) : 1)-1:0] config_sum_last,
  input  wire                                                       config_pair,
  input  wire                                                       config_halves,
  // stage 0: a lane's value is selected, the tile's first, the tile's last
  output reg                                                        draining,
  output wire [(PIXELS*VALUES > 1 ? $clog2(PIXELS*VALUES) : 1)-1:0] lane,
  output wire                                                       lane_first,
  output wire                                                       lane_last,
  // of the pixels in the upper channel lanes
  output wire                                                       second,
  // a lane of the second port leaves, too
  output wire                                                       pair_lane,
  // the value completes a word, the tile's first word
  output wire                                                       word_lane,
  output wire                                                       word_start,
  // stage 1, of the selected sum
  output wire                                                       upper,
  output wire                                                       fold,
  output wire                                                       fold_odd,
  // stage 1, with FOLD 2: the selected sum is added to the total before it, or to that of SHARING lanes before
  output wire                                                       add,
  output wire                                                       add_interleaved
);
  localparam LANE_BITS    = PIXELS*VALUES > 1 ? $clog2(PIXELS*VALUES) : 1;
  localparam LAST_LANE    = PIXELS*VALUES - 1;
  localparam LAST_VALUE   = VALUES - 1;
  localparam LAST_SHARING = SHARING - 1;

`ifndef SYNTHESIS
  initial begin
    if (PIXELS < 1 || PIXELS > 16) $fatal(1, "cd_drain_walk: PIXELS=%0d is not in 1..16 (%m)", PIXELS);
    if (SHARING != 1 && SHARING != 2 && SHARING != 4) $fatal(1, "cd_drain_walk: SHARING=%0d is not 1, 2 or 4 (%m)", SHARING);
    if (PORT_LANES != PIXELS && (PORT_LANES != (PIXELS + 3) / 4 * 2 || PORT_LANES > PIXELS || VALUES != 1))
      $fatal(1, "cd_drain_walk: PORT_LANES=%0d is neither all nor the even half of PIXELS=%0d (%m)", PORT_LANES, PIXELS);
    if (VALUES < 1 || (VALUES & (VALUES - 1)) != 0) $fatal(1, "cd_drain_walk: VALUES=%0d is not a power of two (%m)", VALUES);
    if (FOLD != 0 && (FOLD != 1 || VALUES != 1)) $fatal(1, "cd_drain_walk: FOLD=%0d is neither 0 nor, with VALUES 1, 1 (%m)", FOLD);
    if (HAS_HALVES != 0 && VALUES != 1) $fatal(1, "cd_drain_walk: HAS_HALVES takes VALUES 1 (%m)");
  end
`endif

  // Walk over the lanes of the tile.
  reg add_lanes, interleaved;
  // Place among the lanes of a sum; sum_first: of the tile's first sum.
  reg [LANE_BITS-1:0] place, sum_last;
  reg [LANE_BITS-1:0] walk;
  wire [LANE_BITS-1:0] last_lane;
  // The walk over the pixels in the upper channel lanes follows.
  wire halves;
  wire walk_first = draining & (walk == {LANE_BITS{1'b0}});
  wire walk_last  = draining & (walk == last_lane);
  assign lane_first = walk_first & ~second;
  assign lane_last  = walk_last & (second | ~halves);

  always @(posedge clk) begin
    if (tile_end) begin
      walk     <= {LANE_BITS{1'b0}};
      draining <= 1'b1;
      if (layer_begins) begin
        add_lanes   <= config_add_lanes;
        interleaved <= config_interleaved & (SHARING > 1);
        sum_last    <= config_sum_last;
      end
    end else if (lane_last) draining <= 1'b0;
    else if (walk_last) walk <= {LANE_BITS{1'b0}};
    else walk <= walk + 1'b1;
    if (rst) draining <= 1'b0;
  end

  generate
    if (HAS_HALVES != 0) begin : gen_halves
      reg halves_reg, second_reg;
      assign halves = halves_reg;
      assign second = second_reg;
      always @(posedge clk) begin
        if (tile_end && layer_begins) halves_reg <= config_halves;
        if (tile_end) second_reg <= 1'b0;
        else if (walk_last) second_reg <= halves_reg;
      end
    end else begin : gen_no_halves
      assign halves = 1'b0;
      assign second = 1'b0;
      wire unused = &{1'b0, config_halves};
    end
  endgenerate

  // What the second port adds.
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
          if (layer_begins) pair <= config_pair;
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
        if (tile_end && layer_begins) folds <= config_fold;
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
endmodule
`default_nettype wire
