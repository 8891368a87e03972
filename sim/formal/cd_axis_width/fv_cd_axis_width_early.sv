// SPDX-License-Identifier: Apache-2.0
// cd_axis_width, RATIO narrow words into a wide one, where any word may end early: at a tlast or when it is full it is complete. Words leave in order, each once: as many are complete
// as have left, or one more, and valid says which. Any one part is watched (`watch` is free): the word that leaves next after it has it at its place, has zeros above its last part, and
// tlast exactly if that part had it. Valid stays until ready and data is stable meanwhile.
module fv_cd_axis_width_early (input wire clk);
  parameter RATIO = 4;
  localparam PLACE_BITS = $clog2(RATIO);
  (* anyseq *) wire rst, in_valid, in_last, out_ready, watch;
  (* anyseq *) wire [7:0] in_data;
  wire in_ready, out_valid, out_last;
  wire [8*RATIO-1:0] out_data;

  cd_axis_width #(.IN_BYTES(1), .OUT_BYTES(RATIO)) dut (
    .clk(clk), .rst(rst), .s_axis_tdata(in_data), .s_axis_tlast(in_last), .s_axis_tvalid(in_valid), .s_axis_tready(in_ready),
    .m_axis_tdata(out_data), .m_axis_tlast(out_last), .m_axis_tvalid(out_valid), .m_axis_tready(out_ready)
  );

  wire put = in_valid & in_ready;
  wire get = out_valid & out_ready;
  // Place of the next part in its word; words complete and not yet gone; last part of the newest complete word.
  reg [PLACE_BITS-1:0] place = 0, end_place = 0;
  reg [1:0] waiting = 0;
  reg end_last = 0;
  wire complete = put & (in_last | place == RATIO - 1);
  // The watched part.
  reg watching = 0;
  reg [7:0] watched = 0;
  reg [PLACE_BITS-1:0] watched_place = 0;
  reg started = 0, in_stalled = 0, in_last_before = 0, out_stalled = 0, out_last_before = 0;
  reg [7:0] in_data_before = 0;
  reg [8*RATIO-1:0] out_data_before = 0;

  always @(posedge clk) begin
    started         <= 1;
    in_stalled      <= ~rst & in_valid & ~in_ready;
    in_data_before  <= in_data;
    in_last_before  <= in_last;
    out_stalled     <= ~rst & out_valid & ~out_ready;
    out_data_before <= out_data;
    out_last_before <= out_last;
    if (put) place <= complete ? 0 : place + 1;
    if (complete) {end_place, end_last} <= {place, in_last};
    waiting <= waiting + complete - get;
    if (put && watch && (!watching || get)) {watching, watched, watched_place} <= {1'b1, in_data, place};
    else if (get) watching <= 0;
    if (rst) {place, waiting, watching} <= 0;
    if (!started) assume (rst);
    else begin
      assume (!rst);
      if (in_stalled) assume (in_valid && in_data == in_data_before && in_last == in_last_before);
      if (out_stalled) assert (out_valid && out_data == out_data_before && out_last == out_last_before);
      assert (waiting <= 1 && out_valid == waiting);
      if (out_valid) begin
        assert (out_last == end_last);
        assert ((out_data >> (8 * end_place)) >> 8 == 0);
        if (watching) assert (((out_data >> (8 * watched_place)) & 8'hff) == watched && watched_place <= end_place);
      end
    end
  end
endmodule
