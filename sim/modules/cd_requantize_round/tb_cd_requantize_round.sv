// SPDX-License-Identifier: Apache-2.0
// cd_requantize_round against its equation in 64-bit integers, one value per cycle.
//
// Corner cases: every shift 0..47, values near the borders of the codes and of the 20-bit window (where saturation takes over), exact
// ties, the extreme values, zero points and clamps at both ends.
`timescale 1ns/1ps
`default_nettype none
module tb_cd_requantize_round;
  parameter VALUE_BITS = 41;
  localparam LATENCY = 4;
  reg clk = 0;
  always #5 clk = ~clk;

  reg  signed [VALUE_BITS-1:0] value = 0;
  reg  [5:0] shift = 0;
  reg  [7:0] zero_point = 0, low = 0, high = 255;
  wire [7:0] code;

  cd_requantize_round #(.VALUE_BITS(VALUE_BITS)) dut
    (.clk(clk), .value(value), .shift(shift), .zero_point(zero_point), .low(low), .high(high), .code(code));

  function automatic [7:0] expected(input longint v);
    longint y;
    y = (shift == 0) ? v : (v + (64'sd1 <<< (shift - 1))) >>> shift;
    y = y + longint'({1'b0, zero_point});
    if (y < longint'({1'b0, low})) y = longint'({1'b0, low});
    if (y > longint'({1'b0, high})) y = longint'({1'b0, high});
    return y[7:0];
  endfunction

  reg [7:0] want [0:15];
  reg       due [0:15];
  integer   now = 0, compared = 0, k, run, i;
  longint   v, limit;

  task tick;
    begin
      @(negedge clk);
      now = now + 1;
      if (due[now % 16]) begin
        if (code !== want[now % 16])
          $fatal(1, "shift %0d zero %0d low %0d high %0d: got %0d, expected %0d", shift, zero_point, low, high, code, want[now % 16]);
        due[now % 16] = 1'b0;
        compared = compared + 1;
      end
    end
  endtask

  initial begin
    for (k = 0; k < 16; k = k + 1) due[k] = 1'b0;
    limit = (64'sd1 <<< (VALUE_BITS - 1)) - 1;
    for (run = 0; run < 960; run = run + 1) begin
      repeat (LATENCY + 1) tick;
      shift = run % 48;
      zero_point = (run % 4 == 0) ? 8'd0 : (run % 4 == 1) ? 8'd255 : 8'($urandom);
      low = (run % 3 == 0) ? 8'd0 : 8'($urandom_range(0, 120));
      high = (run % 5 == 0) ? 8'd255 : 8'($urandom_range(120, 255));
      for (i = 0; i < 60; i = i + 1) begin
        case (i % 6)
          0, 1: v = ((longint'($urandom_range(0, 1200)) - 600) <<< shift) / 2 + longint'($urandom_range(0, 2)) - 1;
          2: v = ((64'sd1 <<< $urandom_range(0, VALUE_BITS - 2)) + longint'($urandom_range(0, 2)) - 1) * (($urandom & 1) != 0 ? 1 : -1);
          3: v = (64'sd1 <<< (shift + 10)) * (longint'($urandom_range(0, 6)) - 3) + longint'($urandom_range(0, 4)) - 2;
          4: v = (longint'($signed($urandom)) <<< (VALUE_BITS > 32 ? VALUE_BITS - 32 : 0)) + longint'($urandom_range(0, 255));
          default: v = (i == 5) ? limit : (i == 11) ? -limit - 1 : longint'($signed($urandom)) >>> $urandom_range(0, 20);
        endcase
        if (v > limit) v = limit;
        if (v < -limit - 1) v = -limit - 1;
        tick;
        value = v[VALUE_BITS-1:0];
        due[(now + LATENCY) % 16] = 1'b1;
        want[(now + LATENCY) % 16] = expected(v);
      end
    end
    repeat (LATENCY + 1) tick;
    if (compared != 960 * 60) $fatal(1, "only %0d values were compared", compared);
    $display("PASS %0d values", compared);
    $finish;
  end
endmodule
`default_nettype wire
