// SPDX-License-Identifier: Apache-2.0
// Words to beats that hold several, for a region that begins and ends anywhere in a beat: tkeep says which bytes carry a word.
//
// After `load` the first word goes to place `first` of its beat, the next ones to the places behind it; a beat leaves when its last place is filled, or with tlast.
// Latency 1 cycle, one word a cycle.
`default_nettype none
module cd_axis_pack #(
  // Bytes of a word.
  parameter IN_BYTES = 4,
  // Bytes of a beat: IN_BYTES times a power of two from 2 on.
  parameter OUT_BYTES = 16
) (
  input  wire                                clk,
  input  wire                                rst,
  input  wire                                load,
  input  wire [$clog2(OUT_BYTES/IN_BYTES)-1:0] first,
  input  wire [8*IN_BYTES-1:0]               s_axis_tdata,
  input  wire                                s_axis_tlast,
  input  wire                                s_axis_tvalid,
  output wire                                s_axis_tready,
  output wire [8*OUT_BYTES-1:0]              m_axis_tdata,
  output wire [OUT_BYTES-1:0]                m_axis_tkeep,
  output wire                                m_axis_tvalid,
  input  wire                                m_axis_tready
);
  localparam PLACES = OUT_BYTES / IN_BYTES;
  localparam PLACE_BITS = $clog2(PLACES);

`ifndef SYNTHESIS
  initial if (PLACES < 2 || (1 << PLACE_BITS) != PLACES || PLACES * IN_BYTES != OUT_BYTES)
    $fatal(1, "cd_axis_pack: OUT_BYTES=%0d is not IN_BYTES=%0d times a power of two from 2 on (%m)", OUT_BYTES, IN_BYTES);
`endif

  reg [8*OUT_BYTES-1:0] beat;
  reg [PLACES-1:0] filled;
  reg [PLACE_BITS-1:0] place;
  reg full;
  wire accept = s_axis_tvalid & s_axis_tready;
  wire [PLACES-1:0] here = {{(PLACES-1){1'b0}}, 1'b1} << place;
  integer k;
  genvar p;

  assign s_axis_tready = ~full | m_axis_tready;
  assign m_axis_tdata  = beat;
  assign m_axis_tvalid = full;
  generate
    for (p = 0; p < PLACES; p = p + 1) begin : gen_keep
      assign m_axis_tkeep[IN_BYTES*p +: IN_BYTES] = {IN_BYTES{filled[p]}};
    end
  endgenerate

  always @(posedge clk) begin
    if (accept) begin
      for (k = 0; k < PLACES; k = k + 1) if (here[k]) beat[8*IN_BYTES*k +: 8*IN_BYTES] <= s_axis_tdata;
      filled <= (full ? {PLACES{1'b0}} : filled) | here;
      place  <= place + 1'b1;
      full   <= s_axis_tlast | (&place);
    end else if (m_axis_tready) begin
      if (full) filled <= {PLACES{1'b0}};
      full <= 1'b0;
    end
    if (load) place <= first;
    if (rst) begin
      full   <= 1'b0;
      filled <= {PLACES{1'b0}};
    end
  end
endmodule
`default_nettype wire
