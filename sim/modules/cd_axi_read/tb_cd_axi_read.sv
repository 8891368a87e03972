// SPDX-License-Identifier: Apache-2.0
// cd_axi_read against a memory with random latency, gaps and faults.
//
// Corner cases: regions of 1 beat, of a burst less one, a burst, a burst plus one; starts just before a 4 KiB border (the memory
// model fails the run when a burst crosses one); a consumer slower than the bus (the FIFO must never overflow) and faster; every beat is
// compared in order and counted. Faults: SLVERR in mid burst, a burst cut short, a burst of the first, a middle and the last with a beat too many behind a gap, a bus that goes silent: `error` and `done` must come, never a hang;
// after all but the last the next command works. By hand, without the memory: one burst and beats too many, with and without an end, behind gaps, also after the reset; beats of no burst at rest, and while an address waits. `stop` before, between and in bursts: no error, what was asked for comes whole, nothing more.
`timescale 1ns/1ps
`default_nettype none
module tb_cd_axi_read;
  parameter DATA_BITS = 64;
  parameter BURST_BEATS = 16;
  parameter FIFO_BEATS = 32;
  parameter TIMEOUT_CYCLES = 500;
  localparam BYTES = DATA_BITS / 8;
  localparam WORDS = 4096;

  reg clk = 0, rst = 1;
  always #5 clk = ~clk;

  reg         start = 0;
  reg  [31:0] address = 0;
  reg  [23:0] beats = 0;
  reg         stop = 0;
  wire        busy, done, error, dead;
  wire [31:0] araddr;
  wire [7:0]  arlen;
  wire [2:0]  arsize;
  wire [1:0]  arburst, rresp;
  wire        arvalid, arready, rlast, rvalid, rready, tvalid;
  wire [DATA_BITS-1:0] rdata, tdata;
  reg         tready = 0;
  reg signed [31:0] slverr_beat = -1, early_last_beat = -1, late_last_beat = -1, dead_beat = -1;

  cd_axi_read #(
    .ADDRESS_BITS(32), .LENGTH_BITS(24), .DATA_BITS(DATA_BITS), .BURST_BEATS(BURST_BEATS), .FIFO_BEATS(FIFO_BEATS), .TIMEOUT_CYCLES(TIMEOUT_CYCLES)
  ) dut (
    .clk(clk), .rst(rst), .start(start), .address(address), .beats(beats), .stop(stop), .busy(busy), .done(done), .error(error),
    .dead(dead),
    .m_axi_araddr(araddr), .m_axi_arlen(arlen), .m_axi_arsize(arsize), .m_axi_arburst(arburst), .m_axi_arvalid(arvalid), .m_axi_arready(arready),
    .m_axi_rdata(rdata), .m_axi_rresp(rresp), .m_axi_rlast(rlast), .m_axi_rvalid(rvalid), .m_axi_rready(rready),
    .m_axis_tdata(tdata), .m_axis_tvalid(tvalid), .m_axis_tready(tready)
  );
  cd_axi_memory #(.DATA_BITS(DATA_BITS), .WORDS(WORDS), .RATE(200)) memory (
    .write_enable(1'b0), .write_word(32'd0), .write_data({DATA_BITS{1'b0}}), .write_strobe({DATA_BITS/8{1'b0}}),
    .clk(clk), .rst(rst), .stall_enable(1'b1), .slverr_beat(slverr_beat), .early_last_beat(early_last_beat), .late_last_beat(late_last_beat), .dead_beat(dead_beat),
    .s_axi_araddr(araddr), .s_axi_arlen(arlen), .s_axi_arsize(arsize), .s_axi_arburst(arburst), .s_axi_arvalid(arvalid), .s_axi_arready(arready),
    .s_axi_rdata(rdata), .s_axi_rresp(rresp), .s_axi_rlast(rlast), .s_axi_rvalid(rvalid), .s_axi_rready(rready)
  );

  integer seed = 7, taken = 0, ready_rate = 256, compared = 0, commands = 0, k;
  reg [31:0] first_word = 0;
  reg        check = 1;
  reg        held = 0;
  reg [DATA_BITS-1:0] held_data;
  // address channel must hold while it waits
  reg        ar_held = 0;
  reg [39:0] ar_data;

  always @(posedge clk) begin
    tready <= ($urandom(seed) & 255) < ready_rate;
    if (!rst && tvalid && tready) begin
      if (check && tdata !== memory.words[first_word + taken])
        $fatal(1, "beat %0d: got %h, expected %h", taken, tdata, memory.words[first_word + taken]);
      taken <= taken + 1;
      compared <= compared + 1;
    end
    if (!rst && held && (!tvalid || tdata !== held_data)) $fatal(1, "stream changed while it waited");
    held <= tvalid && !tready;
    held_data <= tdata;
    if (!rst && ar_held && (!arvalid || {araddr, arlen} !== ar_data)) $fatal(1, "address channel changed while it waited");
    ar_held <= arvalid && !arready;
    ar_data <= {araddr, arlen};
    if (!rst && rvalid && rready && dut.fifo_ready !== 1'b1) $fatal(1, "FIFO overflow");
  end

  task read(input [31:0] word, input [23:0] count, input expect_error);
    integer waited;
    begin
      @(negedge clk);
      first_word = word;
      taken = 0;
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
        waited = 0;
        while (taken < count) begin
          @(negedge clk);
          waited = waited + 1;
          if (waited > 20000) $fatal(1, "region of %0d beats at word %0d: only %0d came", count, word, taken);
        end
        repeat (40) @(negedge clk);
        if (dut.free_reg !== FIFO_BEATS) $fatal(1, "FIFO places lost: %0d of %0d free at rest", dut.free_reg, FIFO_BEATS);
        if (taken != count) $fatal(1, "region of %0d beats: %0d came", count, taken);
      end
      commands = commands + 1;
    end
  endtask

  // Asks for 300 beats and stops after some cycles.
  task stop_after(input integer cycles);
    integer waited, asked;
    begin
      @(negedge clk);
      first_word = 32;
      taken = 0;
      address = 32 * BYTES;
      beats = 300;
      start = 1;
      @(negedge clk);
      start = 0;
      repeat (cycles) @(negedge clk);
      stop = 1;
      @(negedge clk);
      stop = 0;
      waited = 0;
      while (busy) begin
        @(negedge clk);
        waited = waited + 1;
        if (waited > 20000) $fatal(1, "hang after stop in cycle %0d", cycles);
      end
      if (error) $fatal(1, "stop in cycle %0d counts as an error", cycles);
      repeat (200) @(negedge clk);
      if (taken >= 300 || taken % BURST_BEATS != 0 || dut.free_reg !== FIFO_BEATS || arvalid)
        $fatal(1, "stop in cycle %0d: %0d beats came, %0d places free", cycles, taken, dut.free_reg);
      commands = commands + 1;
    end
  endtask

  task drain_and_reset;
    begin
      rst = 1;
      repeat (20) @(negedge clk);
      rst = 0;
      repeat (2) @(negedge clk);
    end
  endtask

  // ---- alone, driven by hand: commands of two beats, or so many as lone_count says, in bursts of two
  reg lone_rst = 1, lone_start = 0, lone_arready = 0, lone_last = 0, lone_valid = 0;
  reg [7:0] lone_number = 0;
  reg [23:0] lone_count = 2;
  wire lone_busy, lone_done, lone_error, lone_dead, lone_asks, lone_sends;
  wire [DATA_BITS-1:0] lone_data;
  integer lone_taken = 0, lone_ends = 0, lone_checks = 0;
  cd_axi_read #(.DATA_BITS(DATA_BITS), .BURST_BEATS(2), .FIFO_BEATS(4), .TIMEOUT_CYCLES(50)) lone (
    .clk(clk), .rst(lone_rst), .start(lone_start), .address(32'h1000), .beats(lone_count), .stop(1'b0), .busy(lone_busy), .done(lone_done), .error(lone_error),
    .dead(lone_dead), .m_axi_araddr(), .m_axi_arlen(), .m_axi_arsize(), .m_axi_arburst(), .m_axi_arvalid(lone_asks), .m_axi_arready(lone_arready),
    .m_axi_rdata({DATA_BITS/8{lone_number}}), .m_axi_rresp(2'b00), .m_axi_rlast(lone_last), .m_axi_rvalid(lone_valid), .m_axi_rready(),
    .m_axis_tdata(lone_data), .m_axis_tvalid(lone_sends), .m_axis_tready(1'b1)
  );
  always @(posedge clk) begin
    if (lone_done) lone_ends = lone_ends + 1;
    if (lone_sends) begin
      if (lone_data[7:0] != lone_taken) $fatal(1, "alone: beat %0d in the place of %0d", lone_data[7:0], lone_taken);
      lone_taken = lone_taken + 1;
    end
  end
  task lone_beat(input [7:0] number, input marked);
    begin
      lone_number = number;
      lone_last   = marked;
      lone_valid  = 1;
      @(negedge clk) lone_valid = 0;
    end
  endtask
  // What has come since the last check: beats in the stream, ends of commands, and whether there is an error, a dead bus, work.
  task lone_state(input integer taken_due, input integer ends_due, input [2:0] flags);
    begin
      repeat (4) @(negedge clk);
      if (lone_taken != taken_due || lone_ends != ends_due || {lone_error, lone_dead, lone_busy} !== flags)
        $fatal(1, "alone, check %0d: %0d beats, %0d ends, error, dead, busy %b, expected %0d, %0d, %b", lone_checks, lone_taken, lone_ends,
               {lone_error, lone_dead, lone_busy}, taken_due, ends_due, flags);
      lone_taken  = 0;
      lone_ends   = 0;
      lone_checks = lone_checks + 1;
    end
  endtask
  task lone_reset;
    begin
      lone_rst = 1;
      @(negedge clk) lone_rst = 0;
    end
  endtask
  task lone_command;
    begin
      lone_start = 1;
      @(negedge clk) lone_start = 0;
      repeat ((lone_count + 1) / 2) begin
        while (!lone_asks) @(negedge clk);
        lone_arready = 1;
        @(negedge clk) lone_arready = 0;
      end
    end
  endtask
  task lone_good;
    begin
      lone_command;
      lone_beat(0, 0);
      repeat (3) @(negedge clk);
      lone_beat(1, 1);
      lone_state(2, 1, 3'b000);
    end
  endtask
  task by_hand;
    integer turn;
    begin
      lone_reset;
      lone_good;
      // beats of no burst at rest are no error and reach nothing
      repeat (2) lone_beat(9, 0);
      lone_beat(9, 1);
      lone_state(0, 0, 3'b000);
      lone_good;
      // no rlast; the end comes behind a gap, as first or as third beat too many, and the command waits for it
      for (turn = 0; turn < 2; turn = turn + 1) begin
        lone_command;
        lone_beat(0, 0);
        lone_beat(1, 0);
        lone_state(2, 0, 3'b101);
        repeat (30) @(negedge clk);
        repeat (2 * turn) lone_beat(9, 0);
        lone_state(0, 0, 3'b101);
        lone_beat(9, 1);
        lone_state(0, 1, 3'b100);
        lone_good;
      end
      // no end at all, in silence or with beats for ever: a dead bus, whose beats reach nothing, before the reset and after
      for (turn = 0; turn < 2; turn = turn + 1) begin
        lone_command;
        lone_beat(0, 0);
        lone_beat(1, 0);
        repeat (60) if (turn == 0) @(negedge clk); else lone_beat(9, 0);
        lone_state(2, 1, 3'b110);
        lone_beat(9, 0);
        lone_state(0, 0, 3'b110);
        lone_reset;
        lone_beat(9, 1);
        lone_state(0, 0, 3'b000);
        lone_good;
      end
      // a beat of no burst while an address waits: an error; the burst still comes whole
      lone_start = 1;
      @(negedge clk) lone_start = 0;
      while (!lone_asks) @(negedge clk);
      lone_beat(9, 0);
      lone_state(0, 0, 3'b101);
      lone_arready = 1;
      @(negedge clk) lone_arready = 0;
      lone_beat(0, 0);
      lone_beat(1, 1);
      lone_state(2, 1, 3'b100);
      lone_good;
      // two bursts on their way, the first one ends late: the second one is taken whole, and has all its time from that end on
      lone_count = 4;
      lone_command;
      lone_beat(0, 0);
      lone_beat(1, 0);
      repeat (30) @(negedge clk);
      lone_beat(9, 0);
      lone_beat(9, 1);
      repeat (40) @(negedge clk);
      lone_beat(2, 0);
      lone_beat(3, 1);
      lone_state(4, 1, 3'b100);
      // a bus that dies with beats due: what comes later is dropped
      lone_command;
      lone_beat(0, 0);
      repeat (60) @(negedge clk);
      lone_beat(9, 1);
      lone_beat(9, 0);
      lone_state(1, 1, 3'b110);
      lone_reset;
      // after bursts of one beat, a beat of no burst without an end is over at once
      lone_count = 1;
      repeat (5) begin
        lone_command;
        lone_beat(0, 1);
        lone_state(1, 1, 3'b000);
        lone_beat(9, 0);
      end
      lone_count = 2;
      lone_good;
    end
  endtask

  initial begin
    by_hand;
    for (k = 0; k < WORDS; k = k + 1) memory.words[k] = {(DATA_BITS/32){k[15:0] * 16'd40503, ~k[15:0]}};
    drain_and_reset;
    for (k = 0; k < 3; k = k + 1) begin
      ready_rate = (k == 0) ? 256 : (k == 1) ? 40 : 150;
      read(0, 1, 0);
      read(3, BURST_BEATS - 1, 0);
      read(5, BURST_BEATS, 0);
      read(9, BURST_BEATS + 1, 0);
      read(4096 / BYTES - 1, 2, 0);
      read(4096 / BYTES - 3, 200, 0);
      read(17, 3 * 4096 / BYTES, 0);
      repeat (10) read($urandom(seed) % 1024, 1 + $urandom(seed) % 300, 0);
    end
    ready_rate = 256;
    for (k = 0; k < 40; k = k + 1) begin
      stop_after(k);
      read(0, 20, 0);
    end
    // faults; the stream is not compared there, the consumer is reset
    check = 0;
    drain_and_reset;
    slverr_beat = 37;
    read(0, 200, 1);
    repeat (100) @(negedge clk);
    if (taken >= 150) $fatal(1, "%0d of 200 beats came although beat 37 was bad", taken);
    check = 1;
    slverr_beat = -1;
    read(100, 60, 0);
    check = 0;
    drain_and_reset;
    early_last_beat = 20;
    read(0, 200, 1);
    repeat (100) @(negedge clk);
    check = 1;
    read(300, 70, 0);
    check = 0;
    drain_and_reset;
    early_last_beat = -1;
    for (late_last_beat = 0; late_last_beat < 200; late_last_beat = late_last_beat + 66) begin
      drain_and_reset;
      read(0, 200, 1);
      if (dead) $fatal(1, "a burst that ends late counts as a dead bus");
      repeat (100) @(negedge clk);
      // without a reset
      check = 1;
      memory.was_late = 1;
      read(300, 70, 0);
      check = 0;
    end
    late_last_beat = -1;
    drain_and_reset;
    dead_beat = 25;
    read(0, 200, 1);
    if (!dead) $fatal(1, "a silent bus is not told");
    dead_beat = -1;
    drain_and_reset;
    check = 1;
    read(64, 64, 0);
    if (commands != 145 || compared < 5000) $fatal(1, "only %0d commands and %0d beats were run", commands, compared);
    $display("PASS %0d commands, %0d beats", commands, compared);
    $finish;
  end
endmodule
`default_nettype wire
