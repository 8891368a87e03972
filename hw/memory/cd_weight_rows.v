// SPDX-License-Identifier: Apache-2.0
// Rows of weights, read only, loaded from files: block RAM, then a register that takes the chosen words of a row and 0 for the others.
//
//   read_row(t + 2) = row number read_address(t), its word k where word_enable[k](t + 1), else 0
//
// A memory deeper than block RAM is at the width that fills it takes a multiplexer behind its blocks. So it is in two parts, the first SPLIT rows and the rest, each
// with a register of its own, of which one is 0: read_row is their OR, which the logic that reads it takes in. Latency 2 cycles.
`default_nettype none
module cd_weight_rows #(
  // rows
  parameter ROWS = 1024,
  // words of a row
  parameter WEIGHT_LANES = 8,
  // bits of a word
  parameter WORD_BITS = 128,
  // rows of the first part, a power of two; 0: all
  parameter SPLIT = 0,
  // hex image of the first part, a row per line, "" for none
  parameter FILE = "",
  // of the second
  parameter REST_FILE = ""
) (
  input  wire                              clk,
  input  wire [$clog2(ROWS)-1:0]           read_address,
  input  wire [WEIGHT_LANES-1:0]           word_enable,
  output wire [WORD_BITS*WEIGHT_LANES-1:0] read_row
);
`ifndef SYNTHESIS
  initial begin
    if (ROWS < 2) $fatal(1, "cd_weight_rows: ROWS=%0d is less than 2 (%m)", ROWS);
    if (SPLIT != 0 && (SPLIT < 2 || (SPLIT & (SPLIT - 1)) != 0 || ROWS < SPLIT + 2 || ROWS > 2 * SPLIT))
      $fatal(1, "cd_weight_rows: SPLIT=%0d is neither 0 nor a power of two with 2 to SPLIT of the ROWS=%0d behind it (%m)", SPLIT, ROWS);
  end
`endif
  localparam ROW_BITS = WORD_BITS * WEIGHT_LANES;
  localparam PARTS = SPLIT != 0 ? 2 : 1;

  wire [ROW_BITS-1:0] parts [0:PARTS-1];
  genvar p;
  generate
    for (p = 0; p < PARTS; p = p + 1) begin : gen_part
      localparam DEPTH = PARTS == 1 ? ROWS : p == 0 ? SPLIT : ROWS - SPLIT;
      // Few rows would become look-up tables.
      (* ram_style = "block", rom_style = "block" *) reg [ROW_BITS-1:0] memory [0:DEPTH-1];
      reg [ROW_BITS-1:0] latch, row;
      wire chosen;

      if (p == 0 && FILE != "") begin : gen_file
        initial $readmemh(FILE, memory);
      end else if (p == 1 && REST_FILE != "") begin : gen_rest_file
        initial $readmemh(REST_FILE, memory);
      end else begin : gen_zero
        integer at;
        initial for (at = 0; at < DEPTH; at = at + 1) memory[at] = {ROW_BITS{1'b0}};
      end

      if (PARTS == 1) begin : gen_whole
        assign chosen = 1'b1;
      end else begin : gen_chosen
        reg chosen_reg;
        assign chosen = chosen_reg;
        always @(posedge clk) chosen_reg <= read_address[$clog2(SPLIT)] == (p == 1);
      end

      always @(posedge clk) latch <= memory[read_address[$clog2(DEPTH)-1:0]];
      // As a whole: a simulator would look at every reader for every word that changes.
      always @(posedge clk) begin : choose
        integer k;
        reg [ROW_BITS-1:0] words;
        words = latch;
        for (k = 0; k < WEIGHT_LANES; k = k + 1)
          if (!(chosen & word_enable[k])) words[WORD_BITS*k +: WORD_BITS] = {WORD_BITS{1'b0}};
        row <= words;
      end
      assign parts[p] = row;
    end

    if (PARTS == 1) begin : gen_one
      assign read_row = parts[0];
    end else begin : gen_two
      wire [ROW_BITS-1:0] first = parts[0];
      wire [ROW_BITS-1:0] second = parts[PARTS-1];
      reg [ROW_BITS-1:0] either;
      assign read_row = either;
      always @* either = second | first;
    end
  endgenerate
endmodule
`default_nettype wire
