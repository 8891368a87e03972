// SPDX-License-Identifier: Apache-2.0
// cd_record_store filled from a stream: every field of every channel in its cycle, blocks in order, none claimed before it is complete, none overwritten while it is read.
//
// The reader claims a block, walks over it once or several times with the least distance between values, and says when it is done with it, as cd_drain does; source with and
// without gaps, blocks back to back and with pauses, reset in mid block.
`timescale 1ns/1ps
`default_nettype none
module tb_cd_record_store;
  parameter CHANNELS = 8, PARAMETER_DEPTH = 16;
  localparam ACC_BITS = 24, BLOCKS = 200, WORDS = 8 / CHANNELS * CHANNELS, WRITTEN = 8;
  reg clk = 0, rst = 1, write_valid = 0, claim = 0, block_end = 0, block_written = 0, accepted = 0;
  always #5 clk = ~clk;
  reg [8*CHANNELS-1:0] write_word = 0;
  reg [$clog2(CHANNELS)-1:0] channel = 0;
  wire write_ready, ready;
  wire [ACC_BITS-1:0] bias;
  wire [15:0] multiplier;
  wire [5:0] shift;
  cd_record_store #(.PARAMETER_DEPTH(PARAMETER_DEPTH), .CHANNELS(CHANNELS), .ACC_BITS(ACC_BITS), .WEIGHT_STREAM(1)) dut (
    .clk(clk), .rst(rst), .restart(1'b0), .write_valid(write_valid), .write_ready(write_ready), .write_word(write_word),
    .issue_block_parameters(claim), .ready(ready), .channel(channel), .block_end(block_end), .block_written(block_written),
    .bias(bias), .multiplier(multiplier), .shift(shift)
  );

  reg [63:0] records [0:(BLOCKS+1)*CHANNELS-1];
  // what was selected some cycles ago
  integer selected [0:5];
  reg [WRITTEN:0] written_later = 0;
  integer run, block, sent, turn, o, k, gap, compared = 0;

  task cycle;
    begin
      @(negedge clk);
      for (k = 5; k > 0; k = k - 1) selected[k] = selected[k-1];
      if (selected[1] >= 0 && bias !== records[selected[1]][ACC_BITS-1:0]) $fatal(1, "record %0d: bias %h", selected[1], bias);
      if (selected[3] >= 0 && multiplier !== records[selected[3]][47:32]) $fatal(1, "record %0d: multiplier %h", selected[3], multiplier);
      if (selected[5] >= 0 && shift !== records[selected[5]][53:48]) $fatal(1, "record %0d: shift %h", selected[5], shift);
      if (selected[5] >= 0) compared = compared + 1;
      selected[0] = -1;
      {claim, block_end} = 0;
      written_later = written_later << 1;
      block_written = written_later[WRITTEN];
      if (accepted) sent = sent + 1;
      if (!write_valid || accepted) write_valid = ($urandom & 255) >= gap;
      write_word = records[sent * CHANNELS / 8] >> (8 * CHANNELS * (sent % (8 / CHANNELS)));
      #1 accepted = write_valid & write_ready;
    end
  endtask

  initial begin
    for (k = 0; k < (BLOCKS+1)*CHANNELS; k = k + 1) records[k] = {$urandom, $urandom};
    for (run = 0; run < 4; run = run + 1) begin
      gap = run % 2 == 0 ? 0 : 200;
      @(negedge clk) rst = 1;
      {write_valid, accepted, claim, block_end, block_written, written_later} = 0;
      sent = 0;
      for (k = 0; k < 6; k = k + 1) selected[k] = -1;
      repeat (3) @(negedge clk);
      rst = 0;
      for (block = 0; block < (run == 2 ? 3 : BLOCKS); block = block + 1) begin
        while (!ready) cycle;
        if (sent < (block + 1) * WORDS) $fatal(1, "block %0d is ready after %0d words", block, sent);
        cycle;
        claim = 1;
        repeat ($urandom_range(3, 12)) cycle;
        for (turn = $urandom_range(0, 2); turn >= 0; turn = turn - 1)
          for (o = 0; o < CHANNELS; o = o + 1) begin
            cycle;
            channel = o;
            selected[0] = block * CHANNELS + o;
            block_end = turn == 0 && o == CHANNELS - 1;
            written_later[0] = block_end;
          end
        if (block % 3 == 0) repeat ($urandom_range(0, 40)) cycle;
      end
    end
    if (compared < 1000) $fatal(1, "only %0d records compared", compared);
    $display("PASS %0d records", compared);
    $finish;
  end
  initial #9000000 $fatal(1, "timeout");
endmodule
`default_nettype wire
