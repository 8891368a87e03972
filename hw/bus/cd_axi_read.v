// SPDX-License-Identifier: Apache-2.0
// Reads a linear region of memory over AXI4 in bursts and sends it as a stream, beat by beat in address order.
//
// Space for a whole burst is reserved in the FIFO before its address is sent, so rready is always high and a slow consumer
// never blocks the bus. Bursts are INCR, at most BURST_BEATS long and never cross a 4 KiB border.
// A bad response (SLVERR, DECERR), a burst that ends early or late, a beat of no burst, or TIMEOUT_CYCLES without an expected beat set `error`: no further
// burst is asked for, what is in flight is awaited (not after a timeout), and `done` follows. Beats of a failed region are still sent, so a consumer must be reset.
// A burst is over with its rlast: the beats that it has too many are dropped. So is a beat of no burst (none is accepted whose rlast is missing), at any time.
// `stop` ends a command early in the same way, without an error. `dead` tells a timeout; an address that
// was not taken stays on offer behind it, beats that come are dropped, and the next command needs a reset.
// Latency: address two cycles after the command; a beat leaves two cycles after it came.
`default_nettype none
module cd_axi_read #(
  // Bits of a byte address.
  parameter ADDRESS_BITS = 32,
  // Bits of the beat count of a command.
  parameter LENGTH_BITS = 24,
  // Bits of a beat: 32, 64, 128 or 256.
  parameter DATA_BITS = 128,
  // Longest burst in beats: a power of two up to 256, at most 4096 bytes.
  parameter BURST_BEATS = 16,
  // Beats that can be in flight or buffered: a power of two, at least BURST_BEATS.
  parameter FIFO_BEATS = 64,
  // Cycles without an expected beat that count as a dead bus; 0 waits for ever.
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
  output wire [ADDRESS_BITS-1:0] m_axi_araddr,
  output wire [7:0]              m_axi_arlen,
  output wire [2:0]              m_axi_arsize,
  output wire [1:0]              m_axi_arburst,
  output wire                    m_axi_arvalid,
  input  wire                    m_axi_arready,
  input  wire [DATA_BITS-1:0]    m_axi_rdata,
  input  wire [1:0]              m_axi_rresp,
  input  wire                    m_axi_rlast,
  input  wire                    m_axi_rvalid,
  output wire                    m_axi_rready,
  output wire [DATA_BITS-1:0]    m_axis_tdata,
  output wire                    m_axis_tvalid,
  input  wire                    m_axis_tready
);
  localparam BEAT_BYTES = DATA_BITS / 8;
  localparam SIZE_BITS = $clog2(BEAT_BYTES);
  localparam BURST_BITS = 9;
  localparam LEVEL_BITS = $clog2(FIFO_BEATS) + 1;
  localparam INDEX_BITS = $clog2(FIFO_BEATS);
  localparam PAGE_BEATS_BITS = 12 - SIZE_BITS;
  localparam TIMER_BITS = (TIMEOUT_CYCLES == 0) ? 1 : $clog2(TIMEOUT_CYCLES + 1);

`ifndef SYNTHESIS
  initial begin
    if (DATA_BITS != 32 && DATA_BITS != 64 && DATA_BITS != 128 && DATA_BITS != 256)
      $fatal(1, "cd_axi_read: DATA_BITS=%0d is not 32, 64, 128 or 256 (%m)", DATA_BITS);
    if (BURST_BEATS < 1 || BURST_BEATS > 256 || (BURST_BEATS & (BURST_BEATS - 1)) != 0 || BURST_BEATS * BEAT_BYTES > 4096)
      $fatal(1, "cd_axi_read: BURST_BEATS=%0d is not a power of two up to 256 and 4096 bytes (%m)", BURST_BEATS);
    if (FIFO_BEATS < BURST_BEATS || FIFO_BEATS < 2 || (FIFO_BEATS & (FIFO_BEATS - 1)) != 0)
      $fatal(1, "cd_axi_read: FIFO_BEATS=%0d is not a power of two of at least BURST_BEATS=%0d (%m)", FIFO_BEATS, BURST_BEATS);
    if (LENGTH_BITS < 13)
      $fatal(1, "cd_axi_read: LENGTH_BITS=%0d is less than 13 (%m)", LENGTH_BITS);
    if (ADDRESS_BITS < 13)
      $fatal(1, "cd_axi_read: ADDRESS_BITS=%0d is less than 13 (%m)", ADDRESS_BITS);
  end
