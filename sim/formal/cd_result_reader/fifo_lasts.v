// SPDX-License-Identifier: Apache-2.0
// In the place of hw/stream/cd_axis_fifo, which has a proof of its own: the tlast of every word inside, the oldest at 0, without the words.
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
  reg [DEPTH-1:0] lasts;
  wire put = s_axis_tvalid & s_axis_tready;
  wire get = m_axis_tvalid & m_axis_tready;
  wire [$clog2(DEPTH):0] left = used - get;
  assign s_axis_tready = used != DEPTH;
  assign m_axis_tvalid = used != 0;
  assign m_axis_tlast  = lasts[0];
  assign m_axis_tdata  = 0;
  always @(posedge clk) begin
    lasts <= (lasts >> get) | ((put & s_axis_tlast) << left);
    used  <= left + put;
    if (rst) {used, lasts} <= 0;
  end
endmodule
`default_nettype wire
