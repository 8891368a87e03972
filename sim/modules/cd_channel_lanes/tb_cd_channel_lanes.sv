// SPDX-License-Identifier: Apache-2.0
// cd_channel_lanes: every code of both ports, in every cycle, against sums that are picked, folded, added and requantized by the equations of the modules inside.
//
// Each channel lane has a record of its own. The drain walks over the pixel lanes from 0 up, again and again, over random sums that change at lane 0; `upper`, the fold and the additions are
// random. A lane beside the last one of the second port has the sum 0. Variants: profiles, multipliers on the doubled clock, two ports, carried sums, folding.
`timescale 1ns/1ps
`default_nettype none
module tb_cd_channel_lanes;
  parameter CHANNELS = 4;
  parameter PIXELS = 8;
  parameter DRAIN_PORTS = 1;
  parameter INTERLEAVE = 1;
  parameter PROFILE = 0;
  parameter CARRIED = 0;
  parameter FOLD = 0;
  parameter DOUBLED = 0;
  localparam ACC_BITS = 24;
  localparam PORT_LANES = DRAIN_PORTS == 2 ? (PIXELS + 3) / 4 * 2 : PIXELS;
  localparam LANE_BITS = PORT_LANES > 1 ? $clog2(PORT_LANES) : 1;
  localparam LATENCY = 1 + FOLD + (PROFILE == 0 ? 7 : 8) + DOUBLED;
  localparam CYCLES = 3000;

  reg clk = 0, clk2x = 0, rst = 1;
  wire late;
  always begin
    #5 clk2x = 0;
    #5 {clk, clk2x} = {~clk, 1'b1};
  end
  cd_clock_phase phase_inst (.clk(clk), .clk2x(clk2x), .rst(rst), .late(late));

  reg [ACC_BITS*CHANNELS*PIXELS-1:0] sums;
  reg [CHANNELS*PIXELS-1:0] extras = 0;
  reg [LANE_BITS-1:0] lane = 0;
  reg upper = 0, fold = 0, fold_odd = 0, add = 0, add_interleaved = 0, load = 0;
  reg [6:0] record_write = 0;
  reg [8*CHANNELS-1:0] record_bytes = 0;
  wire [8*CHANNELS*DRAIN_PORTS-1:0] codes;
  cd_channel_lanes #(
    .CHANNELS(CHANNELS), .PIXELS(PIXELS), .DRAIN_PORTS(DRAIN_PORTS), .PORT_LANES(PORT_LANES), .INTERLEAVE(INTERLEAVE), .ACC_BITS(ACC_BITS),
    .PROFILE(PROFILE), .CARRIED(CARRIED), .FOLD(FOLD), .DOUBLED(DOUBLED)
  ) dut (
    .clk(clk), .clk2x(clk2x), .late(late), .sums(sums), .extras(extras), .lane(lane), .upper(upper), .fold(fold), .fold_odd(fold_odd), .add(add),
    .add_interleaved(add_interleaved), .record_write(record_write), .record_bytes(record_bytes), .load_bias(load), .load_multiplier(load), .load_shift(load),
    .table_write(1'b0), .table_address(9'd0), .table_word({(PROFILE == 0 ? 21 : 29){1'b0}}), .table_half(1'b0), .preshift(1'b0), .table_mode(1'b0),
    .zero_point(8'd100), .low(8'd3), .high(8'd250), .codes(codes)
  );

  reg [55:0] records [0:CHANNELS-1];
  reg signed [ACC_BITS-1:0] picked [0:DRAIN_PORTS-1][0:CHANNELS-1];
  reg signed [ACC_BITS-1:0] joined [0:CHANNELS-1];
  reg signed [ACC_BITS-1:0] second [0:CHANNELS-1];
  // totals of the last cycles, the latest first
  reg signed [ACC_BITS-1:0] totals [0:INTERLEAVE][0:CHANNELS-1];
  reg [8*CHANNELS*DRAIN_PORTS-1:0] due [0:LATENCY];
  reg signed [ACC_BITS-1:0] value;
  reg [ACC_BITS-1:0] carry;
  integer c, k, o, port, from, compared = 0, clamped = 0, adds = 0, folds = 0;

  function [7:0] code_of(input signed [ACC_BITS-1:0] total, input integer channel);
    longint t, y;
    begin
      t = longint'(total) + longint'($signed(records[channel][31:0]));
      y = ((t * longint'({1'b0, records[channel][47:32]}) + (64'sd1 <<< (records[channel][55:48] - 1))) >>> records[channel][55:48]) + 100;
      code_of = y < 3 ? 8'd3 : y > 250 ? 8'd250 : y[7:0];
    end
  endfunction

  // The sum that the multiplexer of a port gives for the lane that is selected now.
  function signed [ACC_BITS-1:0] sum_of(input integer of_port, input integer channel);
    begin
      from = PORT_LANES * of_port + lane;
      value = from < PIXELS ? sums[ACC_BITS*(CHANNELS*from + channel) +: ACC_BITS] : 0;
      if (CARRIED != 0 && lane[0]) begin
        carry = $signed({extras[CHANNELS*(from-1) + channel], sums[ACC_BITS*(CHANNELS*(from-1) + channel) +: ACC_BITS]}) >>> 16;
        value = value - carry;
      end
      sum_of = value;
    end
  endfunction

  initial begin
    repeat (8) @(negedge clk);
    rst = 0;
    sums = 0;
    repeat (8) @(negedge clk);
    for (o = 0; o < CHANNELS; o = o + 1) begin
      records[o][31:0]  = $signed($urandom) % 20000;
      records[o][47:32] = 16'h8000 | $urandom;
      records[o][55:48] = 22 + $urandom % 3;
      for (k = 0; k <= INTERLEAVE; k = k + 1) totals[k][o] = 0;
      joined[o] = 0;
      for (port = 0; port < DRAIN_PORTS; port = port + 1) picked[port][o] = 0;
    end
    for (k = 0; k < 7; k = k + 1) begin
      record_write = 1 << k;
      for (o = 0; o < CHANNELS; o = o + 1) record_bytes[8*o +: 8] = records[o][8*k +: 8];
      @(negedge clk);
    end
    record_write = 0;
    load = 1;
    @(negedge clk) load = 0;
    for (c = 0; c < CYCLES; c = c + 1) begin
      // Behind the clock edge: the registers of the model, from the last stage to the first.
      for (k = LATENCY; k > 0; k = k - 1) due[k] = due[k-1];
      for (o = 0; o < CHANNELS; o = o + 1) begin
        for (k = INTERLEAVE; k > 0; k = k - 1) totals[k][o] = totals[k-1][o];
        if (FOLD != 0) begin
          joined[o] = first_sum(o);
          if (fold) joined[o] = (o >= CHANNELS/2) == fold_odd ? first_sum(o) + first_sum((o + CHANNELS/2) % CHANNELS) : 0;
          second[o] = picked[DRAIN_PORTS-1][o];
        end
      end
      for (o = 0; o < CHANNELS; o = o + 1)
        for (port = 0; port < DRAIN_PORTS; port = port + 1) picked[port][o] = sum_of(port, o);

      // Controls of this cycle: `upper` and the fold belong to what the multiplexers show, the additions to what has been joined.
      lane = lane == PORT_LANES - 1 ? 0 : lane + 1;
      if (lane == 0) begin
        for (k = 0; k < CHANNELS*PIXELS; k = k + 1) begin
          value = $signed($urandom) % 14000;
          sums[ACC_BITS*k +: ACC_BITS] = value;
        end
        for (k = 0; k < CHANNELS*PIXELS; k = k + 1) extras[k] = sums[ACC_BITS*k + ACC_BITS - 1];
      end
      upper           = (DRAIN_PORTS == 2) & ($urandom & 1);
      fold            = (FOLD != 0) & $urandom;
      fold_odd        = $urandom;
      add             = ($urandom & 3) != 0;
      add_interleaved = ($urandom & 3) == 0;
      adds  = adds + (add | add_interleaved);
      folds = folds + fold;
      for (o = 0; o < CHANNELS; o = o + 1) begin
        value = FOLD != 0 ? joined[o] : first_sum(o);
        totals[0][o] = value + (add_interleaved ? totals[INTERLEAVE][o] : add ? totals[1][o] : 0);
        due[0][8*o +: 8] = code_of(totals[0][o], o);
        if (DRAIN_PORTS == 2) due[0][8*(CHANNELS + o) +: 8] = code_of(FOLD != 0 ? second[o] : picked[DRAIN_PORTS-1][o], o);
      end
      @(negedge clk);
      // What has been picked at c is a code LATENCY cycles later, and due[0] is that of the stage behind the multiplexers and the fold.
      if (c > 40) begin
        k = LATENCY - 1 - FOLD - 1;
        if (codes !== due[k]) $fatal(1, "cycle %0d: codes %h, expected %h", c, codes, due[k]);
        compared = compared + 1;
        for (o = 0; o < CHANNELS; o = o + 1) clamped = clamped + (due[k][8*o +: 8] == 3 || due[k][8*o +: 8] == 250);
      end
    end
    if (clamped > compared * CHANNELS / 2) $fatal(1, "%0d of %0d codes are at a limit", clamped, compared * CHANNELS);
    if (adds < CYCLES / 2 || FOLD != 0 && folds < CYCLES / 4) $fatal(1, "%0d additions and %0d folds", adds, folds);
    $display("PASS %0d words", compared * DRAIN_PORTS);
    $finish;
  end

  // The sum that the first port's requantizer gets of what the multiplexers show.
  function signed [ACC_BITS-1:0] first_sum(input integer channel);
    first_sum = upper ? picked[DRAIN_PORTS-1][channel] : picked[0][channel];
  endfunction
endmodule
`default_nettype wire
