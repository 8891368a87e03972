// SPDX-License-Identifier: Apache-2.0
// cd_weight_path: a step's operands come 6 stages behind it, whether its layer's lanes share a word, have their own, share the activation, or have two pixels at once.
//
// A memory of random rows answers two cycles after its address, with the words that are enabled one cycle after it. Random layers, three cycles apart, of steps in every cycle, take random weight addresses; the zero point is
// the layer's from its first step in stage 4 on. Operands are compared with those of the words that the layer's lanes must have. Variants: one word, rows with a word for each multiplier and for each lane.
`timescale 1ns/1ps
`default_nettype none
module check_weights #(parameter WEIGHT_LANES = 1, parameter WEIGHTS = 1, parameter SWAPS = 0, parameter SMALL = 0) (input wire clk, output reg finished);
  localparam CHANNELS = 4, ROW_BITS = $clog2(WEIGHT_LANES), ADDRESS_BITS = 6 + ROW_BITS, DEPTH = 16;
  // SMALL has a memory of one cycle, addressed one cycle later, and one register less.
  localparam OPERANDS = SMALL != 0 ? 5 : 6;
  reg [4:2] layer_first = 0;
  reg [ADDRESS_BITS-1:0] step_address = 0, address_2 = 0, address_3 = 0, address_4 = 0;
  reg step_layer_first = 0, late_address = 0, config_own = 0, config_halves = 0, config_swap = 0;
  reg [7:0] zero_point = 0, config_zero = 0;
  reg [8*CHANNELS*WEIGHT_LANES-1:0] rows [0:63];
  reg [8*CHANNELS*WEIGHT_LANES-1:0] row, read;
  wire [5:0] row_address;
  wire [WEIGHT_LANES-1:0] word_enable;
  wire [9*CHANNELS*WEIGHTS-1:0] operands, swapped;
  wire swap_ahead, swap;
  cd_weight_path #(.CHANNELS(CHANNELS), .WEIGHT_LANES(WEIGHT_LANES), .WEIGHTS(WEIGHTS), .WEIGHT_ADDRESS_BITS(ADDRESS_BITS), .SWAPS(SWAPS), .SMALL(SMALL)) dut (
    .clk(clk), .layer_first(layer_first), .address_3(address_3), .address_4(address_4), .late_address(late_address), .config_own(config_own),
    .config_halves(config_halves), .config_swap(config_swap), .zero_point(zero_point), .row_address(row_address), .word_enable(word_enable), .row(row),
    .operands(operands), .swapped(swapped), .swap_ahead(swap_ahead), .swap(swap)
  );

  // What stands in front of it in the engine, and the memory.
  integer k, w, o;
  always @(posedge clk) begin
    {address_2, address_3, address_4} <= {step_address, address_2, address_3};
    layer_first <= {layer_first[3:2], step_layer_first};
    if (layer_first[2]) late_address <= config_halves;
    if (layer_first[4]) zero_point <= config_zero;
    read <= rows[row_address];
    if (SMALL != 0) row <= rows[row_address];
    else for (w = 0; w < WEIGHT_LANES; w = w + 1) row[8*CHANNELS*w +: 8*CHANNELS] <= read[8*CHANNELS*w +: 8*CHANNELS] & {8*CHANNELS{word_enable[w]}};
  end

  reg s_valid [0:DEPTH-1], s_own [0:DEPTH-1], s_halves [0:DEPTH-1], s_swap [0:DEPTH-1];
  reg [ADDRESS_BITS-1:0] s_address [0:DEPTH-1];
  reg [7:0] s_zero [0:DEPTH-1];
  integer now = 0, layer, at, word, weight, lower, value, compared = 0, owns = 0, swaps = 0;
  reg own, halves, swapping;
  reg [8:0] got;

  // The step that is `stages` behind stage 1, later where it has two pixels; -1: none.
  function integer step_at(input integer stages);
    begin
      step_at = -1;
      k = (now + 4*DEPTH - stages) % DEPTH;
      if (s_valid[k] && !s_halves[k]) step_at = k;
      k = (now + 4*DEPTH - stages - 1) % DEPTH;
      if (s_valid[k] && s_halves[k]) step_at = k;
    end
  endfunction

  function integer weight_of(input integer step, input integer lane, input integer channel);
    begin
      word = s_own[step] ? lane : WEIGHT_LANES == 1 ? 0 : s_address[step] % WEIGHT_LANES;
      weight_of = rows[s_address[step] >> ROW_BITS][8*(CHANNELS*word + channel) +: 8];
      weight_of = weight_of - s_zero[step];
    end
  endfunction

  task check;
    begin
      at = step_at(OPERANDS);
      if (at >= 0) begin
        for (w = 0; w < WEIGHTS; w = w + 1)
          for (o = 0; o < CHANNELS; o = o + 1) begin
            value = weight_of(at, w, o);
            if (s_swap[at] && w % 2 == 1) begin
              lower = weight_of(at, w - 1, o);
              if (lower < 0) value = value - 1;
            end
            got = operands[9*(CHANNELS*w + o) +: 9];
            if (got !== value[8:0]) $fatal(1, "cycle %0d, weight %0d, channel lane %0d: operand %0d, expected %0d", now, w, o, $signed(got), value);
            got = swapped[9*(CHANNELS*w + o) +: 9];
            if (got !== (s_swap[at] ? value[8:0] : 9'd0)) $fatal(1, "cycle %0d, weight %0d, channel lane %0d: swapped %0d", now, w, o, $signed(got));
            compared = compared + 1;
          end
        if (swap !== s_swap[at]) $fatal(1, "cycle %0d: swap", now);
        owns  = owns + s_own[at];
        swaps = swaps + s_swap[at];
      end
      at = step_at(OPERANDS - 1);
      if (at >= 0 && swap_ahead !== s_swap[at]) $fatal(1, "cycle %0d: swap_ahead", now);
    end
  endtask

  task cycle(input valid, input begins);
    begin
      step_address = $urandom;
      step_layer_first = valid & begins;
      s_valid[now % DEPTH] = valid; s_own[now % DEPTH] = own; s_halves[now % DEPTH] = halves; s_swap[now % DEPTH] = swapping;
      s_address[now % DEPTH] = step_address; s_zero[now % DEPTH] = config_zero;
      @(negedge clk);
      now = now + 1;
      check;
    end
  endtask

  initial begin
    finished = 0;
    {own, halves, swapping} = 3'b000;
    for (k = 0; k < DEPTH; k = k + 1) s_valid[k] = 0;
    for (layer = 0; layer < 64; layer = layer + 1)
      for (k = 0; k < CHANNELS*WEIGHT_LANES; k = k + 1) rows[layer][8*k +: 8] = $urandom;
    for (layer = 0; layer < 150; layer = layer + 1) begin
      // the next descriptor comes with the last step's second stage
      cycle(0, 0);
      halves   = (SMALL == 0) & ($urandom % 3 == 0);
      own      = (WEIGHT_LANES > 1) & ~halves & $urandom;
      swapping = (SWAPS != 0) & own & $urandom;
      config_zero = $urandom;
      {config_own, config_halves, config_swap} = {own, halves, swapping};
      if (WEIGHT_LANES == 1) config_own = $urandom;
      repeat (1 + ($urandom & 1) * ($urandom % 9)) cycle(0, 0);
      cycle(1, 1);
      repeat (4 + $urandom % 12) cycle(1, 0);
    end
    if (compared < 1000 || WEIGHT_LANES > 1 && owns < 100 || SWAPS != 0 && swaps < 100) $fatal(1, "%0d operands, %0d steps with their own, %0d swapped", compared, owns, swaps);
    finished = 1;
  end
endmodule

module tb_cd_weight_path;
  reg clk = 0;
  always #5 clk = ~clk;
  wire [4:0] finished;
  check_weights one_inst (.clk(clk), .finished(finished[0]));
  check_weights #(.SMALL(1)) small_inst (.clk(clk), .finished(finished[1]));
  check_weights #(.WEIGHT_LANES(4), .WEIGHTS(4)) row_inst (.clk(clk), .finished(finished[2]));
  check_weights #(.WEIGHT_LANES(2), .WEIGHTS(2)) two_inst (.clk(clk), .finished(finished[3]));
  check_weights #(.WEIGHT_LANES(8), .WEIGHTS(7), .SWAPS(1)) swaps_inst (.clk(clk), .finished(finished[4]));
  initial begin
    wait (&finished);
    $display("PASS");
    $finish;
  end
  initial #10000000 $fatal(1, "timeout");
endmodule
`default_nettype wire
