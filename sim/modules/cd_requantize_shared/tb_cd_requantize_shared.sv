// SPDX-License-Identifier: Apache-2.0
// cd_requantize_shared against the equation in 64-bit integers, value after value, every one with bias, multiplier and shift of its own: the fields come with the sum, two and four
// cycles later, as cd_record_store gives them, so a field of a neighbour shows.
//
// Every shift 1..47, multipliers at both ends and normalized, t at 0, at both ends of 25 bits and around ties, preshift on and off, clamps and zero points at both ends; both halves of
// the add table, written before. In every cycle the word must hold the last CHANNELS codes, the newest on top.
`timescale 1ns/1ps
`default_nettype none
module tb_cd_requantize_shared;
  parameter CHANNELS = 4;
  parameter ACC_BITS = 32;
  parameter HAS_TABLE = 1;
  parameter ICE40 = 0;
  localparam LATENCY = 8, N = 64, ROUNDS = 1200;

  reg clk = 0;
  always #5 clk = ~clk;
  reg [ACC_BITS-1:0] sum = 0, bias = 0;
  reg [15:0] multiplier = 0;
  reg [5:0] shift = 1;
  reg table_write = 0, table_half = 0, preshift = 0, table_mode = 0;
  reg [8:0] table_address = 0;
  reg [20:0] table_word = 0;
  reg [7:0] zero_point = 0, low = 0, high = 255;
  wire [8*CHANNELS-1:0] code_word;
  cd_requantize_shared #(.CHANNELS(CHANNELS), .ACC_BITS(ACC_BITS), .HAS_TABLE(HAS_TABLE), .ICE40(ICE40)) dut (
    .clk(clk), .sum(sum), .bias(bias), .multiplier(multiplier), .shift(shift), .table_write(table_write), .table_address(table_address),
    .table_word(table_word), .table_half(table_half), .preshift(preshift), .table_mode(table_mode), .zero_point(zero_point), .low(low), .high(high),
    .code_word(code_word)
  );

  reg signed [20:0] entries [0:511];
  reg signed [ACC_BITS-1:0] sums [0:N-1], biases [0:N-1];
  reg [15:0] multipliers [0:N-1];
  reg [5:0] shifts [0:N-1];
  reg [7:0] expected [0:N-1];
  integer round, k, c, compared = 0, seen_low = 0, seen_high = 0, seen_between = 0;
  longint acc, t, y, limit;

  task value(input integer n);
    begin
      shifts[n]      = 1 + ($urandom % 47);
      multipliers[n] = ($urandom % 8) == 0 ? (($urandom & 1) ? 16'hffff : 16'h0000) : ($urandom % 8) == 0 ? $urandom : 16'h8000 | $urandom;
      biases[n]      = table_mode ? $urandom : ($urandom & 1) ? $urandom % 100000 : -($urandom % 100000);
      limit = (64'd1 << 24) - 1;
      acc = {$urandom, $urandom};
      case ($urandom % 6)
        0: acc = acc % (limit + 1);
        1: acc = -(({$urandom}) % 1024);
        2: acc = ((({$urandom}) % 600) * (64'd1 << shifts[n]) + (64'd1 << (shifts[n] - 1))) / (multipliers[n] == 0 ? 1 : multipliers[n]);
        3: acc = ($urandom & 1) ? limit : -limit - 1;
        4: acc = 0;
        default: acc = ({$urandom}) % 65536;
      endcase
      if (acc > limit) acc = limit;
      if (acc < -limit - 1) acc = -limit - 1;
      if (preshift) acc = acc * 256 + ({$urandom} % 256);
      if (acc >= (64'sd1 << (ACC_BITS-1)) || acc < -(64'sd1 << (ACC_BITS-1))) acc = acc % (64'sd1 << (ACC_BITS-2));
      if (table_mode) begin
        sums[n] = {$urandom} % 65536;
        t = (longint'(sums[n][15:8]) << 11) + entries[{table_half, sums[n][7:0]}];
      end else begin
        sums[n] = acc - biases[n];
        t = acc >>> (preshift ? 8 : 0);
      end
      y = ((t * longint'(multipliers[n]) + (64'sd1 << (shifts[n] - 1))) >>> shifts[n]) + longint'(zero_point);
      expected[n] = y < longint'(low) ? low : y > longint'(high) ? high : y[7:0];
      if (y < longint'(low)) seen_low = seen_low + 1; else if (y > longint'(high)) seen_high = seen_high + 1; else seen_between = seen_between + 1;
    end
  endtask

  initial begin
    for (k = 0; k < 512; k = k + 1) begin
      @(negedge clk);
      entries[k]    = k % 8 == 0 ? (k[3] ? 21'h0fffff : 21'h100000) : $urandom;
      table_write   = 1;
      table_address = k;
      table_word    = entries[k];
    end
    @(negedge clk) table_write = 0;
    // without a write nothing changes
    table_word = 21'h155555;
    for (round = 0; round < ROUNDS; round = round + 1) begin
      table_mode = HAS_TABLE != 0 && round % 3 == 2;
      table_half = $urandom;
      preshift   = !table_mode && ($urandom & 1);
      zero_point = ($urandom % 4) == 0 ? (($urandom & 1) ? 255 : 0) : $urandom;
      low        = ($urandom % 3) == 0 ? $urandom : 0;
      high       = ($urandom % 3) == 0 ? $urandom : 255;
      if (low > high) high = low;
      for (k = 0; k < N; k = k + 1) value(k);
      for (k = 0; k < N + LATENCY; k = k + 1) begin
        @(negedge clk);
        if (k >= LATENCY + CHANNELS - 1)
          for (c = 0; c < CHANNELS; c = c + 1) begin
            if (code_word[8*c +: 8] !== expected[k - LATENCY - CHANNELS + 1 + c])
              $fatal(1, "round %0d, value %0d, channel %0d: got %0d, expected %0d", round, k - LATENCY, c, code_word[8*c +: 8], expected[k - LATENCY - CHANNELS + 1 + c]);
            compared = compared + 1;
          end
        sum           = k < N ? sums[k] : $urandom;
        bias          = k < N ? biases[k] : $urandom;
        multiplier    = k >= 2 && k < N + 2 ? multipliers[k - 2] : $urandom;
        shift         = k >= 4 && k < N + 4 ? shifts[k - 4] : 6'd1;
        table_address = $urandom;
      end
    end
    if (seen_low < 1000 || seen_high < 1000 || seen_between < 1000)
      $fatal(1, "the values are one-sided: %0d below, %0d above, %0d between", seen_low, seen_high, seen_between);
    $display("PASS %0d codes", compared);
    $finish;
  end
endmodule
`default_nettype wire
