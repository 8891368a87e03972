// SPDX-License-Identifier: Apache-2.0
// cd_requantize_exact against gemmlowp's definition, written out with 64-bit integers: SaturatingRoundingDoublingHighMul with its nudge and
// truncation toward zero, RoundingDivideByPOT with mask and threshold.
//
// Variants: ACC_BITS 32 and 25 (four products or two), each DOUBLED (half the multipliers, a cycle more).
// One value per cycle. States: plain sums, and runs in which table mode comes and goes with every value. Corner cases: every exponent -31..7, multiplier 0, 2^30, 2^31 - 1, sums that give exact ties in
// either step (built from powers of two), extreme sums, zero points and clamps at both ends. Settings change between runs of values;
// the pipeline is emptied in between, as layers do by their stages.
`timescale 1ns/1ps
`default_nettype none
module tb_cd_requantize_exact;
  parameter ACC_BITS = 32;
  parameter DOUBLED = 0;
  localparam LATENCY = 11 + DOUBLED;
  reg clk = 0, clk2x = 0, rst = 1;
  wire late;
  always begin
    #3 clk2x = 0;
    #2 {clk, clk2x} = {~clk, 1'b1};
  end
  cd_clock_phase phase_inst (.clk(clk), .clk2x(clk2x), .rst(rst), .late(late));

  reg  [ACC_BITS-1:0] sum = 0, bias = 0;
  reg         table_mode = 0, load_right = 0;
  reg  [40:0] table_value = 0;
  reg  [30:0] multiplier = 0;
  reg  signed [5:0] exponent = 0;
  reg  [7:0]  zero_point = 0, low = 0, high = 255;
  wire [7:0]  code;

  cd_requantize_exact #(.ACC_BITS(ACC_BITS), .HAS_TABLE(1), .DOUBLED(DOUBLED)) dut (
    .clk(clk), .clk2x(clk2x), .late(late), .sum(sum), .bias(bias), .table_mode(table_mode), .table_value(table_value), .multiplier(multiplier),
    .exponent(exponent), .load_right(load_right), .zero_point(zero_point), .low(low), .high(high), .code(code)
  );

  function automatic [7:0] expected(input longint acc);
    longint x, product, nudge;
    x = (exponent > 0) ? acc <<< exponent : acc;
    product = x * longint'({1'b0, multiplier});
    nudge = (product >= 0) ? (64'sd1 <<< 30) : 1 - (64'sd1 <<< 30);
    return second((product + nudge) / (64'sd1 <<< 31));
  endfunction

  function automatic [7:0] second(input longint h);
    longint mask, threshold, y;
    int right;
    right = (exponent < 0) ? -int'(exponent) : 0;
    mask = (64'sd1 <<< right) - 1;
    threshold = (mask >>> 1) + (h < 0 ? 1 : 0);
    y = (h >>> right) + (((h & mask) > threshold) ? 1 : 0) + longint'({1'b0, zero_point});
    if (y < longint'({1'b0, low})) y = longint'({1'b0, low});
    if (y > longint'({1'b0, high})) y = longint'({1'b0, high});
    return y[7:0];
  endfunction

  // what must come out in a cycle, and the table entries of the last sums, due four cycles later
  reg [7:0]   want [0:63];
  reg         due [0:63];
  reg [40:0]  entries [0:7];
  reg         modes [0:7];
  reg         mixed = 0, mode;
  integer     now = 0, compared = 0, distinct = 0, k;
  reg [7:0]   last_code = 0;

  task tick;
    begin
      @(negedge clk);
      now = now + 1;
      table_value = entries[(now - 4 - DOUBLED) & 7];
      table_mode = modes[(now - 1) & 7];
      if (due[now % 64]) begin
        if (code !== want[now % 64])
          $fatal(1, "multiplier %0d exponent %0d zero %0d low %0d high %0d: got %0d, expected %0d", multiplier, exponent, zero_point, low, high, code, want[now % 64]);
        due[now % 64] = 1'b0;
        compared = compared + 1;
        if (code != last_code) distinct = distinct + 1;
        last_code = code;
      end
    end
  endtask

  task send(input longint acc, input [40:0] entry);
    begin
      tick;
      modes[now & 7] = mode;
      sum = mode ? acc[ACC_BITS-1:0] : acc[ACC_BITS-1:0] - bias;
      entries[now & 7] = entry;
      due[(now + LATENCY) % 64] = 1'b1;
      want[(now + LATENCY) % 64] = mode ? second((longint'({1'b0, acc[15:8]}) * longint'({1'b0, multiplier}) + longint'($signed(entry))) >>> 12)
                                                       : expected(longint'($signed(acc[ACC_BITS-1:0])));
    end
  endtask

  task flush;
    repeat (LATENCY + 2) tick;
  endtask

  task configure(input [30:0] m, input signed [5:0] e, input [7:0] z, input [7:0] lo, input [7:0] hi, input t);
    begin
      flush;
      multiplier = m;
      exponent = e;
      zero_point = z;
      low = lo;
      high = hi;
      mixed = t;
      bias = t ? 0 : $urandom;
      load_right = 1;
      tick;
      load_right = 0;
    end
  endtask

  integer run, i, e;
  longint limit, value;
  initial begin
    for (k = 0; k < 64; k = k + 1) due[k] = 1'b0;
    for (k = 0; k < 8; k = k + 1) modes[k] = 1'b0;
    repeat (4) tick;
    rst = 0;
    repeat (4) tick;
    for (run = 0; run < 1200; run = run + 1) begin
      e = (run < 78) ? (run % 39) - 31 : $urandom_range(0, 38) - 31;
      if (run % 3 != 0) e = -$urandom_range(0, 12);
      configure((run % 7 == 0) ? 31'd0 : (run % 7 == 1) ? 31'h4000_0000 : (run % 7 == 2) ? 31'h7fff_ffff : {1'b1, 30'($urandom)},
                e[5:0], (run % 4 == 0) ? 8'd0 : (run % 4 == 1) ? 8'd255 : 8'($urandom),
                (run % 5 == 0) ? 8'd0 : 8'($urandom_range(0, 100)), (run % 5 == 1) ? 8'd255 : 8'($urandom_range(101, 255)), run % 11 == 3);
      limit = ((64'sd1 <<< (ACC_BITS - 1)) - 1) >>> (e > 0 ? e : 0);
      for (i = 0; i < 40; i = i + 1) begin
        case (i % 5)
          // near the codes, where rounding shows
          0, 1: value = (e <= 0) ? ((longint'($urandom_range(0, 1200)) - 600) <<< (-e)) / 2 + longint'($urandom_range(0, 4)) - 2 : longint'($urandom_range(0, 800)) - 400;
          // exact powers of two and their neighbours: ties
          2: value = ((64'sd1 <<< $urandom_range(0, 30)) + longint'($urandom_range(0, 2)) - 1) * (($urandom & 1) != 0 ? 1 : -1);
          3: value = ((64'sd3 <<< $urandom_range(0, 27)) >>> 1) * (($urandom & 1) != 0 ? 1 : -1);
          default: value = (i == 4) ? limit : (i == 9) ? -limit : longint'($signed($urandom));
        endcase
        if (value > limit) value = limit;
        if (value < -limit) value = -limit;
        mode = mixed && ($urandom & 3) != 0;
        if (mode) begin
          // entries over the whole range, and such that the code decides; the small operand's code is not the requantizer's business
          if (e > 0) value = 0; else value = longint'($urandom_range(0, 65535));
          send(value, (i % 2 == 0) ? {9'($urandom), 32'($urandom)} : 41'($urandom) - 41'(longint'({1'b0, multiplier}) * 128));
        end else send(value, 41'd0);
      end
    end
    flush;
    if (compared != 48000 || distinct < 5000) $fatal(1, "only %0d values and %0d changes were compared", compared, distinct);
    $display("PASS %0d values", compared);
    $finish;
  end
endmodule
`default_nettype wire
