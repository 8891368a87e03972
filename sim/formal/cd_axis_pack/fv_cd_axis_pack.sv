// SPDX-License-Identifier: Apache-2.0
// cd_axis_pack, one-byte words into beats of PLACES, in all cycles after reset, with any words, ends, gaps, stalls and loads between regions:
//
//   a word goes to the place behind the one before it, the first one after `load` to place `first`, whatever is waiting (any word is watched, `watch` is free);
//   a beat leaves when its last place is filled or with tlast, each once and in order; tkeep names exactly the places that were filled since the beat before, so no byte is lost or stale;
//   valid stays until ready, data and tkeep are stable meanwhile
//
// A load comes when no word of the region before is in an unfinished beat, which is how cd_map_transfers uses it.
module fv_cd_axis_pack (input wire clk);
  parameter PLACES = 4;
  localparam PLACE_BITS = $clog2(PLACES);
  (* anyseq *) wire any_load, in_valid, in_last, out_ready, watch;
  (* anyseq *) wire [PLACE_BITS-1:0] first;
  (* anyseq *) wire [7:0] in_data;
  wire in_ready, out_valid;
  wire [8*PLACES-1:0] out_data;
  wire [PLACES-1:0] out_keep;
  reg started = 0;
  wire rst = ~started;

  // Place of the next word; places of the beat that is gathered, and of the one that waits; whether one waits.
  reg [PLACE_BITS-1:0] place = 0;
  reg [PLACES-1:0] gathered = 0, waiting_keep = 0;
  reg waiting = 0, loaded = 0;
  // The watched word: gathered, or in the beat that waits.
  reg watching = 0;
  reg [7:0] watched = 0;
  reg [PLACE_BITS-1:0] watched_place = 0;
  reg out_stalled = 0, in_stalled = 0, in_last_before = 0;
  reg [8*PLACES-1:0] out_data_before = 0;
  reg [7:0] in_data_before = 0;

  wire put = in_valid & in_ready;
  wire get = out_valid & out_ready;
  wire load = any_load & ~put & gathered == 0;
  wire complete = put & (in_last | place == PLACES - 1);
  wire [PLACES-1:0] here = 1 << place;

  cd_axis_pack #(.IN_BYTES(1), .OUT_BYTES(PLACES)) dut (
    .clk(clk), .rst(rst), .load(load), .first(first), .s_axis_tdata(in_data), .s_axis_tlast(in_last), .s_axis_tvalid(in_valid), .s_axis_tready(in_ready),
    .m_axis_tdata(out_data), .m_axis_tkeep(out_keep), .m_axis_tvalid(out_valid), .m_axis_tready(out_ready)
  );

  always @(posedge clk) begin
    started         <= 1;
    out_stalled     <= started & out_valid & ~out_ready;
    out_data_before <= out_data;
    in_stalled      <= started & in_valid & ~in_ready;
    in_data_before  <= in_data;
    in_last_before  <= in_last;
    loaded          <= started & (loaded | load);
    if (load) place <= first;
    else if (put) place <= place + 1'b1;
    if (put) gathered <= complete ? 0 : gathered | here;
    waiting <= started & (complete | (waiting & ~get));
    if (complete) waiting_keep <= gathered | here;
    if (put && watch && (!watching || get)) {watching, watched, watched_place} <= {started, in_data, place};
    else if (get) watching <= 0;
    if (!started) {gathered, watching} <= 0;
    if (started) begin
      if (in_stalled) assume (in_valid && in_data == in_data_before && in_last == in_last_before);
      assume (!in_valid || loaded);
      if (out_stalled) assert (out_valid && out_data == out_data_before);
      assert (out_valid == waiting);
      if (waiting) begin
        assert (out_keep == waiting_keep && gathered == 0);
        if (watching) assert (((out_data >> (8 * watched_place)) & 8'hff) == watched && waiting_keep[watched_place]);
      end
    end
  end
endmodule
