// SPDX-License-Identifier: Apache-2.0
// cd_write_back at the shipped widths, for every word, pixel and base in every cycle, and every range that a descriptor can name: two cycles after
// a word of pixel p, bank b stores it, at base + p - start[b], exactly if 0 <= p - start[b] < size and p < total; a fill word goes to `base` of all.
// So a write stays in [base, base + size) of the tensor that the compiler has laid there. After the load nothing that the module keeps changes the
// settings, so every later window of three cycles is like those up to the bound.
module fv_cd_write_back (input wire clk);
  parameter CHANNELS = 4;
  parameter PIXELS = 3;
  parameter CONFIG_BITS = 20;
  parameter ADDRESS_BITS = 11;
  (* anyconst *) wire [CONFIG_BITS*PIXELS-1:0] starts;
  (* anyconst *) wire [CONFIG_BITS-1:0] size, total;
  (* anyseq *) wire drain_valid, input_valid, input_fill;
  (* anyseq *) wire [8*CHANNELS-1:0] any_drain_word, any_input_word;
  (* anyseq *) wire [7:0] any_fill_byte;
  (* anyseq *) wire [CONFIG_BITS-1:0] drain_pixel, input_pixel;
  (* anyseq *) wire [ADDRESS_BITS-1:0] drain_base, input_base;
  wire [8*CHANNELS-1:0] drain_word = drain_valid ? any_drain_word : 0;
  wire [8*CHANNELS-1:0] input_word = input_valid && !input_fill ? any_input_word : 0;
  wire [7:0] fill_byte = input_valid && input_fill ? any_fill_byte : 0;
  wire [PIXELS-1:0] enable;
  wire [ADDRESS_BITS*PIXELS-1:0] address;
  wire [8*CHANNELS-1:0] word;
  reg [3:0] age = 0;

  cd_write_back #(.CHANNELS(CHANNELS), .PIXELS(PIXELS), .CONFIG_BITS(CONFIG_BITS), .ADDRESS_BITS(ADDRESS_BITS)) dut (
    .clk(clk), .rst(age == 0), .load(age == 1), .image_load(1'b0), .input_ahead(1'b0), .config_starts(starts), .config_size(size), .config_total(total),
    .drain_valid(drain_valid), .drain_word(drain_word), .drain_pixel(drain_pixel), .drain_base(drain_base),
    .input_valid(input_valid), .input_fill(input_fill), .input_word(input_word), .input_fill_byte(fill_byte), .input_pixel(input_pixel),
    .input_base(input_base), .busy(), .stored_valid(), .stored_pixel(), .stored_word(),
    .bank_write_enable(enable), .bank_write_address(address), .bank_write_word(word)
  );

  reg valid_1 = 0, valid_2 = 0, fill_1, fill_2;
  reg [CONFIG_BITS-1:0] pixel_1, pixel_2;
  reg [ADDRESS_BITS-1:0] base_1, base_2;
  reg [8*CHANNELS-1:0] word_1, word_2;

  always @(posedge clk) begin
    if (age != 15) age <= age + 1;
    assume (!(drain_valid && input_valid));
    assume (age >= 2 || !(drain_valid || input_valid));
    valid_1 <= drain_valid | input_valid;
    fill_1  <= input_valid & input_fill;
    pixel_1 <= input_valid ? input_pixel : drain_pixel;
    base_1  <= input_valid ? input_base : drain_base;
    word_1  <= drain_valid ? drain_word : input_fill ? {CHANNELS{fill_byte}} : input_word;
    {valid_2, fill_2, pixel_2, base_2, word_2} <= {valid_1, fill_1, pixel_1, base_1, word_1};
  end

  genvar b;
  generate
    for (b = 0; b < PIXELS; b = b + 1) begin : gen_bank
      wire [CONFIG_BITS-1:0] start = starts[CONFIG_BITS*b +: CONFIG_BITS];
      wire [CONFIG_BITS-1:0] distance = pixel_2 - start;
      wire inside = pixel_2 >= start && distance < size && pixel_2 < total;
      wire [ADDRESS_BITS-1:0] at = address[ADDRESS_BITS*b +: ADDRESS_BITS];
      wire [ADDRESS_BITS-1:0] offset = at - base_2;
      always @(posedge clk) begin
        if (age >= 2) assert (enable[b] == (valid_2 && (fill_2 || inside)));
        if (enable[b] && age >= 2) begin
          assert (word == word_2);
          assert (offset == (fill_2 ? 0 : distance[ADDRESS_BITS-1:0]));
          if (!fill_2 && size <= (1 << ADDRESS_BITS)) assert (offset < size);
        end
      end
    end
  endgenerate
endmodule
