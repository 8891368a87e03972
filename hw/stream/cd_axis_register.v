// SPDX-License-Identifier: Apache-2.0
// Stream register for both directions: every output comes from a register.
//
// Order is kept, nothing is lost or repeated. Latency 1 cycle, one word per cycle. A second word is kept for the cycle in which
// the stall becomes visible to the source.
`default_nettype none
module cd_axis_register #(
  // bits of tdata
  parameter DATA_BITS = 8
) (
  input  wire                 clk,
  input  wire                 rst,
  input  wire [DATA_BITS-1:0] s_axis_tdata,
  input  wire                 s_axis_tlast,
  input  wire                 s_axis_tvalid,
  output reg                  s_axis_tready,
  output reg  [DATA_BITS-1:0] m_axis_tdata,
  output reg                  m_axis_tlast,
  output reg                  m_axis_tvalid,
  input  wire                 m_axis_tready
);
`ifndef SYNTHESIS
  initial begin
    if (DATA_BITS < 1) $fatal(1, "cd_axis_register: DATA_BITS=%0d is less than 1 (%m)", DATA_BITS);
  end
`endif

  reg [DATA_BITS-1:0] kept_tdata;
  reg kept_tlast, kept;
  // The output register takes a word when it is empty or emptied.
  wire advance = m_axis_tready | ~m_axis_tvalid;
  wire accept  = s_axis_tvalid & s_axis_tready;

  always @(posedge clk) begin
    if (advance) begin
      m_axis_tvalid <= kept | accept;
      m_axis_tdata  <= kept ? kept_tdata : s_axis_tdata;
      m_axis_tlast  <= kept ? kept_tlast : s_axis_tlast;
      kept          <= 1'b0;
      s_axis_tready <= 1'b1;
    end else if (accept) begin
      kept          <= 1'b1;
      kept_tdata    <= s_axis_tdata;
      kept_tlast    <= s_axis_tlast;
      s_axis_tready <= 1'b0;
    end
    if (rst) begin
      m_axis_tvalid <= 1'b0;
      kept          <= 1'b0;
      s_axis_tready <= 1'b0;
    end
  end
endmodule
`default_nettype wire
