// SPDX-License-Identifier: Apache-2.0
// cd_descriptor_check: legal descriptors pass, in whatever they differ; WORD and VALUE put one fault into a legal one, which must stop the simulation.
//
// Without a fault the bench ends with PASS. EngineRefusalTests runs it once for each fault and expects its sentence.
`timescale 1ns/1ps
`default_nettype none
module tb_cd_descriptor_check;
  // -1: no fault
  parameter WORD = -1, VALUE = 0, HAS_TABLE = 1, HAS_WINDOW = 1, HAS_LANE_SUM = 1, WEIGHT_LANES = 4, DRAIN_PORTS = 2, SWAPS = 0, HAS_HALVES = 1;
  // 1: the fault is in a layer with two pixels at once
  parameter HALVES_FAULT = 0;
  localparam CONFIG_BITS = 20;
  reg clk = 0, rst = 1, load = 0;
  always #5 clk = ~clk;
  reg [CONFIG_BITS-1:0] word [0:25];
  reg [26*CONFIG_BITS-1:0] words = 0;
  cd_descriptor_check #(.CHANNELS(16), .CONFIG_BITS(CONFIG_BITS), .BANK_DEPTH(1024), .HAS_TABLE(HAS_TABLE), .HAS_WINDOW(HAS_WINDOW),
    .HAS_LANE_SUM(HAS_LANE_SUM), .WEIGHT_LANES(WEIGHT_LANES), .SHARING(2), .DRAIN_PORTS(DRAIN_PORTS), .SWAPS(SWAPS), .HAS_HALVES(HAS_HALVES)) dut (.clk(clk), .rst(rst), .load(load), .words(words));

  integer turn, k, steps, wide;
  initial begin
    for (turn = 0; turn < 200; turn = turn + 1) begin
      @(negedge clk);
      rst = 0;
      for (k = 0; k < 26; k = k + 1) word[k] = 0;
      steps = 1 + $urandom % 500;
      wide = (1 << ($urandom % 5)) - 1;
      word[0] = ($urandom % 3) << 3;
      word[1] = steps - 1;
      word[2] = $urandom % 4;
      word[4] = {10'(wide), 10'(wide)};
      word[5] = {10'($urandom % steps), 10'(wide)};
      word[18] = $urandom % 1024;
      word[21] = $urandom % 100;
      word[22] = 200;
      word[23] = 1 + $urandom % 200;
      word[24] = 1 + $urandom % 4000;
      word[25] = steps;
      // sums of lanes; of own weights an even number of them
      if (HAS_LANE_SUM && WEIGHT_LANES > 1 && turn % 3 == 0) begin
        word[0] = word[0] | (turn % 6 == 0) << 11 | 1 << 10;
        word[16] = word[0][11] ? 2*($urandom % 4) + 1 : $urandom % 8;
      end
      // two pixels at once
      else if (HAS_HALVES && turn % 3 == 1) begin
        wide = (1 << (1 + $urandom % (HAS_HALVES == 2 ? 4 : 3))) - 1;
        word[0] = word[0] | 1 << 15;
        word[4] = {10'(wide), 10'(wide)};
        word[5][9:0] = wide;
        word[11] = {10'($urandom), 10'(2*($urandom % 8))};
        word[24] = 2 + 2*($urandom % 2000);
      end else word[0] = word[0] | (DRAIN_PORTS == 2 && turn % 2 == 0) << 14;
      // halves of the channel lanes
      if (SWAPS && word[0][11]) begin
        word[0][16] = 1;
        word[5][9:0] = 7;
        word[4] = {10'd7, 10'd7};
      end
      // the fault comes after some legal ones
      if (WORD >= 0 && turn == 150 + HALVES_FAULT) word[WORD] = VALUE;
      for (k = 0; k < 26; k = k + 1) words[CONFIG_BITS*k +: CONFIG_BITS] = word[k];
      load = 1;
      @(negedge clk);
      // junk while nothing is loaded
      load = 0;
      words = ~words;
    end
    $display("PASS %0d descriptors", turn);
    $finish;
  end
endmodule
`default_nettype wire
