// SPDX-License-Identifier: Apache-2.0
// cd_mac_lane against the sum of products of each tile, added up with 64-bit integers and cut to ACC_BITS.
//
// activation and weight in cycle t, accumulate and first in t + 1, capture in t + 2 of a tile's last step; `sum` is compared in every cycle, so it must change
// at a capture only. States: tiles of one step, tiles back to back (the capture of one meets the first step of the next), gaps with unrelated operands on the
// inputs. Corner cases: all four corners of the operands, tiles long enough to wrap (in both directions where the accumulator is short), the smallest accumulator (18 bits).
`timescale 1ns/1ps
`default_nettype none
module tb_cd_mac_lane;
  parameter ACC_BITS = 32;
  reg clk = 0, accumulate = 0, first = 0, capture = 0;
  always #5 clk = ~clk;
  reg  [7:0] activation = 0;
  reg  [8:0] weight = 0;
  wire [ACC_BITS-1:0] sum;
  cd_mac_lane #(.ACC_BITS(ACC_BITS)) dut (
    .clk(clk), .activation(activation), .weight(weight), .accumulate(accumulate), .first(first), .capture(capture), .sum(sum)
  );

  // what the coming cycles drive, by cycle modulo 4
  reg accumulates [0:3];
  reg firsts [0:3];
  reg captures [0:3];
  reg [ACC_BITS-1:0] totals [0:3];
  reg [ACC_BITS-1:0] want = 0;
  reg started = 0;
  integer now = 0, compared = 0, tiles = 0, wraps = 0, tile, k, steps, gaps, kind;
  longint total;

  task tick;
    begin
      @(negedge clk);
      if (capture) begin
        want = totals[now % 4];
        started = 1;
        tiles = tiles + 1;
      end
      if (started) begin
        if (sum !== want) $fatal(1, "cycle %0d, tile %0d: sum is %h, expected %h", now, tiles, sum, want);
        compared = compared + 1;
      end
      captures[now % 4] = 0;
      accumulates[now % 4] = 0;
      now = now + 1;
      accumulate = accumulates[now % 4];
      first = accumulate ? firsts[now % 4] : $urandom;
      capture = captures[now % 4];
      activation = $urandom;
      weight = $urandom;
    end
  endtask

  initial begin
    for (k = 0; k < 4; k = k + 1) begin
      accumulates[k] = 0;
      captures[k] = 0;
    end
    for (tile = 0; tile < 600; tile = tile + 1) begin
      // extreme products down to and past the lowest sum; past the highest where that is not as long again
      steps = (tile == 7) ? (64'sd1 <<< (ACC_BITS - 1)) / 65280 + 100 : (tile == 8) ? 200 : (tile % 4 == 0) ? 1 : $urandom_range(1, 40);
      gaps = (tile == 7 || tile == 8) ? 0 : (tile / 100) % 3;
      kind = (tile == 7) ? 1 : (tile == 8) ? 0 : $urandom_range(0, 7);
      total = 0;
      for (k = 0; k < steps; k = k + 1) begin
        tick;
        while (gaps != 0 && $urandom_range(0, gaps) != 0) tick;
        case (kind)
          0: {activation, weight} = {8'd255, 9'sd255};
          1: {activation, weight} = {8'd255, 9'h100};
          2: {activation, weight} = {8'd0, 9'h100};
          3: weight = ($urandom & 1) != 0 ? 9'h1ff : 9'd1;
          4: activation = ($urandom & 1) != 0 ? 8'd128 : 8'd127;
          default: ;
        endcase
        total = total + longint'({1'b0, activation}) * longint'($signed(weight));
        accumulates[(now + 1) % 4] = 1;
        firsts[(now + 1) % 4] = k == 0;
      end
      captures[(now + 2) % 4] = 1;
      totals[(now + 2) % 4] = total[ACC_BITS-1:0];
      if (total != longint'($signed(total[ACC_BITS-1:0]))) wraps = wraps + 1;
    end
    repeat (6) tick;
    if (tiles != 600 || compared < 15000 || wraps < (ACC_BITS < 24 ? 2 : 1)) $fatal(1, "only %0d tiles, %0d wraps were run", tiles, wraps);
    $display("PASS %0d cycles", compared);
    $finish;
  end
endmodule
`default_nettype wire
