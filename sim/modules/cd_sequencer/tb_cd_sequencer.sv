// SPDX-License-Identifier: Apache-2.0
// cd_sequencer: every descriptor is executed once per frame, in order, whole, by the part of its kind, and not before it may.
//
// A list of 9 descriptors of all kinds with random words; the executing parts are models that take random times. Checked: the words and the kind at each load,
// one part at a time, LAYER only when the previous layer is latched and no older one pending (and its table ready), other kinds only when all is quiet, two
// cycles from a layer's end to the next load when nothing holds it back, `done` once per frame, frames back to back, `start` low keeps it idle, reset in mid-frame
// and in every phase of a fetch, and as a descriptor is taken, begins again at word 0. The FILL at the head (if there is one) is executed in the first frame only, one in the middle in all. HAS_PREFETCH: neither is the INPUT behind it; later frames
// begin with a LAYER that is not taken before image_ready and says so with image_take; release_image comes with the descriptor after the LAYER that releases.
`timescale 1ns/1ps
`default_nettype none
module tb_cd_sequencer;
  // words of a row of the store, whether the next frame's input comes ahead and whether the next descriptor does, come in variants
  parameter ROW = 1, HAS_PREFETCH = 0, PREFETCH = 1;
  // FILLs at the head: 1 or 0
  parameter FILLED = 1;
  localparam WORDS = 8 - ROW % 2, HOME = HAS_PREFETCH ? FILLED + 1 : FILLED, RELEASE = 3, CONFIG_BITS = 16, COUNT = 9, DEPTH = 72;
  reg clk = 0, rst = 1, start = 0;
  always #5 clk = ~clk;
  wire busy, done, frame_start, take, layer_load, input_load, result_load, fill_load, next_table, last_take;
  wire [$clog2(DEPTH/ROW)-1:0] read_address;
  reg [CONFIG_BITS-1:0] memory [0:DEPTH-1];
  reg [ROW*CONFIG_BITS-1:0] latch, read_row;
  wire [WORDS*CONFIG_BITS-1:0] descriptor;
  reg layer_end = 0, input_end = 0, result_end = 0, latched = 0, older = 0, quiet = 1, table_ready = 0, image_ready = 0;
  wire release_image, image_take;
  cd_sequencer #(.DESCRIPTOR_DEPTH(DEPTH), .DESCRIPTOR_WORDS(WORDS), .ROW_WORDS(ROW), .CONFIG_BITS(CONFIG_BITS), .HAS_PREFETCH(HAS_PREFETCH), .PREFETCH(PREFETCH)) dut (
    .clk(clk), .rst(rst), .start(start), .busy(busy), .done(done), .frame_start(frame_start), .read_address(read_address),
    .read_row(read_row), .descriptor(descriptor), .layer_take(take), .layer_load(layer_load), .input_load(input_load),
    .result_load(result_load), .fill_load(fill_load), .layer_end(layer_end), .input_end(input_end), .result_end(result_end),
    .layer_latched(latched), .older_pending(older), .quiet(quiet), .next_table(next_table), .last_take(last_take), .table_ready(table_ready),
    .release_image(release_image), .image_ready(image_ready), .image_take(image_take));

  always @(posedge clk) begin
    for (r = 0; r < ROW; r = r + 1) latch[CONFIG_BITS*r +: CONFIG_BITS] <= memory[ROW*read_address + r];
    read_row <= latch;
  end

  integer r, phase;
  integer frame, d, k, waited, held, prompt = 0, dones = 0, kinds [0:COUNT-1], loads, last_takes = 0, releases = 0, image_takes = 0, image_held;
  integer release_due = 0, takes_due = 0;
  reg is_latched, started = 0;

  always @(posedge clk) begin
    if (done) dones = dones + 1;
    if (last_take) last_takes = last_takes + 1;
    if (release_image) releases = releases + 1;
    if (image_take) begin
      image_takes = image_takes + 1;
      if (!image_ready) $fatal(1, "a frame takes an image that is not there");
    end
  end

  task cycle;
    begin
      @(posedge clk);
      #1;
      layer_end = 0; input_end = 0; result_end = 0; latched = 0;
      if (rst && (done || layer_load || input_load || result_load || fill_load || busy)) $fatal(1, "an output is not silent in reset");
      if (frame_start !== (start && !busy && started)) $fatal(1, "frame_start is not start at rest");
      if ({layer_load, input_load, result_load, fill_load} & ({layer_load, input_load, result_load, fill_load} - 4'd1)) $fatal(1, "two parts at once");
    end
  endtask

  // executes descriptor d up to its end; abandon stops in the middle
  task execute(input integer index, input integer abandon);
    begin
      if (HAS_PREFETCH && index == RELEASE + 1) release_due = release_due + 1;
      if (HAS_PREFETCH && index == HOME && frame > 0) takes_due = takes_due + 1;
      // what holds it back, for a random time
      older = kinds[index] == 0 && ($urandom & 1);
      quiet = kinds[index] == 0 || !($urandom & 1);
      table_ready = !($urandom & 1);
      held = $urandom % 30;
      image_held = index == HOME && HAS_PREFETCH ? $urandom % 60 : 0;
      image_ready = 0;
      waited = 0;
      #1;
      while (!(layer_load | input_load | result_load | fill_load)) begin
        if (waited >= held) begin
          older = 0; quiet = 1; table_ready = 1;
          if (!is_latched && waited >= held + 5) begin latched = 1; is_latched = 1; end
        end
        if (waited >= image_held) image_ready = 1;
        #1;
        if (take && (older || (next_table && !table_ready) || !is_latched)) $fatal(1, "descriptor %0d: a layer is taken too early", index);
        cycle;
        waited = waited + 1;
        if (waited > 200) $fatal(1, "descriptor %0d is never loaded", index);
      end
      if (kinds[index] != 0 && !quiet) $fatal(1, "descriptor %0d: loaded while not quiet", index);
      loads = loads + 1;
      image_ready = 0;
      if (releases != release_due) $fatal(1, "descriptor %0d: %0d releases, expected %0d", index, releases, release_due);
      if (image_takes != takes_due) $fatal(1, "descriptor %0d: %0d images taken, expected %0d", index, image_takes, takes_due);
      for (k = 0; k < WORDS; k = k + 1)
        if (descriptor[CONFIG_BITS*k +: CONFIG_BITS] !== memory[WORDS*index + k])
          $fatal(1, "descriptor %0d word %0d: %h, expected %h", index, k, descriptor[CONFIG_BITS*k +: CONFIG_BITS], memory[WORDS*index + k]);
      if ({fill_load, result_load, input_load, layer_load} !== (4'd1 << kinds[index])) $fatal(1, "descriptor %0d: wrong part", index);
      if (kinds[index] == 0) begin
        is_latched = 0;
        quiet = 0;
      end
      if (!abandon) begin
        repeat (1 + $urandom % 40) begin
          cycle;
          if (layer_load | input_load | result_load | fill_load) $fatal(1, "descriptor %0d: another load before its end", index);
          if (!is_latched && ($urandom % 4) == 0) begin latched = 1; is_latched = 1; end
        end
        case (kinds[index])
          0: layer_end = 1;
          2: result_end = 1;
          default: input_end = 1;
        endcase
        cycle;
      end
    end
  endtask

  initial begin
    for (d = 0; d < COUNT; d = d + 1) begin
      kinds[d] = d < FILLED ? 3 : d == FILLED ? 1 : d == COUNT - 1 ? 2 : d == 5 ? 3 : 0;
      for (k = 0; k < WORDS; k = k + 1) memory[WORDS*d + k] = $urandom;
      memory[WORDS*d][2:0] = {d == COUNT - 1, kinds[d][1:0]};
      if (HAS_PREFETCH) memory[WORDS*d][13:12] = {d == RELEASE, d == FILLED};
    end
    for (d = WORDS*COUNT; d < DEPTH; d = d + 1) memory[d] = 16'hdead;
    is_latched = 1;
    loads = 0;
    repeat (3) cycle;
    rst = 0;
    repeat (60) begin
      cycle;
      if (busy !== 0 || layer_load !== 0 || fill_load !== 0) $fatal(1, "not idle without start");
    end
    start = 1;
    started = 1;
    #1 if (frame_start !== 1) $fatal(1, "no frame start");
    for (frame = 0; frame < 24; frame = frame + 1) begin
      for (d = frame == 0 ? 0 : HOME; d < COUNT; d = d + 1) execute(d, 0);
      if (busy !== 1) $fatal(1, "not busy to the end");
      // the frame ends only when all is quiet
      quiet = 0;
      k = dones;
      repeat (10) cycle;
      if (dones != k) $fatal(1, "done while not quiet");
      quiet = 1;
      cycle;
      quiet = 0;
      repeat (3) cycle;
      if (dones != k + 1) $fatal(1, "%0d done pulses in a frame", dones - k);
    end
    if (last_takes != 24) $fatal(1, "%0d last descriptors were told, expected 24", last_takes);
    for (d = HOME; d < 3; d = d + 1) execute(d, 0);
    older = 1;
    repeat (40) cycle;
    if (layer_load) $fatal(1, "a layer is loaded beside two others");
    // reset in the middle of a layer
    execute(3, 1);
    cycle;
    rst = 1;
    repeat (2) cycle;
    rst = 0; quiet = 1; is_latched = 1; frame = 0;
    for (d = 0; d < COUNT; d = d + 1) execute(d, 0);
    // a reset of one cycle in every phase of a fetch, after which nothing of it may arrive
    for (phase = 0; phase < WORDS + 4; phase = phase + 1) begin
      rst = 1;
      cycle;
      rst = 0; quiet = 1; is_latched = 1;
      execute(0, 1);
      repeat (phase) cycle;
    end
    rst = 1;
    cycle;
    rst = 0; quiet = 1; is_latched = 1;
    for (d = 0; d < COUNT; d = d + 1) execute(d, 0);
    // a reset while the end of a frame, then while a load of each kind is told
    quiet = 1;
    while (done !== 1) cycle;
    rst = 1;
    cycle;
    for (phase = 1; phase < COUNT; phase = phase + 1) begin
      rst = 0; quiet = 1; is_latched = 1;
      for (d = 0; d < phase; d = d + 1) execute(d, 0);
      execute(phase, 1);
      rst = 1;
      cycle;
    end
    // a reset in the cycle in which a descriptor of each kind is taken
    for (phase = 0; phase < COUNT; phase = phase + 1) begin
      rst = 0; quiet = 1; is_latched = 1;
      for (d = 0; d < phase; d = d + 1) execute(d, 0);
      {older, quiet, table_ready, image_ready, latched, is_latched} = 6'b011111;
      #1;
      while (dut.take !== 1) begin
        cycle;
        latched = 1;
        #1;
      end
      if (HAS_PREFETCH && phase == RELEASE + 1) release_due = release_due + 1;
      rst = 1;
      cycle;
    end
    $display("PASS");
    $finish;
  end

  // prompt take: with everything ready in the cycle after layer_end, the load follows at once
  reg ended = 0, ready_then = 0;
  always @(posedge clk) begin
    ended      <= layer_end;
    ready_then <= ended && dut.next_full && dut.next_kind == 0 && is_latched && dut.latched && !older && (!next_table || table_ready) && (image_ready || !HAS_PREFETCH) && !rst;
    if (ready_then && !rst) begin
      prompt = prompt + 1;
      if (!layer_load) $fatal(1, "a ready layer is loaded late");
    end
  end
  initial #2000000 $fatal(1, "timeout");
  final if ((PREFETCH && prompt < 10) || loads < 160) $fatal(1, "too little was tried: %0d prompt takes, %0d loads", prompt, loads);
endmodule
`default_nettype wire
