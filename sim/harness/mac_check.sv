// SPDX-License-Identifier: Apache-2.0
// Drives multiply-accumulate lanes that share a weight, and compares them with as many cd_mac_lane, in every cycle.
//
// SWAPS: every other tile has `swap`: the lanes 2p and 2p + 1 share the activation of the lower one, and each has a weight of its own. The upper one's is one less where the lower one's is negative,
// as the multiplier wants it (cd_mac_pair).
// CARRIED: sums of odd lanes hold the carry of the lane below (cd_mac_pair), which is taken off before they are compared.
// First every step is a tile of its own: all activations of each lane by all 512 weights, the other lane of the pair at 0 or 255, and random (SWEEP). Then tiles of many steps: back to
// back (the capture of one meets the first step of the next), with gaps and unrelated operands in them, extremes of either sign up to the limit of ACC_BITS + 1 bits,
// and excursions past it that come back. Sums are sampled in the first half of a cycle: with two halves a lane may be captured in the middle of the one before.
`timescale 1ns/1ps
`default_nettype none
module mac_check #(
  parameter LANES = 2,
  parameter ACC_BITS = 32,
  parameter CARRIED = 0,
  parameter SWEEP = 1,
  parameter SWAPS = 0
) (
  output reg                       clk,
  output reg                       clk2x,
  output reg                       rst,
  output reg  [8*LANES-1:0]        activations,
  output reg  [8:0]                weight,
  output reg                       swap,
  output wire [9*LANES-1:0]        weights,
  output reg                       accumulate,
  output reg                       first,
  output reg                       capture,
  input  wire [LANES*ACC_BITS-1:0] sums,
  input  wire [LANES-1:0]          extras
);
  initial begin
    {rst, activations, weight, other, swap, accumulate, first, capture} = 0;
    rst = 1;
    forever begin
      {clk, clk2x} = 2'b11;
      #5 clk2x = 0;
      #5 {clk, clk2x} = 2'b01;
      #5 clk2x = 0;
      #5;
    end
  end

  wire [ACC_BITS-1:0] references [0:LANES-1];
  wire [ACC_BITS-1:0] corrected [0:LANES-1];
  reg [8:0] other;

  // Factors of a lane.
  function [7:0] activation_of(input integer lane, input swapped, input [8*LANES-1:0] operands);
    activation_of = operands[8*(swapped ? lane / 2 * 2 : lane) +: 8];
  endfunction
  function [8:0] weight_of(input integer lane, input swapped, input [8:0] factor, input [8:0] upper_factor);
    weight_of = !swapped ? factor : lane % 2 == 0 ? (lane % 4 == 0 ? factor : ~factor) : (lane % 4 == 1 ? upper_factor : {~upper_factor[8:1], 1'b1});
  endfunction

  genvar x;
  generate
    for (x = 0; x < LANES; x = x + 1) begin : gen_lane
      wire [7:0] lane_activation = activation_of(x, swap, activations);
      wire [8:0] lane_weight = weight_of(x, swap, weight, other);
      if (x % 2 == 1) assign weights[9*x +: 9] = lane_weight - {8'd0, swap & weights[9*x - 1]};
      else assign weights[9*x +: 9] = lane_weight;
      cd_mac_lane #(.ACC_BITS(ACC_BITS)) reference_inst (
        .clk(clk), .activation(lane_activation), .weight(lane_weight), .accumulate(accumulate), .first(first), .capture(capture),
        .sum(references[x])
      );
      if (CARRIED != 0 && x % 2 == 1)
        assign corrected[x] = sums[ACC_BITS*x +: ACC_BITS] - {{16{extras[x-1]}}, sums[ACC_BITS*x - 1 -: ACC_BITS - 16]};
      else assign corrected[x] = sums[ACC_BITS*x +: ACC_BITS];
    end
  endgenerate

  // Control of the coming cycles: it follows the operands.
  reg [1:0] accumulate_next = 0, first_next = 0;
  reg [2:0] capture_next = 0;
  integer compared = 0, captures = 0, k;
  reg ready = 0;

  // The tile under way has it; an upper weight of at least -255.
  reg swapping = 0;
  reg [8:0] upper_weight = 0;

  // One cycle; step: with these operands, begin and end of a tile.
  task cycle(input step, input begins, input ends, input [8*LANES-1:0] operands, input [8:0] factor);
    begin
      @(posedge clk);
      activations  <= operands;
      weight       <= factor;
      other        <= upper_weight;
      swap         <= swapping;
      accumulate_next <= {accumulate_next[0], step};
      accumulate   <= accumulate_next[0];
      first        <= accumulate_next[0] ? first_next[0] : $urandom;
      first_next   <= {first_next[0], begins};
      capture_next <= {capture_next[1:0], step & ends};
      capture      <= capture_next[1];
      #5;
      if (capture_next[2]) captures = captures + 1;
      if (captures > 0) begin
        for (k = 0; k < LANES; k = k + 1)
          if (corrected[k] !== references[k]) $fatal(1, "tile %0d: sum of lane %0d is %h, expected %h", captures, k, corrected[k], references[k]);
        compared = compared + 1;
      end
    end
  endtask

  // A tile of many steps. kind: 0, 1 extremes of one sign, 2 up and back again, others random.
  localparam signed [63:0] LIMIT = 64'sd1 <<< ACC_BITS;
  reg signed [63:0] totals [0:LANES-1];
  reg signed [63:0] added;
  task tile(input integer steps, input integer gaps, input integer kind);
    reg [8*LANES-1:0] operands;
    reg [8:0] factor;
    integer step, lane;
    reg fits;
    begin
      for (lane = 0; lane < LANES; lane = lane + 1) totals[lane] = 0;
      swapping = (SWAPS != 0) & ~swapping;
      for (step = 0; step < steps; step = step + 1) begin
        while (gaps != 0 && $urandom_range(0, gaps) != 0) cycle(0, 1, 1, $urandom, $urandom);
        for (lane = 0; lane < LANES; lane = lane + 1) operands[8*lane +: 8] = (kind > 2) ? ((kind == 3) ? 255 * ($urandom & 1) : $urandom) : 255;
        factor = (kind == 0) ? 9'd255 : (kind == 1) ? 9'h100 : (kind == 2) ? ((step < steps / 2) ? 9'd255 : 9'h101)
               : (kind == 4) ? (($urandom & 1) ? 9'h1ff : 9'd1) : $urandom;
        upper_weight = (kind == 0) ? 9'd255 : (kind == 1) ? 9'h101 : $urandom;
        if (upper_weight == 9'h100) upper_weight = 9'h101;
        fits = 1;
        for (lane = 0; lane < LANES; lane = lane + 1) begin
          added = totals[lane] + longint'({1'b0, activation_of(lane, swapping, operands)}) * longint'($signed(weight_of(lane, swapping, factor, upper_weight)));
          if (added >= LIMIT || added < -LIMIT) fits = 0;
        end
        if (!fits && kind != 2) operands = 0;
        for (lane = 0; lane < LANES; lane = lane + 1)
          totals[lane] = totals[lane] + longint'({1'b0, activation_of(lane, swapping, operands)}) * longint'($signed(weight_of(lane, swapping, factor, upper_weight)));
        cycle(1, step == 0, step == steps - 1, operands, factor);
      end
    end
  endtask

  integer pass, a, w, n, target;
  reg [8*LANES-1:0] swept;
  initial begin
    repeat (4) cycle(0, 0, 0, 0, 0);
    rst <= 0;
    repeat (4) cycle(0, 0, 0, 0, 0);
    for (pass = 0; pass < (SWEEP != 0 ? 4 : 0); pass = pass + 1) begin
      swapping = (SWAPS != 0) & (pass % 2 == 1);
      for (w = 0; w < 512; w = w + 1)
        for (a = 0; a < 256; a = a + 1) begin
          target = pass / 2;
          // Lower or upper lane of each pair, beside a lane that is random, or at a corner.
          for (n = 0; n < LANES; n = n + 1)
            swept[8*n +: 8] = (n % 2 == target) ? ((n < 2) ? a : 255 - a) : (pass % 2 == 1) ? $urandom : (target == 0) ? 255 * ((n / 2) ^ (w & 1)) : 255 * (w & 1);
          // Upper weights at the corners, at 0 and random, the lower ones at all values with all activations.
          upper_weight = (a ^ w) & 1 ? $urandom : w & 2 ? 9'd255 : 9'h101;
          if (upper_weight == 9'h100) upper_weight = 9'd0;
          cycle(1, 1, 1, swept, w);
        end
    end
    for (n = 0; n < 1500; n = n + 1)
      tile((n % 4 == 0) ? 1 : $urandom_range(1, 40), (n / 100) % 3, $urandom_range(0, 7));
    // To the limits of the sum and past them.
    for (n = 0; n < 3; n = n + 1) begin
      tile(((1 << (ACC_BITS > 24 ? 24 : ACC_BITS)) / 65280 + 3) * ((n == 2) ? 4 : 1), 0, n);
      tile(1, 0, 3);
    end
    repeat (6) cycle(0, 0, 0, 0, 0);
    if (captures != (SWEEP != 0 ? 524288 : 0) + 1506) $fatal(1, "%0d tiles were captured", captures);
    $display("PASS %0d cycles", compared);
    $finish;
  end
endmodule
`default_nettype wire
