// SPDX-License-Identifier: Apache-2.0
// Runs frames for the registers: starts fetch and engine together, ends a frame when both are done, and cleans up after an error or a soft reset.
//
// Clean-up: no burst is asked for any more, beats that are in flight are awaited and dropped while the engine is held in reset for at least
// RESET_CYCLES, then the reader is reset. So the bus is always left in order, and the next frame starts from a known state. The reader of a dead bus is not busy, but
// may have a request on it that was not taken and must stay (AXI): it is reset when the host clears the error, which it does while the bus is in reset. A bus that
// dies in a clean-up is told at its end.
// Latency: fetch and engine start one cycle after frame_start; frame_done two cycles after engine_done.
`default_nettype none
module cd_frame_control #(
  // Least length of a reset of the engine.
  parameter RESET_CYCLES = 16,
  // 1: weights are fetched.
  parameter HAS_MEMORY = 1
) (
  input  wire clk,
  input  wire rst,
  // Registers.
  input  wire frame_start,
  input  wire soft_reset,
  output wire frame_busy,
  // The image may be taken.
  output wire frame_runs,
  output reg  frame_done,
  output reg  reset_done,
  output reg  bus_error,
  output reg  bus_timeout,
  input  wire error_told,
  // Engine and stream converters.
  output reg  engine_rst,
  output reg  engine_start,
  input  wire engine_busy,
  input  wire engine_done,
  // Reader of the weights.
  output reg  fetch_rst,
  output reg  fetch_start,
  output wire fetch_stop,
  output wire fetch_drop,
  input  wire fetch_busy,
  input  wire fetch_error,
  input  wire fetch_dead,
  input  wire fetch_valid
);
  localparam [1:0] IDLE = 2'd0, RUN = 2'd1, CLEAN = 2'd2, LEAVE = 2'd3;
  localparam COUNT_BITS = $clog2(RESET_CYCLES + 1);

`ifndef SYNTHESIS
  initial begin
    if (RESET_CYCLES < 4) $fatal(1, "cd_frame_control: RESET_CYCLES=%0d is less than the 4 that the engine needs (%m)", RESET_CYCLES);
    if (HAS_MEMORY != 0 && HAS_MEMORY != 1) $fatal(1, "cd_frame_control: HAS_MEMORY=%0d is neither 0 nor 1 (%m)", HAS_MEMORY);
  end
`endif

  reg [1:0] state;
  reg [COUNT_BITS-1:0] left;
  reg finished;
  reg dead_reg;   // the reader waits for its reset until the error is cleared
  wire fails = (HAS_MEMORY != 0) & fetch_error & (state == RUN);
  wire dead  = (HAS_MEMORY != 0) & fetch_dead;
  wire quiet = (HAS_MEMORY == 0) | ~(fetch_busy | fetch_start | fetch_valid);

  assign frame_busy = state != IDLE;
  assign frame_runs = state == RUN;
  assign fetch_stop = state == CLEAN;
  assign fetch_drop = state == CLEAN;

  always @(posedge clk) begin
    frame_done  <= 1'b0;
    reset_done  <= 1'b0;
    bus_error   <= 1'b0;
    bus_timeout <= 1'b0;
    fetch_start <= 1'b0;
    fetch_rst   <= 1'b0;
    engine_rst  <= 1'b0;
    // the engine takes a start when it is idle
    if (engine_busy) engine_start <= 1'b0;
    if (engine_done) finished <= 1'b1;
    case (state)
      IDLE: begin
        finished <= 1'b0;
        if (frame_start) begin
          state        <= RUN;
          engine_start <= 1'b1;
          fetch_start  <= HAS_MEMORY != 0;
        end
      end
      // a frame is over when the engine has sent its result and every beat has been taken
      RUN: if (finished && quiet) begin
        state      <= IDLE;
        frame_done <= 1'b1;
      end
      CLEAN: begin
        engine_rst <= 1'b1;
        if (left != {COUNT_BITS{1'b0}}) left <= left - 1'b1;
        else if (quiet) begin
          state       <= LEAVE;
          bus_timeout <= dead;
        end
      end
      default: begin
        fetch_rst  <= ~dead;
        dead_reg   <= dead;
        reset_done <= 1'b1;
        state      <= IDLE;
      end
    endcase
    if (dead_reg && !error_told) begin
      dead_reg  <= 1'b0;
      fetch_rst <= 1'b1;
    end
    if ((fails || soft_reset) && state != CLEAN && state != LEAVE && !reset_done) begin
      state        <= CLEAN;
      left         <= RESET_CYCLES[COUNT_BITS-1:0];
      engine_start <= 1'b0;
      fetch_start  <= 1'b0;
      frame_done   <= 1'b0;
      bus_error    <= fails & ~fetch_dead;
      bus_timeout  <= fails & fetch_dead;
    end
    if (rst) begin
      state        <= IDLE;
      dead_reg     <= 1'b0;
      frame_done   <= 1'b0;
      reset_done   <= 1'b0;
      bus_error    <= 1'b0;
      bus_timeout  <= 1'b0;
      engine_start <= 1'b0;
      engine_rst   <= 1'b1;
      fetch_rst    <= 1'b1;
      fetch_start  <= 1'b0;
    end
  end
endmodule
`default_nettype wire
