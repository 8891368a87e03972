// SPDX-License-Identifier: Apache-2.0
// AXI4 memory for benches: answers read and write bursts in order with random latency and gaps, checks the rules of the bus, and can be told to misbehave.
// Its words come from the hex file that the plusarg +memory names, one beat a line, or from the bench by a hierarchical reference.
// The same seed gives the same cycles in every simulator.
`default_nettype none
module cd_axi_memory #(
  parameter ADDRESS_BITS = 32,
  parameter DATA_BITS = 128,
  parameter WORDS = 4096,
  // Byte address of the first word.
  parameter [63:0] BASE = 64'd0,
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
  // Random gaps of address acceptance, latency and beats; without, only LATENCY counts.
  input  wire                    stall_enable,
  // Beat number (counted from reset) that answers SLVERR, that ends its burst early, from which on the first burst to end has no rlast but, LATE_GAP cycles
  // later, one more beat with it, and from which nothing comes any more; -1 never.
  input  wire signed [31:0]      slverr_beat,
  input  wire signed [31:0]      early_last_beat,
  input  wire signed [31:0]      late_last_beat,
  input  wire signed [31:0]      dead_beat,
  // A beat that is written by way of cd_axi_write_memory; its word counts from BASE.
  input  wire                    write_enable,
  input  wire [31:0]             write_word,
  input  wire [DATA_BITS-1:0]    write_data,
  input  wire [DATA_BITS/8-1:0]  write_strobe,
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
  localparam LATE_GAP = 40;
  reg [DATA_BITS-1:0] words [0:WORDS-1];

  integer word_index [0:DEPTH-1];
  integer length [0:DEPTH-1];
  integer ready_at [0:DEPTH-1];
  integer head = 0, tail = 0, count = 0, now = 0, beat = 0, total = 0, first;
  reg [31:0] random = 32'd1;
  reg [63:0] address;
  reg accept_reg = 1'b0, was_late = 1'b0, is_last, is_late;
  string file;

  initial begin
    s_axi_rvalid = 1'b0;
    if ($value$plusargs("memory=%s", file)) $readmemh(file, words);
  end

  // An AR that waits must hold.
  reg held = 1'b0;
  reg [ADDRESS_BITS+7:0] held_address;

  assign s_axi_arready = accept_reg;

  integer byte_index;

  always @(posedge clk) begin
    if (write_enable)
      for (byte_index = 0; byte_index < BYTES; byte_index = byte_index + 1)
        if (write_strobe[byte_index]) words[write_word][8*byte_index +: 8] = write_data[8*byte_index +: 8];
    now    = now + 1;
    random = random ^ (random << 13);
    random = random ^ (random >> 17);
    random = random ^ (random << 5);
    if (!rst && held && (!s_axi_arvalid || {s_axi_araddr, s_axi_arlen} !== held_address))
      $fatal(1, "cd_axi_memory: the address channel changed while it waited");
    held         <= !rst && s_axi_arvalid && !s_axi_arready;
    held_address <= {s_axi_araddr, s_axi_arlen};
    if (!rst && s_axi_arvalid && s_axi_arready) begin
      address = {{(64-ADDRESS_BITS){1'b0}}, s_axi_araddr};
      if (s_axi_arburst != 2'b01 || (1 << s_axi_arsize) != BYTES)
        $fatal(1, "cd_axi_memory: burst type %0d or size %0d is not INCR of whole beats", s_axi_arburst, s_axi_arsize);
      if (address % BYTES != 0)
        $fatal(1, "cd_axi_memory: address %h is not a multiple of %0d", address, BYTES);
      if ((address >> 12) != ((address + (s_axi_arlen + 1) * BYTES - 1) >> 12))
        $fatal(1, "cd_axi_memory: burst at %h of %0d beats crosses 4 KiB", address, s_axi_arlen + 1);
      if (address < BASE || (address - BASE) / BYTES + s_axi_arlen >= WORDS)
        $fatal(1, "cd_axi_memory: burst at %h of %0d beats leaves the memory", address, s_axi_arlen + 1);
      first            = (address - BASE) / BYTES;
      word_index[tail] = first;
      length[tail]     = {24'd0, s_axi_arlen} + 1;
      ready_at[tail]   = now + LATENCY - 1 + ((JITTER == 0 || !stall_enable) ? 0 : random[30:16] % JITTER);
      tail             = (tail + 1) % DEPTH;
      count            = count + 1;
    end
    accept_reg <= count < DEPTH - 1 && (!stall_enable || random[9:8] != 2'd0);
    if (s_axi_rvalid && s_axi_rready)
      s_axi_rvalid <= 1'b0;
    if ((!s_axi_rvalid || s_axi_rready) && count > 0 && now >= ready_at[head] && (!stall_enable || {1'b0, random[7:0]} < RATE)
        && !(dead_beat >= 0 && total >= dead_beat)) begin
      first   = word_index[head] + beat;
      is_last = beat + 1 == length[head] || total == early_last_beat;
      is_late = late_last_beat >= 0 && total >= late_last_beat && !was_late;
      s_axi_rvalid <= 1'b1;
      s_axi_rdata  <= words[first];
      s_axi_rresp  <= (total == slverr_beat) ? 2'b10 : 2'b00;
      s_axi_rlast  <= is_last && !is_late;
      if (is_last && is_late) begin
        was_late       = 1'b1;
        ready_at[head] = now + LATE_GAP;
        total          = total - 1;
      end else if (is_last) begin
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
      head  = 0;
      tail  = 0;
      count = 0;
      beat  = 0;
      total = 0;
      was_late = 1'b0;
    end
  end
endmodule
`default_nettype wire
