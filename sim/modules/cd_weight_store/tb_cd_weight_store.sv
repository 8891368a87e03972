// SPDX-License-Identifier: Apache-2.0
// cd_weight_store as a ring: packets of parameter and weight words, blocks that are read once or several times, as the issue stage reads them.
//
// A reader model goes over each block `passes` times: a first pass may read a word only after `ready`, a last pass releases it. Checked:
// every weight word that is read, in every pass (a word overwritten too early shows here), every parameter word, in order; the ring takes words until it is full and no longer
// (blocks longer than the ring pass through when they are read once); packets without parameters or without weights; source gaps, a reader that pauses, a
// parameter sink that stalls; reset in mid packet. HAS_HALVES: all reads come a cycle later.
// No word is written in the cycle in which it is addressed: what a block RAM then reads is another matter on every family.
`timescale 1ns/1ps
`default_nettype none
module tb_cd_weight_store;
  parameter WEIGHT_DEPTH = 32, HAS_HALVES = 0;
  localparam CHANNELS = 4;
  localparam ADDRESS_BITS = $clog2(WEIGHT_DEPTH);
  reg clk = 0, rst = 1;
  always #5 clk = ~clk;
  reg  [31:0] tdata = 0;
  reg         tvalid = 0, parameter_ready = 0, consume = 0, release_word = 0;
  wire        tready, parameter_valid, ready;
  wire [31:0] parameter_word, read_word;
  reg  [ADDRESS_BITS-1:0] read_address = 0;
  cd_weight_store #(.WEIGHT_DEPTH(WEIGHT_DEPTH), .CHANNELS(CHANNELS), .WEIGHT_STREAM(1), .HAS_HALVES(HAS_HALVES)) dut (
    .clk(clk), .rst(rst), .s_axis_weight_tdata(tdata), .s_axis_weight_tvalid(tvalid), .s_axis_weight_tready(tready),
    .parameter_valid(parameter_valid), .parameter_ready(parameter_ready), .parameter_word(parameter_word),
    .consume(consume), .release_word(release_word), .ready(ready), .read_address(read_address), .read_row(read_word)
  );

  // the stream as words, and what must come of it
  reg [31:0] stream [0:65535];
  reg [31:0] weights [0:65535];
  reg [31:0] parameters [0:65535];
  integer length [0:511], passes [0:511], first_word [0:511];
  integer words = 0, weight_count = 0, parameter_count = 0, packets, sent, parameters_seen, reads, blocked;
  integer source_rate, reader_rate, parameter_rate, k, i, n, p;

  task packet(input integer parameter_words, input integer weight_words, input integer times);
    begin
      length[packets] = weight_words;
      passes[packets] = times;
      first_word[packets] = weight_count;
      packets = packets + 1;
      stream[words] = {parameter_words[15:0], weight_words[15:0]};
      words = words + 1;
      for (i = 0; i < parameter_words; i = i + 1) begin
        stream[words] = $urandom;
        parameters[parameter_count] = stream[words];
        parameter_count = parameter_count + 1;
        words = words + 1;
      end
      for (i = 0; i < weight_words; i = i + 1) begin
        stream[words] = $urandom;
        weights[weight_count] = stream[words];
        weight_count = weight_count + 1;
        words = words + 1;
      end
    end
  endtask

  // reads under way: address two cycles after the step, data two after the address
  reg [31:0] want [0:7];
  reg        due [0:7];
  reg [ADDRESS_BITS-1:0] address [0:7];
  reg [7:0] asked = 8'd0;
  reg reading = 0;
  integer now = 0;

  task tick;
    begin
      @(negedge clk);
      now = now + 1;
      if (due[now % 8]) begin
        if (read_word !== want[now % 8]) $fatal(1, "read %0d: got %h, expected %h", reads, read_word, want[now % 8]);
        due[now % 8] = 1'b0;
        reads = reads + 1;
      end
      read_address = address[now % 8];
      reading = asked[now % 8];
      asked[now % 8] = 1'b0;
      if (!(tvalid && !tready_before)) begin
        if (tvalid) sent = sent + 1;
        tvalid = sent < words && ($urandom & 255) < source_rate;
        tdata = stream[sent];
      end else blocked = blocked + 1;
      if (parameter_taken) parameters_seen = parameters_seen + 1;
      parameter_ready = ($urandom & 255) < parameter_rate;
      consume = 0;
      release_word = 0;
    end
  endtask

  // what the rising edge between two ticks takes
  reg tready_before = 0, parameter_taken = 0;
  always @(posedge clk) begin
    tready_before = tready;
    if (reading && dut.write_enable && dut.write_address === read_address) $fatal(1, "word %0d is written while it is read", read_address);
    parameter_taken = parameter_valid && parameter_ready && !rst;
    if (parameter_taken && parameter_word !== parameters[parameters_seen])
      $fatal(1, "parameter word %0d: got %h, expected %h", parameters_seen, parameter_word, parameters[parameters_seen]);
  end

  task run;
    begin
      for (n = 0; n < packets; n = n + 1)
        for (p = 0; p < passes[n]; p = p + 1)
          for (k = 0; k < length[n]; k = k + 1) begin
            tick;
            while (($urandom & 255) >= reader_rate || (p == 0 && !ready)) tick;
            consume = p == 0;
            release_word = p == passes[n] - 1;
            address[(now + 3 + HAS_HALVES) % 8] = first_word[n] + k;
            asked[(now + 3 + HAS_HALVES) % 8] = 1'b1;
            due[(now + 5 + HAS_HALVES) % 8] = 1'b1;
            want[(now + 5 + HAS_HALVES) % 8] = weights[first_word[n] + k];
          end
      repeat (40) tick;
      while (parameters_seen < parameter_count) tick;
      if (sent != words) $fatal(1, "%0d of %0d words were taken", sent, words);
    end
  endtask

  task restart_all;
    begin
      rst = 1;
      tvalid = 0;
      repeat (4) @(negedge clk);
      rst = 0;
      words = 0;
      weight_count = 0;
      parameter_count = 0;
      packets = 0;
      sent = 0;
      parameters_seen = 0;
      tready_before = 0;
      parameter_taken = 0;
      for (k = 0; k < 8; k = k + 1) begin
        due[k] = 1'b0;
        address[k] = 0;
      end
    end
  endtask

  integer round, total_reads = 0;
  initial begin
    reads = 0;
    blocked = 0;
    for (round = 0; round < 8; round = round + 1) begin
      restart_all;
      source_rate = (round % 2 == 0) ? 256 : 90;
      reader_rate = (round % 4 < 2) ? 256 : 120;
      parameter_rate = (round == 3) ? 40 : 256;
      for (i = 0; i < 1; i = i + 1) packet(7, WEIGHT_DEPTH, 3);
      packet(7, 1, 4);
      packet(0, 3, 2);
      packet(7, 3 * WEIGHT_DEPTH + 5, 1);
      packet(7, 0, 0);
      for (p = 0; p < 12; p = p + 1) packet(7 * ($urandom & 1), $urandom_range(1, WEIGHT_DEPTH), $urandom_range(1, 4));
      run;
    end
    // reset in mid packet
    restart_all;
    source_rate = 256;
    packet(7, 20, 1);
    repeat (15) tick;
    restart_all;
    packet(3, 5, 2);
    run;
    if (reads < 2500 || blocked < 500) $fatal(1, "only %0d reads and %0d refusals were run", reads, blocked);
    $display("PASS %0d reads", reads);
    $finish;
  end
endmodule
`default_nettype wire
