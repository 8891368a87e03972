// SPDX-License-Identifier: Apache-2.0
// Rules of a stream through a module, in all cycles after reset: valid stays until ready and data is stable meanwhile (assumed of the input,
// proved of the output), and nothing is lost, repeated or reordered. For the latter, parts that are inside are counted, any one part is
// watched (`watch` is free, so every part of every run is), and when those ahead of it have left it is the next to leave, unchanged.
//
// An input word is SCALE_IN parts and an output word SCALE_OUT, the lowest first; tlast belongs to the last part of a word.
module stream_rules #(
  // bits of a part
  parameter PART_BITS = 2,
  // parts of an input word and of an output word
  parameter SCALE_IN = 1,
  parameter SCALE_OUT = 1,
  // parts that the module can hold
  parameter CAPACITY = 2
) (
  input wire                           clk,
  input wire                           rst,
  input wire [PART_BITS*SCALE_IN-1:0]  in_data,
  input wire                           in_last,
  input wire                           in_valid,
  input wire                           in_ready,
  input wire [PART_BITS*SCALE_OUT-1:0] out_data,
  input wire                           out_last,
  input wire                           out_valid,
  input wire                           out_ready
);
  localparam COUNT_BITS = $clog2(CAPACITY + SCALE_IN + 1);
  localparam PLACE_BITS = SCALE_IN > 1 ? $clog2(SCALE_IN) : 1;
  (* anyseq *) wire watch;
  (* anyconst *) wire [PLACE_BITS-1:0] place;
  reg [COUNT_BITS-1:0] inside = 0, ahead = 0;
  reg [PART_BITS-1:0] watched = 0;
  reg watched_last = 0, watching = 0;
  wire put = in_valid & in_ready;
  wire get = out_valid & out_ready;
  wire [COUNT_BITS-1:0] left = get ? inside - SCALE_OUT : inside;

  reg [PART_BITS*SCALE_IN-1:0] in_data_before = 0;
  reg [PART_BITS*SCALE_OUT-1:0] out_data_before = 0;
  reg in_last_before = 0, in_stalled = 0, out_last_before = 0, out_stalled = 0, started = 0;

  always @(posedge clk) begin
    started         <= 1;
    in_stalled      <= ~rst & in_valid & ~in_ready;
    in_data_before  <= in_data;
    in_last_before  <= in_last;
    out_stalled     <= ~rst & out_valid & ~out_ready;
    out_data_before <= out_data;
    out_last_before <= out_last;
    inside          <= put ? left + SCALE_IN : left;
    if (watching) begin
      if (get) ahead <= ahead - SCALE_OUT;
      if (get && ahead < SCALE_OUT) watching <= 0;
    end else if (put && watch) begin
      watching     <= 1;
      ahead        <= left + place;
      watched      <= in_data >> (PART_BITS * place);
      watched_last <= in_last & (place == SCALE_IN - 1);
    end
    if (rst) begin
      inside   <= 0;
      watching <= 0;
    end
    assume (place < SCALE_IN);
    if (!started) assume (rst);
    else begin
      assume (!rst);
      if (in_stalled) assume (in_valid && in_data == in_data_before && in_last == in_last_before);
      if (out_stalled) assert (out_valid && out_data == out_data_before && out_last == out_last_before);
      assert (inside <= CAPACITY);
      if (out_valid) assert (inside >= SCALE_OUT);
      if (watching) begin
        assert (ahead < inside);
        if (out_valid && ahead < SCALE_OUT) begin
          assert (((out_data >> (PART_BITS * ahead)) & ((1 << PART_BITS) - 1)) == watched);
          assert (out_last == watched_last || ahead != SCALE_OUT - 1);
        end
      end
    end
  end
endmodule
