// SPDX-License-Identifier: Apache-2.0
// Simple dual-port memory: one write port, one read port, block RAM with output register.
//
//   read_word(t + 2) = memory[read_address(t)]; a write at t is seen by reads from t + 1 on.
//
// Latency 2 cycles, without the register (LATENCY 1) one. A read of the word that is written in the same cycle is undefined in hardware.
`default_nettype none
module cd_bank #(
  // words
  parameter DEPTH = 1024,
  // bits of a word
  parameter WORD_BITS = 128,
  // hex image loaded at configuration, "" for none
  parameter FILE = "",
  // 2: with output register, 1: without
  parameter LATENCY = 2
) (
  input  wire                     clk,
  input  wire                     write_enable,
  input  wire [$clog2(DEPTH)-1:0] write_address,
  input  wire [WORD_BITS-1:0]     write_word,
  input  wire [$clog2(DEPTH)-1:0] read_address,
  output wire [WORD_BITS-1:0]     read_word
);
`ifndef SYNTHESIS
  initial begin
    if (DEPTH < 2) $fatal(1, "cd_bank: DEPTH=%0d is less than 2 (%m)", DEPTH);
    if (WORD_BITS < 1) $fatal(1, "cd_bank: WORD_BITS=%0d is less than 1 (%m)", WORD_BITS);
  end
`endif

  // The engine never reads a word in the cycle that writes it, so no bypass is built. What is never written would become look-up tables.
  (* no_rw_check, rw_addr_collision = "no", ram_style = "block", rom_style = "block" *) reg [WORD_BITS-1:0] memory [0:DEPTH-1];
  reg [WORD_BITS-1:0] latch;

  generate
    if (FILE != "") begin : gen_file
      initial $readmemh(FILE, memory);
    end
`ifndef SYNTHESIS
    else begin : gen_zero
      // Words that nobody wrote meet zero weights; 0 * X would still be X in simulation.
      integer word;
      initial for (word = 0; word < DEPTH; word = word + 1) memory[word] = {WORD_BITS{1'b0}};
    end
`endif
  endgenerate

  always @(posedge clk) begin
    if (write_enable) memory[write_address] <= write_word;
    latch <= memory[read_address];
  end

  generate
    if (LATENCY == 1) begin : gen_direct
      assign read_word = latch;
    end else begin : gen_register
      reg [WORD_BITS-1:0] register;
      assign read_word = register;
      always @(posedge clk) register <= latch;
    end
  endgenerate
endmodule
`default_nettype wire
