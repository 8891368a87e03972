// SPDX-License-Identifier: Apache-2.0
// Writes a stream to a linear region of memory over AXI4 in bursts, beat by beat in address order: the counterpart of cd_axi_read.
//
// A burst is announced only when all its beats are in the FIFO, so wvalid stays high through a burst and a slow source never blocks the bus. Bursts are
// INCR, at most BURST_BEATS long and never cross a 4 KiB border; a whole number of beats, of each the bytes that tkeep names. A bad response (SLVERR, DECERR), an
// answer to no burst, or TIMEOUT_CYCLES without a step of the bus set `error`: no further burst is announced, those that are under way end, and `done` follows; not
// awaited after a timeout (`dead`), behind which an address and beats that were not taken stay on offer. Beats that then are in the FIFO stay there, so the writer must be reset. `done` comes when every burst has been answered.
// An answer to no burst (none waits whose address and last beat are taken) is dropped, at any time.
// `stop` ends a command early in the same way, without an error.
// Latency: address two cycles after the last beat of a burst came; two cycles between bursts.
`default_nettype none
module cd_axi_write #(
  // Bits of a byte address.
  parameter ADDRESS_BITS = 32,
  // Bits of the beat count of a command.
  parameter LENGTH_BITS = 24,
  // Bits of a beat: 32, 64, 128 or 256.
  parameter DATA_BITS = 128,
  // Longest burst in beats: a power of two up to 256, at most 4096 bytes.
  parameter BURST_BEATS = 16,
  // Beats that can be buffered: a power of two, at least BURST_BEATS.
  parameter FIFO_BEATS = 64,
  // Cycles without a step of the bus that count as a dead bus; 0 waits for ever.
  parameter TIMEOUT_CYCLES = 65536
) (
  input  wire                    clk,
  input  wire                    rst,
  // Command: start address (multiple of the beat size) and number of beats, at least 1.
  input  wire                    start,
  input  wire [ADDRESS_BITS-1:0] address,
  input  wire [LENGTH_BITS-1:0]  beats,
  input  wire                    stop,
  output wire                    busy,
  output reg                     done,
  output reg                     error,
  output wire                    dead,
  input  wire [DATA_BITS-1:0]    s_axis_tdata,
  input  wire [DATA_BITS/8-1:0]  s_axis_tkeep,
  input  wire                    s_axis_tvalid,
  output wire                    s_axis_tready,
  output wire [ADDRESS_BITS-1:0] m_axi_awaddr,
  output wire [7:0]              m_axi_awlen,
  output wire [2:0]              m_axi_awsize,
  output wire [1:0]              m_axi_awburst,
  output wire                    m_axi_awvalid,
  input  wire                    m_axi_awready,
  output wire [DATA_BITS-1:0]    m_axi_wdata,
  output wire [DATA_BITS/8-1:0]  m_axi_wstrb,
  output wire                    m_axi_wlast,
  output wire                    m_axi_wvalid,
  input  wire                    m_axi_wready,
  input  wire [1:0]              m_axi_bresp,
  input  wire                    m_axi_bvalid,
  output wire                    m_axi_bready
);
  localparam BEAT_BYTES = DATA_BITS / 8;
  localparam SIZE_BITS = $clog2(BEAT_BYTES);
  localparam BURST_BITS = 9;
  localparam LEVEL_BITS = $clog2(FIFO_BEATS) + 1;
  localparam PAGE_BEATS_BITS = 12 - SIZE_BITS;
  localparam TIMER_BITS = (TIMEOUT_CYCLES == 0) ? 1 : $clog2(TIMEOUT_CYCLES + 1);
  localparam [LENGTH_BITS-1:0] BURST_LIMIT = BURST_BEATS;
  localparam [LENGTH_BITS-1:0] NONE = 0;

`ifndef SYNTHESIS
  initial begin
    if (DATA_BITS != 32 && DATA_BITS != 64 && DATA_BITS != 128 && DATA_BITS != 256)
      $fatal(1, "cd_axi_write: DATA_BITS=%0d is not 32, 64, 128 or 256 (%m)", DATA_BITS);
    if (BURST_BEATS < 1 || BURST_BEATS > 256 || (BURST_BEATS & (BURST_BEATS - 1)) != 0 || BURST_BEATS * BEAT_BYTES > 4096)
      $fatal(1, "cd_axi_write: BURST_BEATS=%0d is not a power of two up to 256 and 4096 bytes (%m)", BURST_BEATS);
    if (FIFO_BEATS < BURST_BEATS || FIFO_BEATS < 2 || (FIFO_BEATS & (FIFO_BEATS - 1)) != 0)
      $fatal(1, "cd_axi_write: FIFO_BEATS=%0d is not a power of two of at least BURST_BEATS=%0d (%m)", FIFO_BEATS, BURST_BEATS);
    if (LENGTH_BITS < 13) $fatal(1, "cd_axi_write: LENGTH_BITS=%0d is less than 13 (%m)", LENGTH_BITS);
    if (ADDRESS_BITS < 13) $fatal(1, "cd_axi_write: ADDRESS_BITS=%0d is less than 13 (%m)", ADDRESS_BITS);
  end
