// SPDX-License-Identifier: Apache-2.0
// AXI4 write-only memory for benches: takes bursts with random gaps on every channel, in any order of address and data, stores them as late as it may, answers them
// in order after a random latency, checks the rules of the bus, and can be told to misbehave. A beat that is stored is also shown on store_*, for cd_axi_memory.
`default_nettype none
module cd_axi_write_memory #(
  parameter ADDRESS_BITS = 32,
  parameter DATA_BITS = 128,
  parameter WORDS = 4096,
  // Byte address of the first word.
  parameter [63:0] BASE = 64'd0,
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
  input  wire                    s_axi_bready,
  output reg                     store_enable,
  output reg  [31:0]             store_word,
  output reg  [DATA_BITS-1:0]    store_data,
  output reg  [DATA_BITS/8-1:0]  store_strobe
);
  localparam BYTES = DATA_BITS / 8;
  reg [DATA_BITS-1:0] words [0:WORDS-1];
  // Beats that came, before their address is known or after.
  reg [DATA_BITS/8+DATA_BITS-1:0] beats [0:1023];
  integer beat_in = 0, beat_out = 0, addresses = 0, datas = 0, answered = 0, stored = 0, now = 0, beat = 0, k;
  reg [63:0] address;
  reg [DATA_BITS-1:0] data;
  reg [DATA_BITS/8-1:0] strobe;
  integer word_index [0:DEPTH-1];
  integer length [0:DEPTH-1];
  integer lengths_due [0:DEPTH-1];
  integer ready_at [0:DEPTH-1];
  integer in_burst = 0;
  reg [31:0] random = 32'd5;
  reg aw_held = 1'b0, w_held = 1'b0;
  reg [ADDRESS_BITS+7:0] aw_data;
  reg [DATA_BITS/8+DATA_BITS:0] w_data;

  always @(posedge clk) begin
    now    = now + 1;
    random = random ^ (random << 13);
    random = random ^ (random >> 17);
    random = random ^ (random << 5);
    if (!rst && aw_held && (!s_axi_awvalid || {s_axi_awaddr, s_axi_awlen} !== aw_data))
      $fatal(1, "cd_axi_write_memory: the address channel changed while it waited");
    if (!rst && w_held && (!s_axi_wvalid || {s_axi_wlast, s_axi_wstrb, s_axi_wdata} !== w_data))
      $fatal(1, "cd_axi_write_memory: the data channel changed while it waited");
    aw_held <= !rst && s_axi_awvalid && !s_axi_awready;
    aw_data <= {s_axi_awaddr, s_axi_awlen};
    w_held  <= !rst && s_axi_wvalid && !s_axi_wready;
    w_data  <= {s_axi_wlast, s_axi_wstrb, s_axi_wdata};
    if (!rst && s_axi_awvalid && s_axi_awready) begin
      if (s_axi_awburst != 2'b01 || (1 << s_axi_awsize) != BYTES)
        $fatal(1, "cd_axi_write_memory: burst type %0d or size %0d is not INCR of whole beats", s_axi_awburst, s_axi_awsize);
      address = {{(64-ADDRESS_BITS){1'b0}}, s_axi_awaddr};
      if (s_axi_awaddr % BYTES != 0) $fatal(1, "cd_axi_write_memory: address %h is not a multiple of %0d", s_axi_awaddr, BYTES);
      if ((s_axi_awaddr >> 12) != ((s_axi_awaddr + (s_axi_awlen + 1) * BYTES - 1) >> 12))
        $fatal(1, "cd_axi_write_memory: burst at %h of %0d beats crosses 4 KiB", s_axi_awaddr, s_axi_awlen + 1);
      if (address < BASE || (address - BASE) / BYTES + s_axi_awlen >= WORDS)
        $fatal(1, "cd_axi_write_memory: burst at %h of %0d beats leaves the memory", s_axi_awaddr, s_axi_awlen + 1);
      word_index[addresses % DEPTH] = (address - BASE) / BYTES;
      length[addresses % DEPTH]     = s_axi_awlen + 1;
      addresses = addresses + 1;
    end
    if (!rst && s_axi_wvalid && s_axi_wready) begin
      if (^s_axi_wstrb === 1'bx || s_axi_wstrb == 0) $fatal(1, "cd_axi_write_memory: a beat with strobes %b", s_axi_wstrb);
      beats[beat_in % 1024] = {s_axi_wstrb, s_axi_wdata};
      beat_in  = beat_in + 1;
      in_burst = in_burst + 1;
      if (s_axi_wlast) begin
        lengths_due[datas % DEPTH] = in_burst;
        ready_at[datas % DEPTH]    = now + LATENCY + (stall_enable ? random[30:16] % JITTER : 0);
        datas    = datas + 1;
        in_burst = 0;
      end
    end
    // a burst is stored when address and data are there and its answer is due, beat by beat
    store_enable <= 1'b0;
    if (stored < addresses && stored < datas && now + length[stored % DEPTH] >= ready_at[stored % DEPTH]) begin
      if (lengths_due[stored % DEPTH] != length[stored % DEPTH])
        $fatal(1, "cd_axi_write_memory: wlast after %0d beats of a burst of %0d", lengths_due[stored % DEPTH], length[stored % DEPTH]);
      {strobe, data} = beats[beat_out % 1024];
      store_data   <= data;
      store_strobe <= strobe;
      store_enable <= 1'b1;
      store_word   <= word_index[stored % DEPTH] + beat;
      for (k = 0; k < BYTES; k = k + 1)
        if (strobe[k]) words[word_index[stored % DEPTH] + beat][8*k +: 8] = data[8*k +: 8];
      beat_out = beat_out + 1;
      beat     = beat + 1;
      if (beat == length[stored % DEPTH]) begin
        beat   = 0;
        stored = stored + 1;
      end
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
      {beat_in, beat_out, addresses, datas, answered, stored, in_burst, beat} = 0;
      store_enable  <= 1'b0;
    end
  end
endmodule
`default_nettype wire
