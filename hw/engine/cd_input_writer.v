// SPDX-License-Identifier: Apache-2.0
// Writes the input tensor from a stream, and PAD words.
//
//   INPUT: word k of the stream is block k mod blocks of pixel k / blocks, stored at out_base + block * out_pitch + pixel of each bank
//   FILL:  word k, CHANNELS copies of byte fill_bytes[k], goes to address fill_base + k of all banks
//
// flip inverts the sign bit of every input byte. done comes with the last word. One word per cycle, latency 1 cycle. input_word and
// input_fill_byte are 0 when they do not carry a word.
`default_nettype none
module cd_input_writer #(
  // bytes of a word
  parameter CHANNELS = 16,
  // banks, and fill bytes of a descriptor
  parameter PIXELS = 8,
  // bits of a descriptor word
  parameter CONFIG_BITS = 20,
  // bits of a bank address
  parameter ADDRESS_BITS = 11
) (
  input  wire                     clk,
  input  wire                     rst,
  input  wire                     input_load,
  input  wire                     fill_load,
  input  wire                     flip,
  input  wire [CONFIG_BITS-1:0]   total,
  input  wire [CONFIG_BITS/2-1:0] block_limit,
  input  wire [ADDRESS_BITS-1:0]  out_base,
  input  wire [ADDRESS_BITS-1:0]  out_pitch,
  input  wire [CONFIG_BITS-1:0]   fill_limit,
  input  wire [ADDRESS_BITS-1:0]  fill_base,
  input  wire [8*PIXELS-1:0]      fill_bytes,
  output wire                     done,
  input  wire [8*CHANNELS-1:0]    s_axis_image_tdata,
  input  wire                     s_axis_image_tvalid,
  output wire                     s_axis_image_tready,
  output reg                      input_valid,
  output reg                      input_fill,
  output reg  [8*CHANNELS-1:0]    input_word,
  output reg  [7:0]               input_fill_byte,
  output reg  [CONFIG_BITS-1:0]   input_pixel,
  output reg  [ADDRESS_BITS-1:0]  input_base
);
  localparam INDEX_BITS = PIXELS > 1 ? $clog2(PIXELS) : 1;

  reg reading, filling;
  reg [CONFIG_BITS-1:0] pixel;
  reg [ADDRESS_BITS-1:0] base;
  reg [INDEX_BITS-1:0] fill_index;
  wire [7:0] bytes [0:PIXELS-1];
  wire block_last, count_last;
  wire accept = reading & s_axis_image_tvalid;
  wire step   = accept | filling;

  genvar x;
  generate
    for (x = 0; x < PIXELS; x = x + 1) begin : gen_byte
      assign bytes[x] = fill_bytes[8*x +: 8];
    end
  endgenerate

  assign s_axis_image_tready = reading;
  assign done = step & count_last & (block_last | filling);

  cd_loop_counter #(.COUNT_BITS(CONFIG_BITS/2)) block_inst
    (.clk(clk), .load(input_load), .step(accept), .limit(block_limit), .last(block_last));
  cd_loop_counter #(.COUNT_BITS(CONFIG_BITS)) count_inst
    (.clk(clk), .load(input_load | fill_load), .step(filling | (accept & block_last)),
     .limit(input_load ? total - 1'b1 : fill_limit), .last(count_last));

  always @(posedge clk) begin
    if (input_load) reading <= 1'b1;
    else if (fill_load) filling <= 1'b1;
    else if (done) begin
      reading <= 1'b0;
      filling <= 1'b0;
    end
    if (rst) begin
      reading <= 1'b0;
      filling <= 1'b0;
    end
  end

  always @(posedge clk)
    if (input_load || fill_load) begin
      pixel <= {CONFIG_BITS{1'b0}};
      base  <= input_load ? out_base : fill_base;
      fill_index <= {INDEX_BITS{1'b0}};
    end else if (step) begin
      if (block_last) pixel <= pixel + 1'b1;
      base  <= filling ? base + 1'b1 : block_last ? out_base : base + out_pitch;
      fill_index <= fill_index + 1'b1;
    end

  always @(posedge clk) begin
    input_valid <= step;
    if (step) begin
      input_fill  <= filling;
      input_pixel <= pixel;
      input_base  <= base;
    end
    input_word      <= accept ? s_axis_image_tdata ^ {CHANNELS{flip, 7'b0}} : {8*CHANNELS{1'b0}};
    input_fill_byte <= filling ? bytes[fill_index] : 8'd0;
    if (rst) input_valid <= 1'b0;
  end
endmodule
`default_nettype wire