`endif

  localparam [1:0] IDLE = 2'd0, PLAN = 2'd1, GATHER = 2'd2, SEND = 2'd3;
  reg [1:0]              state;
  reg [ADDRESS_BITS-1:0] address_reg;   // of the next burst
  reg [LENGTH_BITS-1:0]  left_reg;      // beats that belong to no burst yet
  reg [LENGTH_BITS-1:0]  expected_reg;  // beats of the command that have not come
  reg [LEVEL_BITS-1:0]   level_reg;     // beats in the FIFO
  reg [BURST_BITS-1:0]   length_reg;    // of the burst that is planned or sent
  reg [BURST_BITS-1:0]   rest_reg;      // of its beats, less one
  reg                    address_valid_reg, data_valid_reg;
  reg [LENGTH_BITS-1:0]  unanswered_reg;
  reg [TIMER_BITS-1:0]   timer_reg;
  reg                    dead_reg;

  // Beats to the next 4 KiB border, and the least of border, burst limit and rest.
  wire [PAGE_BEATS_BITS:0] border = {1'b1, {PAGE_BEATS_BITS{1'b0}}} - {1'b0, address_reg[11:SIZE_BITS]};
  wire [LENGTH_BITS-1:0]   border_beats = {{(LENGTH_BITS-PAGE_BEATS_BITS-1){1'b0}}, border};
  reg  [LENGTH_BITS-1:0]   length_next;
  always @(*) begin
    length_next = BURST_LIMIT;
    if (border_beats < length_next) length_next = border_beats;
    if (left_reg < length_next)     length_next = left_reg;
  end

  wire put       = s_axis_tvalid & s_axis_tready;
  wire send      = m_axi_wvalid & m_axi_wready;
  wire announce  = m_axi_awvalid & m_axi_awready;
  wire answer    = m_axi_bvalid & m_axi_bready;
  wire last      = rest_reg == {BURST_BITS{1'b0}};
  // All beats of the planned burst are in the FIFO.
  wire gathered  = {{BURST_BITS{1'b0}}, level_reg} >= {{LEVEL_BITS{1'b0}}, length_reg};
  wire open      = (state == GATHER) & gathered & ~error & ~stop;
  wire burst_end = (state == SEND) & (~data_valid_reg | (send & last)) & (~address_valid_reg | m_axi_awready);
  wire timeout   = (TIMEOUT_CYCLES != 0) && timer_reg == TIMEOUT_CYCLES[TIMER_BITS-1:0];
  wire waits     = unanswered_reg != NONE;
  // A burst on the bus cannot have its answer yet.
  wire due       = unanswered_reg != {{(LENGTH_BITS-1){1'b0}}, state == SEND};
  wire fifo_ready, fifo_valid, fifo_last;

  assign busy          = state != IDLE;
  assign dead          = dead_reg;
  assign s_axis_tready = fifo_ready & (expected_reg != NONE);
  assign m_axi_awaddr  = address_reg;
  assign m_axi_awlen   = length_reg[7:0] - 8'd1;
  assign m_axi_awsize  = SIZE_BITS[2:0];
  assign m_axi_awburst = 2'b01;
  assign m_axi_awvalid = address_valid_reg;
  assign m_axi_wlast   = last;
  assign m_axi_wvalid  = data_valid_reg;
  assign m_axi_bready  = 1'b1;

  always @(posedge clk) begin
    done <= 1'b0;
    case (state)
      IDLE: if (start) begin
        state       <= PLAN;
        address_reg <= address;
        left_reg    <= beats;
      end
      // the next burst, or the end when all have been answered
      PLAN: if (left_reg != NONE && !error && !stop) begin
        length_reg <= length_next[BURST_BITS-1:0];
        state      <= GATHER;
      end else if (unanswered_reg == NONE) begin
        state <= IDLE;
        done  <= 1'b1;
      end
      GATHER: if (error || stop) state <= PLAN;
      else if (open) begin
        address_valid_reg <= 1'b1;
        data_valid_reg    <= 1'b1;
        rest_reg          <= length_reg - 1'b1;
        left_reg          <= left_reg - {{(LENGTH_BITS-BURST_BITS){1'b0}}, length_reg};
        state             <= SEND;
      end
      default: if (burst_end) begin
        address_reg <= address_reg + ({{(ADDRESS_BITS-BURST_BITS){1'b0}}, length_reg} << SIZE_BITS);
        state       <= PLAN;
      end
    endcase
    // what is on offer stays until it is taken, also on a dead bus
    if (announce) address_valid_reg <= 1'b0;
    if (send) rest_reg <= rest_reg - 1'b1;
    if (send && last) data_valid_reg <= 1'b0;
    unanswered_reg <= unanswered_reg + {{(LENGTH_BITS-1){1'b0}}, open} - {{(LENGTH_BITS-1){1'b0}}, answer & due};
    level_reg      <= level_reg + {{(LEVEL_BITS-1){1'b0}}, put} - {{(LEVEL_BITS-1){1'b0}}, send};
    if (state == IDLE && start) expected_reg <= beats;
    else if (put) expected_reg <= expected_reg - 1'b1;
    if (busy && answer && (m_axi_bresp[1] || !due)) error <= 1'b1;
    if (TIMEOUT_CYCLES != 0) begin
      timer_reg <= (!waits || announce || send || (answer && due)) ? {TIMER_BITS{1'b0}} : timer_reg + 1'b1;
      if (waits && timeout) begin
        error          <= 1'b1;
        dead_reg       <= 1'b1;
        unanswered_reg <= NONE;
        state          <= PLAN;
      end
    end
    if (stop) left_reg <= NONE;
    // the rest of a command that has failed or is stopped is not taken
    if (error || stop) expected_reg <= NONE;
    if (rst) begin
      state             <= IDLE;
      done              <= 1'b0;
      error             <= 1'b0;
      dead_reg          <= 1'b0;
      address_valid_reg <= 1'b0;
      data_valid_reg    <= 1'b0;
      unanswered_reg    <= NONE;
      expected_reg      <= NONE;
      level_reg         <= {LEVEL_BITS{1'b0}};
      timer_reg         <= {TIMER_BITS{1'b0}};
    end
  end

  wire _unused = &{1'b0, fifo_valid, fifo_last, m_axi_bresp[0]};

  cd_axis_fifo #(
    .DATA_BITS(DATA_BITS + BEAT_BYTES),
    .DEPTH(FIFO_BEATS)
  ) fifo_inst (
    .clk(clk),
    .rst(rst),
    .s_axis_tdata({s_axis_tkeep, s_axis_tdata}),
    .s_axis_tlast(1'b0),
    .s_axis_tvalid(s_axis_tvalid & (expected_reg != NONE)),
    .s_axis_tready(fifo_ready),
    .m_axis_tdata({m_axi_wstrb, m_axi_wdata}),
    .m_axis_tlast(fifo_last),
    .m_axis_tvalid(fifo_valid),
    .m_axis_tready(send)
  );
endmodule
`default_nettype wire
