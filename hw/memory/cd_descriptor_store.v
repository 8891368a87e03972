// SPDX-License-Identifier: Apache-2.0
// Descriptors of the network: read-only memory, one word of CONFIG_BITS per address, loaded from a file.
// Latency 2 cycles.
`default_nettype none
module cd_descriptor_store #(
  // words
  parameter DESCRIPTOR_DEPTH = 1024,
  // bits of a word
  parameter CONFIG_BITS = 20,
  // hex image
  parameter DESCRIPTOR_FILE = ""
) (
  input  wire                                clk,
  input  wire [$clog2(DESCRIPTOR_DEPTH)-1:0] read_address,
  output wire [CONFIG_BITS-1:0]              read_word
);
  cd_bank #(
    .DEPTH(DESCRIPTOR_DEPTH), .WORD_BITS(CONFIG_BITS), .FILE(DESCRIPTOR_FILE)
  ) memory_inst (
    .clk(clk), .write_enable(1'b0),
    .write_address({$clog2(DESCRIPTOR_DEPTH){1'b0}}), .write_word({CONFIG_BITS{1'b0}}),
    .read_address(read_address), .read_word(read_word)
  );
endmodule
`default_nettype wire
