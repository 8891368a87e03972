// SPDX-License-Identifier: Apache-2.0
// cd_axis_pack: words that begin at any place of a beat, of one to many, with gaps and stalls; every beat has the bytes and the keep bits that it must, and holds while it waits.
// A reset leaves nothing of a beat that waits or that is filled in part.
`timescale 1ns/1ps
`default_nettype none
module tb_cd_axis_pack;
  parameter IN_BYTES = 4;
  parameter OUT_BYTES = 16;
  localparam PLACES = OUT_BYTES / IN_BYTES;
  reg clk = 0, rst = 1, load = 0, last = 0, valid = 0, ready = 0;
  always #5 clk = ~clk;
  reg [$clog2(PLACES)-1:0] first = 0;
  reg [8*IN_BYTES-1:0] word = 0;
  wire word_ready, beat_valid;
  wire [8*OUT_BYTES-1:0] beat;
  wire [OUT_BYTES-1:0] keep;
  cd_axis_pack #(.IN_BYTES(IN_BYTES), .OUT_BYTES(OUT_BYTES)) dut (
    .clk(clk), .rst(rst), .load(load), .first(first), .s_axis_tdata(word), .s_axis_tlast(last), .s_axis_tvalid(valid), .s_axis_tready(word_ready),
    .m_axis_tdata(beat), .m_axis_tkeep(keep), .m_axis_tvalid(beat_valid), .m_axis_tready(ready)
  );
  integer run, count, sent, place, got, k, rate, waited, words = 0;
  reg held;
  reg [9*OUT_BYTES-1:0] held_beat;
  function [8*IN_BYTES-1:0] value(input integer number);
    value = {IN_BYTES{8'd37}} * (number + 1) ^ (number << 3);
  endfunction

  // a reset after some words that nobody took
  task interrupted(input integer count);
    begin
      {first, load, ready, last} = 0;
      load = 1;
      @(negedge clk) load = 0;
      valid = 1;
      repeat (count) begin
        word = $urandom;
        @(negedge clk);
      end
      valid = 0;
      if (beat_valid !== (count == PLACES)) $fatal(1, "beat_valid is %b after %0d words", beat_valid, count);
      rst = 1;
      @(negedge clk) rst = 0;
      if (beat_valid !== 0 || !word_ready) $fatal(1, "a beat outlives a reset after %0d words", count);
    end
  endtask

  initial begin
    repeat (3) @(negedge clk);
    rst = 0;
    for (run = 0; run < 200; run = run + 1) begin
      if (run % 10 == 9) interrupted(1 + run / 10 % PLACES);
      first = $urandom;
      count = run % 3 == 0 ? 1 + $urandom % 3 : 1 + $urandom % 40;
      rate = run % 4 == 0 ? 256 : 40 + $urandom % 200;
      load = 1;
      @(negedge clk) load = 0;
      {sent, got, waited, held} = 0;
      place = first;
      while (got < count) begin
        valid = valid | (sent < count && ($urandom % 256) < rate);
        word = value(sent);
        last = sent == count - 1;
        ready = ($urandom % 256) < rate;
        #1;
        if (held && {beat_valid, keep, beat} !== {1'b1, held_beat}) $fatal(1, "run %0d: a beat changed while it waited", run);
        held = beat_valid && !ready;
        held_beat = {keep, beat};
        if (beat_valid && ready) begin
          for (k = 0; k < PLACES; k = k + 1)
            if (k >= place && got < count) begin
              if (keep[IN_BYTES*k +: IN_BYTES] !== {IN_BYTES{1'b1}} || beat[8*IN_BYTES*k +: 8*IN_BYTES] !== value(got))
                $fatal(1, "run %0d word %0d at place %0d: %h keep %b", run, got, k, beat, keep);
              got = got + 1;
            end else if (keep[IN_BYTES*k +: IN_BYTES] !== {IN_BYTES{1'b0}}) $fatal(1, "run %0d: keep %b beside the region", run, keep);
          place = 0;
        end
        if (valid && word_ready) begin
          sent = sent + 1;
          words = words + 1;
          @(posedge clk) #1 valid = 0;
        end
        @(negedge clk);
        waited = waited + 1;
        if (waited > 2000) $fatal(1, "run %0d hangs with %0d of %0d", run, got, count);
      end
      if (rate == 256 && waited > count + 3) $fatal(1, "run %0d: %0d cycles for %0d words", run, waited, count);
      ready = 0;
      repeat (3) @(negedge clk);
      if (beat_valid) $fatal(1, "run %0d: a beat too many", run);
    end
    $display("PASS %0d words", words);
    $finish;
  end
endmodule
`default_nettype wire
