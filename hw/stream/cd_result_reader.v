// SPDX-License-Identifier: Apache-2.0
// Sends a tensor from the banks as a stream.
//
//   word k is block k mod blocks of pixel p = k / blocks, read in bank b = p / per_bank at base[b] + block * pitch + p mod per_bank; tlast with the last
//
// With BANKS 1 all pixels lie in bank 0, and per_bank is not read.
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
  parameter BUFFERED = 1,
  // banks that hold the tensor: 1, or, with BUFFERED 1, more
  parameter BANKS = 1
) (
  input  wire                     clk,
  input  wire                     rst,
  input  wire                     result_load,
  input  wire                     flip,
  input  wire [CONFIG_BITS-1:0]   total,
  input  wire [CONFIG_BITS/2-1:0] block_limit,
  // of bank 0 in the lowest bits
  input  wire [ADDRESS_BITS*BANKS-1:0] bases,
  input  wire [CONFIG_BITS-1:0]   per_bank,
  input  wire [ADDRESS_BITS-1:0]  pitch,
  output reg                      active,
  output wire                     done,
  // read port of every bank, data two cycles later
  output reg  [ADDRESS_BITS-1:0]  read_address,
  input  wire [8*CHANNELS*BANKS-1:0] read_words,
  output wire [8*CHANNELS-1:0]    m_axis_result_tdata,
  output wire                     m_axis_result_tlast,
  output wire                     m_axis_result_tvalid,
  input  wire                     m_axis_result_tready
);
`ifndef SYNTHESIS
  initial if (BANKS > 1 && BUFFERED == 0) $fatal(1, "cd_result_reader: BANKS=%0d takes BUFFERED 1 (%m)", BANKS);
`endif

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

  // Where the next bank's part of the tensor begins, and the word that came from the bank whose turn it was.
  wire bank_last;
  wire [ADDRESS_BITS-1:0] bank_base;
  wire [8*CHANNELS-1:0] word;

  generate
    if (BANKS > 1) begin : gen_banks
      localparam BANK_BITS = $clog2(BANKS);
      localparam LAST_BANK = BANKS - 1;
      reg [BANK_BITS-1:0] bank, bank_1, bank_2, bank_3, next_bank;
      reg [8*CHANNELS-1:0] chosen;
      wire [ADDRESS_BITS-1:0] base_of [0:BANKS-1];
      wire [8*CHANNELS-1:0] word_of [0:BANKS-1];
      genvar b;
      for (b = 0; b < BANKS; b = b + 1) begin : gen_bank
        assign base_of[b] = bases[ADDRESS_BITS*b +: ADDRESS_BITS];
        assign word_of[b] = read_words[8*CHANNELS*b +: 8*CHANNELS];
      end
      assign bank_base = base_of[next_bank];
      assign word = chosen;

      cd_loop_counter #(.COUNT_BITS(CONFIG_BITS)) bank_inst
        (.clk(clk), .load(result_load), .step(issue & block_last), .limit(per_bank - 1'b1), .last(bank_last));

      always @(posedge clk) begin
        if (result_load) begin
          bank      <= {BANK_BITS{1'b0}};
          next_bank <= {{(BANK_BITS-1){1'b0}}, 1'b1};
        end else if (issue && block_last && bank_last) begin
          bank      <= next_bank;
          next_bank <= next_bank == LAST_BANK[BANK_BITS-1:0] ? {BANK_BITS{1'b0}} : next_bank + 1'b1;
        end
        bank_1 <= bank;
        bank_2 <= bank_1;
        bank_3 <= bank_2;
        chosen <= word_of[bank_3];
      end
    end else begin : gen_bank_0
      assign bank_last = 1'b0;
      assign bank_base = bases[ADDRESS_BITS-1:0];
      assign word      = read_words[8*CHANNELS-1:0];
      wire unused_per_bank = &{1'b0, per_bank};
    end
  endgenerate

  // next_address is registered once more to keep the bank's address path short.
  reg [ADDRESS_BITS-1:0] next_address, pixel_address;
  always @(posedge clk) begin
    read_address <= next_address;
    if (result_load) begin
      next_address  <= bases[ADDRESS_BITS-1:0];
      pixel_address <= bases[ADDRESS_BITS-1:0] + 1'b1;
    end else if (issue) begin
      next_address <= ~block_last ? next_address + pitch : bank_last ? bank_base : pixel_address;
      if (block_last) pixel_address <= (bank_last ? bank_base : pixel_address) + 1'b1;
    end
  end

  generate
    if (BUFFERED != 0) begin : gen_buffered
      // Covers the read latency and the FIFO's own, so that a ready sink gets a word in every cycle.
      localparam FIFO_DEPTH = 8;
      localparam [3:0] NO_ROOM = 0;

      reg reading;
      reg [3:0] room;
      // Reads on their way; one stage more behind the choice of a bank.
      localparam STAGES = BANKS > 1 ? 4 : 3;
      reg [STAGES-1:0] arriving, arriving_last;
      wire issue_last = issue & block_last & pixel_last;
      wire fifo_ready;

      assign issue = reading & (room != NO_ROOM);

      always @(posedge clk) begin
        if (result_load) reading <= 1'b1;
        else if (issue_last) reading <= 1'b0;
        if (issue && !taken) room <= room - 1'b1;
        else if (!issue && taken) room <= room + 1'b1;
        arriving      <= {arriving[STAGES-2:0], issue};
        arriving_last <= {arriving_last[STAGES-2:0], issue_last};
        if (rst) begin
          reading  <= 1'b0;
          room     <= FIFO_DEPTH;
          arriving <= {STAGES{1'b0}};
        end
      end

      cd_axis_fifo #(.DEPTH(FIFO_DEPTH), .DATA_BITS(8*CHANNELS)) fifo_inst (
        .clk(clk), .rst(rst),
        .s_axis_tdata(word ^ {CHANNELS{flip, 7'b0}}), .s_axis_tlast(arriving_last[STAGES-1]),
        .s_axis_tvalid(arriving[STAGES-1]), .s_axis_tready(fifo_ready),
        .m_axis_tdata(m_axis_result_tdata), .m_axis_tlast(m_axis_result_tlast),
        .m_axis_tvalid(m_axis_result_tvalid), .m_axis_tready(m_axis_result_tready)
      );

`ifndef SYNTHESIS
      always @(posedge clk)
        if (!rst && arriving[STAGES-1] && !fifo_ready) $fatal(1, "cd_result_reader: a word has no room (%m)");
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
      assign m_axis_result_tdata  = word ^ {CHANNELS{flip, 7'b0}};

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
