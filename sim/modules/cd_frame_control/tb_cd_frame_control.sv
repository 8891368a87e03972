// SPDX-License-Identifier: Apache-2.0
// cd_frame_control: starts, ends and cleans up frames around an engine and a reader that are played by the bench.
//
// Corner cases: one start pulse to each, withdrawn when the engine has it; a frame that is over only when the engine is done and the reader empty, whichever comes
// last; an error in the frame: engine in reset for RESET_CYCLES at least and until the reader is empty, its beats dropped, no burst asked for, the reader reset
// last; reset silences every output in whatever cycle it comes, also in the one in which an output would rise; a start withdrawn with an error or a soft reset that comes at once; a dead bus tells another source, also one that dies in the clean-up,
// and its reader is reset when the error has been cleared, once, not earlier; an error that stands outside a frame does nothing; soft reset at rest, in a frame, and during clean-up.
`timescale 1ns/1ps
`default_nettype none
module tb_cd_frame_control;
  parameter RESET_CYCLES = 16;
  reg clk = 0, rst = 1;
  always #5 clk = ~clk;
  reg frame_start = 0, soft_reset = 0, engine_busy = 0, engine_done = 0, fetch_busy = 0, fetch_error = 0, fetch_dead = 0, fetch_valid = 0, error_told = 0, told = 1;
  wire frame_busy, frame_runs, frame_done, reset_done, bus_error, bus_timeout, engine_rst, engine_start, fetch_rst, fetch_start, fetch_stop, fetch_drop;
  cd_frame_control #(.RESET_CYCLES(RESET_CYCLES), .HAS_MEMORY(1)) dut (
    .clk(clk), .rst(rst), .frame_start(frame_start), .soft_reset(soft_reset), .frame_busy(frame_busy), .frame_runs(frame_runs), .frame_done(frame_done),
    .reset_done(reset_done), .bus_error(bus_error), .bus_timeout(bus_timeout), .error_told(error_told), .engine_rst(engine_rst), .engine_start(engine_start),
    .engine_busy(engine_busy), .engine_done(engine_done), .fetch_rst(fetch_rst), .fetch_start(fetch_start), .fetch_stop(fetch_stop), .fetch_drop(fetch_drop),
    .fetch_busy(fetch_busy), .fetch_error(fetch_error), .fetch_dead(fetch_dead), .fetch_valid(fetch_valid)
  );

  integer starts = 0, dones = 0, errors = 0, timeouts = 0, resets = 0, engine_resets = 0, checks = 0, n, k, early;
  always @(posedge clk) if (!rst) begin
    starts        <= starts + fetch_start;
    dones         <= dones + frame_done;
    errors        <= errors + bus_error;
    timeouts      <= timeouts + bus_timeout;
    resets        <= resets + reset_done;
    engine_resets <= engine_resets + engine_rst;
    error_told    <= told & (error_told | bus_error | bus_timeout);
    if (reset_done && fetch_rst === fetch_dead) $fatal(1, "the reader of a bus that is alive, or of a dead one, is not or is reset with the end of the clean-up");
    if (frame_done && (engine_rst || bus_error)) $fatal(1, "a frame ends and fails at once");
  end

  // After an edge in reset nothing is told, and engine and reader are in reset.
  always @(posedge clk) if (rst) begin
    #1;
    if (frame_done || reset_done || bus_error || bus_timeout || engine_start || fetch_start || frame_busy || !engine_rst || !fetch_rst) $fatal(1, "an output is not silent in reset");
  end
  task expect_all(input integer d, input integer e, input integer t, input integer r, input integer at);
    begin
      checks = checks + 1;
      if (dones != d || errors != e || timeouts != t || resets != r)
        $fatal(1, "check %0d: %0d frames, %0d errors, %0d timeouts, %0d resets, expected %0d %0d %0d %0d", at, dones, errors, timeouts, resets, d, e, t, r);
    end
  endtask
  task tick(input integer count);
    repeat (count) @(negedge clk);
  endtask
  task begin_frame;
    begin
      frame_start = 1;
      tick(1);
      frame_start = 0;
      if (!engine_start || !fetch_start || !frame_busy || !frame_runs) $fatal(1, "a start does not reach engine and reader");
      tick(1);
      fetch_busy = 1;
      if (fetch_start) $fatal(1, "the reader is started twice");
      tick(3);
      if (!engine_start) $fatal(1, "the start is withdrawn before the engine has it");
      engine_busy = 1;
      tick(2);
      if (engine_start) $fatal(1, "the start stays although the engine has it");
    end
  endtask
  task engine_ends;
    begin
      engine_done = 1;
      tick(1);
      engine_done = 0;
      engine_busy = 0;
    end
  endtask

  initial begin
    tick(4);
    if (!engine_rst || !fetch_rst) $fatal(1, "reset does not reach engine and reader");
    rst = 0;
    tick(3);
    if (engine_rst || fetch_rst || frame_busy) $fatal(1, "not at rest after reset");
    // an error that stands outside a frame
    fetch_error = 1;
    tick(5);
    fetch_error = 0;
    expect_all(0, 0, 0, 0, 1);
    // reader first, then the engine; then the other way round
    begin_frame;
    fetch_busy = 0;
    tick(20);
    expect_all(0, 0, 0, 0, 2);
    engine_ends;
    tick(3);
    expect_all(1, 0, 0, 0, 3);
    begin_frame;
    engine_ends;
    tick(20);
    fetch_valid = 1;
    fetch_busy = 0;
    tick(20);
    expect_all(1, 0, 0, 0, 4);
    fetch_valid = 0;
    tick(3);
    expect_all(2, 0, 0, 0, 5);
    if (frame_busy) $fatal(1, "busy after two frames");
    // errors: the bus is quiet before, in and after RESET_CYCLES; it is dead from the beginning, not, or dies in the clean-up
    for (n = 0; n < 4; n = n + 1) begin
      begin_frame;
      engine_resets = 0;
      fetch_error = 1;
      fetch_dead = n == 1;
      fetch_valid = 1;
      tick(2);
      if (!fetch_stop || !fetch_drop || frame_runs || !frame_busy) $fatal(1, "no clean-up after an error");
      engine_busy = 0;
      if (n == 0) begin
        fetch_busy = 0;
        fetch_valid = 0;
      end else begin
        tick(RESET_CYCLES / 2 + (n % 3) * RESET_CYCLES);
        fetch_busy = 0;
        fetch_dead = n == 1 || n == 3;
        tick(3);
        fetch_valid = 0;
      end
      k = 0;
      while (frame_busy) begin
        if (!fetch_rst && !engine_rst && k > 1) $fatal(1, "the engine runs during clean-up");
        k = k + 1;
        tick(1);
      end
      k = 0;
      if (fetch_dead) repeat (20) begin
        if (fetch_rst || !error_told) $fatal(1, "the reader of a dead bus is reset before the error is cleared");
        tick(1);
      end
      told = 0;
      repeat (5) begin
        tick(1);
        k = k + fetch_rst;
        if (fetch_rst) {fetch_error, fetch_dead} = 0;
      end
      if (k != (n == 1 || n == 3)) $fatal(1, "%0d resets of the reader after error %0d was cleared", k, n);
      told = 1;
      fetch_error = 0;
      fetch_dead = 0;
      tick(3);
      if (engine_resets < RESET_CYCLES || engine_resets > 3 * RESET_CYCLES + 12) $fatal(1, "engine in reset for %0d cycles", engine_resets);
      if (n == 0 && engine_resets != RESET_CYCLES + 1) $fatal(1, "engine in reset for %0d cycles beside a quiet bus", engine_resets);
      if (fetch_stop || fetch_drop || engine_rst) $fatal(1, "clean-up does not end");
      expect_all(2, n == 0 ? 1 : n == 1 ? 1 : n, n == 0 ? 0 : n == 3 ? 3 : 2, n + 1, 6 + n);
    end
    // soft reset at rest, in a frame, in the cycle in which the frame would end
    for (n = 0; n < 3; n = n + 1) begin
      if (n > 0) begin_frame;
      if (n == 2) begin
        fetch_busy = 0;
        engine_ends;
      end
      soft_reset = 1;
      while (!reset_done) begin
        tick(1);
        fetch_busy = 0;
        engine_busy = 0;
      end
      tick(1);
      soft_reset = 0;
      tick(RESET_CYCLES + 8);
      if (frame_busy || engine_start) $fatal(1, "soft reset %0d leaves a frame", n);
      expect_all(2, 3, 3, 5 + n, 10 + n);
    end
    begin_frame;
    fetch_busy = 0;
    engine_ends;
    tick(3);
    expect_all(3, 3, 3, 7, 13);
    if (starts != 9) $fatal(1, "%0d starts of the reader, expected 9", starts);
    // an error before the engine has its start, and a soft reset together with a start
    frame_start = 1;
    tick(1);
    frame_start = 0;
    fetch_error = 1;
    tick(1);
    fetch_error = 0;
    if (engine_start || !frame_busy) $fatal(1, "a start stays in clean-up");
    tick(RESET_CYCLES + 8);
    expect_all(3, 4, 3, 8, 14);
    frame_start = 1;
    soft_reset = 1;
    tick(1);
    frame_start = 0;
    soft_reset = 0;
    if (engine_start || fetch_start) $fatal(1, "a start beside a soft reset");
    tick(RESET_CYCLES + 8);
    expect_all(3, 4, 3, 9, 15);
    // a soft reset in the cycle in which a frame's end is told
    begin_frame;
    fetch_busy = 0;
    engine_ends;
    while (!frame_done) tick(1);
    soft_reset = 1;
    tick(1);
    soft_reset = 0;
    tick(RESET_CYCLES + 8);
    expect_all(4, 4, 3, 10, 16);
    // reset while each of the outputs is high (starts, end, error, timeout, end of a clean-up), and a cycle earlier, when it is about to rise
    for (n = 0; n < 10; n = n + 1) begin
      k = n % 5;
      early = n >= 5;
      frame_start = 1;
      if (early && k == 0) rst = 1;
      tick(1);
      frame_start = 0;
      if (k == 1) begin
        engine_busy = 1;
        tick(2);
        engine_ends;
        if (!early) while (!frame_done) tick(1);
      end
      if (k > 1) begin
        fetch_error = 1;
        fetch_dead = k == 3;
        if (early && k < 4) rst = 1;
        tick(1);
        if (k == 4) while (!(early ? dut.state == dut.LEAVE : reset_done)) tick(1);
      end
      if ({engine_start & fetch_start, frame_done, bus_error, bus_timeout, reset_done} !== (early ? 5'd0 : 5'b10000 >> k))
        $fatal(1, "output %0d is not as it should be before a reset", k);
      rst = 1;
      tick(2);
      rst = 0;
      fetch_error = 0;
      fetch_dead = 0;
      tick(3);
      if (frame_busy || engine_rst || fetch_rst) $fatal(1, "not at rest after reset %0d", n);
    end
    $display("PASS %0d checks", checks);
    $finish;
  end
endmodule
`default_nettype wire
