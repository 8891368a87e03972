// SPDX-License-Identifier: Apache-2.0
// Single-port memory in the SPRAM of the iCE40 UltraPlus: a write takes the cycle of a read.
//
//   read_word(t + 1) = memory[read_address(t)], undefined after a write at t
//
// 16 bits an SB_SPRAM256KA, which synthesis does not infer here. Simulators take the equation, synthesis the cell.
`default_nettype none
module cd_bank_single #(
  // words, at most 16384
  parameter DEPTH = 16384,
  // bits of a word, a multiple of 16
  parameter WORD_BITS = 64
) (
  input  wire                     clk,
  input  wire                     write_enable,
  input  wire [$clog2(DEPTH)-1:0] write_address,
  input  wire [WORD_BITS-1:0]     write_word,
  input  wire [$clog2(DEPTH)-1:0] read_address,
  output wire [WORD_BITS-1:0]     read_word
);
  localparam ADDRESS_BITS = $clog2(DEPTH);
  wire [ADDRESS_BITS-1:0] address = write_enable ? write_address : read_address;

`ifdef SYNTHESIS
  wire [14:0] long_address = {{(15-ADDRESS_BITS){1'b0}}, address};
  genvar k;
  generate
    for (k = 0; k < WORD_BITS / 16; k = k + 1) begin : gen_block
      SB_SPRAM256KA spram_inst (
        .CLOCK(clk), .CHIPSELECT(1'b1), .STANDBY(1'b0), .SLEEP(1'b0), .POWEROFF(1'b1), .WREN(write_enable), .MASKWREN(4'b1111),
        .ADDRESS(long_address[13:0]), .DATAIN(write_word[16*k +: 16]), .DATAOUT(read_word[16*k +: 16])
      );
    end
  endgenerate
`else
  initial begin
    if (DEPTH < 2 || DEPTH > 16384) $fatal(1, "cd_bank_single: DEPTH=%0d is not in 2..16384 (%m)", DEPTH);
    if (WORD_BITS % 16 != 0) $fatal(1, "cd_bank_single: WORD_BITS=%0d is not a multiple of 16 (%m)", WORD_BITS);
  end

  reg [WORD_BITS-1:0] memory [0:DEPTH-1];
  reg [WORD_BITS-1:0] latch;
  assign read_word = latch;

  // Words that nobody wrote meet zero weights; 0 * X would still be X in simulation.
  integer word;
  initial for (word = 0; word < DEPTH; word = word + 1) memory[word] = {WORD_BITS{1'b0}};

  // A read that a write displaces gives nonsense, so that a bench sees it.
  always @(posedge clk)
    if (write_enable) begin
      memory[address] <= write_word;
      latch           <= ~write_word;
    end else latch <= memory[address];
`endif
endmodule
`default_nettype wire
