// SPDX-License-Identifier: Apache-2.0
// AXI4 read-only memory for benches: answers bursts in order with random latency and gaps, and can be told to misbehave.
// Word k of the memory is given by the array `words`, which the bench fills by a hierarchical reference.
`default_nettype none
module axi_read_memory #(
  parameter ADDRESS_BITS = 32,
  parameter DATA_BITS = 128,
  parameter WORDS = 4096,
  // Cycles from address to first beat: least, and random extra.
  parameter LATENCY = 10,
  parameter JITTER = 8,
  // A beat is offered with probability RATE / 256.
  parameter RATE = 256,
  // Bursts that may wait.
  parameter DEPTH = 16
) (
  input  wire                    clk,
  input  wire                    rst,
  // Beat number (counted from reset) that answers SLVERR, that ends its burst early, and from which nothing comes any more; -1 never.
  input  wire signed [31:0]      slverr_beat,
  input  wire signed [31:0]      early_last_beat,
  input  wire signed [31:0]      dead_beat,
  input  wire [ADDRESS_BITS-1:0] s_axi_araddr,
  input  wire [7:0]              s_axi_arlen,
  input  wire [2:0]              s_axi_arsize,
  input  wire [1:0]              s_axi_arburst,
  input  wire                    s_axi_arvalid,
  output wire                    s_axi_arready,
  output reg  [DATA_BITS-1:0]    s_axi_rdata,
  output reg  [1:0]              s_axi_rresp,
  output reg                     s_axi_rlast,
  output reg                     s_axi_rvalid,
  input  wire                    s_axi_rready
);
  localparam BYTES = DATA_BITS / 8;
  reg [DATA_BITS-1:0] words [0:WORDS-1];

  integer unsigned word_index [0:DEPTH-1];
  integer unsigned length [0:DEPTH-1];
  integer unsigned ready_at [0:DEPTH-1];
  integer unsigned head, tail, count, now, beat, in_burst;
  integer signed   total;
  integer          seed;
  reg              accept_reg;

  assign s_axi_arready = accept_reg && count < DEPTH;

  always @(posedge clk) begin
    now <= now + 1;
    accept_reg <= ($urandom(seed) & 3) != 0;
    if (s_axi_arvalid && s_axi_arready) begin
      if (s_axi_arburst != 2'b01 || (1 << s_axi_arsize) != BYTES)
        $fatal(1, "axi_read_memory: burst type %0d or size %0d is not INCR of whole beats", s_axi_arburst, s_axi_arsize);
      if (s_axi_araddr % BYTES != 0)
        $fatal(1, "axi_read_memory: address %h is not a multiple of %0d", s_axi_araddr, BYTES);
      if ((s_axi_araddr >> 12) != ((s_axi_araddr + (s_axi_arlen + 1) * BYTES - 1) >> 12))
        $fatal(1, "axi_read_memory: burst at %h of %0d beats crosses 4 KiB", s_axi_araddr, s_axi_arlen + 1);
      if (s_axi_araddr / BYTES + s_axi_arlen >= WORDS)
        $fatal(1, "axi_read_memory: burst at %h of %0d beats leaves the memory", s_axi_araddr, s_axi_arlen + 1);
      word_index[tail] = s_axi_araddr / BYTES;
      length[tail]     = s_axi_arlen + 1;
      ready_at[tail]   = now + LATENCY + (JITTER == 0 ? 0 : $urandom(seed) % JITTER);
      tail             = (tail + 1) % DEPTH;
      count            = count + 1;
    end
    if (s_axi_rvalid && s_axi_rready)
      s_axi_rvalid <= 1'b0;
    if ((!s_axi_rvalid || s_axi_rready) && count > 0 && now >= ready_at[head] && ($urandom(seed) & 255) < RATE
        && !(dead_beat >= 0 && total >= dead_beat)) begin
      s_axi_rvalid <= 1'b1;
      s_axi_rdata  <= words[word_index[head] + beat];
      s_axi_rresp  <= (total == slverr_beat) ? 2'b10 : 2'b00;
      s_axi_rlast  <= beat + 1 == length[head] || total == early_last_beat;
      if (beat + 1 == length[head] || total == early_last_beat) begin
        beat  = 0;
        head  = (head + 1) % DEPTH;
        count = count - 1;
      end else begin
        beat = beat + 1;
      end
      total = total + 1;
    end
    if (rst) begin
      s_axi_rvalid <= 1'b0;
      accept_reg   <= 1'b0;
      head = 0;
      tail = 0;
      count = 0;
      now <= 0;
      beat = 0;
      total = 0;
    end
  end
  initial begin
    seed = 1;
    s_axi_rvalid = 1'b0;
  end
endmodule
`default_nettype wire
