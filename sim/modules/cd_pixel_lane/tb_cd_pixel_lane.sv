// SPDX-License-Identifier: Apache-2.0
// cd_pixel_lane against the convolution's own geometry: output pixel p of a lane has its top-left tap at row (p / Wo) * stride_y - pad_y, column
// (p mod Wo) * stride_x - pad_x, and a step reads address block + row * W + column of the input, or the PAD address outside of it.
//
// Nothing of the lane's stepping is in the expectation: rows, columns and addresses come from p. A step comes every cycle or with gaps; the inputs that belong to
// one cycle (start_* at a load and at a block end, width, height and pad one cycle after the step) hold junk in all others.
// A block begins any number of pixels after the lane's first one, up to its last, and comes back to it; the differences are given for the same row and across rows.
// States: several output blocks over the same pixels, a layer_load in the cycle of the previous layer's last step. Corner cases: 1 x 1 maps, one column, lanes that
// begin in mid row, negative first taps, strides near the width of wide maps, addresses that wrap, banks with fewer, as many and more address bits than coordinates.
`timescale 1ns/1ps
`default_nettype none
module tb_cd_pixel_lane;
  parameter COORDINATE_BITS = 10;
  parameter ADDRESS_BITS = 11;
  localparam ADDRESSES = 1 << ADDRESS_BITS;
  reg clk = 0, layer_load = 0, step_pixel_end = 0, step_pixel_wrap = 0, step_block_end = 0;
  always #5 clk = ~clk;
  reg  [COORDINATE_BITS-1:0] start_y = 0, start_x = 0, row_first_x = 0, row_last_x = 0, pixel_step_y = 0, pixel_step_x = 0, width = 0, height = 0,
                             step_y = 0, step_x = 0;
  reg  [COORDINATE_BITS-1:0] rotate_y = 0, rotate_x = 0, rotate_wrap_y = 0, rotate_wrap_x = 0;
  reg  [ADDRESS_BITS-1:0] rotate_base = 0, rotate_wrap_base = 0, start_base = 0, row_wrap_step = 0, pad_address = 0, step_offset = 0;
  wire [ADDRESS_BITS-1:0] read_address;
  cd_pixel_lane #(.COORDINATE_BITS(COORDINATE_BITS), .ADDRESS_BITS(ADDRESS_BITS)) dut (
    .clk(clk), .layer_load(layer_load), .start_y(start_y), .start_x(start_x), .start_base(start_base), .rotate_y(rotate_y), .rotate_x(rotate_x),
    .rotate_base(rotate_base), .rotate_wrap_y(rotate_wrap_y), .rotate_wrap_x(rotate_wrap_x), .rotate_wrap_base(rotate_wrap_base), .row_first_x(row_first_x),
    .row_last_x(row_last_x), .pixel_step_y(pixel_step_y), .pixel_step_x(pixel_step_x), .row_wrap_step(row_wrap_step), .width(width),
    .height(height), .pad_address(pad_address), .step_pixel_end(step_pixel_end), .step_pixel_wrap(step_pixel_wrap), .step_block_end(step_block_end), .step_offset(step_offset),
    .step_y(step_y), .step_x(step_x), .read_address(read_address)
  );

  // geometry of the layer
  integer map_width, map_height, out_width, stride_x, stride_y, pad_x, pad_y, first_pixel, pixels, base, pad;
  // what follows a step: its map one cycle later, its address two cycles later
  reg  [ADDRESS_BITS-1:0] want_0 = 0, want_1 = 0;
  reg  due_0 = 0, due_1 = 0, map_due = 0;
  reg  [COORDINATE_BITS-1:0] next_width, next_height;
  reg  [ADDRESS_BITS-1:0] next_pad;
  integer compared = 0, padded = 0, layer, block, blocks, i, t, taps, p, row, column, ty, tx, extra, rate, max_map, rotation, turn, rows, columns;

  task tick;
    begin
      @(negedge clk);
      if (due_1) begin
        if (read_address !== want_1) $fatal(1, "layer %0d block %0d pixel %0d: address %0d, expected %0d", layer, block, i, read_address, want_1);
        compared = compared + 1;
      end
      due_1 = due_0;
      want_1 = want_0;
      due_0 = 0;
      width = map_due ? next_width : $urandom;
      height = map_due ? next_height : $urandom;
      pad_address = map_due ? next_pad : $urandom;
      map_due = 0;
      layer_load = 0;
      step_pixel_end = 0;
      step_pixel_wrap = $urandom;
      rotate_y = $urandom;
      rotate_x = $urandom;
      rotate_base = $urandom;
      rotate_wrap_y = $urandom;
      rotate_wrap_x = $urandom;
      rotate_wrap_base = $urandom;
      step_block_end = $urandom;
      start_y = $urandom;
      start_x = $urandom;
      start_base = $urandom;
      step_offset = $urandom;
      step_y = $urandom;
      step_x = $urandom;
      pixel_step_y = $urandom;
      pixel_step_x = $urandom;
      row_first_x = $urandom;
      row_last_x = $urandom;
      row_wrap_step = $urandom;
    end
  endtask

  // the lane's first pixel, as the descriptor gives it
  task starts;
    begin
      start_y = (first_pixel / out_width) * stride_y - pad_y;
      start_x = (first_pixel % out_width) * stride_x - pad_x;
      rows = rotation / out_width;
      columns = rotation % out_width;
      rotate_y = rows * stride_y;
      rotate_x = columns * stride_x;
      rotate_base = rows * stride_y * map_width + columns * stride_x;
      rotate_wrap_y = (rows + 1) * stride_y;
      rotate_wrap_x = (columns - out_width) * stride_x;
      rotate_wrap_base = (rows + 1) * stride_y * map_width + (columns - out_width) * stride_x;
      row_first_x = -pad_x;
      start_base = base + ((first_pixel / out_width) * stride_y - pad_y) * map_width + (first_pixel % out_width) * stride_x - pad_x;
    end
  endtask

  initial begin
    max_map = (COORDINATE_BITS > 6) ? 40 : (1 << COORDINATE_BITS) / 2 - 2;
    tick;
    for (layer = 0; layer < 400; layer = layer + 1) begin
      map_width = (layer % 8 == 0) ? 1 : $urandom_range(1, max_map);
      map_height = (layer % 8 <= 1) ? 1 : $urandom_range(1, max_map);
      stride_x = $urandom_range(1, 3);
      stride_y = $urandom_range(1, 3);
      // a step that needs all the bits of a coordinate but one
      if (layer % 16 == 9) begin
        map_width = (1 << (COORDINATE_BITS - 1)) - $urandom_range(8, 30);
        stride_x = $urandom_range(1, map_width - 1);
      end
      pad_x = $urandom_range(0, 3);
      pad_y = $urandom_range(0, 3);
      out_width = (layer % 5 == 0) ? 1 : (map_width + pad_x) / stride_x + 1;
      first_pixel = $urandom_range(0, out_width * ((map_height + pad_y) / stride_y));
      pixels = $urandom_range(1, 12);
      base = $urandom_range(0, ADDRESSES - 1);
      pad = $urandom_range(0, ADDRESSES - 1);
      taps = $urandom_range(1, 3);
      blocks = $urandom_range(1, 3);
      // the compiler gives no rotation whose coordinates would not fit
      rotation = (layer % 3 == 1) ? 0 : $urandom_range(0, pixels - 1);
      if ((out_width + rotation % out_width) * stride_x > (1 << COORDINATE_BITS)) rotation = 0;
      rate = (layer % 3 == 0) ? 3 : 0;
      // the previous layer's last step is on the inputs when half of the layers are loaded
      if (layer % 2 == 0) tick;
      layer_load = 1;
      starts;
      for (block = 0; block < blocks; block = block + 1)
        for (turn = 0; turn < pixels; turn = turn + 1)
          for (t = 0; t < taps; t = t + 1) begin
            tick;
            while ($urandom_range(0, rate) != 0) tick;
            i = (rotation + turn) % pixels;
            p = first_pixel + i;
            ty = $urandom_range(0, 4);
            tx = $urandom_range(0, 4);
            extra = $urandom_range(0, 50);
            row = (p / out_width) * stride_y - pad_y + ty;
            column = (p % out_width) * stride_x - pad_x + tx;
            step_y = ty;
            step_x = tx;
            step_offset = ty * map_width + tx + extra;
            if (t == taps - 1) begin
              step_pixel_end = 1;
              step_block_end = turn == pixels - 1;
              // in the last turn both may come
              step_pixel_wrap = i == pixels - 1;
              if (step_block_end || step_pixel_wrap) starts;
              pixel_step_y = stride_y;
              pixel_step_x = stride_x;
              row_first_x = -pad_x;
              row_last_x = (out_width - 1) * stride_x - pad_x;
              row_wrap_step = stride_y * map_width - (out_width - 1) * stride_x;
            end
            map_due = 1;
            next_width = map_width;
            next_height = map_height;
            next_pad = pad;
            due_0 = 1;
            if (row >= 0 && row < map_height && column >= 0 && column < map_width) want_0 = base + row * map_width + column + extra;
            else begin
              want_0 = pad;
              padded = padded + 1;
            end
          end
    end
    repeat (3) tick;
    if (compared < 8000 || padded < 1000 || compared - padded < 1000) $fatal(1, "only %0d addresses, %0d of them PAD", compared, padded);
    $display("PASS %0d addresses", compared);
    $finish;
  end
endmodule
`default_nettype wire
