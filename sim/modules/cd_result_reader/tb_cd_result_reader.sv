// SPDX-License-Identifier: Apache-2.0
// cd_result_reader over one bank and over several: pixels in order, blocks inside the pixel, the pixels of bank 0 before those of bank 1, sign flip, tlast with the
// last word only.
//
// Tensors of 1 x 1 up to 5 blocks x 40 pixels, pitch larger than the tensor, addresses that wrap; a sink that is always ready (one word per cycle once the
// first has come; BUFFERED 0: not in a row), slow, and random; tensors back to back; reset in mid tensor. The module's own $fatal watches for a word without room.
`timescale 1ns/1ps
`default_nettype none
module tb_cd_result_reader;
  parameter BANKS = 1;
  parameter BUFFERED = 1;
  localparam CHANNELS = 4;
  localparam CONFIG_BITS = 20;
  localparam ADDRESS_BITS = 8;
  reg clk = 0, rst = 1, result_load = 0, flip = 0, tready = 0;
  always #5 clk = ~clk;
  reg  [CONFIG_BITS-1:0] total = 1;
  reg  [CONFIG_BITS/2-1:0] block_limit = 0;
  reg  [ADDRESS_BITS*BANKS-1:0] bases = 0;
  reg  [CONFIG_BITS-1:0] per_bank = 1;
  reg  [ADDRESS_BITS-1:0] pitch = 0;
  wire active, done, tlast, tvalid;
  wire [ADDRESS_BITS-1:0] read_address;
  wire [32*BANKS-1:0] read_words;
  wire [31:0] tdata;
  cd_result_reader #(.CHANNELS(CHANNELS), .CONFIG_BITS(CONFIG_BITS), .ADDRESS_BITS(ADDRESS_BITS), .BUFFERED(BUFFERED), .BANKS(BANKS)) dut (
    .clk(clk), .rst(rst), .result_load(result_load), .flip(flip), .total(total), .block_limit(block_limit), .bases(bases), .per_bank(per_bank), .pitch(pitch),
    .active(active), .done(done), .read_address(read_address), .read_words(read_words),
    .m_axis_result_tdata(tdata), .m_axis_result_tlast(tlast), .m_axis_result_tvalid(tvalid), .m_axis_result_tready(tready)
  );
  genvar b;
  generate
    for (b = 0; b < BANKS; b = b + 1) begin : gen_bank
      cd_bank #(.DEPTH(256), .WORD_BITS(32)) bank (
        .clk(clk), .write_enable(1'b0), .write_address(8'd0), .write_word(32'd0), .read_address(read_address), .read_word(read_words[32*b +: 32])
      );
      integer word;
      initial begin
        #1 for (word = 0; word < 256; word = word + 1) bank.memory[word] = {$urandom} ^ b;
        for (word = 0; word < 256; word = word + 1) copy[256*b + word] = bank.memory[word];
      end
    end
  endgenerate
  reg [31:0] copy [0:256*BANKS-1];
  integer k, run, pixel, block, rate, waited, streak, best, words = 0;
  reg [31:0] want;
  reg held;
  reg [32:0] held_word;
  wire [31:0] bank_of = BANKS > 1 ? pixel / per_bank : 0;
  wire [31:0] place = BANKS > 1 ? pixel % per_bank : pixel;
  wire [7:0] address = bases[ADDRESS_BITS*bank_of +: ADDRESS_BITS] + block * pitch + place;

  task load;
    begin
      @(negedge clk);
      if (active) $fatal(1, "active before a load");
      result_load = 1;
      tready = 0;
      @(negedge clk);
      result_load = 0;
      if (!active) $fatal(1, "not active after a load");
    end
  endtask

  initial begin
    repeat (3) @(negedge clk);
    rst = 0;
    for (run = 0; run < 60; run = run + 1) begin
      total = (run < 4) ? 1 : $urandom_range(1, 40);
      block_limit = (run % 4 == 0) ? 0 : $urandom_range(0, 4);
      bases = {BANKS{8'd0}};
      for (k = 0; k < BANKS; k = k + 1) bases[ADDRESS_BITS*k +: ADDRESS_BITS] = $urandom;
      // as few pixels in a bank as the banks allow, or more
      per_bank = (total + BANKS - 1) / BANKS + (run % 5 == 0 ? 2 : 0);
      pitch = total + $urandom_range(0, 9);
      flip = $urandom;
      rate = (run % 3 == 0) ? 256 : (run % 3 == 1) ? 30 : 140;
      if (run % 10 == 9) begin
        // reset in mid tensor: nothing of it comes out afterwards
        load;
        repeat ($urandom_range(1, 12)) @(negedge clk);
        rst = 1;
        @(negedge clk);
        rst = 0;
        tready = 1;
        repeat (12) begin
          @(negedge clk);
          if (tvalid || active) $fatal(1, "alive after reset");
        end
      end
      load;
      pixel = 0;
      block = 0;
      waited = 0;
      streak = 0;
      best = 0;
      held = 0;
      while (pixel < total) begin
        @(negedge clk);
        tready = ($urandom & 255) < rate;
        #1;
        waited = waited + 1;
        if (waited > 8000) $fatal(1, "hang at pixel %0d of %0d", pixel, total);
        if (held && (!tvalid || {tlast, tdata} !== held_word)) $fatal(1, "output changed while it waited");
        held = tvalid && !tready;
        held_word = {tlast, tdata};
        if (tvalid && tready) begin
          want = copy[256*bank_of + address] ^ (flip ? 32'h8080_8080 : 32'd0);
          if (tdata !== want) $fatal(1, "run %0d pixel %0d block %0d: got %h, expected %h", run, pixel, block, tdata, want);
          if (tlast !== (pixel == total - 1 && block == block_limit)) $fatal(1, "tlast %b at pixel %0d block %0d", tlast, pixel, block);
          if (done !== tlast) $fatal(1, "done %b with tlast %b", done, tlast);
          words = words + 1;
          streak = streak + 1;
          if (streak > best) best = streak;
          if (block == block_limit) begin
            block = 0;
            pixel = pixel + 1;
          end else block = block + 1;
        end else begin
          streak = 0;
          if (done) $fatal(1, "done without a word");
        end
      end
      if (BUFFERED != 0 && rate == 256 && best != total * (block_limit + 1)) $fatal(1, "a ready sink got %0d of %0d words in a row", best, total * (block_limit + 1));
      @(negedge clk);
      tready = 1;
      repeat (8) begin
        @(negedge clk);
        if (tvalid || active) $fatal(1, "more than the tensor came");
      end
    end
    if (words < 2000) $fatal(1, "only %0d words were run", words);
    $display("PASS %0d words", words);
    $finish;
  end
endmodule
`default_nettype wire
