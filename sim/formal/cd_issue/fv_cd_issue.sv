// SPDX-License-Identifier: Apache-2.0
// Which steps cd_issue sends, for every layer (all limits, steps and pitches free) and whatever holds steps back. A reference counts the loops of the header by plain indices,
//
//   blocks b, pixel steps p, window wy, wx, words w, taps ky, kx, bytes j,     j the innermost, each from 0 to its limit (that of j is the last word's in the last word)
//
// and every step that is sent carries, one cycle later,
//
//   byte j;  y = wy * window_step_y + ky * tap_step_y;  x = wx * window_step_x + kx * tap_step_x
//   offset = group_pitch * groups before + wy * W + wx * window_step_x + w * word_pitch + ky * K + kx * tap_step_x      (W, K: addresses between rows of a window, of a kernel)
//   the flags: first step of a tile; tile end; first and last pixel, block, window turn; end of the lanes' range (step pixel_limit - first_pixel_step)
//   weight address = that of the block's first step + steps of the tile before this one
//
// Ends: the indices, read as one number {b, p, wy, wx, w, ky, kx, j}, grow with every step and never leave their limits, so the layer ends; with everything ready and no hold a step comes
// within PIXELS cycles.
//
// Stays in the bank: with base + last group * group_pitch + word_limit * word_pitch + cell < depth for the greatest cell of the map, so is the place of any cell in the word of any step,
// without wrapping. What a lane reads is such a place or the PAD word (fv_cd_pixel_lane).
//
// Inductive: the counters inside are limit - index. Reduced: coordinates of 3 bits, addresses of 5, 4 channels;
// all arithmetic is modulo a power of two. Every register of the nest is set by layer_load, so layers may follow each other with other settings.
module fv_cd_issue (input wire clk);
  localparam H = 3, A = 5, WA = 6;
  (* anyconst *) wire [2*H-1:0] pixel_limit;
  (* anyconst *) wire [H-1:0] first_pixel_step, block_limit, group_block_limit, word_limit, kernel_row_limit, kernel_column_limit, window_row_limit, window_column_limit;
  (* anyconst *) wire [H-1:0] tap_step_y, tap_step_x, window_step_y, window_step_x;
  (* anyconst *) wire [1:0] byte_limit, last_byte_limit;
  (* anyconst *) wire [A-1:0] word_pitch, group_pitch, kernel_row, window_row;
  (* anyconst *) wire weight_reuse;
  (* anyseq *) wire any_load, block_ready, weight_ready, parameters_ready, hold;
  wire issue, step_valid, step_first, step_pixel_end, step_pixel_wrap, step_block_end;
  wire [A-1:0] step_offset;
  wire [H-1:0] step_y, step_x;
  wire [1:0] step_byte;
  wire [WA-1:0] step_weight_address;
  wire [6:0] step_tile;
  reg started = 0, loaded = 0, running = 0;
  wire load = any_load & ~running & started;
  wire [A-1:0] tap_row_step    = kernel_row - kernel_column_limit * tap_step_x;
  wire [A-1:0] window_row_step = window_row - window_column_limit * window_step_x;

  cd_issue #(.CHANNELS(4), .PIXELS(2), .CONFIG_BITS(2*H), .ADDRESS_BITS(A), .WEIGHT_ADDRESS_BITS(WA)) dut (
    .clk(clk), .rst(~started), .restart_weights(1'b0), .layer_load(load), .weight_reuse(weight_reuse), .lane_weights(1'b0),
    .pixel_limit(pixel_limit), .first_pixel_step(first_pixel_step), .pixel_slack(3'd0), .block_limit(block_limit), .group_block_limit(group_block_limit),
    .word_limit(word_limit), .byte_limit(byte_limit), .last_byte_limit(last_byte_limit), .kernel_row_limit(kernel_row_limit), .kernel_column_limit(kernel_column_limit),
    .window_row_limit(window_row_limit), .window_column_limit(window_column_limit), .tap_step_y(tap_step_y), .tap_step_x(tap_step_x),
    .window_step_y(window_step_y), .window_step_x(window_step_x), .word_pitch(word_pitch), .group_pitch(group_pitch), .tap_row_step(tap_row_step),
    .window_row_step(window_row_step), .depend_word_step(3'd0), .depend_group_step(3'd0), .block_ready(block_ready), .weight_ready(weight_ready),
    .parameters_ready(parameters_ready), .hold(hold), .issue(issue),
    .step_valid(step_valid), .step_first(step_first), .step_pixel_end(step_pixel_end), .step_pixel_wrap(step_pixel_wrap), .step_block_end(step_block_end),
    .step_offset(step_offset), .step_y(step_y), .step_x(step_x), .step_byte(step_byte), .step_weight_address(step_weight_address), .step_tile(step_tile)
  );

  // Registers inside.
  (* hierconn *) wire [1:0] \dut.byte_index , \dut.byte_remaining ;
  (* hierconn *) wire [H-1:0] \dut.words_after , \dut.column_inst.remaining , \dut.row_inst.remaining , \dut.gen_window.column_inst.remaining , \dut.gen_window.row_inst.remaining ;
  (* hierconn *) wire [H-1:0] \dut.block_inst.remaining , \dut.group_inst.remaining , \dut.tap_y , \dut.tap_x , \dut.window_y , \dut.window_x ;
  (* hierconn *) wire [2*H-1:0] \dut.pixel_inst.remaining , \dut.wrap_inst.remaining ;
  (* hierconn *) wire [A-1:0] \dut.offset , \dut.word_base , \dut.window_base , \dut.group_base ;
  (* hierconn *) wire [WA-1:0] \dut.weight_address , \dut.weight_base ;
  (* hierconn *) wire [1:0] \dut.spacing ;
  (* hierconn *) wire \dut.tile_spaced , \dut.active , \dut.byte_last , \dut.word_last , \dut.word_next_last , \dut.column_last , \dut.row_last , \dut.window_column_last , \dut.window_row_last ;
  (* hierconn *) wire \dut.pixel_last , \dut.pixel_wrap , \dut.block_last , \dut.group_last , \dut.first , \dut.window_first , \dut.pixel_first , \dut.block_first ;

  // The reference: indices of the next step, block of its group, address of its group, steps of its tile before it, weight address of its tile.
  reg [1:0] j;
  reg [H-1:0] kx, ky, w, wx, wy, b, g;
  reg [2*H-1:0] p;
  reg [A-1:0] group;
  reg [WA-1:0] steps, weights;
  wire [1:0] j_limit = w == word_limit ? last_byte_limit : byte_limit;
  wire j_end  = j == j_limit;
  wire kx_end = kx == kernel_column_limit, ky_end = ky == kernel_row_limit, w_end = w == word_limit;
  wire wx_end = wx == window_column_limit, wy_end = wy == window_row_limit, p_end = p == pixel_limit, b_end = b == block_limit, g_end = g == group_block_limit;
  wire begins = {j, kx, ky, w} == 0;
  wire tile_end  = j_end & kx_end & ky_end & w_end;
  wire pixel_end = tile_end & wx_end & wy_end;
  wire block_end = pixel_end & p_end;
  wire [2*H-1:0] range = pixel_limit - first_pixel_step;

  wire [A-1:0] window_at = group + wy * window_row + wx * window_step_x;
  wire [A-1:0] word_at   = window_at + w * word_pitch;
  wire [A-1:0] at        = word_at + ky * kernel_row + kx * tap_step_x;
  wire [H-1:0] window_y  = wy * window_step_y, window_x = wx * window_step_x;
  wire [H-1:0] y = window_y + ky * tap_step_y, x = window_x + kx * tap_step_x;
  wire leaves = pixel_end & p_end & (b_end | ~weight_reuse);

  wire [2*H+6*H+1:0] order = {b, p, wy, wx, w, ky, kx, j};

  // Groups before this one, and all before the last; a map at `base`, `cells` words of each of its planes, any one of them.
  reg [H-1:0] groups;
  (* anyconst *) wire [H-1:0] last_group;
  (* anyconst *) wire [A-1:0] base, cells, cell;
  (* anyconst *) wire [A:0] depth;
  wire [A-1:0] group_place = groups * group_pitch;
  wire [2*H:0] group_blocks = {4'd0, group_block_limit} + 1'b1;
  wire [9:0] reach = {5'd0, base} + {7'd0, groups} * {5'd0, group_pitch} + {7'd0, w} * {5'd0, word_pitch} + {5'd0, cell};
  wire [A-1:0] word_place = base + group + w * word_pitch + cell;
  wire [9:0] limit = {5'd0, base} + {7'd0, last_group} * {5'd0, group_pitch} + {7'd0, word_limit} * {5'd0, word_pitch} + {5'd0, cells};

  // The step that was sent.
  reg sent = 0;
  reg [A-1:0] sent_at;
  reg [H-1:0] sent_y, sent_x;
  reg [1:0] sent_j;
  reg [WA-1:0] sent_weight;
  reg sent_first, sent_pixel_end, sent_wrap, sent_block_end;
  reg [6:0] sent_tile;
  reg [2*H+6*H+1:0] order_before;
  reg moved = 0;
  // Cycles in which nothing held the next step back.
  reg [1:0] idle = 0;

  always @(posedge clk) begin
    started <= 1;
    if (load) begin
      {j, kx, ky, w, wx, wy, p, b, g, group, groups, steps} <= 0;
      moved <= 0;
      weights <= \dut.weight_address ;
      {loaded, running} <= 2'b11;
    end else if (issue) begin
      j <= j_end ? 0 : j + 1;
      if (j_end) kx <= kx_end ? 0 : kx + 1;
      if (j_end && kx_end) ky <= ky_end ? 0 : ky + 1;
      if (j_end && kx_end && ky_end) w <= w_end ? 0 : w + 1;
      if (tile_end) wx <= wx_end ? 0 : wx + 1;
      if (tile_end && wx_end) wy <= wy_end ? 0 : wy + 1;
      if (pixel_end) p <= p_end ? 0 : p + 1;
      if (block_end) b <= b_end ? 0 : b + 1;
      if (block_end) g <= g_end ? 0 : g + 1;
      {moved, order_before} <= {1'b1, order};
      if (block_end && g_end) groups <= groups + 1'b1;
      if (block_end && g_end) group <= group + group_pitch;
      steps <= tile_end ? 0 : steps + 1;
      if (leaves) weights <= weights + steps + 1'b1;
      if (block_end && b_end) running <= 0;
    end
    idle <= (running && block_ready && weight_ready && parameters_ready && !hold && !issue) ? idle + 1'b1 : 0;
    sent <= issue & started;
    {sent_at, sent_y, sent_x, sent_j, sent_weight} <= {at, y, x, j, weights + steps};
    {sent_first, sent_pixel_end, sent_wrap, sent_block_end} <= {begins, pixel_end, p == range, block_end};
    sent_tile <= {tile_end, b == 0, p == 0, b_end, p_end, wx == 0 && wy == 0, wx_end && wy_end};
    if (!started) {loaded, running, sent, idle} <= 0;
  end

  always @(*) begin
    assume (first_pixel_step <= pixel_limit);
    assume (weight_reuse == 0 || weight_reuse == 1);
    assume (last_group * group_blocks <= block_limit && block_limit < (last_group + 1'b1) * group_blocks);
    assume (cell < cells && limit <= depth && depth <= 1 << A);
    if (started) begin
      assert (idle < 2);
      assert (step_valid == sent);
      assert (!issue || running);
      if (sent) begin
        assert (step_offset == sent_at);
        assert (step_y == sent_y && step_x == sent_x && step_byte == sent_j);
        assert (step_weight_address == sent_weight);
        assert ({step_first, step_pixel_end, step_pixel_wrap, step_block_end} == {sent_first, sent_pixel_end, sent_wrap, sent_block_end});
        assert (step_tile == sent_tile);
      end
      if (running) begin
        assert (!moved || order > order_before);
        assert (reach < depth);
        // With the step's own part, wy * W and so on, this is its address.
        assert (reach[A-1:0] == word_place);
      end
      // What makes it inductive.
      assert (\dut.tile_spaced  || \dut.spacing  == 1);
      assert (\dut.active  == running);
      assert (running || \dut.weight_base  == \dut.weight_address );
      if (running) begin
        assert (loaded);
        assert (kx <= kernel_column_limit && ky <= kernel_row_limit && w <= word_limit && wx <= window_column_limit && wy <= window_row_limit && j <= j_limit);
        assert (p <= pixel_limit && b <= block_limit && g <= group_block_limit);
        assert (\dut.byte_index  == j && \dut.byte_remaining  == j_limit - j && \dut.byte_last  == j_end);
        assert (\dut.words_after  == word_limit - w && \dut.word_last  == w_end && \dut.word_next_last  == (\dut.words_after  == 1));
        assert (\dut.column_inst.remaining  == kernel_column_limit - kx && \dut.column_last  == kx_end);
        assert (\dut.row_inst.remaining  == kernel_row_limit - ky && \dut.row_last  == ky_end);
        assert (\dut.gen_window.column_inst.remaining  == window_column_limit - wx && \dut.window_column_last  == wx_end);
        assert (\dut.gen_window.row_inst.remaining  == window_row_limit - wy && \dut.window_row_last  == wy_end);
        assert (\dut.pixel_inst.remaining  == pixel_limit - p && \dut.pixel_last  == p_end);
        assert (\dut.wrap_inst.remaining  == (p <= range ? range - p : pixel_limit - (p - range - 1'b1)) && \dut.pixel_wrap  == (p == range));
        assert (\dut.block_inst.remaining  == block_limit - b && \dut.block_last  == b_end);
        assert (\dut.group_inst.remaining  == group_block_limit - g && \dut.group_last  == g_end);
        assert (\dut.first  == begins && (!begins || steps == 0));
        assert (\dut.window_first  == (wx == 0 && wy == 0) && \dut.pixel_first  == (p == 0) && \dut.block_first  == (b == 0));
        assert (b == {4'd0, groups} * group_blocks + g && groups <= last_group && group == group_place);
        assert (\dut.group_base  == group && \dut.window_base  == window_at && \dut.word_base  == word_at);
        assert (\dut.offset  == at);
        assert (\dut.window_y  == window_y && \dut.window_x  == window_x && \dut.tap_y  == y && \dut.tap_x  == x);
        assert (\dut.weight_base  == weights && \dut.weight_address  == weights + steps);
      end
    end
  end
endmodule
