// SPDX-License-Identifier: Apache-2.0
// Two readers (cd_axi_read) on one AXI4 read port: addresses are sent as they come, port 1 before port 0, and beats go to the reader whose burst they belong to.
//
// Bursts carry no ID, so they are answered in order: a queue holds their owners. A burst is over with its rlast, as cd_axi_read sees it. A beat of no burst goes to
// both readers, which drop it. Both have room for what they asked for, so a beat never waits for one of them. Reset it together with them, when the bus is quiet.
// Latency: none in either direction.
`default_nettype none
module cd_axi_read_mux #(
  // Bits of a byte address.
  parameter ADDRESS_BITS = 32,
  // Bursts on their way: a power of two.
  parameter QUEUE_BURSTS = 32
) (
  input  wire                    clk,
  input  wire                    rst,
  input  wire [ADDRESS_BITS-1:0] s0_axi_araddr,
  input  wire [7:0]              s0_axi_arlen,
  input  wire                    s0_axi_arvalid,
  output wire                    s0_axi_arready,
  output wire                    s0_axi_rvalid,
  input  wire [ADDRESS_BITS-1:0] s1_axi_araddr,
  input  wire [7:0]              s1_axi_arlen,
  input  wire                    s1_axi_arvalid,
  output wire                    s1_axi_arready,
  output wire                    s1_axi_rvalid,
  output wire [ADDRESS_BITS-1:0] m_axi_araddr,
  output wire [7:0]              m_axi_arlen,
  output wire                    m_axi_arvalid,
  input  wire                    m_axi_arready,
  input  wire                    m_axi_rlast,
  input  wire                    m_axi_rvalid
);
  localparam INDEX_BITS = $clog2(QUEUE_BURSTS);

`ifndef SYNTHESIS
  initial if (QUEUE_BURSTS < 2 || (1 << INDEX_BITS) != QUEUE_BURSTS)
    $fatal(1, "cd_axi_read_mux: QUEUE_BURSTS=%0d is not a power of two from 2 on (%m)", QUEUE_BURSTS);
`endif

  // owner of each burst on its way
  reg queue [0:QUEUE_BURSTS-1];
  reg [INDEX_BITS:0] in_count, out_count;
  reg held, held_port;
  wire [INDEX_BITS:0] used = in_count - out_count;
  wire room = ~used[INDEX_BITS];
  wire none = used == {(INDEX_BITS+1){1'b0}};
  // an address that waits stays
  wire port = held ? held_port : s1_axi_arvalid;
  wire valid = room & (port ? s1_axi_arvalid : s0_axi_arvalid);
  wire owner = queue[out_count[INDEX_BITS-1:0]];

  assign m_axi_araddr   = port ? s1_axi_araddr : s0_axi_araddr;
  assign m_axi_arlen    = port ? s1_axi_arlen : s0_axi_arlen;
  assign m_axi_arvalid  = valid;
  assign s0_axi_arready = valid & ~port & m_axi_arready;
  assign s1_axi_arready = valid & port & m_axi_arready;
  assign s0_axi_rvalid  = m_axi_rvalid & (none | ~owner);
  assign s1_axi_rvalid  = m_axi_rvalid & (none | owner);

  always @(posedge clk) begin
    held      <= valid & ~m_axi_arready;
    held_port <= port;
    if (valid && m_axi_arready) begin
      queue[in_count[INDEX_BITS-1:0]] <= port;
      in_count <= in_count + 1'b1;
    end
    if (m_axi_rvalid && m_axi_rlast && !none) out_count <= out_count + 1'b1;
    if (rst) begin
      held      <= 1'b0;
      in_count  <= {(INDEX_BITS+1){1'b0}};
      out_count <= {(INDEX_BITS+1){1'b0}};
    end
  end
endmodule
`default_nettype wire
