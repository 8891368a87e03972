// SPDX-License-Identifier: Apache-2.0
// cd_write_back: every word reaches exactly the banks whose range holds its pixel, at the right address, two cycles later.
//
// Random ranges (also a bank that holds nothing: start all ones, and one that holds everything), pixels before, inside and behind them, pixels past the end of
// the tensor (dropped), words from the drain, from an input, and fills to all banks; a new layer's settings loaded while the last word of the one before is
// still inside; a word in flight when reset comes, and one that comes with it. Addresses wrap. HAS_PREFETCH: words of an input between those of the drain, each with the settings of its own tensor, which are
// loaded at any time; those of the next frame's input do not make the module busy.
`timescale 1ns/1ps
`default_nettype none
module tb_cd_write_back;
  parameter HAS_PREFETCH = 0;
  localparam CHANNELS = 4, PIXELS = 3, CONFIG_BITS = 16, ADDRESS_BITS = 7;
  reg clk = 0, rst = 1;
  always #5 clk = ~clk;
  reg load = 0, image_load = 0, input_ahead = 0, drain_valid = 0, input_valid = 0, input_fill = 0;
  reg [CONFIG_BITS*PIXELS-1:0] starts = 0;
  reg [CONFIG_BITS-1:0] size = 0, total = 0, drain_pixel = 0, input_pixel = 0;
  reg [8*CHANNELS-1:0] drain_word = 0, input_word = 0;
  reg [7:0] fill_byte = 0;
  reg [ADDRESS_BITS-1:0] drain_base = 0, input_base = 0;
  wire busy, stored_valid;
  wire [CONFIG_BITS-1:0] stored_pixel;
  wire [8*CHANNELS-1:0] stored_word, write_word;
  wire [PIXELS-1:0] enable;
  wire [ADDRESS_BITS*PIXELS-1:0] address;
  cd_write_back #(.CHANNELS(CHANNELS), .PIXELS(PIXELS), .CONFIG_BITS(CONFIG_BITS), .ADDRESS_BITS(ADDRESS_BITS), .HAS_PREFETCH(HAS_PREFETCH)) dut (
    .clk(clk), .rst(rst), .load(load), .image_load(image_load), .input_ahead(input_ahead), .config_starts(starts), .config_size(size), .config_total(total),
    .drain_valid(drain_valid), .drain_word(drain_word), .drain_pixel(drain_pixel), .drain_base(drain_base),
    .input_valid(input_valid), .input_fill(input_fill), .input_word(input_word), .input_fill_byte(fill_byte),
    .input_pixel(input_pixel), .input_base(input_base), .busy(busy), .stored_valid(stored_valid), .stored_pixel(stored_pixel),
    .stored_word(stored_word), .bank_write_enable(enable), .bank_write_address(address), .bank_write_word(write_word));

  // expectations of the next two cycles: [1] after one cycle (trace), [2] after two (banks)
  reg [PIXELS-1:0] want_enable [0:2];
  reg [ADDRESS_BITS-1:0] want_address [0:3*PIXELS-1];
  reg [8*CHANNELS-1:0] want_word [0:2];
  reg [2:0] want_stored;
  reg [CONFIG_BITS-1:0] want_pixel;
  integer layer, k, b, kind, p, base, distance, words, stored = 0, dropped = 0, written = 0;
  int layer_starts [PIXELS], next_starts [PIXELS];
  int image_starts [PIXELS];
  integer image_size = 0, image_total = 0, mixed = 0;
  reg [1:0] counted = 0;
  integer layer_size, layer_total, next_size, next_total;
  reg [8*CHANNELS-1:0] word;

  task next_layer;
    begin
      for (b = 0; b < PIXELS; b = b + 1) begin
        next_starts[b] = ($urandom % 8) == 0 ? 65535 : $urandom % 60;
        starts[CONFIG_BITS*b +: CONFIG_BITS] = next_starts[b];
      end
      next_size = ($urandom % 8) == 0 ? 100 : 1 + $urandom % 30;
      next_total = 1 + $urandom % 80;
      size = next_size;
      total = next_total;
    end
  endtask

  task cycle;
    begin
      @(posedge clk);
      #1;
      if (stored_valid !== want_stored[0]) $fatal(1, "layer %0d word %0d: stored %b, expected %b", layer, k, stored_valid, want_stored[0]);
      if (stored_valid && (stored_pixel !== want_pixel || stored_word !== want_word[0])) $fatal(1, "layer %0d word %0d: stored pixel or word", layer, k);
      if (enable !== want_enable[1]) $fatal(1, "layer %0d word %0d: enables %b, expected %b", layer, k, enable, want_enable[1]);
      if (|enable && write_word !== want_word[1]) $fatal(1, "layer %0d word %0d: word %h, expected %h", layer, k, write_word, want_word[1]);
      for (b = 0; b < PIXELS; b = b + 1)
        if (enable[b] && address[ADDRESS_BITS*b +: ADDRESS_BITS] !== want_address[PIXELS + b])
          $fatal(1, "layer %0d word %0d bank %0d: address %0d, expected %0d", layer, k, b, address[ADDRESS_BITS*b +: ADDRESS_BITS], want_address[PIXELS + b]);
      counted = {counted[0], drain_valid || (input_valid && !input_ahead)};
      if (busy !== (HAS_PREFETCH ? |counted : (want_enable[1] != 0) || drain_valid || input_valid)) $fatal(1, "layer %0d word %0d: busy %b", layer, k, busy);
      // shift the expectations
      want_enable[1] = want_enable[0];
      want_word[1] = want_word[0];
      for (b = 0; b < PIXELS; b = b + 1) want_address[PIXELS + b] = want_address[b];
      want_enable[0] = 0;
      want_stored[0] = 0;
    end
  endtask

  // the tensor that a word belongs to
  function int start_of(input int bank);
    start_of = HAS_PREFETCH && input_valid ? image_starts[bank] : layer_starts[bank];
  endfunction

  initial begin
    for (b = 0; b < PIXELS; b = b + 1) image_starts[b] = 0;
    want_enable[0] = 0; want_enable[1] = 0; want_stored = 0;
    image_load = 1;
    repeat (2) @(posedge clk);
    @(negedge clk) {rst, image_load} = 0;
    for (layer = 0; layer < 300; layer = layer + 1) begin
      kind = $urandom % 3;
      // the first settings come alone, the others with the last word of the layer before
      if (layer == 0) begin
        k = -1;
        load = 1;
        next_layer;
        cycle;
        @(negedge clk) load = 0;
      end
      for (b = 0; b < PIXELS; b = b + 1) layer_starts[b] = next_starts[b];
      layer_size = next_size;
      layer_total = next_total;
      // the settings hold for the cycle after their load
      words = 3 + $urandom % 10;
      for (k = 0; k < words; k = k + 1) begin
        word = $urandom;
        p = $urandom % 90;
        base = $urandom % 128;
        if (HAS_PREFETCH && kind != 2) kind = $urandom % 2;
        drain_valid = kind == 0 && ($urandom % 4) != 0;
        input_valid = kind != 0 && ($urandom % 4) != 0;
        input_fill  = kind == 2;
        input_ahead = HAS_PREFETCH ? $urandom : 0;
        image_load  = HAS_PREFETCH && k == 1 && ($urandom % 2) == 0;
        if (image_load) begin
          input_valid = 0;
          for (b = 0; b < PIXELS; b = b + 1) starts[CONFIG_BITS*b +: CONFIG_BITS] = $urandom % 60;
          size = 1 + $urandom % 30;
          total = 1 + $urandom % 80;
        end
        drain_word  = drain_valid ? word : 0;
        input_word  = input_valid && !input_fill ? word : 0;
        fill_byte   = input_valid && input_fill ? word[7:0] : 0;
        // an idle source may say anything
        drain_pixel = drain_valid ? p : $urandom % 90; drain_base = drain_valid ? base : $urandom;
        input_pixel = input_valid ? p : $urandom % 90; input_base = input_valid ? base : $urandom;
        if (input_fill) word = {CHANNELS{word[7:0]}};
        if (drain_valid || input_valid) begin
          want_word[0] = word;
          want_pixel = p;
          want_stored[0] = drain_valid && p < layer_total;
          if (drain_valid && p >= layer_total) dropped = dropped + 1;
          for (b = 0; b < PIXELS; b = b + 1) begin
            distance = p - start_of(b);
            want_enable[0][b] = input_fill || (p < (HAS_PREFETCH && input_valid ? image_total : layer_total) && distance >= 0
                                               && distance < (HAS_PREFETCH && input_valid ? image_size : layer_size));
            want_address[b] = input_fill ? base : base + distance;
            if (want_enable[0][b]) written = written + 1;
          end
          if (want_stored[0]) stored = stored + 1;
          if (input_valid && !input_fill && want_enable[0] != 0) mixed = mixed + 1;
        end
        load = k == words - 1 && !image_load;
        if (load) next_layer;
        cycle;
        if (image_load) begin
          for (b = 0; b < PIXELS; b = b + 1) image_starts[b] = starts[CONFIG_BITS*b +: CONFIG_BITS];
          image_size = size;
          image_total = total;
        end
        @(negedge clk) {load, image_load} = 0;
        // size is taken one cycle after the others
        if (k == words - 1 && ($urandom & 1)) begin
          drain_valid = 0; input_valid = 0; drain_word = 0; input_word = 0; fill_byte = 0;
          cycle;
          @(negedge clk);
        end
      end
    end
    // a word that a reset meets on its way is not written
    starts = 0; size = 60; total = 60;
    load = 1; drain_valid = 0; input_valid = 0; drain_word = 0; input_word = 0; fill_byte = 0;
    repeat (3) @(posedge clk);
    #1 load = 0; drain_valid = 1; drain_pixel = 5; drain_word = 32'h01020304;
    @(posedge clk);
    #1 drain_valid = 0; drain_word = 0; rst = 1;
    @(posedge clk);
    #1 if (enable !== 0 || stored_valid !== 0 || busy !== 0) $fatal(1, "a word is written in reset");
    drain_valid = 1;
    @(posedge clk);
    #1 drain_valid = 0; rst = 0;
    repeat (2) begin
      if (enable !== 0 || stored_valid !== 0) $fatal(1, "a word that came in reset is written");
      @(posedge clk) #1;
    end
    if (stored < 100 || dropped < 20 || written < 200 || mixed < 100) $fatal(1, "too little was tried: %0d stored, %0d dropped, %0d writes", stored, dropped, written);
    $display("PASS");
    $finish;
  end
  initial #1000000 $fatal(1, "timeout");
endmodule
`default_nettype wire
