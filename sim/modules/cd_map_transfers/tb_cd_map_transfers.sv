// SPDX-License-Identifier: Apache-2.0
// cd_map_transfers with a memory behind both of its ports, a host, and an engine of a few lines that takes the words of an INPUT and then gives those of a RESULT.
//
// Random lists: regions that begin and end anywhere in a beat and touch each other, of one word to several bursts; parts of the image to memory first and in mid list;
// reads of the region that was written last (they must see it although the memory stores late), of older ones, and of pieces; a result to the host. After a frame every
// word of memory is compared, those beside the regions too. Streams and bus without stalls and with. Faults: SLVERR of a read and of a write, a bus that goes
// silent, `stop` in any cycle: the module comes to rest, and after a reset the next frame is right. A module with files holds their lists, one without them none.
// Words of the host that go to the engine without memory.
`timescale 1ns/1ps
`default_nettype none
module tb_cd_map_transfers;
  parameter CHANNELS = 16;
  parameter BUS_BITS = 128;
  localparam BYTES = BUS_BITS / 8, WORDS = 4096, BEATS = WORDS * CHANNELS / BYTES, STEPS = 7;
  localparam [31:0] BASE = 32'h0000_2fe0;
  localparam INPUTS = STEPS - 1, OUTPUTS = STEPS + 1;

  reg clk = 0, rst = 1, stalls = 1, start = 0, stop = 0;
  always #5 clk = ~clk;
  wire busy, error, dead, pending;
  reg  [8*CHANNELS-1:0] image_word = 0, output_word = 0;
  reg  image_valid = 0, output_valid = 0, output_last = 0, input_ready = 0, result_ready = 0;
  wire image_ready, output_ready, input_valid, result_valid, result_last;
  wire [8*CHANNELS-1:0] input_word, result_word;
  wire [31:0] araddr, awaddr, store_word;
  wire [7:0] arlen, awlen;
  wire [2:0] awsize;
  wire [1:0] rresp, awburst, bresp;
  wire arvalid, arready, rlast, rvalid, rready, awvalid, awready, wlast, wvalid, wready, bvalid, bready, store_enable;
  wire [BUS_BITS-1:0] rdata, wdata, store_data;
  wire [BYTES-1:0] wstrb, store_strobe;
  reg signed [31:0] slverr_beat = -1, dead_beat = -1, slverr_burst = -1, dead_burst = -1;

  cd_map_transfers #(
    .CHANNELS(CHANNELS), .BUS_BITS(BUS_BITS), .BURST_BEATS(8), .FIFO_BEATS(16), .INPUTS(INPUTS), .OUTPUTS(OUTPUTS), .TIMEOUT_CYCLES(400)
  ) dut (
    .clk(clk), .rst(rst), .start(start), .stop(stop), .base(BASE), .busy(busy), .error(error), .dead(dead), .pending(pending),
    .s_axis_image_tdata(image_word), .s_axis_image_tvalid(image_valid), .s_axis_image_tready(image_ready),
    .m_axis_input_tdata(input_word), .m_axis_input_tvalid(input_valid), .m_axis_input_tready(input_ready),
    .s_axis_output_tdata(output_word), .s_axis_output_tlast(output_last), .s_axis_output_tvalid(output_valid), .s_axis_output_tready(output_ready),
    .m_axis_result_tdata(result_word), .m_axis_result_tlast(result_last), .m_axis_result_tvalid(result_valid), .m_axis_result_tready(result_ready),
    .m_axi_araddr(araddr), .m_axi_arlen(arlen), .m_axi_arvalid(arvalid), .m_axi_arready(arready), .m_axi_rdata(rdata), .m_axi_rresp(rresp),
    .m_axi_rlast(rlast), .m_axi_rvalid(rvalid), .m_axi_awaddr(awaddr), .m_axi_awlen(awlen), .m_axi_awsize(awsize), .m_axi_awburst(awburst),
    .m_axi_awvalid(awvalid), .m_axi_awready(awready), .m_axi_wdata(wdata), .m_axi_wstrb(wstrb), .m_axi_wlast(wlast), .m_axi_wvalid(wvalid),
    .m_axi_wready(wready), .m_axi_bresp(bresp), .m_axi_bvalid(bvalid), .m_axi_bready(bready)
  );
  cd_axi_memory #(.DATA_BITS(BUS_BITS), .WORDS(BEATS), .BASE(BASE)) memory (
    .clk(clk), .rst(rst), .stall_enable(stalls), .slverr_beat(slverr_beat), .early_last_beat(-1), .late_last_beat(-1), .dead_beat(dead_beat),
    .write_enable(store_enable), .write_word(store_word), .write_data(store_data), .write_strobe(store_strobe),
    .s_axi_araddr(araddr), .s_axi_arlen(arlen), .s_axi_arsize(awsize), .s_axi_arburst(2'b01), .s_axi_arvalid(arvalid), .s_axi_arready(arready),
    .s_axi_rdata(rdata), .s_axi_rresp(rresp), .s_axi_rlast(rlast), .s_axi_rvalid(rvalid), .s_axi_rready(1'b1)
  );
  cd_axi_write_memory #(.DATA_BITS(BUS_BITS), .WORDS(BEATS), .BASE(BASE)) write_memory (
    .clk(clk), .rst(rst), .stall_enable(stalls), .slverr_burst(slverr_burst), .dead_burst(dead_burst),
    .s_axi_awaddr(awaddr), .s_axi_awlen(awlen), .s_axi_awsize(awsize), .s_axi_awburst(awburst), .s_axi_awvalid(awvalid), .s_axi_awready(awready),
    .s_axi_wdata(wdata), .s_axi_wstrb(wstrb), .s_axi_wlast(wlast), .s_axi_wvalid(wvalid), .s_axi_wready(wready),
    .s_axi_bresp(bresp), .s_axi_bvalid(bvalid), .s_axi_bready(bready),
    .store_enable(store_enable), .store_word(store_word), .store_data(store_data), .store_strobe(store_strobe)
  );

  // ---- lists from files, and none
  cd_map_transfers #(
    .INPUTS(2), .OUTPUTS(2), .INPUT_FILE("sim/modules/cd_map_transfers/inputs.hex"), .OUTPUT_FILE("sim/modules/cd_map_transfers/outputs.hex")
  ) listed (.clk(clk), .rst(1'b1));
  task lists_of_files;
    for (k = 0; k < 2; k = k + 1) begin
      if (listed.input_list[k] !== 71'h123456789abcdef00 + k) $fatal(1, "input entry %0d of the file is %h", k, listed.input_list[k]);
      if (listed.output_list[k] !== 71'h0fedcba987654321 - k) $fatal(1, "output entry %0d of the file is %h", k, listed.output_list[k]);
      if (dut.input_list[k] !== 71'hx || dut.output_list[k] !== 71'hx) $fatal(1, "a list without a file");
    end
  endtask

  // ---- two INPUTs from the host and a RESULT to it; the engine inverts its words
  localparam [23:0] DIRECT = 20, DIRECT_FIRST = 7, DIRECT_SECOND = 13;
  reg direct_start = 0, direct_valid = 0, direct_ready = 0;
  reg [7:0] direct_sent = 0, direct_got = 0, direct_given = 0;
  wire direct_host_ready, direct_word_valid, direct_word_ready, direct_result_valid, direct_result_last, direct_busy, direct_read, direct_write;
  wire [31:0] direct_word, direct_result;
  cd_map_transfers #(.CHANNELS(4), .BUS_BITS(32), .INPUTS(2), .OUTPUTS(1)) direct (
    .clk(clk), .rst(rst), .start(direct_start), .stop(1'b0), .base(32'd0), .busy(direct_busy),
    .s_axis_image_tdata({24'd0, direct_sent}), .s_axis_image_tvalid(direct_valid), .s_axis_image_tready(direct_host_ready),
    .m_axis_input_tdata(direct_word), .m_axis_input_tvalid(direct_word_valid), .m_axis_input_tready(direct_word_ready),
    .s_axis_output_tdata(~direct_word), .s_axis_output_tlast(direct_given == DIRECT - 1), .s_axis_output_tvalid(direct_word_valid), .s_axis_output_tready(direct_word_ready),
    .m_axis_result_tdata(direct_result), .m_axis_result_tlast(direct_result_last), .m_axis_result_tvalid(direct_result_valid), .m_axis_result_tready(direct_ready),
    .m_axi_arvalid(direct_read), .m_axi_arready(1'b0), .m_axi_rdata(32'd0), .m_axi_rresp(2'd0), .m_axi_rlast(1'b0), .m_axi_rvalid(1'b0),
    .m_axi_awvalid(direct_write), .m_axi_awready(1'b0), .m_axi_wready(1'b0), .m_axi_bresp(2'd0), .m_axi_bvalid(1'b0)
  );
  initial begin
    direct.input_list[0]  = {3'b010, 16'd0, DIRECT_FIRST, 28'd0};
    direct.input_list[1]  = {3'b010, 16'd0, DIRECT_SECOND, 28'd0};
    direct.output_list[0] = {3'b110, 16'd0, DIRECT, 28'd0};
  end
  task from_host_to_engine;
    begin
      @(negedge clk) direct_start = 1;
      @(negedge clk) direct_start = 0;
      for (k = 0; direct_busy; k = k + 1) begin
        if (k > 1000) $fatal(1, "direct words: hangs after %0d", direct_got);
        if (direct_read || direct_write) $fatal(1, "direct words reach the bus");
        direct_valid = direct_valid | ($urandom & 1);
        direct_ready = $urandom & 1;
        #1;
        if (direct_result_valid && direct_ready) begin
          if (direct_result !== ~{24'd0, direct_got}) $fatal(1, "direct word %0d is %h", direct_got, direct_result);
          if (direct_result_last !== (direct_got == DIRECT - 1)) $fatal(1, "direct word %0d: tlast %b", direct_got, direct_result_last);
          direct_got = direct_got + 1;
        end
        if (direct_valid && direct_host_ready) begin
          @(posedge clk) #1;
          direct_sent  = direct_sent + 1;
          direct_given = direct_given + 1;
          direct_valid = 0;
        end
        @(negedge clk);
      end
      if (direct_got != DIRECT || direct_sent != DIRECT) $fatal(1, "direct words: %0d of %0d", direct_got, direct_sent);
    end
  endtask

  // ---- the frame: what lies where, and what the two lists say
  reg [8*CHANNELS-1:0] model [0:WORDS-1];
  reg [31:0] tag [0:WORDS-1];
  integer first [0:OUTPUTS-1], count [0:OUTPUTS-1], in_first [0:INPUTS-1], in_count [0:INPUTS-1];
  integer seed = 5, frame = 0, at, k, s, of, step, compared = 0, frames = 0, rate = 200;
  function [8*CHANNELS-1:0] value(input [31:0] number);
    value = {CHANNELS/4{number * 32'd2654435761}} ^ number;
  endfunction
  function integer below(input integer limit);
    below = $unsigned($urandom(seed)) % limit;
  endfunction

  // Output entry e: 0 and STEPS / 2 + 1 are parts of the image, the others RESULTs of the engine's steps.
  function is_image(input integer e);
    is_image = e == 0 || e == STEPS / 2 + 1;
  endfunction
  task plan;
    begin
      at = below(5);
      for (k = 0; k < OUTPUTS; k = k + 1) begin
        first[k] = at;
        count[k] = below(4) == 0 ? 1 + below(3) : 1 + below(150);
        at = at + count[k] + (below(2) == 0 ? 0 : below(7));
        dut.output_list[k] = {k == OUTPUTS - 1, is_image(k) || k == OUTPUTS - 1, k != OUTPUTS - 1, 16'd0, count[k][23:0],
                              first[k][27:0]};
      end
      for (k = 0; k < INPUTS; k = k + 1) begin
        // the output entries that are there before this step's RESULT
        of = entry_of(k) - 1;
        if (of > 0 && below(3) == 0) of = below(of);
        in_count[k] = below(3) == 0 ? count[of] : 1 + below(count[of]);
        in_first[k] = first[of] + below(count[of] - in_count[k] + 1);
        s = of + 1;
        dut.input_list[k] = {1'b0, 1'b0, 1'b1, s[15:0], in_count[k][23:0], in_first[k][27:0]};
      end
    end
  endtask
  // Output entry of the engine's step: those of the image come between.
  function integer entry_of(input integer number);
    entry_of = number + 1 < STEPS / 2 + 1 ? number + 1 : number + 2;
  endfunction

  // ---- host: words of the image in order; engine: INPUT, then RESULT, step by step
  integer image_at, image_entry, in_at, out_at, result_at;
  reg running = 0, giving;
  wire [31:0] entry = entry_of(step);
  always @(posedge clk) if (running && !rst) begin
    if (image_valid && image_ready) begin
      model[first[image_entry] + image_at] = image_word;
      image_at = image_at + 1;
      image_valid <= 0;
      if (image_at == count[image_entry]) begin
        image_at = 0;
        image_entry = image_entry == 0 ? STEPS / 2 + 1 : OUTPUTS;
      end
    end
    if ((!image_valid || image_ready) && image_entry < OUTPUTS && below(256) < rate) begin
      image_valid <= 1;
      image_word  <= value(frame * 100003 + image_entry * 1009 + image_at);
    end
    // the engine takes
    if (input_valid && input_ready) begin
      if (giving) $fatal(1, "frame %0d step %0d: a word too many for the engine", frame, step);
      if (input_word !== model[in_first[step] + in_at])
        $fatal(1, "frame %0d step %0d word %0d: %h, expected %h", frame, step, in_at, input_word, model[in_first[step] + in_at]);
      compared = compared + 1;
      in_at = in_at + 1;
      if (in_at == in_count[step]) begin
        giving = 1;
        out_at = 0;
      end
    end
    input_ready <= step < INPUTS && !giving && !(input_valid && input_ready && in_at + 1 == in_count[step]) && below(256) < rate;
    // and gives
    if (output_valid && output_ready) begin
      if (entry != OUTPUTS - 1) model[first[entry] + out_at] = output_word;
      out_at = out_at + 1;
      output_valid <= 0;
      if (out_at == count[entry]) begin
        giving = 0;
        in_at  = 0;
        step   = step + 1;
      end
    end
    if (giving && (!output_valid || output_ready) && below(256) < rate) begin
      output_valid <= 1;
      output_word  <= value(frame * 100003 + entry * 1009 + out_at + 7);
      output_last  <= out_at == count[entry] - 1;
    end
    // the host takes the last result
    if (result_valid && result_ready) begin
      if (result_word !== value(frame * 100003 + (OUTPUTS - 1) * 1009 + result_at + 7)) $fatal(1, "frame %0d: result %0d is %h", frame, result_at, result_word);
      if (result_last !== (result_at == count[OUTPUTS-1] - 1)) $fatal(1, "frame %0d: tlast %b with result %0d", frame, result_last, result_at);
      result_at = result_at + 1;
      compared  = compared + 1;
    end
    result_ready <= below(256) < rate;
  end

  task reset;
    begin
      running = 0;
      rst = 1;
      {image_valid, output_valid, input_ready, result_ready, stop} = 0;
      repeat (4) @(negedge clk);
      rst = 0;
      repeat (2) @(negedge clk);
    end
  endtask
  integer waited, turn;
  task begin_frame;
    begin
      plan;
      frame = frame + 1;
      {image_at, image_entry, in_at, out_at, result_at, step} = 0;
      giving = 0;
      for (k = 0; k < WORDS; k = k + 1) model[k] = value(k);
      for (k = 0; k < WORDS; k = k + 1)
        if (CHANNELS <= BYTES) memory.words[k * CHANNELS / BYTES][8*CHANNELS*(k % (BYTES < CHANNELS ? 1 : BYTES / CHANNELS)) +: 8*CHANNELS] = model[k];
        else for (s = 0; s < CHANNELS / BYTES; s = s + 1) memory.words[k * (CHANNELS / BYTES) + s] = model[k][BUS_BITS*s +: BUS_BITS];
      running = 1;
      @(negedge clk) start = 1;
      @(negedge clk) start = 0;
    end
  endtask
  task whole_frame;
    begin
      begin_frame;
      waited = 0;
      while (busy) begin
        @(negedge clk);
        waited = waited + 1;
        if (error) $fatal(1, "frame %0d: an error that nobody made", frame);
        if (waited > 100000) $fatal(1, "frame %0d hangs in step %0d", frame, step);
      end
      if (result_at != count[OUTPUTS-1] || pending) $fatal(1, "frame %0d is not over: %0d results", frame, result_at);
      for (k = 0; k < WORDS; k = k + 1)
        for (s = 0; s < CHANNELS; s = s + 1)
          if (memory.words[(k * CHANNELS + s) / BYTES][8*((k * CHANNELS + s) % BYTES) +: 8] !== model[k][8*s +: 8])
            $fatal(1, "frame %0d: word %0d of memory differs in byte %0d", frame, k, s);
      running = 0;
      frames  = frames + 1;
    end
  endtask

  // Something goes wrong, or stop comes; the module must come to rest.
  // Beats and bursts are counted from reset.
  task broken_frame(input integer after, input silent);
    begin
      begin_frame;
      waited = 0;
      while (!error && (after == 0 || waited < after)) begin
        @(negedge clk);
        waited = waited + 1;
        if (waited > 100000) $fatal(1, "frame %0d: the error does not come", frame);
      end
      if (after == 0 && dead !== silent) $fatal(1, "frame %0d: dead %b, expected %b", frame, dead, silent);
      stop = 1;
      running = 0;
      waited = 0;
      @(negedge clk);
      while (busy || pending) begin
        @(negedge clk);
        waited = waited + 1;
        if (waited > 3000) $fatal(1, "frame %0d: not at rest", frame);
      end
      repeat (300) @(negedge clk);
      if (((awvalid || wvalid || arvalid) && !dead) || busy) $fatal(1, "frame %0d: alive after stop", frame);
      {slverr_beat, dead_beat, slverr_burst, dead_burst} = {4{-32'd1}};
      reset;
    end
  endtask

  initial begin
    #1 lists_of_files;
    reset;
    from_host_to_engine;
    repeat (6) whole_frame;
    stalls = 0;
    rate = 256;
    repeat (4) whole_frame;
    stalls = 1;
    rate = 120;
    reset; slverr_beat = 20;  broken_frame(0, 0); whole_frame;
    reset; slverr_burst = 2;  broken_frame(0, 0); whole_frame;
    reset; dead_beat = 30;    broken_frame(0, 1); whole_frame;
    reset; dead_burst = 3;    broken_frame(0, 1); whole_frame;
    for (turn = 0; turn < 12; turn = turn + 1) begin
      broken_frame(3 + below(1500), 0);
      whole_frame;
    end
    if (compared < 3000) $fatal(1, "only %0d words were compared", compared);
    $display("PASS %0d words in %0d frames", compared, frames);
    $finish;
  end
endmodule
`default_nettype wire
