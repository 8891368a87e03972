// SPDX-License-Identifier: Apache-2.0
// Multicast write: a word of pixel p goes to every bank that holds the pixel.
//
//   bank b stores it at base + p - start[b] if 0 <= p - start[b] < size and p < total; a fill word goes to `base` of all banks
//
// Words come from the drain or from the input writer, never from both at once; a word that is not valid is 0, so they are merged by OR. start and total are copied from the descriptor with `load`,
// in the cycle before the first word that uses them, and size one cycle later. Latency 2 cycles to the bank's write port.
//
// HAS_PREFETCH: words of an input have settings of their own, copied with image_load, and may come between those of a layer. `busy` leaves out those with input_ahead.
`default_nettype none
module cd_write_back #(
  // bytes of a word
  parameter CHANNELS = 16,
  // banks
  parameter PIXELS = 8,
  // bits of a descriptor word
  parameter CONFIG_BITS = 20,
  // bits of a bank address
  parameter ADDRESS_BITS = 11,
  // 1: an input has its own settings
  parameter HAS_PREFETCH = 0,
  // 1: the next descriptor may come while words of this one are written, 0: the descriptor holds
  parameter COPIES = 1
) (
  input  wire                           clk,
  input  wire                           rst,
  // range of the written tensor
  input  wire                           load,
  input  wire                           image_load,
  input  wire [CONFIG_BITS*PIXELS-1:0]  config_starts,
  input  wire [CONFIG_BITS-1:0]         config_size,
  input  wire [CONFIG_BITS-1:0]         config_total,
  // words of a layer
  input  wire                           drain_valid,
  input  wire [8*CHANNELS-1:0]          drain_word,
  input  wire [CONFIG_BITS-1:0]         drain_pixel,
  input  wire [ADDRESS_BITS-1:0]        drain_base,
  // words of an input or fill
  input  wire                           input_valid,
  input  wire                           input_fill,
  input  wire                           input_ahead,
  input  wire [8*CHANNELS-1:0]          input_word,
  input  wire [7:0]                     input_fill_byte,
  input  wire [CONFIG_BITS-1:0]         input_pixel,
  input  wire [ADDRESS_BITS-1:0]        input_base,
  output wire                           busy,
  // a drained word, one cycle later, if it is a pixel of the tensor
  output wire                           stored_valid,
  output wire [CONFIG_BITS-1:0]         stored_pixel,
  output wire [8*CHANNELS-1:0]          stored_word,
  // write ports of the banks
  output reg  [PIXELS-1:0]              bank_write_enable,
  output reg  [ADDRESS_BITS*PIXELS-1:0] bank_write_address,
  output reg  [8*CHANNELS-1:0]          bank_write_word
);
  // One bit more than a pixel number: a pixel before the range has a negative distance.
  localparam DISTANCE_BITS = CONFIG_BITS + 1;

`ifndef SYNTHESIS
  initial if (ADDRESS_BITS > CONFIG_BITS)
    $fatal(1, "cd_write_back: ADDRESS_BITS=%0d is more than CONFIG_BITS=%0d (%m)", ADDRESS_BITS, CONFIG_BITS);
