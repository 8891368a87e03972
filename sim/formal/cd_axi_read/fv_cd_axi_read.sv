// SPDX-License-Identifier: Apache-2.0
// Bookkeeping of cd_axi_read, in all cycles after reset, with any command, stop, consumer and memory:
//
//   address channel   valid stays until ready, address and length stay meanwhile; a burst has at most BURST_BEATS beats and never crosses a 4 KiB border;
//                     bursts follow each other without gap or overlap from `address` on and ask for at most `beats` in all
//   room              beats in flight and in the FIFO are never more than FIFO_BEATS, so a beat that comes has room
//   lengths           a burst is taken to be over after as many beats as were asked for (any burst is watched), or at its rlast
//   done              without an error or a stop: all beats were asked for and have come
//   never a hang      a busy reader that neither gets a beat nor gives one nor has a burst accepted, and is not waiting for its consumer, is done within
//                     TIMEOUT_CYCLES + 4 cycles; after an error the consumer does not count
//
// The memory sends beats of accepted bursts in order, with any response and any rlast, at any time or never. After a timeout it is silent until a reset. Reduced: 4 beats a page,
// bursts of 2, a FIFO of 4 (without its words, fifo_window.v), commands of up to 7 beats, a timeout of 3 cycles.
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
  (* hierconn *) wire \dut.burst_ends , \dut.fifo_ready ;
  (* hierconn *) wire [2:0] \dut.free_reg ;
  (* hierconn *) wire [LENGTH_BITS-1:0] \dut.expected_reg , \dut.left_reg ;
  (* hierconn *) wire [ADDRESS_BITS-1:0] \dut.address_reg ;

  wire accept = arvalid & arready;
  wire arrive = rvalid & rready;
  wire take   = tvalid & tready;
  wire begins = start & ~busy;
  wire [2:0] length = arlen[1:0] + 1'b1;
  // Accepted bursts that are not over; beats inside the FIFO; of the command: next place, beats not asked for, beats not come.
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
  wire left_behind = \dut.burst_ends ;

  always @(posedge clk) begin
    started     <= 1;
    was_stalled <= arvalid & ~arready & ~rst;
    was_address <= araddr;
    was_length  <= arlen;
    was_dead    <= (was_dead | dead) & ~rst;
    offered     <= arvalid & ~arready & ~rst;
    open        <= open + accept - left_behind;
    inside      <= inside + arrive - take;
    if (begins) {next, unasked, missing, stopped} <= {place, beats, beats, stop};
    else begin
      if (first_offer) {next, unasked} <= {next + length, unasked - length};
      if (arrive) missing <= missing - 1'b1;
      if (stop) stopped <= 1;
    end
    if (accept && watch && !watching) {watching, ahead, watched_length, had} <= {1'b1, open - left_behind, length, 3'd0};
    else if (watching) begin
      if (ahead != 0) ahead <= ahead - left_behind;
      else if (arrive) had <= had + 1'b1;
      if (ahead == 0 && left_behind) watching <= 0;
    end
    quiet <= (!busy || arrive || accept || take || waits_for_consumer) ? 0 : quiet + (quiet != 15);
    if (rst) {open, inside, watching, unasked, missing, quiet, stopped} <= 0;

    assume (rst == !started);
    // A beat belongs to an accepted burst; the bus is reset with the reader, and silent once it is dead.
    assume (!rvalid || (open != 0 && !was_dead && !dead && !rst));
    assume (!begins || (beats != 0 && !was_dead && !dead && inside == 0 && open == 0 && !arvalid));
    if (started && !rst) begin
      assert (arsize == 3'd2 && arburst == 2'b01);
      if (was_stalled) assert (arvalid && araddr == was_address && arlen == was_length);
      if (arvalid) begin
        assert (arlen < BURST_BEATS);
        assert (araddr[11:SIZE] + length <= 4 && araddr[SIZE-1:0] == 0);
      end
      if (first_offer) assert (araddr[ADDRESS_BITS-1:SIZE] == next && length <= unasked);
      assert (inside + open <= FIFO_BEATS);
      if (arrive) assert (\dut.fifo_ready );
      if (watching && ahead == 0) begin
        assert (had < watched_length);
        if (arrive) assert (left_behind == (rlast || had + 1'b1 == watched_length));
      end
      if (done && !error && !stopped) assert (unasked == 0 && missing == 0);
      assert (quiet <= TIMEOUT_CYCLES + 4);
      // What the rest rests on.
      assert (\dut.expected_reg  <= FIFO_BEATS && \dut.free_reg  + inside + \dut.expected_reg  == FIFO_BEATS);
      assert (open <= \dut.expected_reg );
      if (busy && !stopped) assert (\dut.left_reg  == (first_offer ? unasked - length : unasked));
      if (busy && \dut.left_reg  != 0) assert (\dut.address_reg  == {(first_offer ? next + length : next), {SIZE{1'b0}}});
      if (busy && !stopped && !error && \dut.left_reg  != 0) assert (missing >= \dut.left_reg );
    end
  end
endmodule
