// SPDX-License-Identifier: Apache-2.0
// Stream FIFO in registers or distributed memory.
//
// Order is kept, nothing is lost or repeated. Latency 1 cycle, one word per cycle. tready comes from a register; tvalid and tdata from
// the memory's read side.
`default_nettype none
module cd_axis_fifo #(
  // words, power of two
  parameter DEPTH = 8,
  // bits of tdata
  parameter DATA_BITS = 8
) (
  input  wire                 clk,
  input  wire                 rst,
  input  wire [DATA_BITS-1:0] s_axis_tdata,
  input  wire                 s_axis_tlast,
  input  wire                 s_axis_tvalid,
  output wire                 s_axis_tready,
  output wire [DATA_BITS-1:0] m_axis_tdata,
  output wire                 m_axis_tlast,
  output wire                 m_axis_tvalid,
  input  wire                 m_axis_tready
);
  localparam INDEX_BITS = $clog2(DEPTH);

`ifndef SYNTHESIS
  initial if (DEPTH < 2 || (1 << INDEX_BITS) != DEPTH) $fatal(1, "cd_axis_fifo: DEPTH=%0d is not a power of two from 2 on (%m)", DEPTH);
`endif

  reg [DATA_BITS:0] words [0:DEPTH-1];
  reg [INDEX_BITS:0] write_count, read_count;
  wire [INDEX_BITS:0] used = write_count - read_count;
  wire put = s_axis_tvalid & s_axis_tready;
  wire get = m_axis_tvalid & m_axis_tready;

  // used never exceeds DEPTH, so its top bit alone says full.
  assign s_axis_tready = ~used[INDEX_BITS];
  assign m_axis_tvalid = write_count != read_count;
  assign {m_axis_tlast, m_axis_tdata} = words[read_count[INDEX_BITS-1:0]];

  always @(posedge clk) begin
    if (put) words[write_count[INDEX_BITS-1:0]] <= {s_axis_tlast, s_axis_tdata};
    if (put) write_count <= write_count + 1'b1;
    if (get) read_count <= read_count + 1'b1;
    if (rst) begin
      write_count <= {(INDEX_BITS+1){1'b0}};
      read_count  <= {(INDEX_BITS+1){1'b0}};
    end
  end
endmodule
`default_nettype wire
