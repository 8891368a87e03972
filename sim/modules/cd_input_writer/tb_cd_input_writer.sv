// SPDX-License-Identifier: Apache-2.0
// cd_input_writer: word k of the stream is block k mod blocks of pixel k / blocks; FILL word k is byte k of fill_bytes at fill_base + k. Words and PAD bytes
// are 0 in every other cycle.
//
// Every accepted word and every FILL word must come out one cycle later with the pixel, base and bytes of its number, nothing else may come out, and
// done accompanies the last one alone. States: a source without gaps, with gaps, slow; a source that offers words all the time (nothing is taken outside of an
// INPUT); FILLs without waits; INPUT and FILL mixed and back to back, loaded in the cycle after done; reset in mid tensor and in mid FILL.
// HAS_PREFETCH: an INPUT begins one cycle later; after one with `prefetch` the same tensor is taken again from each release on, with the settings of the INPUT whatever the
// descriptor says by then, in cycles without a drained code only, without `done`; image_ready holds from its last word to image_take; a release after a plain INPUT does nothing;
// reset in the middle ends it for good.
// Corner cases: one pixel, one block, one PAD word, as many PAD words as banks, the largest block count, addresses that wrap, one bank, the narrowest descriptor.
`timescale 1ns/1ps
`default_nettype none
module tb_cd_input_writer;
  parameter CHANNELS = 4;
  parameter PIXELS = 8;
  parameter CONFIG_BITS = 20;
  parameter ADDRESS_BITS = 9;
  parameter HAS_PREFETCH = 0;
  localparam MOST_BLOCKS = 1 << (CONFIG_BITS / 2);
  reg clk = 0, rst = 1, input_load = 0, fill_load = 0, flip = 0, tvalid = 0;
  reg prefetch = 0, release_image = 0, image_take = 0, code_valid = 0;
  wire image_ready, input_ahead;
  always #5 clk = ~clk;
  reg  [CONFIG_BITS-1:0] total = 0, fill_limit = 0;
  reg  [CONFIG_BITS/2-1:0] block_limit = 0;
  reg  [ADDRESS_BITS-1:0] out_base = 0, out_pitch = 0, fill_base = 0;
  reg  [8*PIXELS-1:0] fill_bytes = 0;
  reg  [8*CHANNELS-1:0] tdata = 0;
  wire done, tready, input_valid, input_fill;
  wire [8*CHANNELS-1:0] input_word;
  wire [7:0] input_fill_byte;
  wire [CONFIG_BITS-1:0] input_pixel;
  wire [ADDRESS_BITS-1:0] input_base;
  cd_input_writer #(.CHANNELS(CHANNELS), .PIXELS(PIXELS), .CONFIG_BITS(CONFIG_BITS), .ADDRESS_BITS(ADDRESS_BITS), .HAS_PREFETCH(HAS_PREFETCH)) dut (
    .clk(clk), .rst(rst), .input_load(input_load), .fill_load(fill_load), .prefetch(prefetch), .release_image(release_image),
    .image_take(image_take), .image_ready(image_ready), .code_valid(code_valid), .flip(flip), .total(total), .block_limit(block_limit),
    .out_base(out_base), .out_pitch(out_pitch), .fill_limit(fill_limit), .fill_base(fill_base), .fill_bytes(fill_bytes), .done(done),
    .s_axis_image_tdata(tdata), .s_axis_image_tvalid(tvalid), .s_axis_image_tready(tready), .input_valid(input_valid), .input_fill(input_fill), .input_ahead(input_ahead),
    .input_word(input_word), .input_fill_byte(input_fill_byte), .input_pixel(input_pixel), .input_base(input_base)
  );

  // the word that must come out in the coming cycle
  reg want_valid = 0, want_fill;
  reg [8*CHANNELS-1:0] want_word = 0;
  reg [7:0] want_byte = 0;
  reg [CONFIG_BITS-1:0] want_pixel;
  reg [ADDRESS_BITS-1:0] want_base;
  reg taken = 0, want_ahead = 0;
  integer words = 0, fills = 0, refused = 0, resets = 0, rate = 256, run, k, l, blocks, count, stop, again, frames = 0, held = 0;
  reg kept_flip;
  reg [ADDRESS_BITS-1:0] kept_base, kept_pitch;

  // compares the outputs after an edge, then offers the source's next word and pulls the loads down
  task tick;
    begin
      @(negedge clk);
      if (input_valid !== want_valid) $fatal(1, "run %0d word %0d: input_valid is %b", run, k, input_valid);
      if (!rst && (input_word !== want_word || input_fill_byte !== want_byte))
        $fatal(1, "run %0d word %0d: got %h, PAD byte %h, expected %h, %h", run, k, input_word, input_fill_byte, want_word, want_byte);
      if (want_valid) begin
        if (input_fill !== want_fill || input_base !== want_base)
          $fatal(1, "run %0d word %0d: got fill %b at %0d, expected %b at %0d", run, k, input_fill, input_base, want_fill, want_base);
        if (input_ahead !== want_ahead) $fatal(1, "run %0d word %0d: input_ahead is %b", run, k, input_ahead);
        if (!want_fill && input_pixel !== want_pixel) $fatal(1, "run %0d word %0d: pixel %0d, expected %0d", run, k, input_pixel, want_pixel);
        if (want_fill) fills = fills + 1;
        else words = words + 1;
      end
      want_valid = 0;
      want_ahead = 0;
      want_word = 0;
      want_byte = 0;
      input_load = 0;
      fill_load = 0;
      release_image = 0;
      image_take = 0;
      rst = 0;
      if (taken || !tvalid) begin
        tvalid = ($urandom & 255) < rate;
        for (l = 0; l < CHANNELS; l = l + 1) tdata[8*l +: 8] = $urandom;
      end
      taken = 0;
    end
  endtask

  // a cycle in which nothing may be taken or finish
  task quiet;
    begin
      #1;
      if (tready !== 1'b0 || done !== 1'b0) $fatal(1, "run %0d: tready %b, done %b without a tensor", run, tready, done);
      if (tvalid) refused = refused + 1;
    end
  endtask

  task halt;
    begin
      rst = 1;
      tick;
      quiet;
      tick;
      quiet;
      tick;
      resets = resets + 1;
    end
  endtask

  // each task begins in a cycle set up by tick and leaves in the cycle after done
  task tensor;
    begin
      total = $urandom_range(1, run % 5 == 0 ? 1 : 30);
      block_limit = (run % 3 == 0) ? 0 : $urandom_range(0, 5);
      if (run == 7) begin
        total = 3;
        block_limit = MOST_BLOCKS - 1;
      end
      blocks = block_limit + 1;
      out_base = $urandom;
      out_pitch = $urandom;
      flip = $urandom;
      fill_limit = $urandom;
      fill_base = $urandom;
      prefetch = $urandom;
      input_load = 1;
      quiet;
      tick;
      if (HAS_PREFETCH) begin
        quiet;
        tick;
      end
      count = total * blocks;
      stop = (run % 10 == 8) ? $urandom_range(0, count - 1) : -1;
      k = 0;
      while (k < count && k != stop) begin
        #1;
        if (tready !== 1'b1) $fatal(1, "run %0d word %0d of %0d: tready is %b", run, k, count, tready);
        if (done !== (tvalid && k == count - 1)) $fatal(1, "run %0d word %0d of %0d: done is %b", run, k, count, done);
        if (tvalid) begin
          taken = 1;
          want_valid = 1;
          want_fill = 0;
          for (l = 0; l < CHANNELS; l = l + 1) want_word[8*l +: 8] = flip ? (tdata[8*l +: 8] + 8'd128) : tdata[8*l +: 8];
          want_pixel = k / blocks;
          want_base = out_base + (k % blocks) * out_pitch;
          k = k + 1;
        end
        tick;
      end
      if (k == stop) halt;
      else if (HAS_PREFETCH) begin
        kept_flip = flip;
        kept_base = out_base;
        kept_pitch = out_pitch;
        again = prefetch ? $urandom_range(0, 3) : 1;
        while (again != 0) ahead_of_frame;
        // only a reset ends the repetition
        if (prefetch) halt;
      end
    end
  endtask

  // the same tensor for the next frame, while codes drain and the descriptor is another one
  task ahead_of_frame;
    begin
      again = again - 1;
      total = $urandom;
      block_limit = $urandom;
      {out_base, out_pitch, flip} = {$urandom, $urandom, $urandom};
      code_valid = 0;
      repeat ($urandom_range(0, 5)) begin
        quiet;
        tick;
      end
      release_image = 1;
      quiet;
      tick;
      quiet;
      tick;
      if (prefetch) begin
        stop = $urandom % 8 == 0 ? $urandom_range(0, count - 1) : -1;
        k = 0;
        while (k < count && k != stop) begin
          code_valid = $urandom;
          #1;
          if (tready !== !code_valid) $fatal(1, "run %0d word %0d: tready is %b beside a drained code %b", run, k, tready, code_valid);
          if (done !== 0 || image_ready !== 0) $fatal(1, "run %0d word %0d: done %b, ready %b ahead of the frame", run, k, done, image_ready);
          if (code_valid && tvalid) held = held + 1;
          if (tvalid && tready) begin
            taken = 1;
            want_valid = 1;
            want_ahead = 1;
            want_fill = 0;
            for (l = 0; l < CHANNELS; l = l + 1) want_word[8*l +: 8] = kept_flip ? (tdata[8*l +: 8] + 8'd128) : tdata[8*l +: 8];
            want_pixel = k / blocks;
            want_base = kept_base + (k % blocks) * kept_pitch;
            k = k + 1;
          end
          tick;
        end
        if (k == stop) begin
          halt;
          if (image_ready !== 0) $fatal(1, "run %0d: ready after a reset", run);
          release_image = 1;
          again = 0;
          prefetch = 0;
          tick;
        end else begin
          repeat ($urandom_range(0, 5)) begin
            quiet;
            if (image_ready !== 1) $fatal(1, "run %0d: not ready", run);
            tick;
          end
          if (image_ready !== 1) $fatal(1, "run %0d: not ready", run);
          image_take = 1;
          quiet;
          tick;
          frames = frames + 1;
        end
      end
      repeat (3) begin
        quiet;
        if (image_ready !== 0) $fatal(1, "run %0d: ready without an image", run);
        tick;
      end
      code_valid = 0;
    end
  endtask

  task fill;
    begin
      count = (run % 4 == 0) ? 1 : (run % 4 == 1) ? PIXELS : $urandom_range(1, PIXELS);
      fill_limit = count - 1;
      fill_base = $urandom;
      for (l = 0; l < PIXELS; l = l + 1) fill_bytes[8*l +: 8] = $urandom;
      total = $urandom;
      block_limit = $urandom;
      out_base = $urandom;
      fill_load = 1;
      quiet;
      tick;
      stop = (run % 10 == 8) ? $urandom_range(0, count - 1) : -1;
      k = 0;
      while (k < count && k != stop) begin
        #1;
        if (tready !== 1'b0) $fatal(1, "run %0d: tready in a FILL", run);
        if (done !== (k == count - 1)) $fatal(1, "run %0d PAD word %0d of %0d: done is %b", run, k, count, done);
        want_valid = 1;
        want_fill = 1;
        want_byte = fill_bytes[8*k +: 8];
        want_base = fill_base + k;
        k = k + 1;
        tick;
      end
      if (k == stop) halt;
    end
  endtask

  initial begin
    run = -1;
    k = 0;
    repeat (2) @(negedge clk);
    tick;
    for (run = 0; run < 160; run = run + 1) begin
      rate = (run / 20) % 3 == 0 ? 256 : (run / 20) % 3 == 1 ? 128 : 30;
      if (run % 7 < 2) fill;
      else tensor;
      if (run % 6 == 5)
        repeat ($urandom_range(1, 9)) begin
          quiet;
          tick;
        end
    end
    tick;
    if (words < 3000 || fills < 30 || refused < 100 || resets < 10)
      $fatal(1, "only %0d words, %0d PAD words, %0d refusals, %0d resets were run", words, fills, refused, resets);
    if (HAS_PREFETCH && (frames < 40 || held < 300)) $fatal(1, "only %0d images ahead, %0d words held back", frames, held);
    $display("PASS %0d words", words + fills);
    $finish;
  end
endmodule
`default_nettype wire
