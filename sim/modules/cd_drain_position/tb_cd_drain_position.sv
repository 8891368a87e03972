// SPDX-License-Identifier: Apache-2.0
// cd_drain_position: pixel, base, block and layer of every word, in the cycle behind its announcement.
//
// Random layers of blocks x pixel steps, steps from any one on, in the order of the drain's walk: words of a tile next to each other and with gaps, one or two pixels per lane, one or two ports. Settings come
// as cd_drain copies them: config_* are the layer's in the cycle before its first word only, the others from that word on. Layers start again with the frame.
`timescale 1ns/1ps
`default_nettype none
module check_position #(parameter PIXELS = 5, parameter PORT_LANES = PIXELS, parameter HAS_HALVES = 0) (input wire clk, output reg finished);
  localparam CONFIG_BITS = 16, ADDRESS_BITS = 9;
  reg rst = 1, frame_start = 0, layer_first = 0, layer_ahead = 0, pixel_first = 0, first_block = 0, word_ahead = 0, second_ahead = 0, start = 0, second = 0, config_halves = 0;
  reg [CONFIG_BITS-1:0] config_steps = 0, steps = 0;
  reg [CONFIG_BITS/2-1:0] first_step = 0;
  reg [ADDRESS_BITS-1:0] out_base = 0, out_pitch = 0;
  wire word_valid, word_valid_1;
  wire [CONFIG_BITS-1:0] word_pixel, word_pixel_1;
  wire [ADDRESS_BITS-1:0] word_base;
  wire [15:0] word_block, word_layer;
  cd_drain_position #(.PIXELS(PIXELS), .PORT_LANES(PORT_LANES), .HAS_HALVES(HAS_HALVES), .CONFIG_BITS(CONFIG_BITS), .ADDRESS_BITS(ADDRESS_BITS)) dut (
    .clk(clk), .rst(rst), .frame_start(frame_start), .layer_first(layer_first), .layer_ahead(layer_ahead), .pixel_first(pixel_first), .first_block(first_block),
    .word_ahead(word_ahead), .second_ahead(second_ahead), .start(start), .second(second), .config_halves(config_halves), .config_steps(config_steps),
    .steps(steps), .first_step(first_step), .out_base(out_base), .out_pitch(out_pitch), .word_valid(word_valid), .word_pixel(word_pixel),
    .word_valid_1(word_valid_1), .word_pixel_1(word_pixel_1), .word_base(word_base), .word_block(word_block), .word_layer(word_layer)
  );

  reg halves, pair;
  integer layer = 0, frame, layers, blocks, ob, i, x, lanes, walk, walks, pixel, words = 0, seconds = 0, uppers = 0;

  // Between words all that tells of one is random.
  task idle;
    begin
      {word_ahead, second_ahead, layer_first, layer_ahead, frame_start} = 5'd0;
      start = $urandom; second = $urandom; pixel_first = $urandom; first_block = $urandom;
      config_halves = $urandom; config_steps = $urandom;
      @(negedge clk);
      if (word_valid !== 0 || word_valid_1 !== 0) $fatal(1, "a word that was not announced");
    end
  endtask

  initial begin
    finished = 0;
    repeat (3) idle;
    rst = 0;
    for (frame = 0; frame < 6; frame = frame + 1) begin
      idle;
      frame_start = 1;
      @(negedge clk);
      layers = 1 + $urandom % 9;
      for (layer = 0; layer < layers; layer = layer + 1) begin
        halves = (HAS_HALVES != 0) & $urandom;
        pair   = ~halves & (PORT_LANES < PIXELS) & $urandom;
        lanes  = pair ? PORT_LANES : PIXELS;
        walks  = halves ? 2 : 1;
        blocks = 1 + $urandom % 3;
        idle;
        layer_ahead   = 1;
        config_halves = halves;
        config_steps  = 1 + $urandom % 5;
        first_step    = $urandom % config_steps;
        @(negedge clk);
        if (word_valid !== 0) $fatal(1, "a word ahead of its layer");
        steps     = config_steps;
        out_base  = $urandom;
        out_pitch = $urandom;
        layer_ahead = 0;
        config_halves = $urandom;
        config_steps = $urandom;
        layer_first = 1;
        for (ob = 0; ob < blocks; ob = ob + 1)
          for (i = 0; i < steps; i = i + 1)
            for (walk = 0; walk < walks; walk = walk + 1)
              for (x = 0; x < lanes; x = x + 1) begin
                word_ahead = 1;
                second_ahead = pair && x < PIXELS - PORT_LANES;
                start = x == 0; second = walk; pixel_first = i == 0; first_block = ob == 0;
                @(negedge clk);
                layer_first = 0;
                pixel = x*steps + (first_step + i) % steps;
                if (halves) pixel = 2*pixel + walk;
                if (word_valid !== 1 || word_pixel !== pixel) $fatal(1, "layer %0d: pixel %0d, expected %0d", layer, word_pixel, pixel);
                if (word_base !== (out_base + ob*out_pitch) % (1 << ADDRESS_BITS)) $fatal(1, "layer %0d: base %0d", layer, word_base);
                if (word_block !== ob || word_layer !== layer) $fatal(1, "block %0d of layer %0d, expected %0d of %0d", word_block, word_layer, ob, layer);
                if (word_valid_1 !== second_ahead) $fatal(1, "layer %0d: word of the second port", layer);
                if (PORT_LANES == PIXELS && word_pixel_1 !== 0) $fatal(1, "a pixel of a second port that is not there");
                if (word_valid_1 && word_pixel_1 !== pixel + PORT_LANES*steps) $fatal(1, "layer %0d: second pixel %0d beside %0d", layer, word_pixel_1, pixel);
                words   = words + 1;
                seconds = seconds + second_ahead;
                uppers  = uppers + walk;
                if ($urandom % 4 == 0) idle;
              end
      end
    end
    // A word that is announced while the reset lasts does not come.
    rst = 1;
    word_ahead = 1;
    second_ahead = PORT_LANES < PIXELS;
    @(negedge clk);
    if (word_valid !== 0 || word_valid_1 !== 0) $fatal(1, "a word in the reset");
    if (words < 100 || PORT_LANES < PIXELS && seconds < 20 || HAS_HALVES != 0 && uppers < 20) $fatal(1, "%0d words, %0d of the second port, %0d second pixels", words, seconds, uppers);
    finished = 1;
  end
endmodule

module tb_cd_drain_position;
  reg clk = 0;
  always #5 clk = ~clk;
  wire [5:0] finished;
  check_position #(.PIXELS(5)) five_inst (.clk(clk), .finished(finished[0]));
  check_position #(.PIXELS(7), .HAS_HALVES(1)) halves_inst (.clk(clk), .finished(finished[1]));
  check_position #(.PIXELS(8), .PORT_LANES(4)) ports_inst (.clk(clk), .finished(finished[2]));
  check_position #(.PIXELS(6), .PORT_LANES(4)) uneven_inst (.clk(clk), .finished(finished[3]));
  check_position #(.PIXELS(16), .PORT_LANES(8), .HAS_HALVES(1)) both_inst (.clk(clk), .finished(finished[4]));
  check_position #(.PIXELS(3), .PORT_LANES(2)) three_inst (.clk(clk), .finished(finished[5]));
  initial begin
    wait (&finished);
    $display("PASS");
    $finish;
  end
  initial #1000000 $fatal(1, "timeout");
endmodule
`default_nettype wire