`endif

  // ---- bursts asked for
  reg                      active_reg;     // a command is being worked on
  reg                      plan_reg;       // length_reg holds the next burst's length
  reg                      valid_reg;      // the address channel offers a burst
  reg [ADDRESS_BITS-1:0]   address_reg;    // of the next burst
  reg [LENGTH_BITS-1:0]    left_reg;       // beats not yet asked for
  reg [BURST_BITS-1:0]     length_reg;
  reg [ADDRESS_BITS-1:0]   araddr_reg;
  reg [7:0]                arlen_reg;
  reg [LEVEL_BITS-1:0]     free_reg;       // FIFO places neither filled nor reserved
  reg [LENGTH_BITS-1:0]    expected_reg;   // beats asked for and not yet come

  // Beats to the next 4 KiB border, and the least of border, burst limit and rest.
  wire [PAGE_BEATS_BITS:0] border = {1'b1, {PAGE_BEATS_BITS{1'b0}}} - {1'b0, address_reg[11:SIZE_BITS]};
  wire [LENGTH_BITS-1:0]   border_beats = {{(LENGTH_BITS-PAGE_BEATS_BITS-1){1'b0}}, border};
  localparam [LENGTH_BITS-1:0] BURST_LIMIT = BURST_BEATS;
  reg [LENGTH_BITS-1:0]    length_next;
  always @(*) begin
    length_next = BURST_LIMIT;
    if (border_beats < length_next)
      length_next = border_beats;
    if (left_reg < length_next)
      length_next = left_reg;
  end

  // ---- beats come
  reg [LENGTH_BITS-1:0]    burst_left_reg; // beats of the burst that is arriving, less one
  reg                      in_burst_reg;
  reg                      late_reg;       // the burst that is arriving has had its beats, but no rlast
  reg [TIMER_BITS-1:0]     timer_reg;
  reg                      dead_reg;
  wire                     arrive = m_axi_rvalid && m_axi_rready;
  wire                     timeout = (TIMEOUT_CYCLES != 0) && timer_reg == TIMEOUT_CYCLES[TIMER_BITS-1:0];

  // A queue of burst lengths, one entry a burst: what rlast must agree with.
  reg [BURST_BITS-1:0]     queue [0:FIFO_BEATS-1];
  reg [INDEX_BITS-1:0]     queue_in_reg, queue_out_reg;
  wire [LENGTH_BITS-1:0]   burst_length = {{(LENGTH_BITS-BURST_BITS){1'b0}}, queue[queue_out_reg]};
  wire [LENGTH_BITS-1:0]   rest = in_burst_reg ? burst_left_reg : burst_length - 1'b1;
  wire                     last_due = rest == {LENGTH_BITS{1'b0}};
  // Beats of a burst whose address waits are not yet due. What is expected has room, so its low bits tell.
  // Its high bits are 0: the FIFO is no longer than the low ones tell.
  // verilator lint_off UNUSEDSIGNAL
  wire [LENGTH_BITS-1:0]   not_due = valid_reg ? {{(LENGTH_BITS-8){1'b0}}, arlen_reg} + 1'b1 : {LENGTH_BITS{1'b0}};
  // verilator lint_on UNUSEDSIGNAL
  wire                     due = expected_reg[LEVEL_BITS-1:0] != not_due[LEVEL_BITS-1:0] && !late_reg && !dead_reg;
  wire                     wanted = arrive && due;
  wire                     broken = arrive && (!due || m_axi_rlast != last_due);
  wire                     burst_ends = wanted && (m_axi_rlast || last_due);
  wire [LENGTH_BITS-1:0]   lost = (wanted && m_axi_rlast) ? rest : {LENGTH_BITS{1'b0}};

  wire                     take = m_axis_tvalid && m_axis_tready;
  // A burst is offered when its length is known, the channel is free, the FIFO has room for all of it and nothing went wrong.
  wire                     offer = plan_reg && !valid_reg && !error
                                   && {{(BURST_BITS){1'b0}}, free_reg} >= {{(LEVEL_BITS){1'b0}}, length_reg};

  assign m_axi_araddr  = araddr_reg;
  assign m_axi_arlen   = arlen_reg;
  assign m_axi_arsize  = SIZE_BITS[2:0];
  assign m_axi_arburst = 2'b01;
  assign m_axi_arvalid = valid_reg;
  assign m_axi_rready  = 1'b1;
  assign busy = active_reg;
  assign dead = dead_reg;

  wire waits    = expected_reg != {LENGTH_BITS{1'b0}} || late_reg;
  wire idle_bus = !valid_reg && !waits;

  always @(posedge clk) begin
    done <= 1'b0;
    // the length is worked out one cycle after address and rest have moved
    length_reg <= length_next[BURST_BITS-1:0];
    plan_reg   <= active_reg && left_reg != {LENGTH_BITS{1'b0}} && !offer && !(start && !active_reg);

    if (start && !active_reg) begin
      active_reg  <= 1'b1;
      error       <= 1'b0;
      dead_reg    <= 1'b0;
      address_reg <= address;
      left_reg    <= beats;
    end
    if (offer) begin
      valid_reg   <= 1'b1;
      araddr_reg  <= address_reg;
      arlen_reg   <= length_reg[7:0] - 8'd1;
      address_reg <= address_reg + ({{(ADDRESS_BITS-BURST_BITS){1'b0}}, length_reg} << SIZE_BITS);
      left_reg    <= left_reg - {{(LENGTH_BITS-BURST_BITS){1'b0}}, length_reg};
    end
    if (valid_reg && m_axi_arready)
      valid_reg <= 1'b0;
    if (stop) begin
      left_reg <= {LENGTH_BITS{1'b0}};
      plan_reg <= 1'b0;
    end

    if (wanted) begin
      in_burst_reg   <= !burst_ends;
      burst_left_reg <= rest - 1'b1;
    end
    if (arrive)
      late_reg <= !m_axi_rlast && (late_reg || (due && last_due));
    if (active_reg && arrive && (m_axi_rresp[1] || broken))
      error <= 1'b1;
    expected_reg <= expected_reg + (offer ? {{(LENGTH_BITS-BURST_BITS){1'b0}}, length_reg} : {LENGTH_BITS{1'b0}})
                    - {{(LENGTH_BITS-1){1'b0}}, wanted} - lost;
    free_reg <= free_reg - (offer ? length_reg[LEVEL_BITS-1:0] : {LEVEL_BITS{1'b0}})
                + {{(LEVEL_BITS-1){1'b0}}, take} + lost[LEVEL_BITS-1:0];

    if (TIMEOUT_CYCLES != 0) begin
      // a beat too many is no step, unless it ends its burst
      timer_reg <= (wanted || (late_reg && arrive && m_axi_rlast) || !waits) ? {TIMER_BITS{1'b0}} : timer_reg + 1'b1;
      if (active_reg && timeout) begin
        error    <= 1'b1;
        dead_reg <= 1'b1;
      end
    end
    // a command ends when all beats have come, or after an error when the bus is quiet or dead
    if (active_reg && !(start && !active_reg)
        && ((left_reg == {LENGTH_BITS{1'b0}} && idle_bus && !offer) || (error && idle_bus) || dead_reg)) begin
      active_reg <= 1'b0;
      done       <= 1'b1;
    end

    if (rst) begin
      active_reg   <= 1'b0;
      plan_reg     <= 1'b0;
      valid_reg    <= 1'b0;
      in_burst_reg <= 1'b0;
      late_reg     <= 1'b0;
      done         <= 1'b0;
      error        <= 1'b0;
      dead_reg     <= 1'b0;
      expected_reg <= {LENGTH_BITS{1'b0}};
      free_reg     <= FIFO_BEATS[LEVEL_BITS-1:0];
      timer_reg    <= {TIMER_BITS{1'b0}};
      left_reg     <= {LENGTH_BITS{1'b0}};
    end
  end

  always @(posedge clk) begin
    if (offer) begin
      queue[queue_in_reg] <= length_reg;
      queue_in_reg        <= queue_in_reg + 1'b1;
    end
    if (burst_ends)
      queue_out_reg <= queue_out_reg + 1'b1;
    if (rst) begin
      queue_in_reg  <= {INDEX_BITS{1'b0}};
      queue_out_reg <= {INDEX_BITS{1'b0}};
    end
  end

  // the reservation keeps the FIFO from being full, and the region has no packets
  wire fifo_ready, fifo_last;
  wire _unused = &{1'b0, fifo_ready, fifo_last, m_axi_rresp[0]};

  cd_axis_fifo #(
    .DATA_BITS(DATA_BITS),
    .DEPTH(FIFO_BEATS)
  ) fifo_inst (
    .clk(clk),
    .rst(rst),
    .s_axis_tdata(m_axi_rdata),
    .s_axis_tlast(1'b0),
    .s_axis_tvalid(wanted),
    .s_axis_tready(fifo_ready),
    .m_axis_tdata(m_axis_tdata),
    .m_axis_tlast(fifo_last),
    .m_axis_tvalid(m_axis_tvalid),
    .m_axis_tready(m_axis_tready)
  );
endmodule
`default_nettype wire
