// SPDX-License-Identifier: Apache-2.0
// cd_mac_column: every lane's sum of random tiles, back to back and with gaps, against sums of products of the lane's own operand and weight.
//
// The multipliers themselves are proved by their benches; this one tells whether each lane gets its operand and its weight and gives its sum: all operands and weights are random and
// unrelated, so a swapped index shows in the first tile. With SWAPS every tile takes one of the two ways to share. Variants: all multipliers, fewer lanes than
// share one, both ways to share, without shadow registers.
`timescale 1ns/1ps
`default_nettype none
module tb_cd_mac_column;
  parameter CHANNELS = 4;
  parameter PIXELS = 1;
  parameter MAC_KIND = 0;
  parameter SWAPS = 0;
  parameter SHADOW = 1;
  localparam ACC_BITS = 24;
  localparam LANES = CHANNELS * PIXELS;
  localparam WEIGHTS = SWAPS != 0 ? PIXELS : 1;
  localparam CARRIED = MAC_KIND == 1 || MAC_KIND == 3;
  localparam TILES = 600;

  reg clk = 0, clk2x = 0, rst = 1;
  wire late;
  always begin
    #5 clk2x = 0;
    #5 {clk, clk2x} = {~clk, 1'b1};
  end
  cd_clock_phase phase_inst (.clk(clk), .clk2x(clk2x), .rst(rst), .late(late));

  reg swapping = 0, swap = 0, accumulate = 0, first = 0, capture = 0;
  reg [8*LANES-1:0] operands;
  reg [9*CHANNELS*WEIGHTS-1:0] weights;
  wire [ACC_BITS*LANES-1:0] sums;
  wire [LANES-1:0] extras;
  cd_mac_column #(
    .CHANNELS(CHANNELS), .PIXELS(PIXELS), .MAC_KIND(MAC_KIND), .ACC_BITS(ACC_BITS), .SWAPS(SWAPS), .SHADOW(SHADOW)
  ) dut (
    .clk(clk), .clk2x(clk2x), .late(late), .swap(swap), .operands(operands), .weights(weights),
    .operands_cleared(swap ? {8*LANES{1'b0}} : operands), .weights_swapped(swap ? weights : {9*CHANNELS*WEIGHTS{1'b0}}), .accumulate(accumulate), .first(first), .capture(capture),
    .sums(sums), .extras(extras)
  );

  // Lanes x and x + 1 have one multiplier, or a half of one.
  function paired(input integer x);
    paired = CARRIED && x / 2 * 2 + 1 < PIXELS;
  endfunction

  // Whose weight the lane has: with SWAPS and without swap that of its pair's lower lane.
  function integer source(input integer x, input swapped);
    source = SWAPS == 0 ? 0 : paired(x) && !swapped ? x / 2 * 2 : x;
  endfunction

  reg signed [31:0] totals [0:LANES-1];
  reg [ACC_BITS*LANES-1:0] due [0:3];
  reg [3:0] is_due = 0;
  reg [1:0] step_later = 0, first_later = 0;
  reg [ACC_BITS-1:0] sum, carry;
  reg signed [8:0] true_weight;
  integer x, o, k, w, lane, compared = 0, swapped_tiles = 0;

  task check(input [ACC_BITS*LANES-1:0] expected);
    for (x = 0; x < PIXELS; x = x + 1)
      for (o = 0; o < CHANNELS; o = o + 1) begin
        lane = CHANNELS*x + o;
        sum = sums[ACC_BITS*lane +: ACC_BITS];
        if (x % 2 == 1 && paired(x)) begin
          carry = $signed({extras[lane - CHANNELS], sums[ACC_BITS*(lane - CHANNELS) +: ACC_BITS]}) >>> 16;
          sum = sum - carry;
        end
        if (sum !== expected[ACC_BITS*lane +: ACC_BITS])
          $fatal(1, "pixel lane %0d, channel lane %0d: sum %h, expected %h", x, o, sum, expected[ACC_BITS*lane +: ACC_BITS]);
        if ((x % 2 == 1 || !paired(x)) && extras[lane] !== 0) $fatal(1, "pixel lane %0d, channel lane %0d has no lane above to carry into", x, o);
        compared = compared + 1;
      end
  endtask

  // One cycle: control follows the operands, a captured sum shows in the next one.
  task cycle(input step, input begins, input ends);
    begin
      @(posedge clk);
      is_due = {is_due[2:0], step & ends};
      {due[3], due[2], due[1]} = {due[2], due[1], due[0]};
      for (k = 0; k < LANES; k = k + 1) operands[8*k +: 8] <= $urandom;
      for (k = 0; k < CHANNELS*WEIGHTS; k = k + 1) begin
        w = $urandom_range(0, 510) - 255;
        weights[9*k +: 9] <= w;
      end
      swap        <= swapping;
      step_later  <= {step_later[0], step};
      first_later <= {first_later[0], begins};
      accumulate  <= step_later[0];
      first       <= first_later[0];
      capture     <= is_due[2];
      #1;
      // The upper one of a pair is given one less where the lower one is negative.
      if (step) begin
        for (x = 0; x < PIXELS; x = x + 1)
          for (o = 0; o < CHANNELS; o = o + 1) begin
            lane = CHANNELS*x + o;
            true_weight = weights[9*(CHANNELS*source(x, swap) + o) +: 9];
            if (begins) totals[lane] = 0;
            totals[lane] = totals[lane] + $signed({24'd0, operands[8*(swap && paired(x) ? CHANNELS*(x / 2 * 2) + o : lane) +: 8]}) * true_weight;
          end
        for (k = 0; k < LANES; k = k + 1) due[0][ACC_BITS*k +: ACC_BITS] = totals[k];
        if (swap)
          for (x = 1; x < PIXELS; x = x + 2)
            for (o = 0; o < CHANNELS; o = o + 1)
              weights[9*(CHANNELS*x + o) +: 9] = weights[9*(CHANNELS*x + o) +: 9] - {8'd0, weights[9*(CHANNELS*(x - 1) + o) + 8]};
      end
      #4;
      if (is_due[SHADOW != 0 ? 3 : 2]) check(due[SHADOW != 0 ? 3 : 2]);
    end
  endtask

  integer n, steps, s;
  initial begin
    repeat (6) cycle(0, 0, 0);
    rst <= 0;
    repeat (6) cycle(0, 0, 0);
    for (n = 0; n < TILES; n = n + 1) begin
      steps = n % 3 == 0 ? 1 : $urandom_range(2, 12);
      swapping = (SWAPS != 0) & n;
      swapped_tiles = swapped_tiles + (SWAPS != 0 && n % 2 == 1);
      for (s = 0; s < steps; s = s + 1) begin
        while (n % 5 == 4 && ($urandom & 1)) cycle(0, $urandom, 0);
        cycle(1, s == 0, s == steps - 1);
      end
    end
    repeat (6) cycle(0, 0, 0);
    if (compared != TILES*LANES) $fatal(1, "%0d sums were compared, not %0d", compared, TILES*LANES);
    if (SWAPS != 0 && swapped_tiles < TILES / 3) $fatal(1, "only %0d tiles shared activations", swapped_tiles);
    $display("PASS %0d sums", compared);
    $finish;
  end
endmodule
`default_nettype wire
