// SPDX-License-Identifier: Apache-2.0
// cd_window_max: per byte and lane, the maximum since the window's first position.
//
// Random windows of 1 to 6 positions, tiles back to back and with gaps, values at both ends, unsigned compare across 127/128. Sizes: 5 lanes
// (no power of two), 1 lane (entry read and written in consecutive cycles), 8 lanes, and HAS_WINDOW 0 (a register). Idle cycles give 0.
`timescale 1ns/1ps
`default_nettype none
module check_window #(parameter PIXELS = 5, parameter HAS_WINDOW = 1) (input wire clk, output reg finished);
  localparam CHANNELS = 4;
  reg valid = 0, start = 0, first = 0;
  reg [8*CHANNELS-1:0] word = 0;
  wire [8*CHANNELS-1:0] out;
  cd_window_max #(.CHANNELS(CHANNELS), .PIXELS(PIXELS), .HAS_WINDOW(HAS_WINDOW)) dut (
    .clk(clk), .code_valid(valid), .code_start(start), .window_first(first), .code_word(word), .window_word(out));

  reg [7:0] entry [0:PIXELS*CHANNELS-1];
  reg [8*CHANNELS-1:0] expected;
  integer window, position, positions, lane, c, gap;
  reg [7:0] byte_value;

  task cycle;
    begin
      @(posedge clk);
      #1;
      if (out !== expected) $fatal(1, "%0d lanes, window %0d position %0d lane %0d: got %h, expected %h", PIXELS, window, position, lane, out, expected);
    end
  endtask

  initial begin
    finished = 0;
    @(negedge clk);
    for (window = 0; window < 400; window = window + 1) begin
      positions = HAS_WINDOW ? 1 + ($urandom % 6) : 1;
      for (position = 0; position < positions; position = position + 1) begin
        for (lane = 0; lane < PIXELS; lane = lane + 1) begin
          valid = 1;
          start = lane == 0;
          first = position == 0;
          for (c = 0; c < CHANNELS; c = c + 1) begin
            byte_value = $urandom;
            if (($urandom & 3) == 0) byte_value = ($urandom & 1) ? 8'd127 + $urandom % 2 : ($urandom & 1) ? 8'd255 : 8'd0;
            word[8*c +: 8] = byte_value;
            if (position == 0 || byte_value > entry[CHANNELS*lane + c]) entry[CHANNELS*lane + c] = byte_value;
            expected[8*c +: 8] = entry[CHANNELS*lane + c];
          end
          cycle;
        end
        gap = ($urandom & 1) ? 0 : $urandom % 4;
        valid = 0;
        start = 0;
        word = $urandom;
        expected = 0;
        repeat (gap) cycle;
      end
    end
    finished = 1;
  end
endmodule

module tb_cd_window_max;
  reg clk = 0;
  always #5 clk = ~clk;
  wire [3:0] finished;
  check_window #(.PIXELS(5)) five_inst (.clk(clk), .finished(finished[0]));
  check_window #(.PIXELS(1)) one_inst (.clk(clk), .finished(finished[1]));
  check_window #(.PIXELS(8)) eight_inst (.clk(clk), .finished(finished[2]));
  check_window #(.PIXELS(4), .HAS_WINDOW(0)) none_inst (.clk(clk), .finished(finished[3]));
  initial begin
    wait (&finished);
    $display("PASS");
    $finish;
  end
  initial #5000000 $fatal(1, "timeout");
endmodule
`default_nettype wire
