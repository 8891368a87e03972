// SPDX-License-Identifier: Apache-2.0
// cd_requantize_half_up against the equation in 64-bit integers, profiles lean and wide, with and without the table mode; DOUBLED too,
// where a lean lane is the first or the second one on a shared multiplier, beside unrelated operands.
//
// Every shift 1..47, multipliers at both ends and normalized, sums at 0, ties (odd multiples of half), +-1 around them, the ends of the range,
// preshift on and off, zero points and clamps at both ends. Values enter in every cycle, so each must carry its own result out.
`timescale 1ns/1ps
`default_nettype none
module check_half_up #(parameter WIDE = 0, parameter ACC_BITS = 32, parameter DOUBLED = 0, parameter SECOND = 0) (
  input wire clk, input wire clk2x, input wire late, output reg finished
);
  localparam LATENCY = (WIDE ? 8 : 7) + DOUBLED;
  localparam TABLE_BITS = WIDE ? 29 : 21;
  localparam N = 24;
  reg [ACC_BITS-1:0] sum, bias;
  reg preshift, table_mode;
  reg signed [TABLE_BITS-1:0] table_value;
  reg [15:0] multiplier;
  reg [5:0] shift;
  reg [7:0] zero_point, low, high;
  wire [7:0] code;
  wire signed [24:0] shared_t;
  wire signed [16:0] shared_factor;
  wire signed [41:0] shared_product, product_0, product_1;
  reg signed [24:0] other_t;
  reg signed [16:0] other_factor;
  always @(posedge clk) begin
    other_t      <= $urandom;
    other_factor <= $urandom;
  end
  cd_multiplier_pumped #(.A_BITS(25), .B_BITS(17)) shared_inst (
    .clk(clk), .clk2x(clk2x), .late(late), .a_0(SECOND ? other_t : shared_t), .b_0(SECOND ? other_factor : shared_factor),
    .a_1(SECOND ? shared_t : other_t), .b_1(SECOND ? shared_factor : other_factor), .product_0(product_0), .product_1(product_1));
  assign shared_product = SECOND ? product_1 : product_0;
  cd_requantize_half_up #(.ACC_BITS(ACC_BITS), .TABLE_BITS(TABLE_BITS), .WIDE(WIDE), .HAS_TABLE(1), .DOUBLED(DOUBLED)) dut (
    .clk(clk), .clk2x(clk2x), .late(late), .shared_t(shared_t), .shared_factor(shared_factor), .shared_product(shared_product), .sum(sum), .bias(bias), .preshift(preshift), .table_mode(table_mode), .table_value(table_value),
    .multiplier(multiplier), .shift(shift), .zero_point(zero_point), .low(low), .high(high), .code(code));

  reg [7:0] expected [0:N-1];
  reg signed [ACC_BITS-1:0] sums [0:N-1];
  integer round, k, low_int, high_int, seen_low = 0, seen_high = 0, seen_between = 0;
  longint limit, acc, t, y;

  initial begin
    finished = 0;
    repeat (24) @(negedge clk);
    for (round = 0; round < 3000; round = round + 1) begin
      table_mode = (round % 7) == 6;
      preshift   = !table_mode && ($urandom & 1);
      shift      = 1 + round % 47;
      multiplier = ($urandom % 8) == 0 ? (($urandom & 1) ? 16'hffff : 16'h8000) : ($urandom % 8) == 0 ? $urandom : 16'h8000 | $urandom;
      zero_point = ($urandom % 4) == 0 ? (($urandom & 1) ? 255 : 0) : $urandom;
      low        = ($urandom % 3) == 0 ? $urandom : 0;
      high       = ($urandom % 3) == 0 ? $urandom : 255;
      if (low > high) high = low;
      bias        = ($urandom & 1) ? $urandom % 100000 : -($urandom % 100000);
      table_value = {$urandom} % (1 << (TABLE_BITS-2));
      if ($urandom & 1) table_value = -table_value;
      // |t| < 2^24 in lean, 2^31 in wide; before a preshift eight bits more, as far as the accumulator goes
      limit = WIDE ? (64'd1 << 31) - 1 : (64'd1 << 24) - 1;
      for (k = 0; k < N; k = k + 1) begin
        acc = {$urandom, $urandom};
        case (k % 6)
          0: acc = acc % (limit + 1);
          1: acc = -(acc % 1024);
          2: acc = ((acc % 600) * (64'd1 << shift) + (64'd1 << (shift - 1))) / (multiplier == 0 ? 1 : multiplier);
          3: acc = -((({$urandom} % 600) * (64'd1 << shift) + (64'd1 << (shift - 1))) / (multiplier == 0 ? 1 : multiplier));
          4: acc = k == 4 ? limit : k == 10 ? -limit : k == 16 ? -limit - 1 : 0;
          default: acc = {$urandom} % 4096;
        endcase
        if (preshift) acc = acc * 256 + ({$urandom} % 256);
        if (acc > limit * (preshift ? 256 : 1)) acc = limit;
        if (acc < (-limit - 1) * (preshift ? 256 : 1)) acc = -limit;
        if (acc >= (64'sd1 << (ACC_BITS-1)) || acc < -(64'sd1 << (ACC_BITS-1))) acc = acc % (64'sd1 << (ACC_BITS-2));
        if (table_mode) begin
          sums[k] = {16'd0, 16'($urandom)};
          t = (longint'(sums[k][15:8]) << (WIDE ? 19 : 11)) + table_value;
        end else begin
          sums[k] = acc - $signed(bias);
          t = acc >>> (preshift ? 8 : 0);
        end
        // t has 32 bits and the multiplier 16, so 64 are enough
        y = (t * longint'({1'b0, multiplier}) + (64'sd1 << (shift - 1))) >>> shift;
        y = y + zero_point;
        low_int = low; high_int = high;
        expected[k] = y < low_int ? low : y > high_int ? high : y[7:0];
        if (y < low_int) seen_low = seen_low + 1; else if (y > high_int) seen_high = seen_high + 1; else seen_between = seen_between + 1;
      end
      for (k = 0; k < N + LATENCY; k = k + 1) begin
        @(negedge clk);
        if (k >= LATENCY && code !== expected[k - LATENCY])
          $fatal(1, "WIDE=%0d sum %h bias %h preshift %b table %b multiplier %h shift %0d zero %0d low %0d high %0d: got %0d, expected %0d", WIDE,
            sums[k - LATENCY], bias, preshift, table_mode, multiplier, shift, zero_point, low, high, code, expected[k - LATENCY]);
        sum = k < N ? sums[k] : 0;
      end
    end
    if (seen_low < 1000 || seen_high < 1000 || seen_between < 1000)
      $fatal(1, "the values are one-sided: %0d below, %0d above, %0d between", seen_low, seen_high, seen_between);
    finished = 1;
  end
endmodule

module tb_cd_requantize_half_up;
  reg clk = 0, clk2x = 0, rst = 1;
  wire late;
  always begin
    #3 clk2x = 0;
    #2 {clk, clk2x} = {~clk, 1'b1};
  end
  initial #100 rst = 0;
  cd_clock_phase phase_inst (.clk(clk), .clk2x(clk2x), .rst(rst), .late(late));
  wire [5:0] finished;
  check_half_up #(.WIDE(0), .ACC_BITS(32)) lean_inst (.clk(clk), .clk2x(clk2x), .late(late), .finished(finished[0]));
  check_half_up #(.WIDE(0), .ACC_BITS(26)) short_inst (.clk(clk), .clk2x(clk2x), .late(late), .finished(finished[1]));
  check_half_up #(.WIDE(1), .ACC_BITS(32)) wide_inst (.clk(clk), .clk2x(clk2x), .late(late), .finished(finished[2]));
  check_half_up #(.WIDE(0), .ACC_BITS(28), .DOUBLED(1)) first_inst (.clk(clk), .clk2x(clk2x), .late(late), .finished(finished[3]));
  check_half_up #(.WIDE(0), .ACC_BITS(28), .DOUBLED(1), .SECOND(1)) second_inst (.clk(clk), .clk2x(clk2x), .late(late), .finished(finished[4]));
  check_half_up #(.WIDE(1), .ACC_BITS(32), .DOUBLED(1)) wide_doubled_inst (.clk(clk), .clk2x(clk2x), .late(late), .finished(finished[5]));
  initial begin
    wait (&finished);
    $display("PASS");
    $finish;
  end
  initial #50000000 $fatal(1, "timeout");
endmodule
`default_nettype wire
