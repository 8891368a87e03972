// SPDX-License-Identifier: Apache-2.0
// Descriptors of the network: read-only memory, a row of ROW_WORDS words of CONFIG_BITS per address, loaded from a file.
// Latency 2 cycles.
`default_nettype none
module cd_descriptor_store #(
  // words
  parameter DESCRIPTOR_DEPTH = 1024,
  // bits of a word
  parameter CONFIG_BITS = 20,
  // words of a row, word 0 in the lowest bits
  parameter ROW_WORDS = 1,
  // hex image
  parameter DESCRIPTOR_FILE = ""
) (
  input  wire                                          clk,
  input  wire [$clog2(DESCRIPTOR_DEPTH/ROW_WORDS)-1:0] read_address,
  output wire [ROW_WORDS*CONFIG_BITS-1:0]              read_row
);
  localparam ROWS     = DESCRIPTOR_DEPTH / ROW_WORDS;
  localparam ROW_BITS = ROW_WORDS * CONFIG_BITS;

`ifndef SYNTHESIS
  initial if (ROWS * ROW_WORDS != DESCRIPTOR_DEPTH)
    $fatal(1, "cd_descriptor_store: DESCRIPTOR_DEPTH=%0d is not a multiple of the %0d words of a row (%m)", DESCRIPTOR_DEPTH, ROW_WORDS);
`endif

  cd_bank #(
    .DEPTH(ROWS), .WORD_BITS(ROW_BITS), .FILE(DESCRIPTOR_FILE)
  ) memory_inst (
    .clk(clk), .write_enable(1'b0),
    .write_address({$clog2(ROWS){1'b0}}), .write_word({ROW_BITS{1'b0}}),
    .read_address(read_address), .read_word(read_row)
  );
endmodule
`default_nettype wire
