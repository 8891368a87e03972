// SPDX-License-Identifier: Apache-2.0
// cd_result_reader over a bank: pixels in order, blocks inside the pixel, sign flip, tlast with the last word only.
//
// Tensors of 1 x 1 up to 5 blocks x 40 pixels, pitch larger than the tensor, addresses that wrap; a sink that is always ready (one word per cycle once the
// first has come; BUFFERED 0: not in a row), slow, and random; tensors back to back; reset in mid tensor. The module's own $fatal watches for a word without room.
`timescale 1ns/1ps
`default_nettype none
module tb_cd_result_reader;
  parameter BUFFERED = 1;
  localparam CHANNELS = 4;
  localparam CONFIG_BITS = 20;
  localparam ADDRESS_BITS = 8;
  reg clk = 0, rst = 1, result_load = 0, flip = 0, tready = 0;
  always #5 clk = ~clk;
  reg  [CONFIG_BITS-1:0] total = 1;
  reg  [CONFIG_BITS/2-1:0] block_limit = 0;
  reg  [ADDRESS_BITS-1:0] base = 0, pitch = 0;
  wire active, done, tlast, tvalid;
  wire [ADDRESS_BITS-1:0] read_address;
  wire [31:0] read_word, tdata;
  cd_result_reader #(.CHANNELS(CHANNELS), .CONFIG_BITS(CONFIG_BITS), .ADDRESS_BITS(ADDRESS_BITS), .BUFFERED(BUFFERED)) dut (
    .clk(clk), .rst(rst), .result_load(result_load), .flip(flip), .total(total), .block_limit(block_limit), .base(base), .pitch(pitch),
    .active(active), .done(done), .read_address(read_address), .read_word(read_word),
    .m_axis_result_tdata(tdata), .m_axis_result_tlast(tlast), .m_axis_result_tvalid(tvalid), .m_axis_result_tready(tready)
  );
  cd_bank #(.DEPTH(256), .WORD_BITS(32)) bank (
    .clk(clk), .write_enable(1'b0), .write_address(8'd0), .write_word(32'd0), .read_address(read_address), .read_word(read_word)
  );
  integer k, run, pixel, block, rate, waited, streak, best, words = 0;
  reg [31:0] want;
  reg held;
  reg [32:0] held_word;
  wire [7:0] address = base + block * pitch + pixel;

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
    #1 for (k = 0; k < 256; k = k + 1) bank.memory[k] = $urandom;
    repeat (3) @(negedge clk);
    rst = 0;
    for (run = 0; run < 60; run = run + 1) begin
      total = (run < 4) ? 1 : $urandom_range(1, 40);
      block_limit = (run % 4 == 0) ? 0 : $urandom_range(0, 4);
      base = $urandom;
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
          want = bank.memory[address] ^ (flip ? 32'h8080_8080 : 32'd0);
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
