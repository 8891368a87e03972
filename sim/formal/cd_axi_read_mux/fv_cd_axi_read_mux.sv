// SPDX-License-Identifier: Apache-2.0
// cd_axi_read_mux, in all cycles after reset, with any requests of two readers and any beats, with any rlast:
//
//   address channel   valid stays until ready, address and length stay meanwhile; what is taken is one reader's request, and only that reader is told; at most QUEUE_BURSTS are on their way
//   beats             a beat goes to exactly one reader, the one whose burst it belongs to, which is over with its rlast (any burst is watched); a beat of no burst goes to both and changes nothing
//   progress          a request is offered unless QUEUE_BURSTS are on their way
//
// A reader's request stays until it is taken. Reduced: 4 bursts on their way, of up to 4 beats, addresses of 2 bits.
module fv_cd_axi_read_mux (input wire clk);
  localparam A = 2, QUEUE = 4;
  (* anyseq *) wire [A-1:0] address_0, address_1;
  (* anyseq *) wire [1:0] beats_0, beats_1;
  (* anyseq *) wire valid_0, valid_1, arready, rlast, rvalid, watch;
  wire ready_0, ready_1, rvalid_0, rvalid_1, arvalid;
  wire [A-1:0] araddr;
  wire [7:0] arlen;
  reg started = 0;
  // Accepted bursts that are not over.
  reg [2:0] open = 0;

  cd_axi_read_mux #(.ADDRESS_BITS(A), .QUEUE_BURSTS(QUEUE)) dut (
    .clk(clk), .rst(~started),
    .s0_axi_araddr(address_0), .s0_axi_arlen({6'd0, beats_0}), .s0_axi_arvalid(valid_0), .s0_axi_arready(ready_0), .s0_axi_rvalid(rvalid_0),
    .s1_axi_araddr(address_1), .s1_axi_arlen({6'd0, beats_1}), .s1_axi_arvalid(valid_1), .s1_axi_arready(ready_1), .s1_axi_rvalid(rvalid_1),
    .m_axi_araddr(araddr), .m_axi_arlen(arlen), .m_axi_arvalid(arvalid), .m_axi_arready(arready), .m_axi_rlast(rlast), .m_axi_rvalid(rvalid)
  );

  wire accept = arvalid & arready;
  wire over   = rvalid & rlast & open != 0;
  // The watched burst: its reader, bursts ahead of it.
  reg watching = 0, owner = 0;
  reg [2:0] ahead = 0;
  reg stalled_0 = 0, stalled_1 = 0, stalled = 0;
  reg [A+1:0] was_0 = 0, was_1 = 0;
  reg [A+7:0] was = 0;

  always @(posedge clk) begin
    started   <= 1;
    stalled_0 <= started & valid_0 & ~ready_0;
    stalled_1 <= started & valid_1 & ~ready_1;
    stalled   <= started & arvalid & ~arready;
    was_0     <= {address_0, beats_0};
    was_1     <= {address_1, beats_1};
    was       <= {araddr, arlen};
    open      <= open + accept - over;
    if (accept && watch && !watching) {watching, owner, ahead} <= {1'b1, ready_1, open - over};
    else if (watching) begin
      if (ahead != 0) ahead <= ahead - over;
      if (ahead == 0 && over) watching <= 0;
    end
    if (!started) {open, watching} <= 0;
    if (started) begin
      if (stalled_0) assume (valid_0 && {address_0, beats_0} == was_0);
      if (stalled_1) assume (valid_1 && {address_1, beats_1} == was_1);
      if (stalled) assert (arvalid && {araddr, arlen} == was);
      assert (arvalid == ((valid_0 | valid_1) & open != QUEUE));
      assert (open <= QUEUE);
      assert (ready_0 + ready_1 == accept);
      if (ready_0) assert (valid_0 && {araddr, arlen} == {address_0, 6'd0, beats_0});
      if (ready_1) assert (valid_1 && {araddr, arlen} == {address_1, 6'd0, beats_1});
      assert (rvalid_0 + rvalid_1 == (open == 0 ? 2 * rvalid : rvalid));
      if (watching) begin
        assert (ahead < open);
        if (ahead == 0 && rvalid) assert (owner ? rvalid_1 : rvalid_0);
      end
    end
  end
endmodule
