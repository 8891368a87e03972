// SPDX-License-Identifier: Apache-2.0
// Bookkeeping of cd_axi_write, in all cycles after reset, with any command, stop, source and memory:
//
//   channels      valid stays until ready, address, length and wlast stay meanwhile, also on a dead bus; a beat is offered only if the FIFO has it, so its data stay too
//   bursts        at most BURST_BEATS beats, never across a 4 KiB border, one behind the other without gap or overlap from `address` on, at most `beats` in all;
//                 wlast on the last beat of each, and no beats but those of the burst that was announced
//   answers       one for every burst; `done` without a timeout comes when none is missing; an answer to no burst counts for none, and while a command runs it sets `error`
//   errors        SLVERR and DECERR set `error` until the next command; behind an error or a stop no burst is announced
//   done          without an error or a stop: all beats have come, were sent and answered
//   never a hang  a busy writer whose bus and source do nothing, and which is not waiting for its source, is done within TIMEOUT_CYCLES + 4 cycles; after an error the source does not count
//
// The memory answers whenever it likes, with any response, bursts whose address and last beat it has taken and others, or never. Reduced: 4 beats a
// page, bursts of 2, a FIFO of 4 (without its words, cd_axi_read/fifo_window.v), commands of up to 7 beats, a timeout of 3 cycles.
module fv_cd_axi_write (input wire clk);
  localparam ADDRESS_BITS = 14, LENGTH_BITS = 10, DATA_BITS = 8192, BURST_BEATS = 2, FIFO_BEATS = 4, TIMEOUT_CYCLES = 3;
  localparam SIZE = 10, PLACE_BITS = ADDRESS_BITS - SIZE;
  (* anyseq *) wire start, stop, awready, wready, bvalid, tvalid;
  (* anyseq *) wire [1:0] bresp;
  (* anyseq *) wire [PLACE_BITS-1:0] place;
  (* anyseq *) wire [2:0] beats;
  reg started = 0;
  wire busy, done, error, dead, awvalid, wvalid, wlast, bready, tready;
  wire [ADDRESS_BITS-1:0] awaddr;
  wire [7:0] awlen;
  wire [2:0] awsize;
  wire [1:0] awburst;

  cd_axi_write #(
    .ADDRESS_BITS(ADDRESS_BITS), .LENGTH_BITS(LENGTH_BITS), .DATA_BITS(DATA_BITS), .BURST_BEATS(BURST_BEATS), .FIFO_BEATS(FIFO_BEATS),
    .TIMEOUT_CYCLES(TIMEOUT_CYCLES)
  ) dut (
    .clk(clk), .rst(~started), .start(start), .address({place, {SIZE{1'b0}}}), .beats({7'd0, beats}), .stop(stop), .busy(busy), .done(done), .error(error), .dead(dead),
    .s_axis_tdata({DATA_BITS{1'b0}}), .s_axis_tkeep({DATA_BITS/8{1'b0}}), .s_axis_tvalid(tvalid), .s_axis_tready(tready),
    .m_axi_awaddr(awaddr), .m_axi_awlen(awlen), .m_axi_awsize(awsize), .m_axi_awburst(awburst), .m_axi_awvalid(awvalid), .m_axi_awready(awready),
    .m_axi_wdata(), .m_axi_wstrb(), .m_axi_wlast(wlast), .m_axi_wvalid(wvalid), .m_axi_wready(wready),
    .m_axi_bresp(bresp), .m_axi_bvalid(bvalid), .m_axi_bready(bready)
  );

  // Registers inside.
  (* hierconn *) wire [1:0] \dut.state ;
  (* hierconn *) wire [LENGTH_BITS-1:0] \dut.left_reg , \dut.expected_reg , \dut.unanswered_reg ;
  (* hierconn *) wire [ADDRESS_BITS-1:0] \dut.address_reg ;
  (* hierconn *) wire [2:0] \dut.level_reg , \dut.fifo_inst.used ;
  (* hierconn *) wire [1:0] \dut.timer_reg ;
  (* hierconn *) wire [8:0] \dut.length_reg , \dut.rest_reg ;

  wire announce = awvalid & awready;
  wire send     = wvalid & wready;
  wire answer   = bvalid & bready & open != 0;
  wire put      = tvalid & tready;
  wire begins   = start & ~busy & started;
  wire [2:0] length = awlen[1:0] + 1'b1;
  // Of the command: next place, beats in no burst, beats not come, beats not sent.
  reg [PLACE_BITS-1:0] next = 0;
  reg [2:0] unasked = 0, missing = 0, unsent = 0;
  // Beats inside; the burst on the bus, its length, beats sent of it, whether its address and its last beat were taken; bursts that wait for an answer.
  reg [2:0] inside = 0, current_length = 0, had = 0, open = 0;
  reg current = 0, announced = 0, all_sent = 0;
  reg offered = 0, was_stalled = 0, was_data_stalled = 0, was_last = 0, was_error = 0, was_stop = 0, stopped = 0, failed = 0;
  reg [ADDRESS_BITS-1:0] was_address = 0;
  reg [7:0] was_length = 0;
  reg [3:0] quiet = 0;
  wire first_offer   = awvalid & ~offered;
  wire on_bus        = current | first_offer;
  wire announced_now = announced | announce;
  wire all_sent_now  = all_sent | (send & wlast);
  wire completes     = on_bus & announced_now & all_sent_now;
  wire [2:0] of_burst = first_offer ? length : current_length;
  wire [2:0] left = first_offer ? unasked - length : unasked;
  wire waits = awvalid | wvalid | \dut.unanswered_reg  != 0;
  wire waits_for_source = ~error & ~stop & \dut.state  == 2 & inside < length;

  always @(posedge clk) begin
    started <= 1;
    {was_stalled, was_address, was_length} <= {awvalid & ~awready, awaddr, awlen};
    {was_data_stalled, was_last} <= {wvalid & ~wready, wlast};
    {was_error, was_stop} <= {error, stop};
    offered <= awvalid & ~awready;
    inside  <= inside + put - send;
    if (begins) {next, unasked, missing, unsent, stopped, failed} <= {place, beats, beats, beats, stop, 1'b0};
    else begin
      if (first_offer) {next, unasked} <= {next + length, unasked - length};
      missing <= missing - put;
      unsent  <= unsent - send;
      stopped <= stopped | stop;
      failed  <= failed | (bvalid & (busy & (open == 0 | bresp[1])));
    end
    if (first_offer) current_length <= length;
    had <= send ? (wlast ? 0 : had + 1'b1) : had;
    current   <= on_bus & ~completes;
    announced <= on_bus & announced_now & ~completes;
    all_sent  <= on_bus & all_sent_now & ~completes;
    open      <= open + completes - answer;
    quiet     <= (!busy || announce || send || answer || put || waits_for_source) ? 0 : quiet + (quiet != 15);
    if (!started) {inside, current, announced, all_sent, open, had, unasked, missing, unsent, quiet, stopped, failed, offered, was_stalled, was_data_stalled, was_error, was_stop} <= 0;

    assume (!begins || (beats != 0 && !dead && !error && inside == 0));
    assume (!start || started);
    if (started) begin
      assert (awsize == 3'd2 && awburst == 2'b01 && bready);
      if (was_stalled) assert (awvalid && awaddr == was_address && awlen == was_length);
      if (was_data_stalled) assert (wvalid && wlast == was_last);
      if (awvalid) assert (awlen < BURST_BEATS && awaddr[SIZE-1:0] == 0 && awaddr[11:SIZE] + length <= 4);
      if (first_offer) begin
        assert (awaddr[ADDRESS_BITS-1:SIZE] == next && length <= unasked);
        assert (!current && had == 0 && wvalid);
        assert (!was_error && !was_stop);
      end
      if (wvalid) assert (on_bus && !all_sent && inside != 0 && wlast == (had + 1'b1 == of_burst));
      if (put) assert (missing != 0 && inside < FIFO_BEATS);
      if (failed) assert (error);
      if (done && !dead) assert (open == 0 && !on_bus);
      if (done && !error && !stopped) assert (unasked == 0 && missing == 0 && unsent == 0 && inside == 0);
      assert (quiet <= TIMEOUT_CYCLES + 4);
      // What the rest rests on.
      assert (\dut.level_reg  == inside && \dut.fifo_inst.used  == inside && inside <= FIFO_BEATS);
      assert ({1'b0, missing} + inside == {1'b0, unsent});
      assert (\dut.expected_reg  == (stopped || was_error ? 0 : missing));
      assert (\dut.timer_reg  <= TIMEOUT_CYCLES);
      if (!busy || dead) assert (\dut.unanswered_reg  == 0);
      if (!busy && !dead) assert (!awvalid && !wvalid);
      if (dead) assert (error && (\dut.state  == 0 || \dut.state  == 1));
      if (busy && !dead) assert (\dut.left_reg  == (stopped ? 0 : left));
      if (\dut.state  == 2 || \dut.state  == 3 || on_bus)
        assert (\dut.length_reg  != 0 && \dut.length_reg  <= BURST_BEATS && awaddr[SIZE-1:0] == 0 && awaddr[11:SIZE] + length <= 4);
      if (\dut.state  == 2) assert (!stopped && \dut.length_reg  <= \dut.left_reg );
      if (!dead) begin
        assert (\dut.unanswered_reg  == open + on_bus && on_bus == (\dut.state  == 3) && \dut.unanswered_reg  + left <= 7);
        assert (unsent == left + (wvalid ? \dut.rest_reg  + 1'b1 : 9'd0));
        if (busy) assert (\dut.address_reg  == {(on_bus && !first_offer ? next - length : next), {SIZE{1'b0}}});
        if (\dut.state  == 1 && \dut.left_reg  != 0 && !error && !waits) assert (quiet == 0);
        if (\dut.state  != 3) assert (quiet <= (waits ? \dut.timer_reg  + 1 : \dut.state  == 0 ? 3 : \dut.state  == 1 ? 2 : 1));
        if (\dut.state  == 3) assert (quiet <= \dut.timer_reg  + 2);
      end
      if (on_bus) begin
        assert (of_burst == length && awvalid == ~announced && wvalid == ~all_sent && ~(announced & all_sent));
        if (wvalid) assert (\dut.rest_reg  + had + 1'b1 == length && inside > \dut.rest_reg );
      end else assert (!awvalid && !wvalid && !announced && !all_sent && !current);
      if (!wvalid) assert (had == 0);
      if (offered) assert (current && awvalid);
    end
  end
endmodule
