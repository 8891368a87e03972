// SPDX-License-Identifier: Apache-2.0
// Sends a tensor from bank 0 as a stream.
//
//   word k is block k mod blocks of pixel k / blocks, read at base + block * pitch + pixel; tlast with the last
//
// Reads are issued only while the output FIFO has room for all that are under way, so the bank needs no stall. done comes when the last
// word has been taken. One word per cycle. BUFFERED 0 has no FIFO: the bank's output is the stream's data, and a word takes 5 cycles.
`default_nettype none
module cd_result_reader #(
  // bytes of a word
  parameter CHANNELS = 16,
  // bits of a descriptor word
  parameter CONFIG_BITS = 20,
  // bits of a bank address
  parameter ADDRESS_BITS = 11,
  // 1: a FIFO, one word per cycle, 0: none
  parameter BUFFERED = 1
) (
  input  wire                     clk,
  input  wire                     rst,
  input  wire                     result_load,
  input  wire                     flip,
  input  wire [CONFIG_BITS-1:0]   total,
  input  wire [CONFIG_BITS/2-1:0] block_limit,
  input  wire [ADDRESS_BITS-1:0]  base,
  input  wire [ADDRESS_BITS-1:0]  pitch,
  output reg                      active,
  output wire                     done,
  // read port of bank 0, data two cycles later
  output reg  [ADDRESS_BITS-1:0]  read_address,
  input  wire [8*CHANNELS-1:0]    read_word,
  output wire [8*CHANNELS-1:0]    m_axis_result_tdata,
  output wire                     m_axis_result_tlast,
  output wire                     m_axis_result_tvalid,
  input  wire                     m_axis_result_tready
);
  wire block_last, pixel_last, issue;
  wire taken = m_axis_result_tvalid & m_axis_result_tready;

  assign done = taken & m_axis_result_tlast;

  cd_loop_counter #(.COUNT_BITS(CONFIG_BITS/2)) block_inst
    (.clk(clk), .load(result_load), .step(issue), .limit(block_limit), .last(block_last));
  cd_loop_counter #(.COUNT_BITS(CONFIG_BITS)) pixel_inst
    (.clk(clk), .load(result_load), .step(issue & block_last), .limit(total - 1'b1), .last(pixel_last));

  always @(posedge clk) begin
    if (result_load) active <= 1'b1;
    else if (done) active <= 1'b0;
    if (rst) active <= 1'b0;
  end

  // next_address is registered once more to keep the bank's address path short.
  reg [ADDRESS_BITS-1:0] next_address, pixel_address;
  always @(posedge clk) begin
    read_address <= next_address;
    if (result_load) begin
      next_address  <= base;
      pixel_address <= base + 1'b1;
    end else if (issue) begin
      next_address <= block_last ? pixel_address : next_address + pitch;
      if (block_last) pixel_address <= pixel_address + 1'b1;
    end
  end

  generate
    if (BUFFERED != 0) begin : gen_buffered
      // Covers the read latency and the FIFO's own, so that a ready sink gets a word in every cycle.
      localparam FIFO_DEPTH = 8;
      localparam [3:0] NO_ROOM = 0;

      reg reading;
      reg [3:0] room;
      reg [2:0] arriving, arriving_last;
      wire issue_last = issue & block_last & pixel_last;
      wire fifo_ready;

      assign issue = reading & (room != NO_ROOM);

      always @(posedge clk) begin
        if (result_load) reading <= 1'b1;
        else if (issue_last) reading <= 1'b0;
        if (issue && !taken) room <= room - 1'b1;
        else if (!issue && taken) room <= room + 1'b1;
        arriving      <= {arriving[1:0], issue};
        arriving_last <= {arriving_last[1:0], issue_last};
        if (rst) begin
          reading  <= 1'b0;
          room     <= FIFO_DEPTH;
          arriving <= 3'b000;
        end
      end

      cd_axis_fifo #(.DEPTH(FIFO_DEPTH), .DATA_BITS(8*CHANNELS)) fifo_inst (
        .clk(clk), .rst(rst),
        .s_axis_tdata(read_word ^ {CHANNELS{flip, 7'b0}}), .s_axis_tlast(arriving_last[2]),
        .s_axis_tvalid(arriving[2]), .s_axis_tready(fifo_ready),
        .m_axis_tdata(m_axis_result_tdata), .m_axis_tlast(m_axis_result_tlast),
        .m_axis_tvalid(m_axis_result_tvalid), .m_axis_tready(m_axis_result_tready)
      );

`ifndef SYNTHESIS
      always @(posedge clk)
        if (!rst && arriving[2] && !fifo_ready) $fatal(1, "cd_result_reader: a word has no room (%m)");
`else
      wire unused = &{1'b0, fifo_ready};
`endif
    end else begin : gen_direct
      // The word stays at the bank's output until it is taken; `settling` covers the way of the next address there and back.
      reg [2:0] settling;
      reg settled;
      assign issue = taken;
      assign m_axis_result_tvalid = settled;
      assign m_axis_result_tlast  = block_last & pixel_last;
      assign m_axis_result_tdata  = read_word ^ {CHANNELS{flip, 7'b0}};

      always @(posedge clk) begin
        settling <= {settling[1:0], result_load | (taken & ~done)};
        if (settling[2]) settled <= 1'b1;
        else if (taken) settled <= 1'b0;
        if (rst) begin
          settling <= 3'b000;
          settled  <= 1'b0;
        end
      end
    end
  endgenerate
endmodule
`default_nettype wire
