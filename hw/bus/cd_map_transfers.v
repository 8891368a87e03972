// SPDX-License-Identifier: Apache-2.0
// Moves feature maps between the engine, the host's streams and memory, as two lists say: one entry for each INPUT, and one for each RESULT or part of the image.
//
//   entry: bits 27:0 first word of the scratch memory, 51:28 words, 67:52 waits, 68 memory, 69 host, 70 last
//   inputs:  memory -> engine (memory), or host -> engine (host)
//   outputs: engine -> memory (memory), engine -> host (host), host -> memory (both); `last` ends the host's result
//
// Both lists run side by side from `start` on, each in order. A read begins when the first `waits` entries of the output list are over: written and answered by the memory, so it
// never overtakes the write that it depends on; it may begin while the engine still computes. Words are CHANNELS bytes; word w lies at base + w * CHANNELS. Where a beat holds several words, a region may begin
// and end inside a beat: writes have byte strobes, reads drop what is beside it.
// `stop` ends both lists; the masters finish the bursts that are under way, and the rest of a read is dropped. After it, and after an error, the module must be reset.
// Latency: one word a cycle, less where a word takes several beats; two cycles between entries.
`default_nettype none
module cd_map_transfers #(
  // Channel lanes: bytes of a word.
  parameter CHANNELS = 16,
  // Bits of a beat of the memory bus.
  parameter BUS_BITS = 128,
  // Bits of a byte address.
  parameter ADDRESS_BITS = 32,
  // Longest burst in beats.
  parameter BURST_BEATS = 16,
  // Beats in flight or buffered, each way.
  parameter FIFO_BEATS = 64,
  // Entries of the input list.
  parameter INPUTS = 1,
  // Entries of the output list.
  parameter OUTPUTS = 1,
  // Hex image of the input list, "" for none.
  parameter INPUT_FILE = "",
  // Hex image of the output list, "" for none.
  parameter OUTPUT_FILE = "",
  // Cycles without an expected beat that count as a dead bus; 0 waits for ever.
  parameter TIMEOUT_CYCLES = 65536
) (
  input  wire                    clk,
  input  wire                    rst,
  input  wire                    start,
  input  wire                    stop,
  input  wire [ADDRESS_BITS-1:0] base,
  output wire                    busy,
  output wire                    error,
  output wire                    dead,
  // Words of a read are still to be taken.
  output wire                    pending,
  input  wire [8*CHANNELS-1:0]   s_axis_image_tdata,
  input  wire                    s_axis_image_tvalid,
  output wire                    s_axis_image_tready,
  output wire [8*CHANNELS-1:0]   m_axis_input_tdata,
  output wire                    m_axis_input_tvalid,
  input  wire                    m_axis_input_tready,
  input  wire [8*CHANNELS-1:0]   s_axis_output_tdata,
  input  wire                    s_axis_output_tlast,
  input  wire                    s_axis_output_tvalid,
  output wire                    s_axis_output_tready,
  output wire [8*CHANNELS-1:0]   m_axis_result_tdata,
  output wire                    m_axis_result_tlast,
  output wire                    m_axis_result_tvalid,
  input  wire                    m_axis_result_tready,
  output wire [ADDRESS_BITS-1:0] m_axi_araddr,
  output wire [7:0]              m_axi_arlen,
  output wire                    m_axi_arvalid,
  input  wire                    m_axi_arready,
  input  wire [BUS_BITS-1:0]     m_axi_rdata,
  input  wire [1:0]              m_axi_rresp,
  input  wire                    m_axi_rlast,
  input  wire                    m_axi_rvalid,
  output wire [ADDRESS_BITS-1:0] m_axi_awaddr,
  output wire [7:0]              m_axi_awlen,
  output wire [2:0]              m_axi_awsize,
  output wire [1:0]              m_axi_awburst,
  output wire                    m_axi_awvalid,
  input  wire                    m_axi_awready,
  output wire [BUS_BITS-1:0]     m_axi_wdata,
  output wire [BUS_BITS/8-1:0]   m_axi_wstrb,
  output wire                    m_axi_wlast,
  output wire                    m_axi_wvalid,
  input  wire                    m_axi_wready,
  input  wire [1:0]              m_axi_bresp,
  input  wire                    m_axi_bvalid,
  output wire                    m_axi_bready
);
  localparam ENTRY_BITS = 71;
  localparam WORD_BITS = 28, COUNT_BITS = 24, WAIT_BITS = 16;
  localparam LENGTH_BITS = 32;
  localparam BUS_BYTES = BUS_BITS / 8;
  // words in a beat, or beats of a word
  localparam PLACES = BUS_BYTES > CHANNELS ? BUS_BYTES / CHANNELS : 1;
  localparam PIECES = BUS_BYTES < CHANNELS ? CHANNELS / BUS_BYTES : 1;
  localparam PLACE_BITS = PLACES > 1 ? $clog2(PLACES) : 1;
  localparam BYTE_BITS = $clog2(CHANNELS);
  localparam INPUT_BITS = INPUTS > 1 ? $clog2(INPUTS) : 1;
  localparam OUTPUT_BITS = OUTPUTS > 1 ? $clog2(OUTPUTS) : 1;
  localparam LAST_INPUT = INPUTS - 1, LAST_OUTPUT = OUTPUTS - 1;
  localparam [COUNT_BITS-1:0] ONE = 1;

`ifndef SYNTHESIS
  initial begin
    if (INPUTS < 1 || OUTPUTS < 1 || OUTPUTS >= (1 << WAIT_BITS))
      $fatal(1, "cd_map_transfers: INPUTS=%0d and OUTPUTS=%0d are not in 1..65535 (%m)", INPUTS, OUTPUTS);
    if (ADDRESS_BITS < 32) $fatal(1, "cd_map_transfers: ADDRESS_BITS=%0d is less than 32 (%m)", ADDRESS_BITS);
  end
