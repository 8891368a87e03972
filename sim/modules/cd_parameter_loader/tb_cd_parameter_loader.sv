// SPDX-License-Identifier: Apache-2.0
// cd_parameter_loader between a store and a tile source, counted in blocks: runs begun >= tiles issued >= records copied, each ahead of the next by one at most.
//
//   store_read in cycle c: a run is under way, or all begun runs were copied by cycle c - 2 and the store held a block in c - 1
//   ready in cycle c: by c - 1 more runs were begun than tiles were issued;  record_shift = store_read two cycles later
//
// Both are compared in every cycle. In addition the records are complete RECORD_WORDS cycles after any tile that is issued while ready, so a pipeline
// of that length needs no further wait. States: a store that always holds blocks, one that fills slowly, tiles issued at once, late, copied after the
// shortest time or later; restart and reset while idle, in a run and with a tile on its way. Corner case: records of one word.
`timescale 1ns/1ps
`default_nettype none
module tb_cd_parameter_loader;
  parameter RECORD_WORDS = 7;
  reg clk = 0, rst = 1, restart = 0, available = 0, issue = 0, copied = 0;
  always #5 clk = ~clk;
  wire store_read, record_shift, ready;
  cd_parameter_loader #(.RECORD_WORDS(RECORD_WORDS)) dut (
    .clk(clk), .rst(rst), .restart(restart), .store_block_available(available), .store_read(store_read), .record_shift(record_shift),
    .issue_block_parameters(issue), .block_copied(copied), .ready(ready)
  );

  integer begun, issued, copies, words, shifted, level, cycle, phase, wait_copy, blocks = 0, cleared = 0, store_rate, issue_rate, extra, deadline, compared = 0;
  reg want_read, want_ready, read_1, read_2;

  task forget;
    begin
      begun = 0;
      issued = 0;
      copies = 0;
      words = 0;
      shifted = 0;
      want_read = 0;
      want_ready = 0;
      read_1 = 0;
      read_2 = 0;
      wait_copy = -1;
      deadline = -1;
    end
  endtask

  initial begin
    forget;
    repeat (2) @(negedge clk);
    rst = 0;
    level = 0;
    for (cycle = 0; cycle < 30000; cycle = cycle + 1) begin
      phase = cycle / 1500;
      store_rate = (phase % 4 < 2) ? 256 : (phase % 4 == 2) ? 20 : 120;
      issue_rate = (phase % 3 == 0) ? 256 : (phase % 3 == 1) ? 128 : 10;
      extra = (phase % 5 < 2) ? 0 : 12;

      // this cycle's outputs of registers, against what the cycles before have to give
      #1;
      if (store_read !== want_read) $fatal(1, "cycle %0d: store_read is %b with %0d runs, %0d words, %0d copies", cycle, store_read, begun, words, copies);
      if (record_shift !== read_2) $fatal(1, "cycle %0d: record_shift is %b two cycles after store_read %b", cycle, record_shift, read_2);
      if (ready !== want_ready) $fatal(1, "cycle %0d: ready is %b with %0d runs and %0d tiles", cycle, ready, begun, issued);
      compared = compared + 1;
      if (want_read && words == 0) begun = begun + 1;
      if (want_read) words = (words == RECORD_WORDS - 1) ? 0 : words + 1;
      if (read_2) shifted = shifted + 1;
      if (deadline == 0 && shifted != RECORD_WORDS * issued) $fatal(1, "cycle %0d: %0d words shifted in time for tile %0d", cycle, shifted, issued);
      if (deadline >= 0) deadline = deadline - 1;

      // inputs of this cycle
      if (($urandom & 255) < store_rate) level = (level < 3 * RECORD_WORDS) ? level + 1 : level;
      available = level >= RECORD_WORDS;
      if (store_read) level = level - 1;
      if (level < 0) $fatal(1, "read from an empty store");
      issue = ready && ($urandom & 255) < issue_rate;
      copied = wait_copy == 0;
      if (wait_copy >= 0) wait_copy = wait_copy - 1;
      restart = $urandom_range(0, 150) == 0 && phase % 2 == 1;
      rst = $urandom_range(0, 400) == 0 && phase % 2 == 1;

      // what the next cycle must show
      read_2 = read_1;
      read_1 = want_read;
      want_read = words != 0 || (!want_read && begun == copies && available);
      if (issue) begin
        issued = issued + 1;
        wait_copy = RECORD_WORDS + $urandom_range(0, extra);
        deadline = RECORD_WORDS - 1;
      end
      if (copied) begin
        copies = copies + 1;
        blocks = blocks + 1;
      end
      want_ready = begun > issued;
      if (rst || restart) begin
        cleared = cleared + 1;
        forget;
      end
      @(negedge clk);
    end
    if (blocks < 600 || cleared < 60) $fatal(1, "only %0d blocks and %0d restarts were run", blocks, cleared);
    $display("PASS %0d cycles", compared);
    $finish;
  end
endmodule
`default_nettype wire
