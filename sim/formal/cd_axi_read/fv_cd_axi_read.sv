// SPDX-License-Identifier: Apache-2.0
// Bookkeeping of cd_axi_read, in all cycles after reset, with any command, stop, consumer and memory:
//
//   address channel   valid stays until ready, address and length stay meanwhile; a burst has at most BURST_BEATS beats and never crosses a 4 KiB border;
//                     bursts follow each other without gap or overlap from `address` on and ask for at most `beats` in all
//   room              beats in flight and in the FIFO are never more than FIFO_BEATS, so a beat that comes has room
//   lengths           of every burst (any is watched) the beats that were asked for are taken, not those behind them; an rlast anywhere but with the last of them
//                     sets `error`, and so does a beat of no burst while a command runs; it is not taken
//   done              without an error or a stop: all beats were asked for and have come; without a timeout: no burst is on its way, and none waits for its rlast
//   never a hang      a busy reader that neither takes a beat nor gives one nor has a burst accepted or ended, and is not waiting for its consumer, is done within
//                     TIMEOUT_CYCLES + 4 cycles; after an error the consumer does not count
//
// The memory sends what it likes: beats of accepted bursts, early and late ones, and of none, with any response, at any time or never. A burst is over with its rlast. After a timeout a command
// comes behind a reset only. Reduced: 4 beats a page, bursts of 2, a FIFO of 4 (without its words, fifo_window.v), commands of up to 7 beats, a timeout of 3 cycles.
module fv_cd_axi_read (input wire clk);
  localparam ADDRESS_BITS = 14, LENGTH_BITS = 10, DATA_BITS = 8192, BURST_BEATS = 2, FIFO_BEATS = 4, TIMEOUT_CYCLES = 3;
  localparam SIZE = 10, PLACE_BITS = ADDRESS_BITS - SIZE;
  (* anyseq *) wire rst, start, stop, arready, rlast, rvalid, tready, watch;
  (* anyseq *) wire [1:0] rresp;
  (* anyseq *) wire [PLACE_BITS-1:0] place;
  (* anyseq *) wire [2:0] beats;
  wire busy, done, error, dead, arvalid, rready, tvalid;
  wire [ADDRESS_BITS-1:0] araddr;
  wire [7:0] arlen;
  wire [2:0] arsize;
  wire [1:0] arburst;

  cd_axi_read #(
    .ADDRESS_BITS(ADDRESS_BITS), .LENGTH_BITS(LENGTH_BITS), .DATA_BITS(DATA_BITS), .BURST_BEATS(BURST_BEATS), .FIFO_BEATS(FIFO_BEATS),
    .TIMEOUT_CYCLES(TIMEOUT_CYCLES)
  ) dut (
    .clk(clk), .rst(rst), .start(start), .address({place, {SIZE{1'b0}}}), .beats({7'd0, beats}), .stop(stop), .busy(busy), .done(done), .error(error), .dead(dead),
    .m_axi_araddr(araddr), .m_axi_arlen(arlen), .m_axi_arsize(arsize), .m_axi_arburst(arburst), .m_axi_arvalid(arvalid), .m_axi_arready(arready),
    .m_axi_rdata({DATA_BITS{1'b0}}), .m_axi_rresp(rresp), .m_axi_rlast(rlast), .m_axi_rvalid(rvalid), .m_axi_rready(rready),
    .m_axis_tdata(), .m_axis_tvalid(tvalid), .m_axis_tready(tready)
  );

  // Registers inside.
  (* hierconn *) wire \dut.wanted , \dut.late_reg , \dut.fifo_ready ;
  (* hierconn *) wire [1:0] \dut.queue_in_reg , \dut.queue_out_reg ;
  (* hierconn *) wire [2:0] \dut.free_reg ;
  (* hierconn *) wire [LENGTH_BITS-1:0] \dut.expected_reg , \dut.left_reg ;
  (* hierconn *) wire [ADDRESS_BITS-1:0] \dut.address_reg ;

  wire accept = arvalid & arready;
  wire arrive = rvalid & rready;
  wire take   = tvalid & tready;
  wire begins = start & ~busy;
  wire [2:0] length = arlen[1:0] + 1'b1;
  // Accepted bursts without their rlast; beats inside the FIFO; of the command: next place, beats not asked for, beats not come.
  reg [2:0] open = 0, inside = 0;
  reg [PLACE_BITS-1:0] next = 0;
  reg [2:0] unasked = 0, missing = 0;
  // The watched burst: its length, bursts ahead of it, beats that it has had.
  reg watching = 0;
  reg [2:0] ahead = 0, watched_length = 0, had = 0;
  reg started = 0, stopped = 0, was_stalled = 0, was_dead = 0, offered = 0;
  reg [ADDRESS_BITS-1:0] was_address = 0;
  reg [7:0] was_length = 0;
  reg [3:0] quiet = 0;
  wire waits_for_consumer = ~error & tvalid & ~tready;
  wire first_offer = arvalid & ~offered;
  wire taken = \dut.wanted ;
  wire over  = arrive & rlast & open != 0;
  reg wrong = 0;

  always @(posedge clk) begin
    started     <= 1;
    was_stalled <= arvalid & ~arready & ~rst;
    was_address <= araddr;
    was_length  <= arlen;
    was_dead    <= (was_dead | dead) & ~rst;
    offered     <= arvalid & ~arready & ~rst;
    open        <= open + accept - over;
    inside      <= inside + taken - take;
    if (begins) {next, unasked, missing, stopped} <= {place, beats, beats, stop};
    else begin
      if (first_offer) {next, unasked} <= {next + length, unasked - length};
      if (taken) missing <= missing - 1'b1;
      if (stop) stopped <= 1;
    end
    if (accept && watch && !watching) {watching, ahead, watched_length, had} <= {1'b1, open - over, length, 3'd0};
    else if (watching) begin
      if (ahead != 0) ahead <= ahead - over;
      else if (taken) had <= had + 1'b1;
      if (ahead == 0 && over) watching <= 0;
    end
    wrong <= busy & arrive & (open == 0 | watching & ahead == 0 & rlast != (had + 1'b1 == watched_length));
    quiet <= (!busy || taken || over || accept || take || waits_for_consumer) ? 0 : quiet + (quiet != 15);
    if (rst) {open, inside, watching, unasked, missing, quiet, stopped, wrong} <= 0;

    assume (rst == !started);
    assume (!begins || (beats != 0 && !was_dead && !dead && inside == 0));
    if (started && !rst) begin
      assert (arsize == 3'd2 && arburst == 2'b01);
      if (was_stalled) assert (arvalid && araddr == was_address && arlen == was_length);
      if (arvalid) begin
        assert (arlen < BURST_BEATS);
        assert (araddr[11:SIZE] + length <= 4 && araddr[SIZE-1:0] == 0);
      end
      if (first_offer) assert (araddr[ADDRESS_BITS-1:SIZE] == next && length <= unasked);
      if (taken) assert (\dut.fifo_ready && arrive && open != 0 && !dead);
      if (watching && ahead == 0 && !dead) begin
        assert (had <= watched_length);
        if (arrive) assert (taken == (had < watched_length));
      end
      if (wrong) assert (error);
      if (done && !error && !stopped) assert (unasked == 0 && missing == 0);
      if (!busy && !dead) assert (open == 0 && !arvalid);
      assert (quiet <= TIMEOUT_CYCLES + 4);
      // What the rest rests on.
      assert (\dut.expected_reg  <= FIFO_BEATS && \dut.free_reg  + inside + \dut.expected_reg  == FIFO_BEATS);
      if (!dead) begin
        assert (open + arvalid <= \dut.expected_reg  + \dut.late_reg );
        assert ((\dut.queue_in_reg  - \dut.queue_out_reg  + \dut.late_reg ) % 4 == (open + arvalid) % 4);
        if (\dut.late_reg ) assert (open != 0 && error);
        if (watching && ahead == 0) assert (\dut.late_reg  == (had == watched_length));
      end
      if (busy && !stopped) assert (\dut.left_reg  == (first_offer ? unasked - length : unasked));
      if (busy && \dut.left_reg  != 0) assert (\dut.address_reg  == {(first_offer ? next + length : next), {SIZE{1'b0}}});
      if (busy && !stopped && !error && \dut.left_reg  != 0) assert (missing >= \dut.left_reg );
    end
  end
endmodule
