// SPDX-License-Identifier: Apache-2.0
// cd_accelerator_shell with its registers, reader and converters, around an engine of a few lines: it takes the image and all weights, in any order, and
// sends words that depend on every byte of both, so a lost, repeated or stale beat shows.
//
// Corner cases: one frame by the host, frames in a row, interrupt; bus and streams that stall, an engine slower than the bus and faster; SLVERR in the first, a
// middle and the last beat, a burst cut short, a beat too many, a silent bus, one that takes no address (which stays until the bus is reset): the status tells error and source, the frame is gone, nothing hangs, and a frame after
// clearing is right although stale image beats were on offer; soft reset at rest and in many cycles of a frame; hard reset in a frame. MAPS: the image goes through memory, so that
// reads of weights and maps and the write share the bus. Without MEMORY the engine has its weights, and the bus stays silent.
`timescale 1ns/1ps
`default_nettype none
module tb_cd_accelerator_shell;
  parameter CHANNELS = 16;
  parameter STREAM_BYTES = 4;
  parameter BUS_BITS = 128;
  parameter ADDRESS_BITS = 32;
  parameter MEMORY = 1;
  parameter MAPS = 0;
  localparam IMAGE_WORDS = 12, WEIGHT_WORDS = MEMORY ? 96 : 0, RESULT_WORDS = 5, PARTS = CHANNELS / STREAM_BYTES;
  localparam WEIGHT_BEATS = WEIGHT_WORDS * CHANNELS * 8 / BUS_BITS;
  localparam BUS_BYTES = BUS_BITS / 8, SCRATCH_BEATS = (IMAGE_WORDS * CHANNELS + BUS_BYTES - 1) / BUS_BYTES;
  localparam BASE = 32'h0000_3f80, SCRATCH = BASE + WEIGHT_BEATS * BUS_BYTES, BEATS = WEIGHT_BEATS + SCRATCH_BEATS;
  localparam [7:0] CONTROL = 8'h0c, STATUS = 8'h10, FRAMES = 8'h14, ADDRESS = 8'h20, SCRATCH_ADDRESS = 8'h2c;

  reg clk = 0, rst = 1, memory_rst = 1;
  always #5 clk = ~clk;

  reg  [7:0]  awaddr = 0, araddr = 0;
  reg         awvalid = 0, wvalid = 0, bready = 1, arvalid = 0, rready = 1;
  reg  [31:0] wdata = 0;
  wire        awready, wready, bvalid, arready, rvalid, irq;
  wire [1:0]  bresp, rresp;
  wire [31:0] rdata;
  wire [ADDRESS_BITS-1:0] m_araddr;
  wire [7:0]  m_arlen;
  wire [2:0]  m_arsize;
  wire [1:0]  m_arburst, m_rresp;
  wire        memory_arready;
  wire        m_arvalid, m_arready, m_rlast, m_rvalid, m_rready;
  wire [BUS_BITS-1:0] m_rdata, m_wdata, store_data;
  wire [ADDRESS_BITS-1:0] m_awaddr;
  wire [7:0]  m_awlen;
  wire [2:0]  m_awsize;
  wire [1:0]  m_awburst, m_bresp;
  wire        m_awvalid, m_awready, m_wlast, m_wvalid, m_wready, m_bvalid, m_bready, store_enable;
  wire [BUS_BYTES-1:0] m_wstrb, store_strobe;
  wire [31:0] store_word;
  reg  [8*STREAM_BYTES-1:0] image_beat = 0;
  reg         image_valid = 0, result_ready = 0;
  wire        image_beat_ready, result_beat_last, result_beat_valid;
  wire [8*STREAM_BYTES-1:0] result_beat;
  wire        engine_rst, engine_start;
  reg         engine_busy = 0, engine_done = 0;
  wire [8*CHANNELS-1:0] image_tdata, weight_tdata;
  wire        image_tvalid, weight_tvalid, result_tready;
  reg         image_tready = 0, weight_tready = 0, result_tvalid = 0, result_tlast = 0;
  reg  [8*CHANNELS-1:0] result_tdata = 0;
  reg signed [31:0] slverr_beat = -1, early_last_beat = -1, late_last_beat = -1, dead_beat = -1;
  reg         address_held = 0, was_waiting = 0;
  reg [ADDRESS_BITS+7:0] was_address = 0;

  cd_accelerator_shell #(
    .CHANNELS(CHANNELS), .PIXELS(8), .STREAM_BYTES(STREAM_BYTES), .BUS_BITS(BUS_BITS), .ADDRESS_BITS(ADDRESS_BITS), .BURST_BEATS(8), .FIFO_BEATS(16),
    .WEIGHT_BEATS(MEMORY ? WEIGHT_BEATS : 7), .TIMEOUT_CYCLES(300), .HAS_MEMORY(MEMORY), .MAP_INPUTS(MAPS), .MAP_OUTPUTS(2 * MAPS),
    .SCRATCH_BYTES(MAPS * SCRATCH_BEATS * BUS_BYTES)
  ) dut (
    .clk(clk), .rst(rst), .irq(irq), .s_axi_awaddr(awaddr), .s_axi_awvalid(awvalid), .s_axi_awready(awready), .s_axi_wdata(wdata),
    .s_axi_wstrb(4'hf), .s_axi_wvalid(wvalid), .s_axi_wready(wready), .s_axi_bresp(bresp), .s_axi_bvalid(bvalid), .s_axi_bready(bready),
    .s_axi_araddr(araddr), .s_axi_arvalid(arvalid), .s_axi_arready(arready), .s_axi_rdata(rdata), .s_axi_rresp(rresp), .s_axi_rvalid(rvalid),
    .s_axi_rready(rready), .m_axi_araddr(m_araddr), .m_axi_arlen(m_arlen), .m_axi_arsize(m_arsize), .m_axi_arburst(m_arburst),
    .m_axi_arvalid(m_arvalid), .m_axi_arready(m_arready), .m_axi_rdata(m_rdata), .m_axi_rresp(m_rresp), .m_axi_rlast(m_rlast),
    .m_axi_rvalid(m_rvalid), .m_axi_rready(m_rready),
    .m_axi_awaddr(m_awaddr), .m_axi_awlen(m_awlen), .m_axi_awsize(m_awsize), .m_axi_awburst(m_awburst), .m_axi_awvalid(m_awvalid), .m_axi_awready(m_awready),
    .m_axi_wdata(m_wdata), .m_axi_wstrb(m_wstrb), .m_axi_wlast(m_wlast), .m_axi_wvalid(m_wvalid), .m_axi_wready(m_wready), .m_axi_bresp(m_bresp),
    .m_axi_bvalid(m_bvalid), .m_axi_bready(m_bready),
    .s_axis_image_tdata(image_beat), .s_axis_image_tvalid(image_valid), .s_axis_image_tready(image_beat_ready),
    .m_axis_result_tdata(result_beat), .m_axis_result_tlast(result_beat_last), .m_axis_result_tvalid(result_beat_valid),
    .m_axis_result_tready(result_ready),
    .engine_rst(engine_rst), .engine_start(engine_start), .engine_busy(engine_busy), .engine_done(engine_done), .engine_step(1'b0),
    .image_tdata(image_tdata), .image_tvalid(image_tvalid), .image_tready(image_tready),
    .weight_tdata(weight_tdata), .weight_tvalid(weight_tvalid), .weight_tready(weight_tready),
    .result_tdata(result_tdata), .result_tlast(result_tlast), .result_tvalid(result_tvalid), .result_tready(result_tready)
  );
  cd_axi_memory #(.ADDRESS_BITS(ADDRESS_BITS), .DATA_BITS(BUS_BITS), .WORDS(BEATS), .BASE(BASE)) memory (
    .write_enable(store_enable), .write_word(store_word), .write_data(store_data), .write_strobe(store_strobe),
    .clk(clk), .rst(memory_rst), .stall_enable(1'b1), .slverr_beat(slverr_beat), .early_last_beat(early_last_beat), .late_last_beat(late_last_beat), .dead_beat(dead_beat),
    .s_axi_araddr(m_araddr), .s_axi_arlen(m_arlen), .s_axi_arsize(m_arsize), .s_axi_arburst(m_arburst), .s_axi_arvalid(m_arvalid & ~address_held),
    .s_axi_arready(memory_arready), .s_axi_rdata(m_rdata), .s_axi_rresp(m_rresp), .s_axi_rlast(m_rlast), .s_axi_rvalid(m_rvalid), .s_axi_rready(m_rready)
  );

  assign m_arready = memory_arready & ~address_held;
  always @(posedge clk) begin
    if (was_waiting && !memory_rst && (!m_arvalid || {m_araddr, m_arlen} !== was_address)) $fatal(1, "an address that waits changes");
    was_waiting <= m_arvalid && !m_arready && !memory_rst;
    was_address <= {m_araddr, m_arlen};
  end

  cd_axi_write_memory #(.ADDRESS_BITS(ADDRESS_BITS), .DATA_BITS(BUS_BITS), .WORDS(BEATS), .BASE(BASE)) write_memory (
    .clk(clk), .rst(memory_rst), .stall_enable(1'b1), .slverr_burst(-1), .dead_burst(-1),
    .s_axi_awaddr(m_awaddr), .s_axi_awlen(m_awlen), .s_axi_awsize(m_awsize), .s_axi_awburst(m_awburst), .s_axi_awvalid(m_awvalid), .s_axi_awready(m_awready),
    .s_axi_wdata(m_wdata), .s_axi_wstrb(m_wstrb), .s_axi_wlast(m_wlast), .s_axi_wvalid(m_wvalid), .s_axi_wready(m_wready),
    .s_axi_bresp(m_bresp), .s_axi_bvalid(m_bvalid), .s_axi_bready(m_bready),
    .store_enable(store_enable), .store_word(store_word), .store_data(store_data), .store_strobe(store_strobe)
  );
  // the host's image to memory, from there to the engine; the result to the host
  localparam [23:0] IMAGE_COUNT = IMAGE_WORDS, RESULT_COUNT = RESULT_WORDS;
  generate
    if (MAPS != 0) begin : gen_lists
      initial begin
        dut.gen_maps.map_transfers_inst.input_list[0]  = {3'b001, 16'd1, IMAGE_COUNT, 28'd0};
        dut.gen_maps.map_transfers_inst.output_list[0] = {3'b011, 16'd0, IMAGE_COUNT, 28'd0};
        dut.gen_maps.map_transfers_inst.output_list[1] = {3'b110, 16'd0, RESULT_COUNT, 28'd0};
      end
    end
  endgenerate
  // a port without use stands still and takes what comes
  always @(posedge clk) begin
    if (!MEMORY && ({m_araddr, m_arlen, m_arsize, m_arvalid, weight_tdata, weight_tvalid} !== 0 || m_arburst !== 2'b01 || m_rready !== 1))
      $fatal(1, "a shell without memory reads");
    if (!MAPS && ({m_awaddr, m_awlen, m_awsize, m_awvalid, m_wdata, m_wstrb, m_wlast, m_wvalid} !== 0 || m_awburst !== 2'b01 || m_bready !== 1))
      $fatal(1, "a shell without maps in memory writes");
  end

  // ---- engine: a rotating sum over all words, then RESULT_WORDS words
  reg [8*CHANNELS-1:0] sum;
  integer images_left = 0, weights_left = 0, results_left = 0, weight_rate = 256, seed = 3;
  function [8*CHANNELS-1:0] mix(input [8*CHANNELS-1:0] a, input [8*CHANNELS-1:0] b);
    mix = {a[8*CHANNELS-8:0], a[8*CHANNELS-1:8*CHANNELS-7]} ^ b;
  endfunction
  always @(posedge clk) begin
    engine_done <= 0;
    if (image_tvalid && image_tready) begin
      sum = mix(sum, image_tdata);
      images_left = images_left - 1;
    end
    if (weight_tvalid && weight_tready) begin
      sum = mix(sum, ~weight_tdata);
      weights_left = weights_left - 1;
    end
    if (result_tvalid && result_tready) begin
      result_tvalid <= 0;
      results_left = results_left - 1;
      if (results_left == 0) begin
        engine_done <= 1;
        engine_busy <= 0;
      end
    end else if (engine_busy && images_left == 0 && weights_left == 0 && !result_tvalid) begin
      result_tvalid <= 1;
      result_tdata  <= sum + results_left;
      result_tlast  <= results_left == 1;
    end
    if (engine_start && !engine_busy && !engine_done) begin
      engine_busy  <= 1;
      images_left  = IMAGE_WORDS;
      weights_left = WEIGHT_WORDS;
      results_left = RESULT_WORDS;
      sum = 1;
    end
    // the image first, so that the order of the sum is known
    image_tready  <= images_left > 1 || (images_left == 1 && !(image_tvalid && image_tready) && !image_tready);
    weight_tready <= images_left == 0 && weights_left > 0 && !weight_tready && ($urandom(seed) & 255) < weight_rate;
    if (engine_rst) begin
      engine_busy   <= 0;
      engine_done   <= 0;
      image_tready  <= 0;
      weight_tready <= 0;
      result_tvalid <= 0;
      images_left   = 0;
      weights_left  = 0;
      results_left  = 0;
    end
  end

  // ---- image source and result sink of the host
  integer image_number = 0, sent = 0, stalls = 64;
  reg source_on = 0;
  function [31:0] hash(input [31:0] x);
    hash = x * 32'd2654435761;
  endfunction
  function [8*CHANNELS-1:0] image_word(input integer number, input integer index);
    image_word = {CHANNELS/4{hash(number * 97 + index * 5 + 1)}} ^ index;
  endfunction
  reg [8*CHANNELS-1:0] source_word;
  always @(posedge clk) begin
    if (image_valid && image_beat_ready) begin
      image_valid <= 0;
      sent = sent + 1;
      if (sent == IMAGE_WORDS * PARTS) begin
        sent = 0;
        image_number = image_number + 1;
      end
    end
    if (!image_valid && source_on && ($urandom(seed) & 255) >= stalls) begin
      source_word = image_word(image_number, sent / PARTS) >> (8 * STREAM_BYTES * (sent % PARTS));
      image_beat  <= source_word[8*STREAM_BYTES-1:0];
      image_valid <= 1;
    end
  end

  // expected beats of the result of image number `due`
  integer due = 0, got = 0, checked = 0, k;
  reg [8*CHANNELS-1:0] expected, weight;
  reg [CHANNELS*8*96-1:0] all_weights;
  task expected_word(input integer number, input integer index);
    begin
      expected = 1;
      for (k = 0; k < IMAGE_WORDS; k = k + 1) expected = mix(expected, image_word(number, k));
      for (k = 0; k < WEIGHT_WORDS; k = k + 1) expected = mix(expected, ~all_weights[8*CHANNELS*k +: 8*CHANNELS]);
      expected = expected + (RESULT_WORDS - index);
    end
  endtask
  always @(posedge clk) begin
    result_ready <= ($urandom(seed) & 255) >= stalls;
    if (!rst && result_beat_valid && result_ready) begin
      expected_word(due, got / PARTS);
      expected = expected >> (8 * STREAM_BYTES * (got % PARTS));
      if (result_beat !== expected[8*STREAM_BYTES-1:0])
        $fatal(1, "image %0d, result beat %0d: %h, expected %h", due, got, result_beat, expected[8*STREAM_BYTES-1:0]);
      if (result_beat_last !== (got == RESULT_WORDS * PARTS - 1)) $fatal(1, "image %0d, result beat %0d: tlast %b", due, got, result_beat_last);
      checked = checked + 1;
      got = got + 1;
      if (got == RESULT_WORDS * PARTS) begin
        got = 0;
        due = due + 1;
      end
    end
  end

  // ---- host
  integer waited;
  task write(input [7:0] address, input [31:0] data);
    begin
      @(negedge clk);
      awaddr = address;
      wdata = data;
      awvalid = 1;
      wvalid = 1;
      @(negedge clk);
      awvalid = 0;
      wvalid = 0;
      while (!bvalid) @(negedge clk);
      @(negedge clk);
    end
  endtask
  reg [31:0] value;
  task read(input [7:0] address);
    begin
      @(negedge clk);
      araddr = address;
      arvalid = 1;
      @(negedge clk);
      arvalid = 0;
      while (!rvalid) @(negedge clk);
      value = rdata;
      @(negedge clk);
    end
  endtask
  task await_irq;
    begin
      waited = 0;
      while (!irq) begin
        @(negedge clk);
        waited = waited + 1;
        if (waited > 20000) $fatal(1, "hang: no interrupt");
      end
    end
  endtask
  task await_idle;
    begin
      waited = 0;
      read(STATUS);
      while (value[0]) begin
        read(STATUS);
        waited = waited + 1;
        if (waited > 5000) $fatal(1, "hang: busy for ever");
      end
    end
  endtask
  task frame;
    begin
      write(CONTROL, 32'h0d);
      await_irq;
      read(STATUS);
      if (value !== 32'h2) $fatal(1, "status %h after a frame", value);
      write(STATUS, 32'h2);
      waited = 0;
      while (got != 0 || due != image_number) begin
        @(negedge clk);
        waited = waited + 1;
        if (waited > 1000) $fatal(1, "the result did not come whole");
      end
      if (irq) $fatal(1, "the interrupt stays");
    end
  endtask
  // the source goes back to the first beat of its image, the stale beat on offer is withdrawn with it
  task restart_source;
    begin
      @(negedge clk);
      source_on = 0;
      @(negedge clk);
      image_valid = 0;
      sent = 0;
      image_number = due;
      got = 0;
      source_on = 1;
    end
  endtask
  task fails(input [3:0] source);
    begin
      write(CONTROL, 32'h0d);
      await_irq;
      read(STATUS);
      if (value[2:1] !== 2'b10 || value[7:4] !== source) $fatal(1, "status %h after a fault, expected source %0d", value, source);
      await_idle;
      // the interconnect is in order, or has been reset after it went dead
      slverr_beat = -1;
      early_last_beat = -1;
      late_last_beat = -1;
      dead_beat = -1;
      repeat (50) @(negedge clk);
      if (address_held && !m_arvalid) $fatal(1, "an address that a dead bus has not taken is withdrawn");
      if (source == 4'd2) memory_rst = 1;
      address_held = 0;
      @(negedge clk);
      if ((m_arvalid && !memory_rst) || m_rvalid) $fatal(1, "the bus is not quiet");
      write(CONTROL, 32'h0d);
      read(STATUS);
      if (!value[2]) $fatal(1, "the error is gone without being cleared");
      repeat (100) @(negedge clk);
      if (engine_busy) $fatal(1, "a frame runs although the error is not cleared");
      restart_source;
      write(STATUS, 32'h4);
      repeat (3) @(negedge clk);
      memory_rst = 0;
      await_irq;
      read(STATUS);
      write(STATUS, 32'h2);
      waited = 0;
      while (got != 0 || due != image_number) begin
        @(negedge clk);
        waited = waited + 1;
        if (waited > 1000) $fatal(1, "the result after a fault did not come whole");
      end
      read(STATUS);
      if (value !== 0) $fatal(1, "status %h after the next frame", value);
    end
  endtask

  integer b, n;
  initial begin
    for (b = 0; b < WEIGHT_BEATS; b = b + 1) begin
      memory.words[b] = {(BUS_BITS/32){hash(b + 7)}} ^ b;
      all_weights[BUS_BITS*b +: BUS_BITS] = memory.words[b];
    end
    repeat (4) @(negedge clk);
    rst = 0;
    memory_rst = 0;
    source_on = 1;
    write(ADDRESS, BASE);
    write(SCRATCH_ADDRESS, SCRATCH);
    read(8'h08);
    if (value !== {16'd0, 8'd8, CHANNELS[7:0]}) $fatal(1, "ARRAY is %h", value);
    read(8'h28);
    if (value !== WEIGHT_BEATS) $fatal(1, "WEIGHT_BEATS is %0d", value);
    read(8'h34);
    if (value !== MAPS * SCRATCH_BEATS * BUS_BYTES) $fatal(1, "SCRATCH_BYTES is %0d", value);
    for (n = 0; n < 6; n = n + 1) begin
      weight_rate = n[0] ? 256 : 40;
      stalls = n < 2 ? 0 : 100;
      frame;
    end
    // frames in a row
    write(CONTROL, 32'h2);
    waited = 0;
    while (due < 10) begin
      @(negedge clk);
      waited = waited + 1;
      if (waited > 50000) $fatal(1, "frames in a row stop");
    end
    write(CONTROL, 32'h0);
    await_idle;
    while (got != 0 || due != image_number) @(negedge clk);
    write(STATUS, 32'h2);
    // faults
    weight_rate = 256;
    if (MEMORY) begin
      for (n = 0; n < 3; n = n + 1) begin
        memory_rst = 1;
        @(negedge clk);
        memory_rst = 0;
        slverr_beat = n == 0 ? 0 : n == 1 ? WEIGHT_BEATS / 2 + 3 : WEIGHT_BEATS - 1;
        fails(4'd1);
      end
      memory_rst = 1;
      @(negedge clk);
      memory_rst = 0;
      early_last_beat = WEIGHT_BEATS / 2;
      fails(4'd1);
      memory_rst = 1;
      @(negedge clk);
      memory_rst = 0;
      late_last_beat = WEIGHT_BEATS / 2;
      fails(4'd1);
      memory_rst = 1;
      @(negedge clk);
      memory_rst = 0;
      dead_beat = WEIGHT_BEATS / 2;
      fails(4'd2);
      address_held = 1;
      fails(4'd2);
    end
    // soft reset at rest and everywhere in a frame
    for (n = 0; n < 40; n = n + 1) begin
      if (n > 0) begin
        write(CONTROL, 32'h1);
        repeat (n * 9) @(negedge clk);
      end
      write(CONTROL, 32'h100);
      waited = 0;
      read(CONTROL);
      while (value[8]) begin
        read(CONTROL);
        waited = waited + 1;
        if (waited > 1000) $fatal(1, "soft reset does not end");
      end
      await_idle;
      write(STATUS, 32'h6);
      restart_source;
      frame;
    end
    // hard reset of shell and memory in a frame
    write(CONTROL, 32'h1);
    repeat (120) @(negedge clk);
    rst = 1;
    memory_rst = 1;
    repeat (2) @(negedge clk);
    restart_source;
    repeat (2) @(negedge clk);
    rst = 0;
    memory_rst = 0;
    read(STATUS);
    if (value !== 0) $fatal(1, "status %h after reset", value);
    write(ADDRESS, BASE);
    write(SCRATCH_ADDRESS, SCRATCH);
    frame;
    $display("PASS %0d result beats of %0d images", checked, due);
    $finish;
  end
endmodule
`default_nettype wire
