// SPDX-License-Identifier: Apache-2.0
// cd_axis_register: order kept, nothing lost or repeated, in every pattern of gaps and stalls.
//
// Phases: full rate (a ready sink must get a word in every cycle once the first has come), source gaps, sink stalls, both at several rates, reset in the
// middle of traffic (what was inside is gone, nothing stale comes out). Rules checked in every cycle: tvalid does not fall and data does not
// change while tready is low, after reset nothing is offered, and in reset nothing is taken. Two words fit.
`timescale 1ns/1ps
`default_nettype none
module tb_cd_axis_register;

  parameter DATA_BITS = 13;
  reg clk = 0, rst = 1;
  always #5 clk = ~clk;

  reg  [DATA_BITS-1:0] s_data = 0;
  reg                  s_last = 0, s_valid = 0, m_ready = 0;
  wire                 s_ready, m_last, m_valid;
  wire [DATA_BITS-1:0] m_data;
  cd_axis_register #(.DATA_BITS(DATA_BITS)) dut (
    .clk(clk), .rst(rst), .s_axis_tdata(s_data), .s_axis_tlast(s_last), .s_axis_tvalid(s_valid), .s_axis_tready(s_ready),
    .m_axis_tdata(m_data), .m_axis_tlast(m_last), .m_axis_tvalid(m_valid), .m_axis_tready(m_ready)
  );

  // words accepted and not yet seen, as a ring
  reg [DATA_BITS:0] queue [0:255];
  integer put = 0, got = 0, total = 0, phase, cycle, source_rate, sink_rate, streak, full_seen = 0;
  reg held = 0, accepted = 0;
  reg [DATA_BITS:0] held_word;

  task step(input integer rate_in, input integer rate_out);
    begin
      // values for this cycle are set after the falling edge and taken at the rising one
      @(negedge clk);
      if (!s_valid || accepted) begin
        s_valid = ($urandom & 255) < rate_in;
        s_data  = $urandom;
        s_last  = $urandom;
      end
      m_ready = ($urandom & 255) < rate_out;
      #1;
      if (held && (!m_valid || {m_last, m_data} !== held_word)) $fatal(1, "output changed while it waited");
      held = m_valid && !m_ready;
      held_word = {m_last, m_data};
      if (m_valid && m_ready) begin
        if (got == put) $fatal(1, "a word came that nobody sent");
        if ({m_last, m_data} !== queue[got % 256]) $fatal(1, "word %0d: got %h, expected %h", total, {m_last, m_data}, queue[got % 256]);
        got = got + 1;
        total = total + 1;
        streak = streak + 1;
      end else streak = 0;
      accepted = s_valid && s_ready;
      if (accepted) begin
        queue[put % 256] = {s_last, s_data};
        put = put + 1;
      end
      if (s_valid && !s_ready) full_seen = full_seen + 1;
      if (s_ready === 1'bx || m_valid === 1'bx) $fatal(1, "a handshake signal is X");
      if (put - got > 2) $fatal(1, "%0d words inside", put - got);
    end
  endtask

  initial begin
    repeat (3) @(negedge clk);
    rst = 0;
    streak = 0;
    repeat (200) step(256, 256);
    if (streak < 190) $fatal(1, "a ready sink got only %0d words in a row", streak);
    for (phase = 0; phase < 40; phase = phase + 1) begin
      source_rate = (phase % 4 == 0) ? 256 : $urandom_range(20, 256);
      sink_rate = (phase % 4 == 1) ? 256 : $urandom_range(20, 256);
      repeat (200) step(source_rate, sink_rate);
      if (phase % 8 == 7) begin
        @(negedge clk);
        rst = 1;
        s_valid = 0;
        accepted = 0;
        @(negedge clk);
        if (s_ready !== 1'b0) $fatal(1, "a word would be taken in reset");
        rst = 0;
        #1;
        if (m_valid !== 1'b0) $fatal(1, "a word is offered after reset");
        held = 0;
        got = put;
      end
    end
    // a word shows itself to a sink that waits for it
    repeat (300) step(0, 256);
    repeat (4) step(256, 0);
    if (!m_valid) $fatal(1, "a waiting word is not offered");
    repeat (50) step(200, 100);
    repeat (300) step(0, 256);
    if (got != put) $fatal(1, "%0d words never came out", put - got);
    if (total < 3000 || full_seen < 100) $fatal(1, "only %0d words and %0d stalls were run", total, full_seen);
    $display("PASS %0d words", total);
    $finish;
  end
endmodule
`default_nettype wire
