// SPDX-License-Identifier: Apache-2.0
// cd_parameter_loader between a store and a tile source, counted in blocks: runs begun >= tiles issued >= records copied, each ahead of the next by one at most.
//
//   store_read in cycle c: a run is under way, or all begun runs were copied by cycle c - 1 and the store held a block behind it in c - 1
//   ready in cycle c: by c - 1 more runs were begun than tiles were issued;  record_write[k] = the k-th store_read of a run, two cycles later
//
// Both are compared in every cycle. In addition the records are complete 10 cycles after any tile that is issued while ready, and none is written before the one
// before it is copied, 3 cycles after block_copied. States: a store that always holds blocks, one that fills slowly, tiles issued at once, late, copied after the
// shortest time or later; restart and reset while idle, in a run and with a tile on its way. Corner cases: records of one word and of nine.
`timescale 1ns/1ps
`default_nettype none
module tb_cd_parameter_loader;
  parameter RECORD_WORDS = 7;
  reg clk = 0, rst = 1, restart = 0, available = 0, issue = 0, copied = 0;
  always #5 clk = ~clk;
  wire store_read, ready;
  wire [RECORD_WORDS-1:0] record_write;
  cd_parameter_loader #(.RECORD_WORDS(RECORD_WORDS)) dut (
    .clk(clk), .rst(rst), .restart(restart), .store_block_available(available), .store_read(store_read), .record_write(record_write),
    .issue_block_parameters(issue), .block_copied(copied), .ready(ready)
  );

  integer begun, issued, copies, words, shifted, level, cycle, phase, wait_copy, blocks = 0, cleared = 0, store_rate, issue_rate, extra, since = 0, closest = 1000, compared = 0;
  // of the last cycles: block_copied, oldest last
  reg [2:0] copied_later;
  reg want_read, want_ready;
  reg [RECORD_WORDS-1:0] read_now, read_1, read_2;

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
      copied_later = 0;
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
      if (record_write !== read_2) $fatal(1, "cycle %0d: record_write is %b two cycles after word %b", cycle, record_write, read_2);
      if (ready !== want_ready) $fatal(1, "cycle %0d: ready is %b with %0d runs and %0d tiles", cycle, ready, begun, issued);
      compared = compared + 1;
      if (want_read && words == 0) begun = begun + 1;
      read_now = want_read ? 1 << words : 0;
      if (want_read) words = (words == RECORD_WORDS - 1) ? 0 : words + 1;
      // now the lanes copy: the records are whole, and no byte of the next ones stands in their place
      if (copied_later[2] && shifted !== RECORD_WORDS * (copies - copied_later[1] - copied_later[0]))
        $fatal(1, "cycle %0d: %0d bytes written when records %0d are copied", cycle, shifted, copies);
      if (|read_2) shifted = shifted + 1;

      // inputs of this cycle
      if (($urandom & 255) < store_rate) level = (level < 3 * RECORD_WORDS) ? level + 1 : level;
      if (store_read) level = level - 1;
      available = level >= RECORD_WORDS;
      if (level < 0) $fatal(1, "read from an empty store");
      issue = ready && ($urandom & 255) < issue_rate;
      copied = wait_copy == 0;
      if (wait_copy >= 0) wait_copy = wait_copy - 1;
      restart = $urandom_range(0, 150) == 0 && phase % 2 == 1;
      rst = $urandom_range(0, 400) == 0 && phase % 2 == 1;

      // what the next cycle must show
      read_2 = read_1;
      read_1 = read_now;
      if (issue) begin
        issued = issued + 1;
        wait_copy = 6 + $urandom_range(0, extra);
        if (since < closest && issued > 1) closest = since;
        since = 0;
      end
      if (copied) begin
        copies = copies + 1;
        blocks = blocks + 1;
      end
      copied_later = {copied_later[1:0], copied};
      since = since + 1;
      want_read = words != 0 || (begun == copies && available);
      want_ready = begun > issued;
      if (rst || restart) begin
        cleared = cleared + 1;
        forget;
      end
      @(negedge clk);
    end
    if (blocks < 600 || cleared < 60) $fatal(1, "only %0d blocks and %0d restarts were run", blocks, cleared);
    if (closest != 9) $fatal(1, "blocks were %0d cycles apart", closest);
    $display("PASS %0d cycles", compared);
    $finish;
  end
endmodule
`default_nettype wire