`endif

  wire [CONFIG_BITS*PIXELS-1:0] starts;
  wire [CONFIG_BITS-1:0] size, total;
  generate
    if (COPIES != 0) begin : gen_copies
      reg [CONFIG_BITS*PIXELS-1:0] starts_copy;
      reg [CONFIG_BITS-1:0] size_copy, total_copy;
      reg load_size;
      assign starts = starts_copy;
      assign size   = size_copy;
      assign total  = total_copy;

      // size is used one stage after the others, where the last word of the previous layer may still be.
      always @(posedge clk) begin
        load_size <= load;
        if (load) begin
          starts_copy <= config_starts;
          total_copy  <= config_total;
        end
        if (load_size) size_copy <= config_size;
      end
    end else begin : gen_no_copies
      assign starts = config_starts;
      assign size   = config_size;
      assign total  = config_total;
      wire unused = &{1'b0, load};
    end
  endgenerate

  // Settings of the word that comes, and of the one in the second stage.
  reg from_drain;
  wire [CONFIG_BITS*PIXELS-1:0] word_starts;
  wire [CONFIG_BITS-1:0] word_total, word_size;
  generate
    if (HAS_PREFETCH != 0) begin : gen_prefetch
      reg [CONFIG_BITS*PIXELS-1:0] image_starts;
      reg [CONFIG_BITS-1:0] image_size, image_total;
      always @(posedge clk) if (image_load) begin
        image_starts <= config_starts;
        image_size   <= config_size;
        image_total  <= config_total;
      end
      assign word_starts = input_valid ? image_starts : starts;
      assign word_total  = input_valid ? image_total : total;
      assign word_size   = from_drain ? size : image_size;
    end else begin : gen_in_turn
      assign word_starts = starts;
      assign word_total  = total;
      assign word_size   = size;
      wire unused = &{1'b0, image_load};
    end
  endgenerate

  // Distance of the pixel from the beginning of each bank's range.
  reg valid, fill, in_tensor;
  reg [CONFIG_BITS-1:0] pixel;
  reg [DISTANCE_BITS*PIXELS-1:0] distances;
  reg [ADDRESS_BITS-1:0] base;
  reg [8*CHANNELS-1:0] word;
  wire [CONFIG_BITS-1:0] next_pixel = input_valid ? input_pixel : drain_pixel;
  integer distance_bank, write_bank;

  always @(posedge clk) begin
    valid <= drain_valid | input_valid;
    if (drain_valid | input_valid) begin
      from_drain <= drain_valid;
      fill       <= input_valid & input_fill;
      in_tensor     <= next_pixel < word_total;
      pixel      <= next_pixel;
      base       <= input_valid ? input_base : drain_base;
      word       <= drain_word | input_word | {CHANNELS{input_fill_byte}};
      for (distance_bank = 0; distance_bank < PIXELS; distance_bank = distance_bank + 1)
        distances[DISTANCE_BITS*distance_bank +: DISTANCE_BITS] <= (input_valid & input_fill) ? {DISTANCE_BITS{1'b0}}
          : {1'b0, next_pixel} - {1'b0, word_starts[CONFIG_BITS*distance_bank +: CONFIG_BITS]};
    end
    if (rst) valid <= 1'b0;
  end

  assign stored_valid = valid & from_drain & in_tensor;
  assign stored_pixel = pixel;
  assign stored_word  = word;

  // The unsigned compare also drops negative distances.
  always @(posedge clk) begin
    bank_write_enable <= {PIXELS{1'b0}};
    if (valid) begin
      bank_write_word <= word;
      for (write_bank = 0; write_bank < PIXELS; write_bank = write_bank + 1) begin
        bank_write_enable[write_bank] <= fill | (in_tensor & (distances[DISTANCE_BITS*write_bank +: DISTANCE_BITS] < {1'b0, word_size}));
        bank_write_address[ADDRESS_BITS*write_bank +: ADDRESS_BITS]
          <= distances[DISTANCE_BITS*write_bank +: ADDRESS_BITS] + base;
      end
    end
    if (rst) bank_write_enable <= {PIXELS{1'b0}};
  end

  // Words of the current frame in either stage.
  generate
    if (HAS_PREFETCH != 0) begin : gen_busy
      reg [1:0] under_way;
      always @(posedge clk) under_way <= rst ? 2'b00 : {under_way[0], drain_valid | (input_valid & ~input_ahead)};
      assign busy = |under_way;
    end else begin : gen_any_busy
      assign busy = valid | (|bank_write_enable);
      wire unused_ahead = &{1'b0, input_ahead};
    end
  endgenerate
endmodule
`default_nettype wire
