// SPDX-License-Identifier: Apache-2.0
// In the place of hw/stream/cd_axis_fifo, which has a proof of its own: how many words are inside, without the words.
`default_nettype none
module cd_axis_fifo #(
  parameter DEPTH = 8,
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
  reg [$clog2(DEPTH):0] used;
  assign s_axis_tready = used != DEPTH;
  assign m_axis_tvalid = used != 0;
  assign {m_axis_tdata, m_axis_tlast} = 0;
  always @(posedge clk)
    if (rst) used <= 0;
    else used <= used + (s_axis_tvalid & s_axis_tready) - (m_axis_tvalid & m_axis_tready);
endmodule
`default_nettype wire
