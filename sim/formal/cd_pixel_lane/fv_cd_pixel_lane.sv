// SPDX-License-Identifier: Apache-2.0
// Which word cd_pixel_lane reads. A lane goes through the pixels of an output map with `columns` pixels a row in raster order, the first of its own in column lane_column of
// row 0. At a wrap it goes on with that one, at the end of a block with the one that is rows * columns + rest pixels behind it (docs/engine.md, sections 2 and 4).
// For every such map, range, padding, input size and vertical stride, horizontal stride STEP, and every tap in every step:
//
//   y = start_y + oy * step_y + tap_y,  x = first_x + ox * STEP + tap_x               of pixel (oy, ox)
//   lanebase = start_base + oy * step_y * width + (ox - lane_column) * STEP
//   read_address = 0 <= y < height and 0 <= x < width ? lanebase + offset : pad,  two cycles later
//
// What the descriptor derives from these (steps at row ends, rotations) is worked out here by the formulas of its table. The proof uses only that a row's address is additive:
// distances of rows in y and in addresses are carried side by side and are any constants. Coordinates that are compared lie in [width - 2^COORDINATE_BITS, 2^COORDINATE_BITS),
// which the compiler sees to. With start_base of pixel (start_y, start_x) and offset = block + tap_y * width + tap_x the word is pixel y * width + x of its block.
// Inductive: the registers belong to the pixel at hand.
module fv_cd_pixel_lane (input wire clk);
  parameter COORDINATE_BITS = 4;
  parameter ADDRESS_BITS = 5;
  parameter STEP = 1;
  localparam C = COORDINATE_BITS, A = ADDRESS_BITS;
  // no coordinate of this many bits overflows
  localparam WIDE = C + 5;

  // The layer. *_address: the distance of rows times the input's width.
  (* anyconst *) wire [C-1:0] columns, rest, lane_column, width, height;
  (* anyconst *) wire signed [C-1:0] first_x, start_y;
  (* anyconst *) wire [C-1:0] step_y, rows_y;
  (* anyconst *) wire [A-1:0] step_y_address, rows_y_address, start_base, pad;

  // The step.
  (* anyseq *) wire layer_load, pixel_end, pixel_wrap, block_end;
  (* anyseq *) wire [C-1:0] tap_y, tap_x;
  (* anyseq *) wire [A-1:0] offset;

  function signed [WIDE-1:0] wide(input [C-1:0] value);
    wide = $signed({{(WIDE-C){1'b0}}, value});
  endfunction
  function signed [WIDE-1:0] times_step(input signed [WIDE-1:0] value);
    times_step = STEP == 1 ? value : STEP == 2 ? value <<< 1 : (value <<< 1) + value;
  endfunction
  wire signed [WIDE-1:0] start_y_wide = start_y, first_x_wide = first_x;

  // Pixel at hand: its column, the row of its top-left tap, as a coordinate and as an address behind the lane's first row.
  reg [C-1:0] ox;
  reg signed [WIDE-1:0] row_y;
  reg [A-1:0] row_address;
  reg loaded = 0;
  wire crosses = wide(lane_column) + wide(rest) >= wide(columns);
  wire row_end = ox == columns - 1'b1;

  always @(posedge clk)
    if (layer_load || (pixel_end && block_end)) begin
      loaded      <= loaded | layer_load;
      ox          <= lane_column + rest - (crosses ? columns : 0);
      row_y       <= start_y_wide + wide(rows_y) + (crosses ? wide(step_y) : 0);
      row_address <= rows_y_address + (crosses ? step_y_address : 0);
    end else if (pixel_end && pixel_wrap) begin
      ox          <= lane_column;
      row_y       <= start_y_wide;
      row_address <= 0;
    end else if (pixel_end) begin
      ox          <= row_end ? 0 : ox + 1'b1;
      row_y       <= row_y + (row_end ? wide(step_y) : 0);
      row_address <= row_address + (row_end ? step_y_address : 0);
    end

  // Descriptor words 10 to 17 and 27 to 31.
  wire signed [WIDE-1:0] row_length = times_step(wide(columns) - 1);
  wire signed [WIDE-1:0] start_x    = first_x_wide + times_step(wide(lane_column));
  wire signed [WIDE-1:0] row_last_x = first_x_wide + row_length;
  wire signed [WIDE-1:0] rotate_x   = times_step(wide(rest));
  wire signed [WIDE-1:0] wrapped_x  = times_step(wide(rest) - wide(columns));
  wire [C-1:0] wrapped_y = rows_y + step_y;
  wire [C-1:0] step_x = STEP;
  wire [A-1:0] row_wrap     = step_y_address - $signed(row_length);
  wire [A-1:0] rotate_base  = rows_y_address + $signed(rotate_x);
  wire [A-1:0] wrapped_base = rows_y_address + step_y_address + $signed(wrapped_x);
  wire [A-1:0] read_address;

  cd_pixel_lane #(.COORDINATE_BITS(C), .ADDRESS_BITS(A)) dut (
    .clk(clk), .layer_load(layer_load), .start_y(start_y), .start_x(start_x[C-1:0]), .start_base(start_base),
    .rotate_y(rows_y), .rotate_x(rotate_x[C-1:0]), .rotate_base(rotate_base),
    .rotate_wrap_y(wrapped_y), .rotate_wrap_x(wrapped_x[C-1:0]), .rotate_wrap_base(wrapped_base),
    .row_first_x(first_x), .row_last_x(row_last_x[C-1:0]), .pixel_step_y(step_y), .pixel_step_x(step_x), .row_wrap_step(row_wrap),
    .width(width), .height(height), .pad_address(pad), .step_pixel_end(pixel_end), .step_pixel_wrap(pixel_wrap), .step_block_end(block_end),
    .step_offset(offset), .step_y(tap_y), .step_x(tap_x), .read_address(read_address)
  );

  // Registers inside.
  (* hierconn *) wire [C-1:0] \dut.first_y , \dut.first_x , \dut.y , \dut.x ;
  (* hierconn *) wire [A-1:0] \dut.base , \dut.address ;

  wire signed [WIDE-1:0] corner_x = first_x_wide + times_step(wide(ox));
  wire signed [WIDE-1:0] y = row_y + wide(tap_y);
  wire signed [WIDE-1:0] x = corner_x + wide(tap_x);
  wire inside = y >= 0 && y < wide(height) && x >= 0 && x < wide(width);
  wire [A-1:0] lanebase = start_base + row_address + $signed(times_step(wide(ox) - wide(lane_column)));
  reg [A-1:0] expected_1, expected_2;
  reg inside_1, known_1 = 0, known_2 = 0;

  always @(posedge clk) begin
    known_1    <= loaded;
    known_2    <= known_1;
    expected_1 <= lanebase + offset;
    inside_1   <= inside;
    expected_2 <= inside_1 ? expected_1 : pad;
  end

  always @(*) begin
    assume (columns != 0 && lane_column < columns && rest < columns);
    assume (times_step(wide(columns) + wide(rest)) <= (1 << C));
    if (loaded) begin
      assume (y < (1 << C) && y >= wide(height) - (1 << C));
      assume (x < (1 << C) && x >= wide(width) - (1 << C));
    end
    if (known_2) assert (read_address == expected_2);
    // What makes it inductive.
    if (loaded) begin
      assert (ox < columns);
      assert (\dut.first_y  == row_y[C-1:0]);
      assert (\dut.first_x  == corner_x[C-1:0]);
      assert (\dut.base  == lanebase);
    end
    if (known_1) begin
      assert (\dut.address  == expected_1);
      assert (inside_1 == (\dut.x  < width && \dut.y  < height));
    end
  end
endmodule
