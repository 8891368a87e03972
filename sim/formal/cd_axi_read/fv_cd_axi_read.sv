// SPDX-License-Identifier: Apache-2.0
// cd_axi_read before a memory that answers bursts in order, after any delays, with good or bad responses:
//
//   an offered burst stays as it is until it is taken, is 1 to BURST_BEATS long and does not cross a 4 KiB border;
//   bursts follow one another in the region without gap or overlap, and never ask for more than is left of it;
//   what is asked for always has room, so no beat is lost (stream_rules between memory and consumer);
//   after an error no further burst is offered.
module fv_cd_axi_read (input wire clk);
  parameter ADDRESS_BITS = 14;
  parameter LENGTH_BITS = 13;
  parameter BURST_BEATS = 2;
  parameter FIFO_BEATS = 4;
  localparam DATA_BITS = 32;
  localparam BURSTS = FIFO_BEATS;

  (* anyseq *) wire rst, start, arready, rvalid, tready;
  (* anyseq *) wire [ADDRESS_BITS-1:0] address;
  (* anyseq *) wire [LENGTH_BITS-1:0] beats;
  (* anyseq *) wire [1:0] data;
  (* anyseq *) wire [1:0] rresp;
  wire busy, done, error, arvalid, rready, tvalid;
  wire [ADDRESS_BITS-1:0] araddr;
  wire [7:0] arlen;
  wire [2:0] arsize;
  wire [1:0] arburst;
  wire [DATA_BITS-1:0] tdata;

  // The memory: lengths of the bursts that it owes, oldest first.
  reg [2:0] owed = 0;
  reg [7:0] lengths [0:BURSTS-1];
  reg [7:0] sent = 0;
  wire rlast = sent == lengths[0];
  wire beat = rvalid & rready;
  wire burst_out = beat & rlast;
  wire burst_in = arvalid & arready;
  integer k;

  // The region: where the next burst must begin, and what is left.
  reg [ADDRESS_BITS-1:0] next_address = 0;
  reg [LENGTH_BITS-1:0] left = 0;
  reg started = 0, arvalid_before = 0, arready_before = 0, error_before = 0;
  reg [ADDRESS_BITS-1:0] araddr_before = 0;
  reg [7:0] arlen_before = 0;
  wire accepted = start & ~busy;
  wire offered = arvalid & (~arvalid_before | arready_before);

  cd_axi_read #(
    .ADDRESS_BITS(ADDRESS_BITS), .LENGTH_BITS(LENGTH_BITS), .DATA_BITS(DATA_BITS), .BURST_BEATS(BURST_BEATS), .FIFO_BEATS(FIFO_BEATS),
    .TIMEOUT_CYCLES(0)
  ) dut (
    .clk(clk), .rst(rst), .start(start), .address(address), .beats(beats), .busy(busy), .done(done), .error(error),
    .m_axi_araddr(araddr), .m_axi_arlen(arlen), .m_axi_arsize(arsize), .m_axi_arburst(arburst), .m_axi_arvalid(arvalid), .m_axi_arready(arready),
    .m_axi_rdata({30'd0, data}), .m_axi_rresp(rresp), .m_axi_rlast(rlast), .m_axi_rvalid(rvalid), .m_axi_rready(rready),
    .m_axis_tdata(tdata), .m_axis_tvalid(tvalid), .m_axis_tready(tready)
  );

  stream_rules #(.PART_BITS(2), .CAPACITY(FIFO_BEATS)) rules (
    .clk(clk), .rst(rst), .in_data(data), .in_last(1'b0), .in_valid(rvalid), .in_ready(rready),
    .out_data(tdata[1:0]), .out_last(1'b0), .out_valid(tvalid), .out_ready(tready)
  );

  always @(posedge clk) begin
    assume (!rvalid || owed != 0);
    assume (address[1:0] == 0 && beats != 0 && beats <= 2048);
    owed <= owed + burst_in - burst_out;
    if (beat) sent <= rlast ? 0 : sent + 1;
    for (k = 0; k < BURSTS; k = k + 1)
      if (burst_in && k == owed - burst_out) lengths[k] <= arlen;
      else if (burst_out && k + 1 < BURSTS) lengths[k] <= lengths[k + 1 < BURSTS ? k + 1 : k];
    arvalid_before <= arvalid;
    arready_before <= arready;
    araddr_before  <= araddr;
    arlen_before   <= arlen;
    error_before   <= error;
    if (accepted) begin
      next_address <= address;
      left         <= beats;
    end else if (offered) begin
      next_address <= araddr + 4 * (arlen + 1);
      left         <= left - (arlen + 1);
    end
    if (rst) begin
      owed           <= 0;
      sent           <= 0;
      left           <= 0;
      arvalid_before <= 0;
    end
    started <= 1;
    if (started) begin
      assert (rready);
      assert (arburst == 2'b01 && arsize == 3'd2);
      assert (owed < BURSTS || !arvalid);
      if (arvalid_before && !arready_before) assert (arvalid && araddr == araddr_before && arlen == arlen_before);
      if (offered) begin
        assert (arlen < BURST_BEATS);
        assert ({1'b0, araddr[11:0]} + 13'd4 * (arlen + 13'd1) <= 13'd4096);
        assert (araddr == next_address);
        assert (arlen < left);
        assert (!error_before);
      end
    end
  end
endmodule
