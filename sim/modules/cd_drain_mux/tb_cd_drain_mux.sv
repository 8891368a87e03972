// SPDX-License-Identifier: Apache-2.0
// cd_drain_mux: the accumulators of lane `lane`, one cycle later; a new lane and new sums in every cycle.
//
// First the drain's own order (sums held, lanes from 0 up), then random lanes over random sums. Corner cases: one lane, a lane count that is no power of two,
// the largest and the smallest accumulator; every lane must have been picked often. CARRIED: an odd lane follows the even one below it and is less its upper bits.
`timescale 1ns/1ps
`default_nettype none
module tb_cd_drain_mux;
  parameter CHANNELS = 2;
  parameter PIXELS = 8;
  parameter ACC_BITS = 32;
  parameter CARRIED = 0;
  localparam LANE_BITS = PIXELS > 1 ? $clog2(PIXELS) : 1;
  reg clk = 0;
  always #5 clk = ~clk;
  reg  [LANE_BITS-1:0] lane = 0;
  reg  [PIXELS*CHANNELS*ACC_BITS-1:0] sums = 0;
  reg  [PIXELS*CHANNELS-1:0] extras = 0;
  wire [CHANNELS*ACC_BITS-1:0] sum;
  cd_drain_mux #(.CHANNELS(CHANNELS), .PIXELS(PIXELS), .ACC_BITS(ACC_BITS), .CARRIED(CARRIED)) dut (.clk(clk), .lane(lane), .sums(sums), .extras(extras), .sum(sum));

  reg [ACC_BITS-1:0] accumulators [0:PIXELS*CHANNELS-1];
  reg [CHANNELS*ACC_BITS-1:0] held;
  integer picked [0:PIXELS-1];
  reg [ACC_BITS-1:0] expected;
  reg signed [ACC_BITS:0] carry;
  integer k, x, o, choice = 1, compared = 0;
  initial begin
    for (x = 0; x < PIXELS; x = x + 1) picked[x] = 0;
    @(negedge clk);
    for (k = 0; k < 4000; k = k + 1) begin
      if (CARRIED != 0 && choice % 2 == 0 && choice + 1 < PIXELS) choice = choice + 1;
      else choice = (k < 1000) ? k % PIXELS : $urandom_range(0, PIXELS - 1);
      if (CARRIED != 0 && choice % 2 == 1 && lane != choice - 1) choice = choice - 1;
      if (choice % 2 == 0 && (k >= 1000 || choice == 0) || CARRIED == 0 && k >= 1000)
        for (x = 0; x < PIXELS * CHANNELS; x = x + 1) begin
          accumulators[x] = $urandom;
          sums[x*ACC_BITS +: ACC_BITS] = accumulators[x];
          extras[x] = $urandom;
        end
      held = sum;
      lane = choice;
      #1 if (sum !== held) $fatal(1, "the sum changed before the clock edge");
      @(negedge clk);
      for (o = 0; o < CHANNELS; o = o + 1) begin
        expected = accumulators[CHANNELS*choice+o];
        if (CARRIED != 0 && choice % 2 == 1) begin
          carry = $signed({extras[CHANNELS*(choice-1)+o], accumulators[CHANNELS*(choice-1)+o]}) >>> 16;
          expected = expected - carry[ACC_BITS-1:0];
        end
        if (sum[ACC_BITS*o +: ACC_BITS] !== expected) $fatal(1, "lane %0d channel %0d: got %h, expected %h", choice, o, sum[ACC_BITS*o +: ACC_BITS], expected);
      end
      picked[choice] = picked[choice] + 1;
      compared = compared + 1;
    end
    for (x = 0; x < PIXELS; x = x + 1) if (picked[x] < 2000 / PIXELS) $fatal(1, "lane %0d was picked %0d times", x, picked[x]);
    $display("PASS %0d sums", compared);
    $finish;
  end
endmodule
`default_nettype wire
