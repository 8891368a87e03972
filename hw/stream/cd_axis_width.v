// SPDX-License-Identifier: Apache-2.0
// Stream width converter between words of IN_BYTES and OUT_BYTES, one a multiple of the other.
//
// Bytes keep their order, the lowest byte of a word is the earliest. Narrowing sends a word in IN_BYTES / OUT_BYTES parts, tlast with the last.
// Widening collects OUT_BYTES / IN_BYTES words; a tlast before the word is full sends it at once with zeros above.
// Latency 1 cycle; the wide side's rate is the narrow side's divided by the ratio, with no cycle lost. tdata and tvalid come from registers;
// tready depends on m_axis_tready only.
`default_nettype none
module cd_axis_width #(
  // bytes of an input word
  parameter IN_BYTES = 4,
  // bytes of an output word
  parameter OUT_BYTES = 16
) (
  input  wire                   clk,
  input  wire                   rst,
  input  wire [8*IN_BYTES-1:0]  s_axis_tdata,
  input  wire                   s_axis_tlast,
  input  wire                   s_axis_tvalid,
  output wire                   s_axis_tready,
  output wire [8*OUT_BYTES-1:0] m_axis_tdata,
  output wire                   m_axis_tlast,
  output wire                   m_axis_tvalid,
  input  wire                   m_axis_tready
);
  localparam RATIO = IN_BYTES > OUT_BYTES ? IN_BYTES / OUT_BYTES : OUT_BYTES / IN_BYTES;
  localparam COUNT_BITS = RATIO > 1 ? $clog2(RATIO) : 1;
  localparam LAST_INDEX = RATIO - 1;
  localparam [COUNT_BITS-1:0] LAST = LAST_INDEX[COUNT_BITS-1:0];

`ifndef SYNTHESIS
  initial if (IN_BYTES < 1 || OUT_BYTES < 1 || (IN_BYTES % OUT_BYTES != 0 && OUT_BYTES % IN_BYTES != 0))
    $fatal(1, "cd_axis_width: IN_BYTES=%0d and OUT_BYTES=%0d: neither is a multiple of the other (%m)", IN_BYTES, OUT_BYTES);
`endif

  generate
    if (IN_BYTES == OUT_BYTES) begin : gen_equal
      cd_axis_register #(.DATA_BITS(8*IN_BYTES)) register_inst (
        .clk(clk), .rst(rst), .s_axis_tdata(s_axis_tdata), .s_axis_tlast(s_axis_tlast), .s_axis_tvalid(s_axis_tvalid),
        .s_axis_tready(s_axis_tready), .m_axis_tdata(m_axis_tdata), .m_axis_tlast(m_axis_tlast), .m_axis_tvalid(m_axis_tvalid),
        .m_axis_tready(m_axis_tready)
      );
      wire unused = &{1'b0, LAST};
    end else if (IN_BYTES > OUT_BYTES) begin : gen_narrow
      reg [8*IN_BYTES-1:0] word;
      reg word_last, full;
      reg [COUNT_BITS-1:0] part;
      wire part_last = part == LAST;
      wire sent = full & m_axis_tready;

      // A new word is taken when none is held or its last part leaves.
      assign s_axis_tready = ~full | (m_axis_tready & part_last);
      assign m_axis_tdata  = word[8*OUT_BYTES-1:0];
      assign m_axis_tlast  = word_last & part_last;
      assign m_axis_tvalid = full;

      always @(posedge clk) begin
        if (s_axis_tready) begin
          full      <= s_axis_tvalid;
          word      <= s_axis_tdata;
          word_last <= s_axis_tlast;
          part      <= {COUNT_BITS{1'b0}};
        end else if (sent) begin
          word <= word >> (8*OUT_BYTES);
          part <= part + 1'b1;
        end
        if (rst) full <= 1'b0;
      end
    end else begin : gen_wide
      reg [8*OUT_BYTES-1:0] word;
      reg word_last, full;
      reg [COUNT_BITS-1:0] part;
      wire [8*OUT_BYTES-1:0] part_long = {{(8*(OUT_BYTES-IN_BYTES)){1'b0}}, s_axis_tdata};
      wire accept = s_axis_tvalid & s_axis_tready;

      // A part is taken while the word is open, or in the cycle in which the full word leaves.
      assign s_axis_tready = ~full | m_axis_tready;
      assign m_axis_tdata  = word;
      assign m_axis_tlast  = word_last;
      assign m_axis_tvalid = full;

      always @(posedge clk) begin
        if (accept) begin
          word      <= (part == {COUNT_BITS{1'b0}} ? {8*OUT_BYTES{1'b0}} : word) | (part_long << (8*IN_BYTES*part));
          word_last <= s_axis_tlast;
          full      <= s_axis_tlast | (part == LAST);
          part      <= (s_axis_tlast | (part == LAST)) ? {COUNT_BITS{1'b0}} : part + 1'b1;
        end else if (m_axis_tready) full <= 1'b0;
        if (rst) begin
          full <= 1'b0;
          part <= {COUNT_BITS{1'b0}};
        end
      end
    end
  endgenerate
endmodule
`default_nettype wire
