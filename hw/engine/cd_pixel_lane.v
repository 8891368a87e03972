// SPDX-License-Identifier: Apache-2.0
// One pixel lane: its own coordinates and address, stepping through a contiguous range of output pixels.
//
//   x = first_x + step_x, y = first_y + step_y           (the lane's top-left tap plus the common tap)
//   read_address = x < width and y < height ? base + step_offset : pad_address
//
// A block begins some pixels after the lane's first one, with which it goes on at step_pixel_wrap: at start + rotate, or start + rotate_wrap where that
// crosses the end of an output row, which is so for the last rotate_x coordinates before it.
// The unsigned compares also catch negative coordinates. Padding is selected on the address, not on the data.
// Latency 2 cycles from step_* to read_address. width, height and pad_address are used one cycle after their step.
`default_nettype none
module cd_pixel_lane #(
  // bits of a coordinate
  parameter COORDINATE_BITS = 10,
  // bits of a bank address
  parameter ADDRESS_BITS = 11
) (
  input  wire                       clk,
  // a layer begins: go to the pixel with which the lane begins a block
  input  wire                       layer_load,
  input  wire [COORDINATE_BITS-1:0] start_y,
  input  wire [COORDINATE_BITS-1:0] start_x,
  input  wire [ADDRESS_BITS-1:0]    start_base,
  // from the lane's first pixel to the one with which it begins a block
  input  wire [COORDINATE_BITS-1:0] rotate_y,
  input  wire [COORDINATE_BITS-1:0] rotate_x,
  input  wire [ADDRESS_BITS-1:0]    rotate_base,
  input  wire [COORDINATE_BITS-1:0] rotate_wrap_y,
  input  wire [COORDINATE_BITS-1:0] rotate_wrap_x,
  input  wire [ADDRESS_BITS-1:0]    rotate_wrap_base,
  // stepping from pixel to pixel
  input  wire [COORDINATE_BITS-1:0] row_first_x,
  input  wire [COORDINATE_BITS-1:0] row_last_x,
  input  wire [COORDINATE_BITS-1:0] pixel_step_y,
  input  wire [COORDINATE_BITS-1:0] pixel_step_x,
  input  wire [ADDRESS_BITS-1:0]    row_wrap_step,
  input  wire [COORDINATE_BITS-1:0] width,
  input  wire [COORDINATE_BITS-1:0] height,
  input  wire [ADDRESS_BITS-1:0]    pad_address,
  // the step: last one of its pixel, of the lane's last pixel, of its output block
  input  wire                       step_pixel_end,
  input  wire                       step_pixel_wrap,
  input  wire                       step_block_end,
  input  wire [ADDRESS_BITS-1:0]    step_offset,
  input  wire [COORDINATE_BITS-1:0] step_y,
  input  wire [COORDINATE_BITS-1:0] step_x,
  output reg  [ADDRESS_BITS-1:0]    read_address
);
`ifndef SYNTHESIS
  initial begin
    if (COORDINATE_BITS < 2) $fatal(1, "cd_pixel_lane: COORDINATE_BITS=%0d is less than 2 (%m)", COORDINATE_BITS);
    if (ADDRESS_BITS < 1) $fatal(1, "cd_pixel_lane: ADDRESS_BITS=%0d is less than 1 (%m)", ADDRESS_BITS);
  end
`endif

  reg [COORDINATE_BITS-1:0] first_y, first_x, y, x;
  reg [ADDRESS_BITS-1:0] base, address;
  wire [ADDRESS_BITS-1:0] pixel_step_address;
  wire row_wraps = first_x == row_last_x;

  generate
    if (ADDRESS_BITS > COORDINATE_BITS) begin : gen_long_address
      assign pixel_step_address = {{(ADDRESS_BITS-COORDINATE_BITS){1'b0}}, pixel_step_x};
    end else begin : gen_short_address
      assign pixel_step_address = pixel_step_x[ADDRESS_BITS-1:0];
    end
  endgenerate

  // Where the lane begins a block.
  wire [COORDINATE_BITS-1:0] wrapped_x = start_x + rotate_wrap_x;
  wire [COORDINATE_BITS-1:0] beyond    = wrapped_x - row_first_x;
  wire crosses = beyond < rotate_x;

  always @(posedge clk)
    if (layer_load || (step_pixel_end && step_block_end)) begin
      first_y <= start_y + (crosses ? rotate_wrap_y : rotate_y);
      first_x <= crosses ? wrapped_x : start_x + rotate_x;
      base    <= start_base + (crosses ? rotate_wrap_base : rotate_base);
    end else if (step_pixel_end && step_pixel_wrap) begin
      first_y <= start_y;
      first_x <= start_x;
      base    <= start_base;
    end else if (step_pixel_end) begin
      first_y <= first_y + (row_wraps ? pixel_step_y : {COORDINATE_BITS{1'b0}});
      first_x <= row_wraps ? row_first_x : first_x + pixel_step_x;
      base    <= base + (row_wraps ? row_wrap_step : pixel_step_address);
    end

  always @(posedge clk) begin
    y            <= first_y + step_y;
    x            <= first_x + step_x;
    address      <= base + step_offset;
    read_address <= (x < width && y < height) ? address : pad_address;
  end
endmodule
`default_nettype wire