`endif

  reg [ENTRY_BITS-1:0] input_list [0:INPUTS-1];
  reg [ENTRY_BITS-1:0] output_list [0:OUTPUTS-1];
  initial begin
    if (INPUT_FILE != "") $readmemh(INPUT_FILE, input_list);
    if (OUTPUT_FILE != "") $readmemh(OUTPUT_FILE, output_list);
  end

  // Byte address of a word, down to the beat that holds it; beats of a region.
  localparam [ADDRESS_BITS-1:0] BEAT_MASK = BUS_BYTES - 1;
  localparam [LENGTH_BITS-1:0] LAST_PLACE = PLACES - 1;
  function [ADDRESS_BITS-1:0] address_of(input [ADDRESS_BITS-1:0] from, input [WORD_BITS-1:0] word);
    address_of = (from + ({{(ADDRESS_BITS-WORD_BITS){1'b0}}, word} << BYTE_BITS)) & ~BEAT_MASK;
  endfunction
  function [LENGTH_BITS-1:0] beats_of(input [PLACE_BITS-1:0] place, input [COUNT_BITS-1:0] count);
    beats_of = PLACES > 1
      ? ({{(LENGTH_BITS-COUNT_BITS){1'b0}}, count} + {{(LENGTH_BITS-PLACE_BITS){1'b0}}, place} + LAST_PLACE) / PLACES
      : {{(LENGTH_BITS-COUNT_BITS){1'b0}}, count} * PIECES;
  endfunction

  localparam [2:0] IDLE = 3'd0, FETCH = 3'd1, PLAN = 3'd2, START = 3'd3, MOVE = 3'd4, TAIL = 3'd5;

  // ---- outputs
  reg [2:0] out_state;
  reg [OUTPUT_BITS-1:0] out_index;
  reg [ENTRY_BITS-1:0] out_entry;
  reg [COUNT_BITS-1:0] out_left;
  reg [ADDRESS_BITS-1:0] write_address;
  reg [LENGTH_BITS-1:0] write_beats;
  reg [WAIT_BITS-1:0] written;
  reg write_start;
  wire write_busy, write_done, write_error, write_dead;
  wire [COUNT_BITS-1:0] out_count = out_entry[WORD_BITS +: COUNT_BITS];
  wire out_memory = out_entry[68], out_host = out_entry[69], out_ends = out_entry[70];
  wire out_moves = out_state == MOVE;
  wire from_host = out_memory & out_host;
  wire out_valid = out_moves & (from_host ? s_axis_image_tvalid : s_axis_output_tvalid);
  wire [8*CHANNELS-1:0] out_word = from_host ? s_axis_image_tdata : s_axis_output_tdata;
  wire pack_ready;
  wire out_ready = out_moves & (out_memory ? pack_ready : m_axis_result_tready);
  wire out_last = out_left == ONE;
  wire out_over = (out_state == TAIL) & (write_done | ~out_memory);

  assign s_axis_output_tready = out_ready & ~from_host;
  assign m_axis_result_tdata  = s_axis_output_tdata;
  assign m_axis_result_tlast  = s_axis_output_tlast & out_ends;
  assign m_axis_result_tvalid = out_valid & ~out_memory;

  always @(posedge clk) begin
    write_start <= 1'b0;
    out_entry   <= output_list[out_index];
    case (out_state)
      IDLE: if (start) begin
        out_state <= FETCH;
        out_index <= {OUTPUT_BITS{1'b0}};
        written   <= {WAIT_BITS{1'b0}};
      end
      FETCH: out_state <= PLAN;
      PLAN: begin
        out_state     <= START;
        out_left      <= out_count;
        write_address <= address_of(base, out_entry[WORD_BITS-1:0]);
        write_beats   <= beats_of(out_entry[PLACE_BITS-1:0], out_count);
      end
      START: begin
        out_state   <= MOVE;
        write_start <= out_memory;
      end
      MOVE: if (out_valid && out_ready) begin
        out_left <= out_left - 1'b1;
        if (out_last) out_state <= TAIL;
      end
      // a transfer to memory is over when the memory has answered
      default: if (out_over) begin
        written   <= written + 1'b1;
        out_index <= out_index + 1'b1;
        out_state <= out_index == LAST_OUTPUT[OUTPUT_BITS-1:0] ? IDLE : FETCH;
      end
    endcase
    if (rst || stop) out_state <= IDLE;
  end

  // ---- inputs
  reg [2:0] in_state;
  reg [INPUT_BITS-1:0] in_index;
  reg [ENTRY_BITS-1:0] in_entry;
  reg [COUNT_BITS-1:0] in_left;
  reg [PLACE_BITS-1:0] in_skip, in_rest;
  reg [ADDRESS_BITS-1:0] read_address;
  reg [LENGTH_BITS-1:0] read_beats;
  reg read_start;
  wire read_busy, read_done, read_error, read_dead;
  wire [BUS_BITS-1:0] read_beat;
  wire read_valid, read_ready;
  wire [8*CHANNELS-1:0] read_word;
  wire word_valid;
  wire [COUNT_BITS-1:0] in_count = in_entry[WORD_BITS +: COUNT_BITS];
  wire in_memory = in_entry[68];
  wire in_moves = in_state == MOVE;
  wire skipping = in_memory & (in_skip != {PLACE_BITS{1'b0}});
  wire in_valid = in_moves & (in_memory ? word_valid & ~skipping : s_axis_image_tvalid);
  wire in_take = in_valid & m_axis_input_tready;
  wire in_last = in_left == ONE;
  // beside the region: in front of it in its first beat, behind it in its last
  wire drop_word = word_valid & ((in_moves & skipping) | (in_state == TAIL));
  wire word_ready = (in_moves & in_memory & (skipping | m_axis_input_tready)) | (in_state == TAIL) | stop;

  assign m_axis_input_tdata  = in_memory ? read_word : s_axis_image_tdata;
  assign m_axis_input_tvalid = in_valid;
  assign s_axis_image_tready = (in_moves & ~in_memory & m_axis_input_tready) | (out_ready & from_host);

  always @(posedge clk) begin
    read_start <= 1'b0;
    in_entry   <= input_list[in_index];
    case (in_state)
      IDLE: if (start) begin
        in_state <= FETCH;
        in_index <= {INPUT_BITS{1'b0}};
      end
      FETCH: in_state <= PLAN;
      PLAN: begin
        in_left      <= in_count;
        in_skip      <= PLACES > 1 ? in_entry[PLACE_BITS-1:0] : {PLACE_BITS{1'b0}};
        in_rest      <= PLACES > 1 ? -(in_entry[PLACE_BITS-1:0] + in_count[PLACE_BITS-1:0]) : {PLACE_BITS{1'b0}};
        read_address <= address_of(base, in_entry[WORD_BITS-1:0]);
        read_beats   <= beats_of(in_entry[PLACE_BITS-1:0], in_count);
        // a read waits for the writes that it depends on
        if (!in_memory) in_state <= MOVE;
        else if (written >= in_entry[WORD_BITS+COUNT_BITS +: WAIT_BITS] && !read_busy) in_state <= START;
      end
      START: begin
        read_start <= 1'b1;
        in_state   <= MOVE;
      end
      MOVE: begin
        if (drop_word) in_skip <= in_skip - 1'b1;
        if (in_take) in_left <= in_left - 1'b1;
        if (in_take && in_last) in_state <= TAIL;
      end
      default: begin
        if (drop_word) in_rest <= in_rest - 1'b1;
        if (!in_memory || in_rest == {PLACE_BITS{1'b0}}) begin
          in_index <= in_index + 1'b1;
          in_state <= in_index == LAST_INPUT[INPUT_BITS-1:0] ? IDLE : FETCH;
        end
      end
    endcase
    if (rst || stop) in_state <= IDLE;
  end

  assign busy    = (in_state != IDLE) | (out_state != IDLE) | read_start | write_start | read_busy | write_busy;
  assign error   = read_error | write_error;
  assign dead    = read_dead | write_dead;
  assign pending = read_valid;

  // ---- masters
  wire [2:0] unused_size;
  wire [1:0] unused_burst;
  wire unused_ready, unused_read_last;
  wire unused = &{1'b0, unused_size, unused_burst, unused_ready, unused_read_last, read_done, in_entry[69], in_entry[70], out_entry[WORD_BITS+COUNT_BITS +: WAIT_BITS]};

  cd_axi_read #(
    .ADDRESS_BITS(ADDRESS_BITS), .LENGTH_BITS(LENGTH_BITS), .DATA_BITS(BUS_BITS), .BURST_BEATS(BURST_BEATS), .FIFO_BEATS(FIFO_BEATS),
    .TIMEOUT_CYCLES(TIMEOUT_CYCLES)
  ) read_inst (
    .clk(clk), .rst(rst), .start(read_start), .address(read_address), .beats(read_beats), .stop(stop), .busy(read_busy), .done(read_done),
    .error(read_error), .dead(read_dead),
    .m_axi_araddr(m_axi_araddr), .m_axi_arlen(m_axi_arlen), .m_axi_arsize(unused_size), .m_axi_arburst(unused_burst),
    .m_axi_arvalid(m_axi_arvalid), .m_axi_arready(m_axi_arready), .m_axi_rdata(m_axi_rdata), .m_axi_rresp(m_axi_rresp),
    .m_axi_rlast(m_axi_rlast), .m_axi_rvalid(m_axi_rvalid), .m_axi_rready(unused_ready),
    .m_axis_tdata(read_beat), .m_axis_tvalid(read_valid), .m_axis_tready(stop | read_ready)
  );

  cd_axis_width #(.IN_BYTES(BUS_BYTES), .OUT_BYTES(CHANNELS)) read_width_inst (
    .clk(clk), .rst(rst | stop), .s_axis_tdata(read_beat), .s_axis_tlast(1'b0), .s_axis_tvalid(read_valid), .s_axis_tready(read_ready),
    .m_axis_tdata(read_word), .m_axis_tlast(unused_read_last), .m_axis_tvalid(word_valid), .m_axis_tready(word_ready)
  );

  wire [BUS_BITS-1:0] write_beat;
  wire [BUS_BYTES-1:0] write_keep;
  wire write_valid, write_ready;

  generate
    if (PLACES > 1) begin : gen_pack
      cd_axis_pack #(.IN_BYTES(CHANNELS), .OUT_BYTES(BUS_BYTES)) pack_inst (
        .clk(clk), .rst(rst), .load(out_state == START), .first(out_entry[PLACE_BITS-1:0]), .s_axis_tdata(out_word), .s_axis_tlast(out_last),
        .s_axis_tvalid(out_valid & out_memory), .s_axis_tready(pack_ready), .m_axis_tdata(write_beat), .m_axis_tkeep(write_keep),
        .m_axis_tvalid(write_valid), .m_axis_tready(write_ready)
      );
    end else begin : gen_width
      wire unused_write_last;
      cd_axis_width #(.IN_BYTES(CHANNELS), .OUT_BYTES(BUS_BYTES)) write_width_inst (
        .clk(clk), .rst(rst), .s_axis_tdata(out_word), .s_axis_tlast(1'b0), .s_axis_tvalid(out_valid & out_memory), .s_axis_tready(pack_ready),
        .m_axis_tdata(write_beat), .m_axis_tlast(unused_write_last), .m_axis_tvalid(write_valid), .m_axis_tready(write_ready)
      );
      assign write_keep = {BUS_BYTES{1'b1}};
      wire unused_last = &{1'b0, unused_write_last};
    end
  endgenerate

  cd_axi_write #(
    .ADDRESS_BITS(ADDRESS_BITS), .LENGTH_BITS(LENGTH_BITS), .DATA_BITS(BUS_BITS), .BURST_BEATS(BURST_BEATS), .FIFO_BEATS(FIFO_BEATS),
    .TIMEOUT_CYCLES(TIMEOUT_CYCLES)
  ) write_inst (
    .clk(clk), .rst(rst), .start(write_start), .address(write_address), .beats(write_beats), .stop(stop), .busy(write_busy), .done(write_done),
    .error(write_error), .dead(write_dead), .s_axis_tdata(write_beat), .s_axis_tkeep(write_keep), .s_axis_tvalid(write_valid), .s_axis_tready(write_ready),
    .m_axi_awaddr(m_axi_awaddr), .m_axi_awlen(m_axi_awlen), .m_axi_awsize(m_axi_awsize), .m_axi_awburst(m_axi_awburst),
    .m_axi_awvalid(m_axi_awvalid), .m_axi_awready(m_axi_awready), .m_axi_wdata(m_axi_wdata), .m_axi_wstrb(m_axi_wstrb),
    .m_axi_wlast(m_axi_wlast), .m_axi_wvalid(m_axi_wvalid), .m_axi_wready(m_axi_wready), .m_axi_bresp(m_axi_bresp),
    .m_axi_bvalid(m_axi_bvalid), .m_axi_bready(m_axi_bready)
  );
endmodule
`default_nettype wire
