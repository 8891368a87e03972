// SPDX-License-Identifier: Apache-2.0
// cd_axi_read_mux between two cd_axi_read and one memory: each reader gets the beats of its own region in order, whatever the other asks for.
//
// Commands of both at random times and lengths, so that bursts of the two alternate on the bus; the memory stalls addresses and beats and checks that a waiting address
// stays. SLVERR in a beat: only the reader whose beat it is tells an error. A burst cut short, or with a beat too many: the reader that it belongs to tells an error, the other one's
// beats stay its own. Port 1 goes first unless port 0's address waits already. And by hand, on a mux alone: a reset while an address waits, and in the middle of a burst.
`timescale 1ns/1ps
`default_nettype none
module tb_cd_axi_read_mux;
  localparam DATA_BITS = 64, WORDS = 4096;
  reg clk = 0, rst = 1;
  always #5 clk = ~clk;
  wire [31:0] araddr [0:1], m_araddr;
  wire [7:0] arlen [0:1], m_arlen;
  wire [1:0] arvalid, arready, valid, busy, done, error, rresp;
  wire m_arvalid, m_arready, m_rlast, m_rvalid;
  wire [1:0] rvalid;
  wire [DATA_BITS-1:0] m_rdata;
  wire [DATA_BITS-1:0] data [0:1];
  reg [1:0] start = 0, ready = 0;
  reg [31:0] address [0:1];
  reg [23:0] beats [0:1];
  reg signed [31:0] slverr_beat = -1, early_beat = -1, late_beat = -1;
  integer due [0:1], left [0:1], failed [0:1];
  reg waits = 0, waiting_port = 0;
  wire first_port = waits ? waiting_port : arvalid[1];
  integer k, n, seed = 9, compared = 0, both = 0;

  genvar r;
  generate
    for (r = 0; r < 2; r = r + 1) begin : gen_reader
      cd_axi_read #(.DATA_BITS(DATA_BITS), .BURST_BEATS(8), .FIFO_BEATS(16), .TIMEOUT_CYCLES(2000)) reader (
        .clk(clk), .rst(rst), .start(start[r]), .address(address[r]), .beats(beats[r]), .stop(1'b0), .busy(busy[r]), .done(done[r]), .error(error[r]), .dead(),
        .m_axi_araddr(araddr[r]), .m_axi_arlen(arlen[r]), .m_axi_arsize(), .m_axi_arburst(), .m_axi_arvalid(arvalid[r]), .m_axi_arready(arready[r]),
        .m_axi_rdata(m_rdata), .m_axi_rresp(rresp), .m_axi_rlast(m_rlast), .m_axi_rvalid(rvalid[r]), .m_axi_rready(),
        .m_axis_tdata(data[r]), .m_axis_tvalid(valid[r]), .m_axis_tready(ready[r])
      );
    end
  endgenerate
  cd_axi_read_mux #(.QUEUE_BURSTS(4)) dut (
    .clk(clk), .rst(rst), .s0_axi_araddr(araddr[0]), .s0_axi_arlen(arlen[0]), .s0_axi_arvalid(arvalid[0]), .s0_axi_arready(arready[0]), .s0_axi_rvalid(rvalid[0]),
    .s1_axi_araddr(araddr[1]), .s1_axi_arlen(arlen[1]), .s1_axi_arvalid(arvalid[1]), .s1_axi_arready(arready[1]), .s1_axi_rvalid(rvalid[1]),
    .m_axi_araddr(m_araddr), .m_axi_arlen(m_arlen), .m_axi_arvalid(m_arvalid), .m_axi_arready(m_arready), .m_axi_rlast(m_rlast), .m_axi_rvalid(m_rvalid)
  );
  cd_axi_memory #(.DATA_BITS(DATA_BITS), .WORDS(WORDS), .RATE(200)) memory (
    .clk(clk), .rst(rst), .stall_enable(1'b1), .slverr_beat(slverr_beat), .early_last_beat(early_beat), .late_last_beat(late_beat), .dead_beat(-1),
    .write_enable(1'b0), .write_word(32'd0), .write_data({DATA_BITS{1'b0}}), .write_strobe({DATA_BITS/8{1'b0}}),
    .s_axi_araddr(m_araddr), .s_axi_arlen(m_arlen), .s_axi_arsize(3'd3), .s_axi_arburst(2'b01), .s_axi_arvalid(m_arvalid), .s_axi_arready(m_arready),
    .s_axi_rdata(m_rdata), .s_axi_rresp(rresp), .s_axi_rlast(m_rlast), .s_axi_rvalid(m_rvalid), .s_axi_rready(1'b1)
  );

  always @(posedge clk) if (!rst) begin
    if (rvalid == 2'b11) $fatal(1, "a beat for both");
    if (&arvalid) both = both + 1;
    if (m_arvalid && (!arvalid[first_port] || m_araddr !== araddr[first_port] || arready !== (m_arready ? 2'd1 << first_port : 2'd0)))
      $fatal(1, "an address of the port that is not first");
    waits <= m_arvalid & ~m_arready;
    waiting_port <= first_port;
    for (k = 0; k < 2; k = k + 1) begin
      if (valid[k] && ready[k]) begin
        if (failed[k] == 0 && !error[k] && data[k] !== memory.words[due[k]]) $fatal(1, "reader %0d: %h, expected word %0d", k, data[k], due[k]);
        due[k]  = due[k] + 1;
        left[k] = left[k] - 1;
        compared = compared + 1;
      end
      ready[k] <= ($urandom(seed) & 255) < 150;
    end
  end

  task command(input integer who);
    begin
      address[who] = ($urandom(seed) & 1023) * 8;
      beats[who] = 1 + ($urandom(seed) & 63);
      due[who] = address[who] / 8;
      left[who] = beats[who];
      start[who] = 1;
    end
  endtask
  task rounds(input integer count, input expect_error);
    integer waited, errors;
    begin
      {waited, errors} = 0;
      n = 0;
      while (n < count) begin
        @(negedge clk);
        start = 0;
        for (k = 0; k < 2; k = k + 1)
          if (!busy[k] && !valid[k] && !error[k] && ($urandom(seed) & 7) == 0) begin
            if (left[k] != 0) $fatal(1, "reader %0d: %0d beats missing", k, left[k]);
            command(k);
            n = n + 1;
          end
        waited = waited + 1;
        if (waited > 30000) $fatal(1, "hang");
        if (|error) n = count;
      end
      @(negedge clk) start = 0;
      waited = 0;
      while (|busy || |valid) begin
        @(negedge clk);
        waited = waited + 1;
        if (waited > 4000) $fatal(1, "hang at the end");
      end
      if ((|error) !== expect_error || &error) $fatal(1, "errors %b, expected %b", error, expect_error);
      for (k = 0; k < 2; k = k + 1) if (!error[k] && left[k] != 0) $fatal(1, "reader %0d: %0d beats missing", k, left[k]);
      rst = 1;
      repeat (3) @(negedge clk);
      rst = 0;
      {left[0], left[1]} = 0;
      waits = 0;
    end
  endtask

  // ---- alone, driven by hand
  reg lone_rst = 1, lone_ready = 0, lone_last = 0, lone_beat = 0;
  reg [1:0] lone_valid = 0;
  reg [7:0] lone_length = 0;
  wire [1:0] lone_taken, lone_owner;
  wire [31:0] lone_address;
  wire lone_asks;
  cd_axi_read_mux #(.QUEUE_BURSTS(2)) lone (
    .clk(clk), .rst(lone_rst), .s0_axi_araddr(32'h1000), .s0_axi_arlen(lone_length), .s0_axi_arvalid(lone_valid[0]), .s0_axi_arready(lone_taken[0]), .s0_axi_rvalid(lone_owner[0]),
    .s1_axi_araddr(32'h2000), .s1_axi_arlen(lone_length), .s1_axi_arvalid(lone_valid[1]), .s1_axi_arready(lone_taken[1]), .s1_axi_rvalid(lone_owner[1]),
    .m_axi_araddr(lone_address), .m_axi_arlen(), .m_axi_arvalid(lone_asks), .m_axi_arready(lone_ready), .m_axi_rlast(lone_last), .m_axi_rvalid(lone_beat)
  );
  // a burst of the port is asked for and taken
  task lone_burst(input integer who, input [7:0] length);
    begin
      lone_length = length;
      lone_valid  = 2'd1 << who;
      lone_ready  = 1;
      #1 if (!lone_asks || lone_address !== (who == 1 ? 32'h2000 : 32'h1000) || lone_taken !== lone_valid) $fatal(1, "alone: port %0d is not served", who);
      @(negedge clk) {lone_valid, lone_ready} = 0;
    end
  endtask
  task lone_beats(input integer who, input integer count, input marked);
    for (k = 1; k <= count; k = k + 1) begin
      lone_beat = 1;
      lone_last = marked && k == count;
      #1 if (lone_owner !== 2'd1 << who) $fatal(1, "alone: a beat goes to %b, expected port %0d", lone_owner, who);
      @(negedge clk) {lone_beat, lone_last} = 0;
    end
  endtask
  task lone_reset;
    begin
      lone_rst = 1;
      @(negedge clk) lone_rst = 0;
    end
  endtask
  task by_hand;
    begin
      lone_reset;
      // port 0 waits when the reset comes; afterwards port 1 is served at once
      lone_valid = 2'b01;
      repeat (2) @(negedge clk);
      lone_reset;
      lone_burst(1, 2);
      // two of three beats have come when the reset does; bursts end with their marked beat, however many they have
      lone_beats(1, 2, 0);
      lone_reset;
      lone_burst(0, 2);
      lone_burst(1, 0);
      lone_beats(0, 5, 1);
      lone_beats(1, 1, 1);
      // a beat of no burst is for both and ends none, whoever had the last one
      for (n = 0; n < 4; n = n + 1) begin
        lone_beat = 1;
        lone_last = 1;
        #1 if (lone_owner !== 2'b11) $fatal(1, "alone: a beat of no burst goes to %b", lone_owner);
        @(negedge clk) {lone_beat, lone_last} = 0;
        lone_burst(n % 2, 0);
        lone_beats(n % 2, 1, 1);
      end
      lone_burst(1, 1);
      lone_burst(0, 0);
      lone_beats(1, 2, 1);
      lone_beats(0, 1, 1);
      lone_reset;
    end
  endtask

  initial begin
    @(negedge clk);
    by_hand;
    for (k = 0; k < WORDS; k = k + 1) memory.words[k] = {32'hcafe_0000 + k, k * 32'd40503};
    {left[0], left[1], failed[0], failed[1]} = 0;
    repeat (3) @(negedge clk);
    rst = 0;
    rounds(150, 0);
    for (slverr_beat = 0; slverr_beat < 100; slverr_beat = slverr_beat + 33) rounds(20, 1);
    slverr_beat = -1;
    rounds(20, 0);
    early_beat = 43;
    rounds(20, 1);
    early_beat = -1;
    for (late_beat = 20; late_beat < 70; late_beat = late_beat + 15) rounds(20, 1);
    late_beat = -1;
    rounds(40, 0);
    if (both < 30) $fatal(1, "the readers met %0d times only", both);
    $display("PASS %0d beats", compared);
    $finish;
  end
endmodule
`default_nettype wire
