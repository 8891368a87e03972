// SPDX-License-Identifier: Apache-2.0
// Weights of the network: a memory loaded from a file (WEIGHT_STREAM 0), or a ring filled from a stream (1).
//
// The stream is a sequence of packets: a header (bits 15:0 number of weight words, 31:16 number of parameter words), the parameter words,
// which are passed on, and the weight words, which enter the ring. ready: the next word of a first pass is there. consume: a first
// pass reads a word; release_word: a last pass reads a word, whose place is free READ_DELAY cycles later.
// A read takes a row of WEIGHT_LANES words, word 0 in the lowest bits, and 2 cycles; of several words those come that word_enable has one cycle after the address, and 0 for the others.
// SHORT 1: one cycle, addressed one cycle later, and no register in front of the stream.
`default_nettype none
module cd_weight_store #(
  // words
  parameter WEIGHT_DEPTH = 4096,
  // bytes of a word
  parameter CHANNELS = 16,
  // words of a row, a power of two; 1 with WEIGHT_STREAM 1
  parameter WEIGHT_LANES = 1,
  // rows in WEIGHT_FILE where the memory has two parts (cd_weight_rows), else 0
  parameter WEIGHT_SPLIT = 0,
  // hex image, a row per line, WEIGHT_STREAM 0
  parameter WEIGHT_FILE = "",
  // of the second part
  parameter WEIGHT_REST_FILE = "",
  // 0 memory, 1 ring
  parameter WEIGHT_STREAM = 0,
  // 1: without registers that a slow device can do without
  parameter SHORT = 0,
  // 1: some layers address a cycle later than others
  parameter HAS_HALVES = 0
) (
  input  wire                            clk,
  input  wire                            rst,
  input  wire [8*CHANNELS-1:0]           s_axis_weight_tdata,
  input  wire                            s_axis_weight_tvalid,
  output wire                            s_axis_weight_tready,
  // parameter words of the stream
  output wire                            parameter_valid,
  input  wire                            parameter_ready,
  output wire [8*CHANNELS-1:0]           parameter_word,
  // reader
  input  wire                            consume,
  input  wire                            release_word,
  output wire                            ready,
  input  wire [$clog2(WEIGHT_DEPTH / WEIGHT_LANES)-1:0] read_address,
  input  wire [WEIGHT_LANES-1:0]         word_enable,
  output wire [8*CHANNELS*WEIGHT_LANES-1:0] read_row
);
  localparam ROWS = WEIGHT_DEPTH / WEIGHT_LANES;
  localparam ADDRESS_BITS = $clog2(ROWS);

`ifndef SYNTHESIS
  initial begin
    if (WEIGHT_LANES < 1 || (WEIGHT_LANES & (WEIGHT_LANES - 1)) != 0 || (WEIGHT_LANES > 1 && WEIGHT_STREAM != 0))
      $fatal(1, "cd_weight_store: WEIGHT_LANES=%0d is not a power of two, or not 1 with WEIGHT_STREAM=%0d (%m)", WEIGHT_LANES, WEIGHT_STREAM);
    if (WEIGHT_SPLIT != 0 && WEIGHT_LANES == 1) $fatal(1, "cd_weight_store: WEIGHT_SPLIT=%0d takes rows of several words (%m)", WEIGHT_SPLIT);
    if (WEIGHT_DEPTH % WEIGHT_LANES != 0) $fatal(1, "cd_weight_store: WEIGHT_DEPTH=%0d is no multiple of WEIGHT_LANES=%0d (%m)", WEIGHT_DEPTH, WEIGHT_LANES);
  end
`endif

  wire write_enable;
  wire [ADDRESS_BITS-1:0] write_address;
  wire [8*CHANNELS*WEIGHT_LANES-1:0] write_row;

  generate
    if (WEIGHT_STREAM != 0) begin : gen_stream
      // The reader addresses the memory 3 or 4 cycles after it says release_word.
      localparam READ_DELAY = SHORT != 0 || HAS_HALVES != 0 ? 4 : 3;
      localparam [1:0] HEADER = 2'd0, PARAMETERS = 2'd1, WEIGHTS = 2'd2;
      localparam [15:0] ONE = 1;
      localparam [ADDRESS_BITS:0] NONE = 0;

`ifndef SYNTHESIS
      initial if ((1 << ADDRESS_BITS) != WEIGHT_DEPTH || WEIGHT_DEPTH < 16)
        $fatal(1, "cd_weight_store: WEIGHT_DEPTH=%0d is not a power of two from 16 on (%m)", WEIGHT_DEPTH);
