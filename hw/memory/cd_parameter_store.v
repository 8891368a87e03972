// SPDX-License-Identifier: Apache-2.0
// Requantization records, one byte per channel lane and word: a memory loaded from a file (WEIGHT_STREAM 0), or a FIFO (1).
//
// read consumes one word, which appears two cycles later. block_available: from the next cycle on at least RECORD_WORDS words can be read.
// restart goes back to the first word (WEIGHT_STREAM 0 only).
`default_nettype none
module cd_parameter_store #(
  // words
  parameter PARAMETER_DEPTH = 512,
  // words of an output block
  parameter RECORD_WORDS = 7,
  // bytes of a word
  parameter CHANNELS = 16,
  // hex image, WEIGHT_STREAM 0
  parameter PARAMETER_FILE = "",
  // 0 memory, 1 FIFO
  parameter WEIGHT_STREAM = 0
) (
  input  wire                  clk,
  input  wire                  rst,
  input  wire                  restart,
  // words from the stream
  input  wire                  write_valid,
  output wire                  write_ready,
  input  wire [8*CHANNELS-1:0] write_word,
  // reader
  output wire                  block_available,
  input  wire                  read,
  output wire [8*CHANNELS-1:0] read_word
);
  localparam ADDRESS_BITS = $clog2(PARAMETER_DEPTH);

  reg [ADDRESS_BITS-1:0] read_address;
  wire write_enable;
  wire [ADDRESS_BITS-1:0] write_address;

  always @(posedge clk) begin
    if (read) read_address <= read_address + 1'b1;
    if (rst || (restart && WEIGHT_STREAM == 0)) read_address <= {ADDRESS_BITS{1'b0}};
  end

  generate
    if (WEIGHT_STREAM != 0) begin : gen_stream
`ifndef SYNTHESIS
      initial if ((1 << ADDRESS_BITS) != PARAMETER_DEPTH || PARAMETER_DEPTH < 2*RECORD_WORDS)
        $fatal(1, "cd_parameter_store: PARAMETER_DEPTH=%0d is not a power of two of at least %0d (%m)", PARAMETER_DEPTH, 2*RECORD_WORDS);
`endif
      reg [ADDRESS_BITS:0] count;
      reg [ADDRESS_BITS-1:0] fill_address;

      assign write_ready     = ~count[ADDRESS_BITS];
      assign write_enable    = write_valid & write_ready;
      assign write_address   = fill_address;
      assign block_available = read ? count > RECORD_WORDS[ADDRESS_BITS:0] : count >= RECORD_WORDS[ADDRESS_BITS:0];

      always @(posedge clk) begin
        if (write_enable) fill_address <= fill_address + 1'b1;
        if (write_enable && !read) count <= count + 1'b1;
        else if (!write_enable && read) count <= count - 1'b1;
        if (rst) begin
          count        <= {(ADDRESS_BITS+1){1'b0}};
          fill_address <= {ADDRESS_BITS{1'b0}};
        end
      end
    end else begin : gen_file
      assign write_ready     = 1'b0;
      assign write_enable    = 1'b0;
      assign write_address   = {ADDRESS_BITS{1'b0}};
      assign block_available = 1'b1;
      wire unused = &{1'b0, write_valid};
    end
  endgenerate

  cd_bank #(
    .DEPTH(PARAMETER_DEPTH), .WORD_BITS(8*CHANNELS), .FILE(PARAMETER_FILE)
  ) memory_inst (
    .clk(clk), .write_enable(write_enable), .write_address(write_address), .write_word(write_word),
    .read_address(read_address), .read_word(read_word)
  );
endmodule
`default_nettype wire
