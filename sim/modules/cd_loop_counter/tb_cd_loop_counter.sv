// SPDX-License-Identifier: Apache-2.0
// cd_loop_counter against a count of turns: `last` is set in turn number `limit` (from 0) of a loop, `limit` read where the loop starts only.
//
// First alone: a stepper at full rate and with gaps, `limit` changing in every cycle, loads in mid loop, in the last turn and together with a step.
// Then two levels nested as the engine nests them: every (outer, inner) pair must come once, in order, with a new inner limit for each outer turn.
// Corner cases: limit 0 (one turn, `last` at once), 1, the largest limit; COUNT_BITS 1.
`timescale 1ns/1ps
`default_nettype none
module tb_cd_loop_counter;
  parameter COUNT_BITS = 10;
  localparam LARGEST = (1 << COUNT_BITS) - 1;
  reg clk = 0, load = 0, step = 0;
  always #5 clk = ~clk;
  reg  [COUNT_BITS-1:0] limit = 0;
  wire last;
  cd_loop_counter #(.COUNT_BITS(COUNT_BITS)) dut (.clk(clk), .load(load), .step(step), .limit(limit), .last(last));

  reg  outer_load = 0, inner_step = 0;
  reg  [COUNT_BITS-1:0] outer_limit = 0, inner_limit = 0;
  wire inner_last, outer_last;
  cd_loop_counter #(.COUNT_BITS(COUNT_BITS)) inner
    (.clk(clk), .load(outer_load), .step(inner_step), .limit(inner_limit), .last(inner_last));
  cd_loop_counter #(.COUNT_BITS(COUNT_BITS)) outer
    (.clk(clk), .load(outer_load), .step(inner_step & inner_last), .limit(outer_limit), .last(outer_last));

  integer turn, turns, cycle, rate, compared = 0, loops = 0, longest = 0, nests = 0, i, o, n, inner_turns, run;

  function integer pick(input integer top);
    case ($urandom_range(0, 9))
      0, 1: pick = 0;
      2: pick = 1;
      3: pick = LARGEST;
      default: pick = $urandom_range(0, LARGEST < top ? LARGEST : top);
    endcase
  endfunction

  initial begin
    @(negedge clk);
    load = 1;
    limit = LARGEST;
    turn = 0;
    turns = LARGEST + 1;
    rate = 256;
    for (cycle = 0; cycle < 24000; cycle = cycle + 1) begin
      @(negedge clk);
      if (last !== (turn == turns - 1)) $fatal(1, "turn %0d of %0d: last is %b", turn, turns, last);
      compared = compared + 1;
      if (cycle % 5000 == 4999) rate = (rate == 256) ? 100 : 256;
      step = ($urandom & 255) < rate;
      load = (cycle > 5000) && $urandom_range(0, last ? 9 : 400) == 0;
      limit = pick(20);
      if (load) begin
        turn = 0;
        turns = limit + 1;
      end else if (step) begin
        turn = turn + 1;
        if (turn == turns) begin
          if (turns > longest) longest = turns;
          loops = loops + 1;
          turn = 0;
          turns = limit + 1;
        end
      end
    end
    step = 0;
    load = 0;
    for (run = 0; run < 60; run = run + 1) begin
      @(negedge clk);
      n = $urandom_range(0, LARGEST < 6 ? LARGEST : 6);
      outer_limit = n;
      inner_turns = $urandom_range(1, LARGEST < 5 ? LARGEST + 1 : 5);
      inner_limit = inner_turns - 1;
      outer_load = 1;
      @(negedge clk);
      outer_load = 0;
      outer_limit = $urandom;
      for (o = 0; o <= n; o = o + 1) begin
        for (i = 0; i < inner_turns; i = i + 1) begin
          inner_step = 0;
          while (run % 2 == 1 && $urandom_range(0, 1) == 0) @(negedge clk);
          inner_step = 1;
          inner_limit = (run % 3 == 0) ? 0 : $urandom_range(0, LARGEST < 4 ? LARGEST : 4);
          #1;
          if (inner_last !== (i == inner_turns - 1) || outer_last !== (o == n))
            $fatal(1, "turn (%0d, %0d) of (%0d, %0d): last is (%b, %b)", o, i, n + 1, inner_turns, outer_last, inner_last);
          compared = compared + 1;
          if (i < inner_turns - 1) @(negedge clk);
        end
        inner_turns = inner_limit + 1;
        @(negedge clk);
      end
      inner_step = 0;
      nests = nests + 1;
    end
    if (compared < 24100 || loops < 50 || longest != LARGEST + 1 || nests != 60)
      $fatal(1, "only %0d turns in %0d loops up to %0d were compared", compared, loops, longest);
    $display("PASS %0d turns", compared);
    $finish;
  end
endmodule
`default_nettype wire
