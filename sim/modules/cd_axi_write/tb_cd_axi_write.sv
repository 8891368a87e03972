// SPDX-License-Identifier: Apache-2.0
// cd_axi_write against a memory that stalls on every channel and misbehaves; the memory model fails the run when a burst breaks a rule of the bus.
//
// Corner cases: regions of 1 beat, of a burst less one, a burst, a burst plus one; starts just before a 4 KiB border; back to back; a source slower and faster
// than the bus; beats of the next region on offer early (they must not be taken); every beat of a region is in memory, and none beside it, when `done` comes.
// Beats of which some bytes are kept. `stop` in any cycle: what is announced ends, the rest is not taken, and after a reset the next command works.
// Faults: SLVERR of the first, a middle and the last burst, a bus that goes silent for TIMEOUT_CYCLES (not one that is slow for longer): `error` and `done` must come, never a hang, and after a reset, which a hard
// reset in a burst also is, the next command works. Answers to no burst at rest, before the first burst and while one is on the bus: dropped; an error in a command, which still waits for the right ones.
`timescale 1ns/1ps
`default_nettype none
module tb_cd_axi_write;
  parameter DATA_BITS = 64;
  parameter BURST_BEATS = 16;
  parameter FIFO_BEATS = 32;
  parameter TIMEOUT_CYCLES = 400;
  localparam BYTES = DATA_BITS / 8, WORDS = 4096;
  localparam [DATA_BITS-1:0] UNTOUCHED = {DATA_BITS/32{32'hdead_beef}};

  reg clk = 0, rst = 1, stalls = 1;
  always #5 clk = ~clk;
  reg start = 0, stop = 0, tvalid = 0, partial = 0, stray = 0;
  reg [31:0] address = 0;
  reg [23:0] beats = 0;
  reg [DATA_BITS-1:0] tdata = 0;
  reg [BYTES-1:0] tkeep = 0;
  wire busy, done, error, dead, tready, awvalid, awready, wlast, wvalid, wready, bvalid, bready;
  wire [31:0] awaddr;
  wire [7:0] awlen;
  wire [2:0] awsize;
  wire [1:0] awburst, bresp;
  wire [DATA_BITS-1:0] wdata;
  wire [BYTES-1:0] wstrb;
  reg signed [31:0] slverr_burst = -1, dead_burst = -1;

  cd_axi_write #(.DATA_BITS(DATA_BITS), .BURST_BEATS(BURST_BEATS), .FIFO_BEATS(FIFO_BEATS), .TIMEOUT_CYCLES(TIMEOUT_CYCLES)) dut (
    .clk(clk), .rst(rst), .start(start), .address(address), .beats(beats), .stop(stop), .busy(busy), .done(done), .error(error), .dead(dead),
    .s_axis_tdata(tdata), .s_axis_tkeep(tkeep), .s_axis_tvalid(tvalid), .s_axis_tready(tready),
    .m_axi_awaddr(awaddr), .m_axi_awlen(awlen), .m_axi_awsize(awsize), .m_axi_awburst(awburst), .m_axi_awvalid(awvalid), .m_axi_awready(awready),
    .m_axi_wdata(wdata), .m_axi_wstrb(wstrb), .m_axi_wlast(wlast), .m_axi_wvalid(wvalid), .m_axi_wready(wready),
    .m_axi_bresp(bresp), .m_axi_bvalid(bvalid | stray), .m_axi_bready(bready)
  );
  cd_axi_write_memory #(.DATA_BITS(DATA_BITS), .WORDS(WORDS)) memory (
    .clk(clk), .rst(rst), .stall_enable(stalls), .slverr_burst(slverr_burst), .dead_burst(dead_burst),
    .s_axi_awaddr(awaddr), .s_axi_awlen(awlen), .s_axi_awsize(awsize), .s_axi_awburst(awburst), .s_axi_awvalid(awvalid), .s_axi_awready(awready),
    .s_axi_wdata(wdata), .s_axi_wstrb(wstrb), .s_axi_wlast(wlast), .s_axi_wvalid(wvalid), .s_axi_wready(wready),
    .s_axi_bresp(bresp), .s_axi_bvalid(bvalid), .s_axi_bready(bready),
    .store_enable(), .store_word(), .store_data(), .store_strobe()
  );

  // the source sends numbered beats for ever; `upcoming` is the number on offer
  integer seed = 11, upcoming = 0, rate = 256, compared = 0, commands = 0, k, n;
  function [DATA_BITS-1:0] pattern(input [31:0] number);
    pattern = {DATA_BITS/32{number * 32'd40503 + 32'd77}} ^ number;
  endfunction
  function [BYTES-1:0] keep(input [31:0] number);
    keep = !partial || number % 3 == 0 ? {BYTES{1'b1}} : ({BYTES{1'b1}} << (number % BYTES)) >> (number % 5 % BYTES) | 1'b1;
  endfunction
  // what a word of memory must be when the beat of this number has been written to it
  function [DATA_BITS-1:0] kept(input [31:0] number);
    integer lane;
    for (lane = 0; lane < BYTES; lane = lane + 1)
      kept[8*lane +: 8] = (keep(number) >> lane) & 1 ? pattern(number) >> (8 * lane) : UNTOUCHED >> (8 * lane);
  endfunction
  always @(posedge clk) begin
    if (tvalid && tready) begin
      upcoming = upcoming + 1;
      tvalid <= 0;
    end
    if ((!tvalid || tready) && ($urandom(seed) & 255) < rate) begin
      tvalid <= 1;
      tdata  <= pattern(upcoming);
      tkeep  <= keep(upcoming);
    end
    if (rst) tvalid <= 0;
  end
  always @(posedge clk) if (!rst && wvalid && !dut.fifo_valid) $fatal(1, "a beat is sent that is not there");

  // cycles without a step of the bus
  integer silent = 0;
  always @(posedge clk) silent = (awvalid && awready) || (wvalid && wready) || (bvalid && bready) ? 0 : silent + 1;
  always @(posedge dead) begin
    if (silent != TIMEOUT_CYCLES + 1) $fatal(1, "the bus counts as dead after %0d cycles", silent);
    @(posedge clk) #1 if (!done) $fatal(1, "a dead bus is still waited for");
  end

  integer waited, earlier;
  task write(input [31:0] word, input [23:0] count, input expect_error);
    begin
      for (k = 0; k < WORDS; k = k + 1) memory.words[k] = UNTOUCHED;
      @(negedge clk);
      earlier = upcoming;
      address = word * BYTES;
      beats = count;
      start = 1;
      @(negedge clk);
      start = 0;
      waited = 0;
      while (!done) begin
        @(negedge clk);
        waited = waited + 1;
        if (waited > 20000) $fatal(1, "hang: region of %0d beats at word %0d", count, word);
      end
      if (error !== expect_error) $fatal(1, "region of %0d beats at word %0d: error %b, expected %b", count, word, error, expect_error);
      if (busy) $fatal(1, "busy after done");
      if (!expect_error) begin
        if (upcoming - earlier != count) $fatal(1, "region of %0d beats: %0d were taken", count, upcoming - earlier);
        for (k = 0; k < WORDS; k = k + 1)
          if (memory.words[k] !== (k >= word && k < word + count ? kept(earlier + k - word) : UNTOUCHED))
            $fatal(1, "region of %0d beats at word %0d: word %0d is %h", count, word, k, memory.words[k]);
        compared = compared + count;
      end else begin
        waited = upcoming;
        repeat (FIFO_BEATS + 20) @(negedge clk);
        if (upcoming != waited) $fatal(1, "beats of a failed region are taken after its end");
        if ((awvalid || wvalid || bvalid) && !dead) $fatal(1, "the bus is not left alone after an error");
      end
      commands = commands + 1;
    end
  endtask
  task reset;
    begin
      rst = 1;
      repeat (4) begin
        @(negedge clk);
        if (busy || done || error || dead || awvalid || wvalid || tready) $fatal(1, "an output is not silent in reset");
      end
      rst = 0;
      repeat (2) @(negedge clk);
    end
  endtask

  initial begin
    reset;
    for (n = 0; n < 4; n = n + 1) begin
      rate = (n == 1) ? 40 : (n == 2) ? 150 : 256;
      stalls = n != 3;
      // a beat on offer keeps its bytes, so it is withdrawn
      partial = n >= 2;
      reset;
      write(0, 1, 0);
      if (BURST_BEATS > 1) write(3, BURST_BEATS - 1, 0);
      write(5, BURST_BEATS, 0);
      write(9, BURST_BEATS + 1, 0);
      write(4096 / BYTES - 1, 2, 0);
      write(4096 / BYTES - 3, 200, 0);
      write(17, 3 * 4096 / BYTES, 0);
      repeat (6) write($urandom(seed) % 1024, 1 + $urandom(seed) % 300, 0);
    end
    for (n = 0; n < 3; n = n + 1) begin
      reset;
      slverr_burst = n == 0 ? 0 : n == 1 ? 3 : (200 + BURST_BEATS - 1) / BURST_BEATS - 1;
      if (n == 1 && 4 * BURST_BEATS > 200) slverr_burst = 1;
      write(0, 200, 1);
      if (dead) $fatal(1, "a bad response counts as a dead bus");
      slverr_burst = -1;
      reset;
      write(100, 60, 0);
    end
    reset;
    dead_burst = 2;
    write(0, 200, 1);
    if (!dead) $fatal(1, "a silent bus is not told");
    if (!awvalid || !wvalid) $fatal(1, "an address or a beat is withdrawn from a dead bus");
    // a bus that comes to life again takes the burst whole, and its answer is dropped
    dead_burst = -1;
    repeat (200 + 8 * BURST_BEATS) @(negedge clk);
    if (awvalid || wvalid || memory.answered != 3 || !error || busy) $fatal(1, "the burst on a dead bus does not end when it is taken");
    reset;
    if (error || dead) $fatal(1, "reset does not clear an error");
    write(64, 64, 0);
    for (n = 0; n < 20; n = n + 1) begin
      @(negedge clk);
      address = 0;
      beats = 100;
      start = 1;
      @(negedge clk);
      start = 0;
      repeat (6 * n) @(negedge clk);
      stop = 1;
      waited = 0;
      @(negedge clk);
      while (busy) begin
        @(negedge clk);
        waited = waited + 1;
        if (waited > 600) $fatal(1, "stop %0d: not at rest", n);
      end
      if (error || awvalid || wvalid) $fatal(1, "stop %0d: error %b or a burst after it", n, error);
      waited = upcoming;
      repeat (FIFO_BEATS + 20) @(negedge clk);
      if (upcoming != waited) $fatal(1, "stop %0d: beats are taken after it", n);
      stop = 0;
      reset;
      write(30, 40, 0);
    end
    // answers to no burst
    reset;
    repeat (3) begin
      stray = 1;
      @(negedge clk) stray = 0;
      repeat (3) @(negedge clk);
    end
    write(70, 90, 0);
    for (n = 0; n < 2; n = n + 1) begin
      memory.answered = memory.stored;
      @(negedge clk);
      address = 0;
      beats = 2 * BURST_BEATS;
      start = 1;
      @(negedge clk);
      start = 0;
      while (n == 1 && !(wvalid && !bvalid)) @(negedge clk);
      if (bvalid) $fatal(1, "an answer at rest");
      stray = 1;
      @(negedge clk) stray = 0;
      if (!error) $fatal(1, "answer %0d to no burst is no error", n);
      waited = 0;
      while (!done) begin
        @(negedge clk);
        waited = waited + 1;
        if (waited > 600) $fatal(1, "hang after answer %0d to no burst", n);
      end
      if (dead || memory.addresses != memory.answered || (n == 1 && memory.addresses == 0))
        $fatal(1, "after answer %0d to no burst: dead %b, %0d bursts, %0d answers", n, dead, memory.addresses, memory.answered);
      reset;
      write(30, 40, 0);
      reset;
    end
    // hard reset in a burst
    for (n = 0; n < 20; n = n + 1) begin
      @(negedge clk);
      address = 0;
      beats = 100;
      start = 1;
      @(negedge clk);
      start = 0;
      repeat (5 + 7 * n) @(negedge clk);
      reset;
      if (busy || awvalid || wvalid) $fatal(1, "not at rest after reset");
      write(30, 40, 0);
    end
    $display("PASS %0d commands, %0d beats", commands, compared);
    $finish;
  end
endmodule
`default_nettype wire
