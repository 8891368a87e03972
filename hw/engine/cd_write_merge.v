// SPDX-License-Identifier: Apache-2.0
// One bank's write port from the two drain ports: whichever has a word for the bank gets it.
//
// Both together would lose a word, so a layer for which some bank holds pixels of both ports does not drain through both at once (docs/engine.md, bothPorts);
// a simulation stops if it happens all the same. Latency 0.
`default_nettype none
module cd_write_merge #(
  // bytes of a word
  parameter CHANNELS = 16,
  // bits of a bank address
  parameter ADDRESS_BITS = 11
) (
  input  wire                    clk,
  input  wire                    rst,
  input  wire                    enable_0,
  input  wire [ADDRESS_BITS-1:0] address_0,
  input  wire [8*CHANNELS-1:0]   word_0,
  input  wire                    enable_1,
  input  wire [ADDRESS_BITS-1:0] address_1,
  input  wire [8*CHANNELS-1:0]   word_1,
  output wire                    enable,
  output wire [ADDRESS_BITS-1:0] address,
  output wire [8*CHANNELS-1:0]   word
);
  assign enable  = enable_0 | enable_1;
  assign address = enable_1 ? address_1 : address_0;
  assign word    = enable_1 ? word_1 : word_0;

`ifndef SYNTHESIS
  always @(posedge clk)
    if (!rst && enable_0 === 1'b1 && enable_1 === 1'b1)
      $fatal(1, "cd_write_merge: two words for one bank in a cycle, addresses %0d and %0d (%m)", address_0, address_1);
`else
  wire unused = &{1'b0, clk, rst};
`endif
endmodule
`default_nettype wire
