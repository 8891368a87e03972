// SPDX-License-Identifier: Apache-2.0
// cd_table_store: copies the tables of the image one after another into alternating halves.
//
// Checked: nothing is written while an older layer is pending or no table is asked for; a copy writes its 256 entries, each once, in order, into the half
// that is not in use; ready comes only when all are written and goes when the layer is taken; restart begins with the first table again
// while the halves go on alternating; reset.
`timescale 1ns/1ps
`default_nettype none
module tb_cd_table_store;
  localparam TABLES = 3;
  localparam BITS = 21;
  reg clk = 0, rst = 1, restart = 0, next_table = 0, older_pending = 0, table_take = 0;
  always #5 clk = ~clk;
  wire ready, table_write;
  wire [8:0] table_address;
  wire [BITS-1:0] table_word;
  cd_table_store #(.TABLE_DEPTH(256 * TABLES), .TABLE_BITS(BITS)) dut (
    .clk(clk), .rst(rst), .restart(restart), .next_table(next_table), .older_pending(older_pending), .table_take(table_take), .ready(ready),
    .table_write(table_write), .table_address(table_address), .table_word(table_word)
  );
  integer k, frame, table_index, written, waited, half = 0, copies = 0;
  function [BITS-1:0] entry(input integer address);
    entry = (address + 7) * 77777;
  endfunction

  task tick;
    @(negedge clk);
  endtask

  task idle(input integer cycles);
    repeat (cycles) begin
      tick;
      if (table_write) $fatal(1, "a table is written that nobody may load");
      if (ready) $fatal(1, "ready without a table");
    end
  endtask

  initial begin
    #1 for (k = 0; k < 256 * TABLES; k = k + 1) dut.memory_inst.memory[k] = entry(k);
    repeat (3) tick;
    rst = 0;
    idle(5);
    for (frame = 0; frame < 3; frame = frame + 1) begin
      for (table_index = 0; table_index < TABLES; table_index = table_index + 1) begin
        next_table = 1;
        older_pending = 1;
        idle($urandom_range(1, 30));
        older_pending = 0;
        written = 0;
        waited = 0;
        while (!ready) begin
          tick;
          waited = waited + 1;
          if (waited > 300) $fatal(1, "no table after %0d cycles", waited);
          // the copy goes on when the next layer's neighbour begins to drain
          if (waited == 20) older_pending = 1;
          if (table_write) begin
            if (table_address !== half * 256 + written) $fatal(1, "entry %0d goes to %0d of half %0d", written, table_address, half);
            if (table_word !== entry(256 * table_index + written)) $fatal(1, "table %0d entry %0d: got %h, expected %h", table_index, written, table_word, entry(256 * table_index + written));
            written = written + 1;
          end
        end
        if (table_write) $fatal(1, "ready while an entry is written");
        if (written != 256) $fatal(1, "ready after %0d entries", written);
        repeat (5) begin
          tick;
          if (table_write || !ready) $fatal(1, "a loaded table does not rest");
        end
        table_take = 1;
        next_table = 0;
        tick;
        table_take = 0;
        older_pending = 0;
        half = 1 - half;
        copies = copies + 1;
        idle(10);
      end
      restart = 1;
      tick;
      restart = 0;
    end
    // reset in mid copy: the next copy is whole, into the first half
    next_table = 1;
    repeat (100) tick;
    rst = 1;
    next_table = 0;
    tick;
    rst = 0;
    idle(10);
    next_table = 1;
    written = 0;
    while (!ready) begin
      tick;
      if (table_write) begin
        if (table_address !== written || table_word !== entry(written)) $fatal(1, "after reset entry %0d is %h at %0d", written, table_word, table_address);
        written = written + 1;
      end
      if (written > 256) $fatal(1, "more than a table after reset");
    end
    if (copies != 9 || written != 256) $fatal(1, "only %0d copies were run", copies);
    $display("PASS %0d tables", copies + 1);
    $finish;
  end
endmodule
`default_nettype wire
