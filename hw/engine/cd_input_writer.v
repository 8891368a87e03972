// SPDX-License-Identifier: Apache-2.0
// Writes the input tensor from a stream, and PAD words; with HAS_PREFETCH also the next frame's input while the current frame is computed.
//
//   INPUT: word k of the stream is block k mod blocks of pixel k / blocks, stored at out_base + block * out_pitch + pixel of each bank
//   FILL:  word k, CHANNELS copies of byte fill_bytes[k], goes to address fill_base + k of all banks
//
// flip inverts the sign bit of every input byte. done comes with the last word. One word per cycle, latency 1 cycle. input_word and
// input_fill_byte are 0 when they do not carry a word.
//
// HAS_PREFETCH: the settings of an INPUT are copied, and it begins one cycle later. One with `prefetch` is repeated ahead of its frame: `release_image` tells that nothing reads
// or writes its words until the next frame, and from then on the image is taken in every cycle without a drained code (code_valid); such words carry
// input_ahead. image_ready holds from the cycle after its last word was taken until `image_take`, with which the frame that reads it begins.
`default_nettype none
module cd_input_writer #(
  // bytes of a word
  parameter CHANNELS = 16,
  // banks, and fill bytes of a descriptor
  parameter PIXELS = 8,
  // bits of a descriptor word
  parameter CONFIG_BITS = 20,
  // bits of a bank address
  parameter ADDRESS_BITS = 11,
  // 1: the next frame's input is taken ahead
  parameter HAS_PREFETCH = 0
) (
  input  wire                     clk,
  input  wire                     rst,
  input  wire                     input_load,
  input  wire                     fill_load,
  input  wire                     prefetch,
  input  wire                     release_image,
  input  wire                     image_take,
  output wire                     image_ready,
  // a drained word may come in the next cycle
  input  wire                     code_valid,
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
  output reg                      input_ahead,
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
  wire accept = s_axis_image_tready & s_axis_image_tvalid;
  wire step   = accept | filling;

  genvar x;
  generate
    for (x = 0; x < PIXELS; x = x + 1) begin : gen_byte
      assign bytes[x] = fill_bytes[8*x +: 8];
    end
  endgenerate

  // The image's settings, the cycle in which it begins, and whether it is the next frame's.
  wire image_load, image_flip, ahead;
  wire [CONFIG_BITS-1:0] image_limit;
  wire [CONFIG_BITS/2-1:0] image_block_limit;
  wire [ADDRESS_BITS-1:0] image_base, image_pitch;
  wire image_done = accept & count_last & block_last;

  generate
    if (HAS_PREFETCH != 0) begin : gen_prefetch
      reg load_reg, kept, ahead_reg, ready_reg, flip_reg;
      reg [CONFIG_BITS-1:0] limit_reg;
      reg [CONFIG_BITS/2-1:0] block_limit_reg;
      reg [ADDRESS_BITS-1:0] base_reg, pitch_reg;

      always @(posedge clk) begin
        load_reg <= input_load | (release_image & kept);
        if (input_load) begin
          kept            <= prefetch;
          flip_reg        <= flip;
          limit_reg       <= total - 1'b1;
          block_limit_reg <= block_limit;
          base_reg        <= out_base;
          pitch_reg       <= out_pitch;
        end
        if (input_load) ahead_reg <= 1'b0;
        else if (release_image & kept) ahead_reg <= 1'b1;
        if (image_take) ready_reg <= 1'b0;
        else if (image_done & ahead_reg) ready_reg <= 1'b1;
        if (rst) begin
          load_reg  <= 1'b0;
          kept      <= 1'b0;
          ahead_reg <= 1'b0;
          ready_reg <= 1'b0;
        end
      end

      assign image_load        = load_reg;
      assign image_flip        = flip_reg;
      assign image_limit       = limit_reg;
      assign image_block_limit = block_limit_reg;
      assign image_base        = base_reg;
      assign image_pitch       = pitch_reg;
      assign ahead             = ahead_reg;
      assign image_ready       = ready_reg;
      assign s_axis_image_tready = reading & ~code_valid;

`ifndef SYNTHESIS
      // Between a release and the next frame the writer has one tensor only.
      always @(posedge clk) if (!rst && kept) begin
        if (input_load) $fatal(1, "cd_input_writer: a frame with a prefetched INPUT has a second one (%m)");
        if (fill_load && (reading || load_reg)) $fatal(1, "cd_input_writer: a FILL while the next frame's input is taken (%m)");
        if (release_image && (reading || load_reg || ready_reg)) $fatal(1, "cd_input_writer: a second release in a frame (%m)");
        if (image_take && !ready_reg) $fatal(1, "cd_input_writer: a frame begins before its input is complete (%m)");
      end
`endif
    end else begin : gen_in_turn
      assign image_load        = input_load;
      assign image_flip        = flip;
      assign image_limit       = total - 1'b1;
      assign image_block_limit = block_limit;
      assign image_base        = out_base;
      assign image_pitch       = out_pitch;
      assign ahead             = 1'b0;
      assign image_ready       = 1'b0;
      assign s_axis_image_tready = reading;
      wire unused = &{1'b0, prefetch, release_image, image_take, code_valid};
    end
  endgenerate

  assign done = (image_done & ~ahead) | (filling & count_last);

  cd_loop_counter #(.COUNT_BITS(CONFIG_BITS/2)) block_inst
    (.clk(clk), .load(image_load), .step(accept), .limit(image_block_limit), .last(block_last));
  cd_loop_counter #(.COUNT_BITS(CONFIG_BITS)) count_inst
    (.clk(clk), .load(image_load | fill_load), .step(filling | (accept & block_last)),
     .limit(image_load ? image_limit : fill_limit), .last(count_last));

  always @(posedge clk) begin
    if (image_load) reading <= 1'b1;
    else if (image_done) reading <= 1'b0;
    if (fill_load) filling <= 1'b1;
    else if (count_last) filling <= 1'b0;
    if (rst) begin
      reading <= 1'b0;
      filling <= 1'b0;
    end
  end

  always @(posedge clk)
    if (image_load || fill_load) begin
      pixel <= {CONFIG_BITS{1'b0}};
      base  <= image_load ? image_base : fill_base;
      fill_index <= {INDEX_BITS{1'b0}};
    end else if (step) begin
      if (block_last) pixel <= pixel + 1'b1;
      base  <= filling ? base + 1'b1 : block_last ? image_base : base + image_pitch;
      fill_index <= fill_index + 1'b1;
    end

  always @(posedge clk) begin
    input_valid <= step;
    input_ahead <= ahead;
    if (step) begin
      input_fill  <= filling;
      input_pixel <= pixel;
      input_base  <= base;
    end
    input_word      <= accept ? s_axis_image_tdata ^ {CHANNELS{image_flip, 7'b0}} : {8*CHANNELS{1'b0}};
    input_fill_byte <= filling ? bytes[fill_index] : 8'd0;
    if (rst) input_valid <= 1'b0;
  end
endmodule
`default_nettype wire
