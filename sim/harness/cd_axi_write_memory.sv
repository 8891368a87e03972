// SPDX-License-Identifier: Apache-2.0
// AXI4 write-only memory for benches: takes bursts with random gaps on every channel, in any order of address and data, answers them in order after a random
// latency, checks the rules of the bus, and can be told to misbehave.
`default_nettype none
module cd_axi_write_memory #(
  parameter ADDRESS_BITS = 32,
  parameter DATA_BITS = 128,
  parameter WORDS = 4096,
  // Cycles from the last beat to the answer: least, and random extra.
  parameter LATENCY = 6,
  parameter JITTER = 20,
  // Bursts that may wait.
  parameter DEPTH = 16
) (
  input  wire                    clk,
  input  wire                    rst,
  input  wire                    stall_enable,
  // Burst number (counted from reset) that answers SLVERR, and from which nothing is taken or answered any more; -1 never.
  input  wire signed [31:0]      slverr_burst,
  input  wire signed [31:0]      dead_burst,
  input  wire [ADDRESS_BITS-1:0] s_axi_awaddr,
  input  wire [7:0]              s_axi_awlen,
  input  wire [2:0]              s_axi_awsize,
  input  wire [1:0]              s_axi_awburst,
  input  wire                    s_axi_awvalid,
  output reg                     s_axi_awready,
  input  wire [DATA_BITS-1:0]    s_axi_wdata,
  input  wire [DATA_BITS/8-1:0]  s_axi_wstrb,
  input  wire                    s_axi_wlast,
  input  wire                    s_axi_wvalid,
  output reg                     s_axi_wready,
  output reg  [1:0]              s_axi_bresp,
  output reg                     s_axi_bvalid,
  input  wire                    s_axi_bready
);
  localparam BYTES = DATA_BITS / 8;
  reg [DATA_BITS-1:0] words [0:WORDS-1];
  // Beats that came, before their address is known or after.
  reg [DATA_BITS-1:0] beats [0:1023];
  integer beat_in = 0, beat_out = 0, addresses = 0, datas = 0, answered = 0, stored = 0, now = 0, k, first;
  integer word_index [0:DEPTH-1];
  integer length [0:DEPTH-1];
  integer lengths_due [0:DEPTH-1];
  integer ready_at [0:DEPTH-1];
  integer in_burst = 0;
  reg [31:0] random = 32'd5;
  reg aw_held = 1'b0, w_held = 1'b0;
  reg [ADDRESS_BITS+7:0] aw_data;
  reg [DATA_BITS:0] w_data;

  always @(posedge clk) begin
    now    = now + 1;
    random = random ^ (random << 13);
    random = random ^ (random >> 17);
    random = random ^ (random << 5);
    if (!rst && aw_held && (!s_axi_awvalid || {s_axi_awaddr, s_axi_awlen} !== aw_data) && dead_burst < 0)
      $fatal(1, "cd_axi_write_memory: the address channel changed while it waited");
    if (!rst && w_held && (!s_axi_wvalid || {s_axi_wlast, s_axi_wdata} !== w_data) && dead_burst < 0)
      $fatal(1, "cd_axi_write_memory: the data channel changed while it waited");
    aw_held <= !rst && s_axi_awvalid && !s_axi_awready;
    aw_data <= {s_axi_awaddr, s_axi_awlen};
    w_held  <= !rst && s_axi_wvalid && !s_axi_wready;
    w_data  <= {s_axi_wlast, s_axi_wdata};
    if (!rst && s_axi_awvalid && s_axi_awready) begin
      if (s_axi_awburst != 2'b01 || (1 << s_axi_awsize) != BYTES)
        $fatal(1, "cd_axi_write_memory: burst type %0d or size %0d is not INCR of whole beats", s_axi_awburst, s_axi_awsize);
      if (s_axi_awaddr % BYTES != 0) $fatal(1, "cd_axi_write_memory: address %h is not a multiple of %0d", s_axi_awaddr, BYTES);
      if ((s_axi_awaddr >> 12) != ((s_axi_awaddr + (s_axi_awlen + 1) * BYTES - 1) >> 12))
        $fatal(1, "cd_axi_write_memory: burst at %h of %0d beats crosses 4 KiB", s_axi_awaddr, s_axi_awlen + 1);
      if (s_axi_awaddr / BYTES + s_axi_awlen >= WORDS)
        $fatal(1, "cd_axi_write_memory: burst at %h of %0d beats leaves the memory", s_axi_awaddr, s_axi_awlen + 1);
      word_index[addresses % DEPTH] = s_axi_awaddr / BYTES;
      length[addresses % DEPTH]     = s_axi_awlen + 1;
      addresses = addresses + 1;
    end
    if (!rst && s_axi_wvalid && s_axi_wready) begin
      if (s_axi_wstrb !== {BYTES{1'b1}}) $fatal(1, "cd_axi_write_memory: a beat with strobes %b", s_axi_wstrb);
      beats[beat_in % 1024] = s_axi_wdata;
      beat_in  = beat_in + 1;
      in_burst = in_burst + 1;
      if (s_axi_wlast) begin
        lengths_due[datas % DEPTH] = in_burst;
        ready_at[datas % DEPTH]    = now + LATENCY + (stall_enable ? random[30:16] % JITTER : 0);
        datas    = datas + 1;
        in_burst = 0;
      end
    end
    // a burst is stored when address and data are there
    if (stored < addresses && stored < datas) begin
      if (lengths_due[stored % DEPTH] != length[stored % DEPTH])
        $fatal(1, "cd_axi_write_memory: wlast after %0d beats of a burst of %0d", lengths_due[stored % DEPTH], length[stored % DEPTH]);
      for (k = 0; k < length[stored % DEPTH]; k = k + 1) begin
        first = word_index[stored % DEPTH] + k;
        words[first] = beats[beat_out % 1024];
        beat_out = beat_out + 1;
      end
      stored = stored + 1;
    end
    if (s_axi_bvalid && s_axi_bready) s_axi_bvalid <= 1'b0;
    if ((!s_axi_bvalid || s_axi_bready) && answered < stored && now >= ready_at[answered % DEPTH] && !(dead_burst >= 0 && answered >= dead_burst)) begin
      s_axi_bvalid <= 1'b1;
      s_axi_bresp  <= answered == slverr_burst ? 2'b10 : 2'b00;
      answered = answered + 1;
    end
    s_axi_awready <= addresses - answered < DEPTH - 2 && (!stall_enable || random[9:8] != 2'd0) && !(dead_burst >= 0 && addresses >= dead_burst);
    s_axi_wready  <= datas - answered < DEPTH - 2 && (!stall_enable || random[12:10] > 3'd2) && !(dead_burst >= 0 && datas >= dead_burst);
    if (rst) begin
      s_axi_awready <= 1'b0;
      s_axi_wready  <= 1'b0;
      s_axi_bvalid  <= 1'b0;
      {beat_in, beat_out, addresses, datas, answered, stored, in_burst} = 0;
    end
  end
endmodule
`default_nettype wire
