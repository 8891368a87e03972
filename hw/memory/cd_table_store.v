// SPDX-License-Identifier: Apache-2.0
// Add tables of the network, and the copy of the next one into the lanes' memories.
//
// A copy starts when a layer in table mode is next (next_table) and no older layer is pending, so the half of the lanes' memories that it
// writes is not in use; it takes 256 cycles. ready: the table of the next layer is in place. Halves alternate, beginning with 0.
`default_nettype none
module cd_table_store #(
  // words, a multiple of 256
  parameter TABLE_DEPTH = 256,
  // bits of an entry
  parameter TABLE_BITS = 21,
  // hex image
  parameter TABLE_FILE = ""
) (
  input  wire                  clk,
  input  wire                  rst,
  // go back to the first table
  input  wire                  restart,
  input  wire                  next_table,
  input  wire                  older_pending,
  // the layer that the copied table belongs to is taken
  input  wire                  table_take,
  output reg                   ready,
  // write port of the lanes' memories
  output wire                  table_write,
  output reg  [8:0]            table_address,
  output wire [TABLE_BITS-1:0] table_word
);
  localparam ADDRESS_BITS = $clog2(TABLE_DEPTH);

`ifndef SYNTHESIS
  initial if (TABLE_DEPTH < 256 || TABLE_DEPTH % 256 != 0) $fatal(1, "cd_table_store: TABLE_DEPTH=%0d is not a multiple of 256 (%m)", TABLE_DEPTH);
`endif

  reg reading, loaded;
  reg [ADDRESS_BITS-1:0] read_address;
  reg [1:0] arriving;

  assign table_write = arriving[1];

  always @(posedge clk) begin
    if (next_table && !reading && !loaded && !older_pending) begin
      reading <= 1'b1;
      loaded  <= 1'b1;
    end else if (reading) begin
      read_address <= read_address + 1'b1;
      if (&read_address[7:0]) reading <= 1'b0;
    end
    arriving <= {arriving[0], reading};
    if (table_write) table_address <= table_address + 1'b1;
    // The last entry is written in the cycle in which `ready` is set.
    if (table_write && (&table_address[7:0])) ready <= 1'b1;
    if (table_take) begin
      ready  <= 1'b0;
      loaded <= 1'b0;
    end
    if (rst || restart) read_address <= {ADDRESS_BITS{1'b0}};
    if (rst) begin
      reading       <= 1'b0;
      loaded        <= 1'b0;
      arriving      <= 2'b00;
      ready         <= 1'b0;
      table_address <= 9'd0;
    end
  end

  cd_bank #(
    .DEPTH(TABLE_DEPTH), .WORD_BITS(TABLE_BITS), .FILE(TABLE_FILE)
  ) memory_inst (
    .clk(clk), .write_enable(1'b0), .write_address({ADDRESS_BITS{1'b0}}), .write_word({TABLE_BITS{1'b0}}),
    .read_address(read_address), .read_word(table_word)
  );
endmodule
`default_nettype wire
