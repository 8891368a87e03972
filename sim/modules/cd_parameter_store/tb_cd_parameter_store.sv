// SPDX-License-Identifier: Apache-2.0
// cd_parameter_store in both forms. FIFO: words come out once and in order, two cycles after `read`, whatever the gaps of writer and
// reader; block_available exactly when RECORD_WORDS words are left behind the one being read; a full FIFO refuses; reset empties it; a whole block is read in consecutive cycles, as the
// loader does. Memory (WEIGHT_STREAM 0): words in address order, again from the first after restart.
`timescale 1ns/1ps
`default_nettype none
module tb_cd_parameter_store;
  parameter WEIGHT_STREAM = 1;
  parameter RECORD_WORDS = 7;
  localparam DEPTH = 32;
  localparam CHANNELS = 4;
  reg clk = 0, rst = 1, restart = 0;
  always #5 clk = ~clk;
  reg write_valid = 0, read = 0;
  reg [8*CHANNELS-1:0] write_word = 0;
  wire write_ready, block_available;
  wire [8*CHANNELS-1:0] read_word;
  cd_parameter_store #(.PARAMETER_DEPTH(DEPTH), .RECORD_WORDS(RECORD_WORDS), .CHANNELS(CHANNELS), .WEIGHT_STREAM(WEIGHT_STREAM)) dut (
    .clk(clk), .rst(rst), .restart(restart), .write_valid(write_valid), .write_ready(write_ready), .write_word(write_word),
    .block_available(block_available), .read(read), .read_word(read_word)
  );
  reg [31:0] queue [0:4095];
  integer put = 0, got = 0, seen = 0, run = 0, k, refused = 0, rate;
  reg read_1 = 0;

  task tick;
    begin
      @(negedge clk);
      if (read_1) begin
        if (read_word !== queue[seen]) $fatal(1, "word %0d: got %h, expected %h", seen, read_word, queue[seen]);
        seen = seen + 1;
      end
      read_1 = read;
      #1;
    end
  endtask

  initial begin
    if (WEIGHT_STREAM == 0) begin
      #1 for (k = 0; k < DEPTH; k = k + 1) begin
        queue[k] = $urandom;
        dut.memory_inst.memory[k] = queue[k];
      end
    end
    repeat (2) tick;
    rst = 0;
    if (WEIGHT_STREAM == 0) begin
      for (run = 0; run < 3; run = run + 1) begin
        for (k = 0; k < 4 * DEPTH && got < DEPTH - 4; k = k + 1) begin
          tick;
          read = $urandom;
          if (read) got = got + 1;
          if (!block_available) $fatal(1, "a memory is always available");
        end
        tick;
        read = 0;
        repeat (3) tick;
        restart = 1;
        tick;
        restart = 0;
        seen = 0;
        got = 0;
      end
      $display("PASS %0d words", 3 * (DEPTH - 4));
      $finish;
    end
    k = 0;
    while (seen < 2500) begin
      k = k + 1;
      if (k > 60000) $fatal(1, "stuck after %0d words", seen);
      tick;
      rate = (k / 500) % 3 == 0 ? 256 : (k / 500) % 3 == 1 ? 60 : 150;
      // the model sees what the last rising edge took, and the word that is read now
      read = run > 0;
      #1;
      if (block_available !== (put - got - (run > 0) >= RECORD_WORDS)) $fatal(1, "block_available %b with %0d words", block_available, put - got);
      if (write_ready !== (put - got < DEPTH)) $fatal(1, "write_ready %b with %0d words", write_ready, put - got);
      if (read) begin
        run = run - 1;
        got = got + 1;
      end
      // the next run begins behind this one at the earliest
      if (run == 0 && block_available && ($urandom & 255) < ((k / 700) % 2 == 0 ? 200 : 12)) run = RECORD_WORDS;
      write_valid = ($urandom & 255) < rate;
      write_word = $urandom;
      if (write_valid && !write_ready) refused = refused + 1;
      if (write_valid && write_ready) begin
        queue[put] = write_word;
        put = put + 1;
      end
    end
    if (refused < 50) $fatal(1, "the FIFO was full in only %0d cycles", refused);
    // reset with words inside
    tick;
    read = 0;
    write_valid = 0;
    repeat (3) tick;
    rst = 1;
    tick;
    rst = 0;
    tick;
    if (block_available || !write_ready) $fatal(1, "not empty after reset");
    $display("PASS %0d words", seen);
    $finish;
  end
endmodule
`default_nettype wire
