// SPDX-License-Identifier: Apache-2.0
// Add table of one channel lane: two tables of 256 entries, one in use while the other is loaded. Latency 1 cycle.
`default_nettype none
module cd_table_lane #(
  // bits of an entry
  parameter TABLE_BITS = 21
) (
  input  wire                  clk,
  input  wire                  write_enable,
  input  wire [8:0]            write_address,
  input  wire [TABLE_BITS-1:0] write_word,
  input  wire [8:0]            read_address,
  output reg  [TABLE_BITS-1:0] read_word
);
`ifndef SYNTHESIS
  initial begin
    if (TABLE_BITS < 1) $fatal(1, "cd_table_lane: TABLE_BITS=%0d is less than 1 (%m)", TABLE_BITS);
  end
`endif

  // A table is never written while it is in use, so no bypass is built.
  (* no_rw_check, rw_addr_collision = "no" *) reg [TABLE_BITS-1:0] memory [0:511];

  always @(posedge clk) begin
    if (write_enable) memory[write_address] <= write_word;
    read_word <= memory[read_address];
  end
endmodule
`default_nettype wire
