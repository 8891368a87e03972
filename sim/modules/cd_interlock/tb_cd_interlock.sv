// SPDX-License-Identifier: Apache-2.0
// cd_interlock: no step is let through before its input block is written, and none waits longer than needed.
//
// Random pairs of layers: the older one writes its blocks at random times, the current one walks over blocks as cd_issue does (words of a group, groups,
// several tiles over the same group, one for each pixel step), in every dependency mode, with some slack. Checked in every cycle: a step that needs block b goes only after b + 1 blocks are written, or b blocks and all but slack - k pixel steps of the next (mode 1, k-th tile), in mode 3 the last block
// whatever it reads, or all (mode 0); mode 2 never waits; a step whose block was written at least two cycles before is never held back, except in the one cycle after
// a move that follows another move at once. Pending flags follow the layers, also one that ends as the next is taken; the count of blocks begins with a
// layer's first word, also where that ends a block.
`timescale 1ns/1ps
`default_nettype none
module tb_cd_interlock;
  localparam BLOCK_BITS = 5, STEP_BITS = 7;
  reg clk = 0, rst = 1;
  always #5 clk = ~clk;
  reg layer_take = 0, layer_load = 0, word_end = 0, pixel_end = 0, first_word = 0, block_written = 0, layer_written = 0;
  reg [1:0] dependency = 0;
  reg [BLOCK_BITS-1:0] depend_block = 0, depend_next = 0;
  reg [BLOCK_BITS-1:0] depend_slack = 0, depend_last = 0;
  reg [STEP_BITS-1:0] unwritten = 0;
  wire block_ready, older_pending, current_pending;
  cd_interlock #(.BLOCK_BITS(BLOCK_BITS), .STEP_BITS(STEP_BITS)) dut (
    .clk(clk), .rst(rst), .layer_take(layer_take), .layer_load(layer_load), .dependency(dependency), .depend_block(depend_block),
    .depend_next(depend_next), .depend_slack(depend_slack), .depend_last(depend_last), .issue_word_end(word_end), .issue_pixel_end(pixel_end), .drain_layer_first(first_word),
    .drain_block_written(block_written), .drain_layer_written(layer_written), .drain_unwritten(unwritten), .block_ready(block_ready),
    .older_pending(older_pending), .current_pending(current_pending));

  integer layer, blocks, written, writing, words, tiles, groups, group_i, tile, w, left, cycles_written [0:31], now, pending_until = 0, moves, held = 0, free_steps = 0, steps = 1, slack = 0, close_steps = 0;
  // When the reader moved to another block, and the time before; when the drain's state or the reader's pixel step changed.
  integer moved_at = 0, moved_before = 0, changed_at = 0;
  reg step_written = 0, was_close = 0;

  // one cycle of the older layer's drain; the step signals are set by the caller
  task cycle;
    begin
      @(posedge clk);
      #1;
      now = now + 1;
      if (older_pending) pending_until = now;
      if (layer_load) begin moved_before = now; moved_at = now; end
      drained;
      first_word = 0; layer_take = 0; layer_load = 0;
    end
  endtask

  // what the drain did in the cycle before is seen, and it may do more
  task drained;
    begin
      if (word_end) begin moved_before = moved_at; moved_at = now; end
      if (step_written || pixel_end) changed_at = now;
      if (step_written) unwritten = block_written ? steps : unwritten - 1;
      if (block_written) begin cycles_written[written] = now; written = written + 1; end
      word_end = 0; pixel_end = 0; block_written = 0; layer_written = 0; step_written = 0;
      // the older layer writes its next pixel step at some time
      if (writing < blocks && older_pending && ($urandom % 4) == 0) begin
        step_written = 1;
        block_written = unwritten == 1;
        if (block_written) writing = writing + 1;
        layer_written = block_written && writing == blocks;
      end
    end
  endtask

  // waits until a step on `depend_block` may go, and judges the waiting
  task step(input integer block, input integer last);
    begin
      left = 0;
      while (block_ready !== 1) begin
        if (dependency == 2) $fatal(1, "layer %0d: an independent layer waits", layer);
        if (older_pending === 0 && now - pending_until > 2) $fatal(1, "layer %0d: waits for nothing", layer);
        if (dependency[0] && block < written && now - cycles_written[block] >= 3 && left > 1) $fatal(1, "layer %0d: block %0d is there", layer, block);
        // no wait at all behind moves that are not one behind the other and not out of an unfinished block, where what is read has been there for long
        if (!was_close && dependency[0] && block < written && now - cycles_written[block] >= 3 && moved_at - moved_before > 1) $fatal(1, "layer %0d: block %0d is waited for although it is there", layer, block);
        if (dependency[0] && block == written && written < blocks && unwritten <= slack - tile && now - changed_at >= 3 && now - moved_at >= 2)
          $fatal(1, "layer %0d: enough of block %0d is there", layer, block);
        left = left + 1;
        held = held + 1;
        if (left > 2000) $fatal(1, "layer %0d: never ready", layer);
        cycle;
      end
      was_close = dependency[0] && block >= written && written < blocks;
      if (dependency[0] && block == written && written < blocks && unwritten <= slack - tile) close_steps = close_steps + 1;
      else if (dependency[0] && block >= written && written < blocks) $fatal(1, "layer %0d: block %0d is read, %0d are written", layer, block, written);
      if (dependency == 0 && written < blocks) $fatal(1, "layer %0d: %0d of %0d blocks are written", layer, written, blocks);
      if (written < blocks) free_steps = free_steps + 1;
      word_end = last;
      pixel_end = last && w == words - 1;
    end
  endtask

  initial begin
    now = 0;
    blocks = 0; written = 0; writing = 0;
    repeat (2) @(posedge clk);
    @(negedge clk) rst = 0;
    #1;
    if (older_pending !== 0 || current_pending !== 0) $fatal(1, "pending after reset");
    for (layer = 0; layer < 400; layer = layer + 1) begin
      // an older layer of `blocks` blocks is taken, and its first word drained
      dependency = 2;
      layer_take = 1;
      cycle;
      if (current_pending !== 1 || older_pending !== 0) $fatal(1, "layer %0d: pending flags after take", layer);
      layer_load = 1;
      cycle;
      first_word = 1;
      blocks = 1 + $urandom % 8;
      written = 0; writing = 0;
      steps = 1 + $urandom % 6;
      slack = $urandom % (steps + 2);
      unwritten = steps;
      cycle;
      // the current layer
      layer_take = 1;
      depend_block = 0;
      depend_next = 0;
      dependency = $urandom % 4;
      depend_last = blocks - 1;
      cycle;
      if (older_pending !== 1) $fatal(1, "layer %0d: the older layer is not pending", layer);
      layer_load = 1;
      depend_slack = slack;
      words = 1 + $urandom % 3;
      groups = blocks / words;
      if (groups < 1) begin groups = 1; words = blocks; end
      cycle;
      for (group_i = 0; group_i < groups; group_i = group_i + 1) begin
        tiles = 1 + $urandom % 4;
        for (tile = 0; tile < tiles; tile = tile + 1)
          for (w = 0; w < words; w = w + 1) begin
            depend_block = group_i*words + w;
            depend_slack = slack > tile ? slack - tile : 0;
            depend_next = w < words - 1 ? group_i*words + w + 1 : tile < tiles - 1 ? group_i*words : (group_i + 1)*words;
            moves = 1 + $urandom % 3;
            repeat (moves - 1) begin
              step(dependency == 3 ? blocks - 1 : group_i*words + w, 0);
              cycle;
            end
            step(dependency == 3 ? blocks - 1 : group_i*words + w, 1);
            // the next indices are visible with the next cycle
            @(posedge clk);
            #1;
            now = now + 1;
            if (older_pending) pending_until = now;
            drained;
          end
      end
      // both layers end
      while (older_pending) cycle;
      layer_written = 1;
      cycle;
      if (current_pending !== 0) $fatal(1, "layer %0d: still pending", layer);
    end
    // a layer that writes its last word in the cycle in which the next one is taken is older no more
    blocks = 0; written = 0; writing = 0; dependency = 2;
    layer_take = 1;
    cycle;
    layer_take = 1; layer_written = 1;
    cycle;
    if (older_pending !== 0 || current_pending !== 1) $fatal(1, "pending flags of a layer that ends as the next is taken");
    // three blocks of a layer; then the first word of one more ends its first block too, and the count begins again with it
    first_word = 1;
    cycle;
    repeat (3) begin block_written = 1; cycle; end
    layer_take = 1;
    cycle;
    layer_load = 1; layer_written = 1;
    cycle;
    first_word = 1; block_written = 1;
    cycle;
    layer_take = 1; dependency = 1; depend_block = 1; depend_next = 1; depend_slack = 0; unwritten = 3;
    cycle;
    layer_load = 1;
    repeat (6) begin
      cycle;
      if (block_ready !== 0) $fatal(1, "block 1 is read, 1 is written");
    end
    depend_block = 0; depend_next = 0;
    repeat (3) cycle;
    if (block_ready !== 1) $fatal(1, "block 0 is not read, 1 is written");
    if (held < 500 || free_steps < 500 || close_steps < 200)
      $fatal(1, "too little was tried: %0d cycles held, %0d steps beside a drain, %0d in an unfinished block", held, free_steps, close_steps);
    $display("PASS");
    $finish;
  end
  initial #5000000 $fatal(1, "timeout");
endmodule
`default_nettype wire
