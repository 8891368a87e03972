// SPDX-License-Identifier: Apache-2.0
// Where the drain's words belong: number of the output pixel, address of its block, block and layer.
//
// Lane x of pixel step i is pixel x * steps + i of the block; a block's pixel steps run from first_step to the last, then from 0 on. With two pixels at once they are x * 2*steps + 2i and the
// one after it, which comes with `second`. The second port's word (second_ahead) is PORT_LANES lanes on.
//
// Inputs belong to the stage before the word's. Latency 1 cycle.
`default_nettype none
module cd_drain_position #(
  // pixel lanes
  parameter PIXELS = 8,
  // pixel lanes of the first port
  parameter PORT_LANES = PIXELS,
  // 1: layers whose lanes have two pixels at once
  parameter HAS_HALVES = 0,
  // bits of a descriptor word
  parameter CONFIG_BITS = 20,
  // bits of a bank address
  parameter ADDRESS_BITS = 11
) (
  input  wire                     clk,
  input  wire                     rst,
  input  wire                     frame_start,
  // the layer's first lane, now and in the next cycle
  input  wire                     layer_first,
  input  wire                     layer_ahead,
  // of the tile: the block's first pixel step, in the layer's first block
  input  wire                     pixel_first,
  input  wire                     first_block,
  // a word, one of the second port beside it, the tile's first word, a word of the upper channel lanes
  input  wire                     word_ahead,
  input  wire                     second_ahead,
  input  wire                     start,
  input  wire                     second,
  // with layer_ahead
  input  wire                     config_halves,
  input  wire [CONFIG_BITS-1:0]   config_steps,
  // from layer_first on
  input  wire [CONFIG_BITS-1:0]   steps,
  input  wire [CONFIG_BITS/2-1:0] first_step,
  input  wire [ADDRESS_BITS-1:0]  out_base,
  input  wire [ADDRESS_BITS-1:0]  out_pitch,
  output reg                      word_valid,
  output wire [CONFIG_BITS-1:0]   word_pixel,
  output wire                     word_valid_1,
  output wire [CONFIG_BITS-1:0]   word_pixel_1,
  output reg  [ADDRESS_BITS-1:0]  word_base,
  output reg  [15:0]              word_block,
  output reg  [15:0]              word_layer
);
`ifndef SYNTHESIS
  initial begin
    if (PIXELS < 1 || PIXELS > 16) $fatal(1, "cd_drain_position: PIXELS=%0d is not in 1..16 (%m)", PIXELS);
    if (PORT_LANES < 1 || PORT_LANES > PIXELS) $fatal(1, "cd_drain_position: PORT_LANES=%0d is not in 1..PIXELS=%0d (%m)", PORT_LANES, PIXELS);
    if (HAS_HALVES < 0 || HAS_HALVES > 2) $fatal(1, "cd_drain_position: HAS_HALVES=%0d is not 0, 1 or 2 (%m)", HAS_HALVES);
    if (CONFIG_BITS < 16) $fatal(1, "cd_drain_position: CONFIG_BITS=%0d is less than 16 (%m)", CONFIG_BITS);
    if (ADDRESS_BITS < 1 || ADDRESS_BITS > CONFIG_BITS) $fatal(1, "cd_drain_position: ADDRESS_BITS=%0d is not in 1..CONFIG_BITS=%0d (%m)", ADDRESS_BITS, CONFIG_BITS);
  end
`endif

  reg [CONFIG_BITS-1:0] step;
  wire [CONFIG_BITS-1:0] step_after = step + 1'b1;
  wire [CONFIG_BITS-1:0] step_next  = second ? step
                                    : pixel_first ? {{(CONFIG_BITS-CONFIG_BITS/2){1'b0}}, first_step}
                                    : step_after == steps ? {CONFIG_BITS{1'b0}} : step_after;
  wire new_block = start & pixel_first & ~second;
  // Of two pixels at once the number of the pair.
  reg [CONFIG_BITS-1:0] position;
  reg layer_seen;

  always @(posedge clk) begin
    word_valid <= word_ahead;
    if (word_ahead) begin
      position <= start ? step_next : position + steps;
      if (start) step <= step_next;
      if (new_block) begin
        word_base  <= first_block ? out_base : word_base + out_pitch;
        word_block <= first_block ? 16'd0 : word_block + 16'd1;
      end
    end
    if (layer_first) begin
      word_layer <= layer_seen ? word_layer + 16'd1 : 16'd0;
      layer_seen <= 1'b1;
    end
    if (rst) word_valid <= 1'b0;
    if (rst || frame_start) layer_seen <= 1'b0;
  end

  generate
    if (HAS_HALVES != 0) begin : gen_halves
      reg halves, halves_word, second_word;
      assign word_pixel = halves_word ? {position[CONFIG_BITS-2:0], second_word} : position;
      always @(posedge clk) begin
        if (layer_ahead) halves <= config_halves;
        if (word_ahead) begin
          halves_word <= halves;
          second_word <= second;
        end
      end
    end else begin : gen_no_halves
      assign word_pixel = position;
      wire unused = &{1'b0, config_halves};
    end

    if (PORT_LANES < PIXELS) begin : gen_second_port
      reg [CONFIG_BITS-1:0] distance, pixel;
      reg second_valid;
      assign word_valid_1 = second_valid;
      assign word_pixel_1 = pixel;
      always @(posedge clk) begin
        if (layer_ahead)
          distance <= ({CONFIG_BITS{PORT_LANES[1]}} & (config_steps << 1)) + ({CONFIG_BITS{PORT_LANES[2]}} & (config_steps << 2))
                    + ({CONFIG_BITS{PORT_LANES[3]}} & (config_steps << 3));
        second_valid <= second_ahead;
        if (second_ahead) pixel <= start ? step_next + distance : pixel + steps;
        if (rst) second_valid <= 1'b0;
      end
    end else begin : gen_one_port
      assign word_valid_1 = 1'b0;
      assign word_pixel_1 = {CONFIG_BITS{1'b0}};
      wire unused = &{1'b0, layer_ahead, second_ahead, config_steps};
    end
  endgenerate
endmodule
`default_nettype wire
