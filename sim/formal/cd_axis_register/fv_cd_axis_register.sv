// SPDX-License-Identifier: Apache-2.0
// The rules of stream_rules for cd_axis_register.
module fv_cd_axis_register (input wire clk);
  parameter DATA_BITS = 2;

  (* anyseq *) wire rst, in_valid, in_last, out_ready;
  (* anyseq *) wire [DATA_BITS-1:0] in_data;
  wire in_ready, out_valid, out_last;
  wire [DATA_BITS-1:0] out_data;

  cd_axis_register #(.DATA_BITS(DATA_BITS)) dut (
    .clk(clk), .rst(rst), .s_axis_tdata(in_data), .s_axis_tlast(in_last), .s_axis_tvalid(in_valid), .s_axis_tready(in_ready),
    .m_axis_tdata(out_data), .m_axis_tlast(out_last), .m_axis_tvalid(out_valid), .m_axis_tready(out_ready)
  );

  stream_rules #(.PART_BITS(DATA_BITS), .CAPACITY(2)) rules (
    .clk(clk), .rst(rst), .in_data(in_data), .in_last(in_last), .in_valid(in_valid), .in_ready(in_ready),
    .out_data(out_data), .out_last(out_last), .out_valid(out_valid), .out_ready(out_ready)
  );
endmodule
