// SPDX-License-Identifier: Apache-2.0
// cd_step_pipeline: everything of a step is at its stage, in layers that go on one cycle later and in others.
//
// Random layers of random steps, with gaps in them and three cycles apart, as cd_issue gives them; what belongs to no step is random. The descriptor's
// inputs change behind a layer's last step. A record of the last steps tells what each output must be.
`timescale 1ns/1ps
`default_nettype none
module check_steps #(parameter HAS_HALVES = 0, parameter FOLD = 0, parameter SMALL = 0) (input wire clk, output reg finished);
  localparam [2:0] IN_HALF = 3'd3;
  localparam CHANNELS = 8, BYTE_BITS = 3, ADDRESS_BITS = 10, DEPTH = 16, EARLIER = SMALL != 0 ? 1 : 0;
  reg rst = 1, config_halves = 0, step_valid = 0, step_first = 0, step_layer_first = 0;
  reg [BYTE_BITS-1:0] wide = 0, step_byte = 0;
  reg [ADDRESS_BITS-1:0] step_weight_address = 0;
  reg [6:0] step_tile = 0;
  wire [4:2] layer_first;
  wire [ADDRESS_BITS-1:0] weight_address_3, weight_address_4;
  wire late_address, half_first, half_fresh, accumulate, first, block_ahead;
  wire [1:0] half_choice;
  wire [BYTE_BITS-1:0] select_low, select_high;
  wire [6:0] tile;
  cd_step_pipeline #(.CHANNELS(CHANNELS), .WEIGHT_ADDRESS_BITS(ADDRESS_BITS), .HAS_HALVES(HAS_HALVES), .FOLD(FOLD), .SMALL(SMALL)) dut (
    .clk(clk), .rst(rst), .wide(wide), .config_halves(config_halves), .step_valid(step_valid), .step_first(step_first), .step_layer_first(step_layer_first),
    .step_byte(step_byte), .step_weight_address(step_weight_address), .step_tile(step_tile), .layer_first(layer_first), .weight_address_3(weight_address_3),
    .weight_address_4(weight_address_4), .late_address(late_address), .half_first(half_first), .half_fresh(half_fresh), .half_choice(half_choice),
    .select_low(select_low), .select_high(select_high), .accumulate(accumulate), .first(first), .tile(tile), .block_ahead(block_ahead)
  );

  // The steps of the last cycles.
  reg s_valid [0:DEPTH-1], s_first [0:DEPTH-1], s_layer [0:DEPTH-1], s_halves [0:DEPTH-1];
  reg [BYTE_BITS-1:0] s_byte [0:DEPTH-1], s_wide [0:DEPTH-1];
  reg [ADDRESS_BITS-1:0] s_address [0:DEPTH-1];
  reg [6:0] s_tile [0:DEPTH-1];
  reg halves;
  reg [BYTE_BITS-1:0] low, high;
  integer now = 0, layer, n, k, at, steps = 0, lates = 0, uppers = 0;

  // Where the step is that is `stages` behind stage 1 now; -1 when there is none.
  function integer step_at(input integer stages);
    begin
      step_at = -1;
      k = (now + 4*DEPTH - stages) % DEPTH;
      if (s_valid[k] && !s_halves[k]) step_at = k;
      k = (now + 4*DEPTH - stages - 1) % DEPTH;
      if (s_valid[k] && s_halves[k]) step_at = k;
    end
  endfunction

  task check;
    begin
      for (n = 2; n <= 4; n = n + 1) begin
        k = (now + 4*DEPTH - n + 1) % DEPTH;
        if (layer_first[n] !== (s_valid[k] & s_layer[k])) $fatal(1, "cycle %0d: layer_first[%0d]", now, n);
      end
      k = (now + 4*DEPTH - 2) % DEPTH;
      if (s_valid[k] && (weight_address_3 !== s_address[k] || late_address !== s_halves[k])) $fatal(1, "cycle %0d: address of stage 3", now);
      k = (now + 4*DEPTH - 3) % DEPTH;
      if (s_valid[k] && weight_address_4 !== s_address[k]) $fatal(1, "cycle %0d: address of stage 4", now);
      k = (now + 4*DEPTH - 4) % DEPTH;
      if (HAS_HALVES == 0 && (half_first !== 0 || half_fresh !== 0 || half_choice !== 0)) $fatal(1, "cycle %0d: halves that are not there", now);
      if (s_halves[k] && half_first !== (s_valid[k] && (s_byte[k] & s_wide[k]) == 0)) $fatal(1, "cycle %0d: half_first", now);
      k = (now + 4*DEPTH - 5) % DEPTH;
      if (s_halves[k] && half_fresh !== (s_valid[k] && (s_byte[k] & s_wide[k]) == 0)) $fatal(1, "cycle %0d: half_fresh", now);
      at = step_at(4 - EARLIER);
      if (at >= 0) begin
        low  = s_wide[at] & s_byte[at];
        high = s_wide[at] & ~s_byte[at];
        // Of the first step of a pair the second word arrives.
        if (half_choice !== (!s_halves[at] ? 2'd0 : low == 0 ? 2'd1 : HAS_HALVES == 2 && low[BYTE_BITS-1] ? 2'd3 : 2'd2)) $fatal(1, "cycle %0d: half_choice", now);
        uppers = uppers + (half_choice == 2'd3);
        // A half that is chosen before is not chosen again.
        if (HAS_HALVES == 2 && s_halves[at]) begin
          low  = low & IN_HALF;
          high = high & IN_HALF;
        end
        if (select_low !== low || select_high !== high) $fatal(1, "cycle %0d: selection", now);
      end
      at = step_at(7 - EARLIER);
      if (accumulate !== (at >= 0)) $fatal(1, "cycle %0d: accumulate", now);
      if (at >= 0 && first !== s_first[at]) $fatal(1, "cycle %0d: first", now);
      at = step_at(8 - EARLIER);
      if (tile[6] !== (at >= 0 && s_tile[at][6])) $fatal(1, "cycle %0d: end of a tile", now);
      if (tile[6] && tile !== s_tile[at]) $fatal(1, "cycle %0d: flags of a tile", now);
      at = step_at(6 + FOLD);
      if (block_ahead !== (at >= 0 && s_tile[at][6] && s_tile[at][4] && s_tile[at][1])) $fatal(1, "cycle %0d: block_ahead", now);
    end
  endtask

  // One cycle with or without a step.
  task cycle(input valid, input begins);
    begin
      step_valid = valid; step_layer_first = valid & begins; step_first = $urandom; step_byte = $urandom; step_weight_address = $urandom;
      step_tile = $urandom;
      step_tile[6] = valid & step_tile[6];
      s_valid[now % DEPTH] = valid; s_layer[now % DEPTH] = begins; s_first[now % DEPTH] = step_first; s_halves[now % DEPTH] = halves; s_byte[now % DEPTH] = step_byte;
      s_wide[now % DEPTH] = wide; s_address[now % DEPTH] = step_weight_address; s_tile[now % DEPTH] = step_tile;
      steps = steps + valid;
      lates = lates + (valid & halves);
      @(negedge clk);
      now = now + 1;
      if (!rst) check;
    end
  endtask

  initial begin
    finished = 0;
    halves = 0;
    for (k = 0; k < DEPTH; k = k + 1) begin
      s_valid[k] = 0;
      s_halves[k] = 0;
    end
    repeat (12) cycle(0, 0);
    rst = 0;
    for (layer = 0; layer < 300; layer = layer + 1) begin
      halves = (HAS_HALVES != 0) & $urandom;
      config_halves = HAS_HALVES != 0 ? halves : $urandom;
      repeat (2 + ($urandom & 1) * ($urandom % 9)) cycle(0, 0);
      wide = $urandom;
      cycle(1, 1);
      repeat (4 + $urandom % 20) cycle($urandom % 4 != 0, 0);
    end
    // What is under way in any stage when a reset comes ends there.
    for (layer = 0; layer < 2; layer = layer + 1) begin
      rst = 1;
      repeat (12) cycle(0, 0);
      rst = 0;
      halves = (HAS_HALVES != 0) & layer;
      config_halves = halves;
      repeat (2) cycle(0, 0);
      for (n = 0; n < 12; n = n + 1) begin
        step_valid = 1; step_layer_first = 1; step_tile = 7'h7f;
        @(negedge clk);
      end
      rst = 1;
      @(negedge clk);
      rst = 0;
      step_valid = 0; step_layer_first = 0; step_tile = 0;
      repeat (12) begin
        if (accumulate !== 0 || tile[6] !== 0 || block_ahead !== 0 || layer_first !== 0) $fatal(1, "a step behind the reset");
        @(negedge clk);
      end
    end
    if (steps < 1000 || HAS_HALVES != 0 && lates < 500 || HAS_HALVES == 2 && uppers < 100) $fatal(1, "only %0d steps, %0d of them late, %0d of upper halves", steps, lates, uppers);
    finished = 1;
  end
endmodule

module tb_cd_step_pipeline;
  reg clk = 0;
  always #5 clk = ~clk;
  wire [5:0] finished;
  check_steps plain_inst (.clk(clk), .finished(finished[0]));
  check_steps #(.HAS_HALVES(1)) halves_inst (.clk(clk), .finished(finished[1]));
  check_steps #(.HAS_HALVES(1), .FOLD(1)) fold_inst (.clk(clk), .finished(finished[2]));
  check_steps #(.HAS_HALVES(2)) whole_inst (.clk(clk), .finished(finished[4]));
  check_steps #(.HAS_HALVES(2), .FOLD(1)) whole_fold_inst (.clk(clk), .finished(finished[5]));
  check_steps #(.SMALL(1)) small_inst (.clk(clk), .finished(finished[3]));
  initial begin
    wait (&finished);
    $display("PASS");
    $finish;
  end
  initial #10000000 $fatal(1, "timeout");
endmodule
`default_nettype wire
