// SPDX-License-Identifier: Apache-2.0
// Running maximum over the positions of a pooling window, one entry per pixel lane.
//
//   window_word = max(code_word, entry[lane]) per byte, or code_word at the window's first position;  entry[lane] <= window_word
//
// code_valid marks the words of a tile, lane 0 (code_start) first. Latency 1 cycle; window_word is 0 when there was
// no code.
`default_nettype none
module cd_window_max #(
  // bytes of a word
  parameter CHANNELS = 16,
  // pixel lanes
  parameter PIXELS = 8,
  // 0: no window, a register only
  parameter HAS_WINDOW = 1
) (
  input  wire                  clk,
  input  wire                  code_valid,
  input  wire                  code_start,
  input  wire                  window_first,
  input  wire [8*CHANNELS-1:0] code_word,
  output reg  [8*CHANNELS-1:0] window_word
);
`ifndef SYNTHESIS
  initial begin
    if (CHANNELS < 1) $fatal(1, "cd_window_max: CHANNELS=%0d is less than 1 (%m)", CHANNELS);
    if (PIXELS < 1) $fatal(1, "cd_window_max: PIXELS=%0d is less than 1 (%m)", PIXELS);
    if (HAS_WINDOW != 0 && HAS_WINDOW != 1) $fatal(1, "cd_window_max: HAS_WINDOW=%0d is neither 0 nor 1 (%m)", HAS_WINDOW);
  end
`endif

  generate
    if (HAS_WINDOW != 0) begin : gen_window
      localparam LANE_BITS = PIXELS > 1 ? $clog2(PIXELS) : 1;

      function [8*CHANNELS-1:0] maximum(input [8*CHANNELS-1:0] a, input [8*CHANNELS-1:0] b);
        integer lane;
        for (lane = 0; lane < CHANNELS; lane = lane + 1)
          maximum[8*lane +: 8] = a[8*lane +: 8] > b[8*lane +: 8] ? a[8*lane +: 8] : b[8*lane +: 8];
      endfunction

      reg [8*CHANNELS-1:0] entries [0:PIXELS-1];
      reg [LANE_BITS-1:0] lane_next;
      wire [LANE_BITS-1:0] lane = code_start ? {LANE_BITS{1'b0}} : lane_next;
      wire [8*CHANNELS-1:0] merged = window_first ? code_word : maximum(code_word, entries[lane]);

      always @(posedge clk) begin
        if (code_valid) begin
          lane_next     <= lane + 1'b1;
          entries[lane] <= merged;
        end
        window_word <= code_valid ? merged : {8*CHANNELS{1'b0}};
      end
    end else begin : gen_no_window
      wire unused = &{1'b0, code_start, window_first};
      always @(posedge clk) window_word <= code_valid ? code_word : {8*CHANNELS{1'b0}};
    end
  endgenerate
endmodule
`default_nettype wire
