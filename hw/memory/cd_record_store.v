// SPDX-License-Identifier: Apache-2.0
// Requantization records for one requantizer that takes the channels in turn (SMALL of cd_engine): a memory loaded from a file (WEIGHT_STREAM 0), or a FIFO of
// output blocks (1).
//
//   record of a channel = {unused (1 byte), shift (1), multiplier (2), bias (4)}, byte 0 first: 8 / CHANNELS words of the stream, one word of the file
//
// `channel` selects the record of the current block; bias comes one cycle later, multiplier three, shift five, where a value is that left at the same time.
// block_end moves on to the next block, block_written frees the place of one. ready: the block whose first tile ends now is there.
`default_nettype none
module cd_record_store #(
  // words of CHANNELS bytes; WEIGHT_STREAM 1: a power of two, at least two output blocks
  parameter PARAMETER_DEPTH = 16,
  // channel lanes, 4 or 8
  parameter CHANNELS = 8,
  // bits of a bias
  parameter ACC_BITS = 32,
  // bits of a multiplier
  parameter MULTIPLIER_BITS = 16,
  // hex image, WEIGHT_STREAM 0
  parameter PARAMETER_FILE = "",
  // 0 memory, 1 FIFO
  parameter WEIGHT_STREAM = 0
) (
  input  wire                        clk,
  input  wire                        rst,
  // a frame begins: go back to the first block (WEIGHT_STREAM 0 only)
  input  wire                        restart,
  // words from the stream
  input  wire                        write_valid,
  output wire                        write_ready,
  input  wire [8*CHANNELS-1:0]       write_word,
  // a tile is issued that will use the next records
  input  wire                        issue_block_parameters,
  output wire                        ready,
  // reader
  input  wire [$clog2(CHANNELS)-1:0] channel,
  input  wire                        block_end,
  input  wire                        block_written,
  output wire [ACC_BITS-1:0]         bias,
  output wire [MULTIPLIER_BITS-1:0]  multiplier,
  output wire [5:0]                  shift
);
  localparam CHANNEL_BITS = $clog2(CHANNELS);
  localparam RECORDS      = PARAMETER_DEPTH * CHANNELS / 8;
  localparam ADDRESS_BITS = $clog2(RECORDS);
  localparam BLOCK_BITS   = ADDRESS_BITS - CHANNEL_BITS;

`ifndef SYNTHESIS
  initial begin
    if (CHANNELS != 4 && CHANNELS != 8) $fatal(1, "cd_record_store: CHANNELS=%0d is not 4 or 8 (%m)", CHANNELS);
    if (RECORDS < 2*CHANNELS) $fatal(1, "cd_record_store: PARAMETER_DEPTH=%0d does not hold two blocks (%m)", PARAMETER_DEPTH);
  end
`endif

  reg [BLOCK_BITS-1:0] block;
  always @(posedge clk) begin
    if (block_end) block <= block + 1'b1;
    if (rst || (restart && WEIGHT_STREAM == 0)) block <= {BLOCK_BITS{1'b0}};
  end

  wire write_enable;
  wire [ADDRESS_BITS-1:0] write_address;
  wire [63:0] write_record, read_record;

  generate
    if (WEIGHT_STREAM != 0) begin : gen_stream
`ifndef SYNTHESIS
      initial if ((1 << ADDRESS_BITS) != RECORDS) $fatal(1, "cd_record_store: PARAMETER_DEPTH=%0d is not a power of two (%m)", PARAMETER_DEPTH);
`endif
      reg [ADDRESS_BITS-1:0] fill_address;
      // Blocks that are complete and not yet freed, and those that no tile has claimed.
      reg [BLOCK_BITS:0] held, unclaimed;
      wire complete = write_enable & (&fill_address[CHANNEL_BITS-1:0]);

      assign write_ready   = ~held[BLOCK_BITS];
      assign write_address = fill_address;
      assign ready         = |unclaimed;

      always @(posedge clk) begin
        if (write_enable) fill_address <= fill_address + 1'b1;
        if (complete && !block_written) held <= held + 1'b1;
        else if (!complete && block_written) held <= held - 1'b1;
        if (complete && !issue_block_parameters) unclaimed <= unclaimed + 1'b1;
        else if (!complete && issue_block_parameters) unclaimed <= unclaimed - 1'b1;
        if (rst) begin
          fill_address <= {ADDRESS_BITS{1'b0}};
          held         <= {(BLOCK_BITS+1){1'b0}};
          unclaimed    <= {(BLOCK_BITS+1){1'b0}};
        end
      end

      if (CHANNELS == 4) begin : gen_halves
        // The lower half waits for the upper one.
        reg upper;
        reg [31:0] lower;
        assign write_enable = write_valid & write_ready & upper;
        assign write_record = {write_word, lower};
        always @(posedge clk) begin
          if (write_valid && write_ready) begin
            upper <= ~upper;
            lower <= write_word;
          end
          if (rst) upper <= 1'b0;
        end
      end else begin : gen_whole
        assign write_enable = write_valid & write_ready;
        assign write_record = write_word;
      end
    end else begin : gen_file
      assign write_ready   = 1'b0;
      assign write_enable  = 1'b0;
      assign write_address = {ADDRESS_BITS{1'b0}};
      assign write_record  = 64'd0;
      assign ready         = 1'b1;
      wire unused = &{1'b0, write_valid, write_word, issue_block_parameters, block_written};
    end
  endgenerate

  cd_bank #(.DEPTH(RECORDS), .WORD_BITS(64), .FILE(PARAMETER_FILE), .LATENCY(1)) memory_inst (
    .clk(clk), .write_enable(write_enable), .write_address(write_address), .write_word(write_record),
    .read_address({block, channel}), .read_word(read_record)
  );

  // Fields wait for the stages that use them.
  reg [MULTIPLIER_BITS-1:0] multiplier_2, multiplier_3;
  reg [5:0] shift_2, shift_3, shift_4, shift_5;
  assign bias       = read_record[ACC_BITS-1:0];
  assign multiplier = multiplier_3;
  assign shift      = shift_5;
  wire unused_record = &{1'b0, read_record};

  always @(posedge clk) begin
    multiplier_2 <= read_record[32 +: MULTIPLIER_BITS];
    multiplier_3 <= multiplier_2;
    shift_2      <= read_record[53:48];
    shift_3      <= shift_2;
    shift_4      <= shift_3;
    shift_5      <= shift_4;
  end
endmodule
`default_nettype wire