`endif

      wire [8*CHANNELS-1:0] word;
      wire word_valid, word_ready;
      reg [1:0] state;
      reg [15:0] left, weights_left;
      reg [ADDRESS_BITS:0] used, ahead;
      reg [ADDRESS_BITS-1:0] fill_address;
      reg [READ_DELAY-1:0] release_later;
      reg any_ahead;

      if (SHORT != 0) begin : gen_direct
        assign word       = s_axis_weight_tdata;
        assign word_valid = s_axis_weight_tvalid;
        assign s_axis_weight_tready = word_ready;
      end else begin : gen_register
        wire unused_last;
        cd_axis_register #(.DATA_BITS(8*CHANNELS)) register_inst (
          .clk(clk), .rst(rst),
          .s_axis_tdata(s_axis_weight_tdata), .s_axis_tlast(1'b0),
          .s_axis_tvalid(s_axis_weight_tvalid), .s_axis_tready(s_axis_weight_tready),
          .m_axis_tdata(word), .m_axis_tlast(unused_last), .m_axis_tvalid(word_valid), .m_axis_tready(word_ready)
        );
      end

      wire [15:0] header_weights    = word[15:0];
      wire [15:0] header_parameters = word[31:16];
      wire room   = ~used[ADDRESS_BITS];
      wire put    = (state == WEIGHTS) & word_valid & room;
      wire get    = consume;
      wire freed  = release_later[READ_DELAY-1];
      wire accept = word_valid & word_ready;

      assign word_ready      = (state == HEADER) | ((state == PARAMETERS) & parameter_ready) | ((state == WEIGHTS) & room);
      assign parameter_valid = (state == PARAMETERS) & word_valid;
      assign parameter_word  = word;

      always @(posedge clk) begin
        if (accept)
          case (state)
            HEADER: begin
              weights_left <= header_weights;
              left         <= header_parameters != 16'd0 ? header_parameters : header_weights;
              state        <= header_parameters != 16'd0 ? PARAMETERS : header_weights != 16'd0 ? WEIGHTS : HEADER;
            end
            PARAMETERS: begin
              left <= left == ONE ? weights_left : left - ONE;
              if (left == ONE) state <= weights_left != 16'd0 ? WEIGHTS : HEADER;
            end
            default: begin
              left <= left - ONE;
              if (left == ONE) state <= HEADER;
            end
          endcase
        if (rst) state <= HEADER;
      end

      // used: words that may not be overwritten; ahead: words that no first pass has read.
      always @(posedge clk) begin
        release_later <= {release_later[READ_DELAY-2:0], release_word};
        if (put) fill_address <= fill_address + 1'b1;
        if (put && !freed) used <= used + 1'b1;
        else if (!put && freed) used <= used - 1'b1;
        if (put && !get) ahead <= ahead + 1'b1;
        else if (!put && get) ahead <= ahead - 1'b1;
        any_ahead <= put | (get ? ahead[ADDRESS_BITS:1] != NONE[ADDRESS_BITS:1] : ahead != NONE);
        if (rst) begin
          release_later <= {READ_DELAY{1'b0}};
          fill_address  <= {ADDRESS_BITS{1'b0}};
          used          <= NONE;
          ahead         <= NONE;
          any_ahead     <= 1'b0;
        end
      end

      assign ready         = any_ahead;
      assign write_enable  = put;
      assign write_address = fill_address;
      assign write_row     = word;
    end else begin : gen_file
      assign s_axis_weight_tready = 1'b0;
      assign parameter_valid      = 1'b0;
      assign parameter_word       = {8*CHANNELS{1'b0}};
      assign ready                = 1'b1;
      assign write_enable         = 1'b0;
      assign write_address        = {ADDRESS_BITS{1'b0}};
      assign write_row            = {8*CHANNELS*WEIGHT_LANES{1'b0}};
      wire unused = &{1'b0, rst, s_axis_weight_tdata, s_axis_weight_tvalid, parameter_ready, consume, release_word};
    end
  endgenerate

  generate
    if (WEIGHT_LANES > 1) begin : gen_rows
      cd_weight_rows #(
        .ROWS(ROWS), .WEIGHT_LANES(WEIGHT_LANES), .WORD_BITS(8*CHANNELS), .SPLIT(WEIGHT_SPLIT), .FILE(WEIGHT_FILE), .REST_FILE(WEIGHT_REST_FILE)
      ) memory_inst (.clk(clk), .read_address(read_address), .word_enable(word_enable), .read_row(read_row));
      wire unused_write = &{1'b0, write_enable, write_address, write_row};
    end else begin : gen_words
      cd_bank #(
        .DEPTH(ROWS), .WORD_BITS(8*CHANNELS), .FILE(WEIGHT_FILE), .LATENCY(SHORT != 0 ? 1 : 2)
      ) memory_inst (
        .clk(clk), .write_enable(write_enable), .write_address(write_address), .write_word(write_row),
        .read_address(read_address), .read_word(read_row)
      );
      wire unused_enable = &{1'b0, word_enable};
    end
  endgenerate
endmodule
`default_nettype wire
