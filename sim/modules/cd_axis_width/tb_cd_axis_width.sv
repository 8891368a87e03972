// SPDX-License-Identifier: Apache-2.0
// cd_axis_width: bytes keep their order through every ratio, nothing is lost or repeated, words end where tlast says.
//
// Ratios 1, 2, 3 and 4 in both directions. Phases: full rate (the narrow side must move in every cycle), source gaps, sink stalls, both, reset in the
// middle. A tlast inside a wide word sends it short, filled with zeros. tvalid must not fall nor data change while tready is low.
`timescale 1ns/1ps
`default_nettype none
module check_width #(parameter IN_BYTES = 1, parameter OUT_BYTES = 1) (input wire clk, output reg finished);
  localparam INB = 8*IN_BYTES, OUTB = 8*OUT_BYTES;
  reg rst = 1;
  reg [INB-1:0] s_data = 0;
  reg s_last = 0, s_valid = 0, m_ready = 0;
  wire s_ready, m_last, m_valid;
  wire [OUTB-1:0] m_data;
  cd_axis_width #(.IN_BYTES(IN_BYTES), .OUT_BYTES(OUT_BYTES)) dut (
    .clk(clk), .rst(rst), .s_axis_tdata(s_data), .s_axis_tlast(s_last), .s_axis_tvalid(s_valid), .s_axis_tready(s_ready),
    .m_axis_tdata(m_data), .m_axis_tlast(m_last), .m_axis_tvalid(m_valid), .m_axis_tready(m_ready));

  reg [OUTB:0] queue [0:1023];
  reg [OUTB-1:0] open_word;
  integer put = 0, got = 0, parts = 0, phase, cycle, k, moved_in = 0, moved_out = 0, rate_in, rate_out, short_words = 0;
  reg accepted = 0, held = 0;
  reg [OUTB:0] held_word;

  task model(input [INB-1:0] data, input last);
    if (IN_BYTES >= OUT_BYTES) begin
      for (k = 0; k < IN_BYTES / OUT_BYTES; k = k + 1) begin
        open_word = data >> (OUTB*k);
        queue[put % 1024] = {last && k == IN_BYTES / OUT_BYTES - 1, open_word};
        put = put + 1;
      end
    end else begin
      if (parts == 0) open_word = 0;
      for (k = 0; k < INB; k = k + 1) open_word[INB*parts + k] = data[k];
      parts = parts + 1;
      if (last || parts == OUT_BYTES / IN_BYTES) begin
        if (parts != OUT_BYTES / IN_BYTES) short_words = short_words + 1;
        queue[put % 1024] = {last, open_word};
        put = put + 1;
        parts = 0;
      end
    end
  endtask

  initial begin
    finished = 0;
    for (phase = 0; phase < 6; phase = phase + 1) begin
      rst = 1; s_valid = 0; held = 0; accepted = 0; put = 0; got = 0; parts = 0; moved_in = 0; moved_out = 0;
      repeat (3) @(posedge clk);
      @(negedge clk) rst = 0;
      rate_in  = phase == 1 || phase == 3 ? 100 : 256;
      rate_out = phase == 2 || phase == 3 ? 90 : 256;
      for (cycle = 0; cycle < 800; cycle = cycle + 1) begin
        @(negedge clk);
        if (!s_valid || accepted) begin
          s_valid = ($urandom & 255) < rate_in;
          s_data  = {$urandom, $urandom, $urandom, $urandom};
          s_last  = phase != 0 && ($urandom & 7) == 0;
        end
        m_ready = ($urandom & 255) < rate_out;
        #1;
        if (s_ready === 1'bx || m_valid === 1'bx) $fatal(1, "%0d to %0d: a handshake signal is X", IN_BYTES, OUT_BYTES);
        if (held && (!m_valid || {m_last, m_data} !== held_word)) $fatal(1, "%0d to %0d: output changed while it waited", IN_BYTES, OUT_BYTES);
        held = m_valid && !m_ready;
        held_word = {m_last, m_data};
        if (m_valid && m_ready) begin
          if (got == put) $fatal(1, "%0d to %0d: a word came that nobody sent", IN_BYTES, OUT_BYTES);
          if ({m_last, m_data} !== queue[got % 1024])
            $fatal(1, "%0d to %0d word %0d: got %h, expected %h", IN_BYTES, OUT_BYTES, got, {m_last, m_data}, queue[got % 1024]);
          got = got + 1;
          moved_out = moved_out + 1;
        end
        accepted = s_valid && s_ready;
        if (accepted) begin
          model(s_data, s_last);
          moved_in = moved_in + 1;
        end
      end
      if (put - got > 4) $fatal(1, "%0d to %0d: %0d words did not come", IN_BYTES, OUT_BYTES, put - got);
      // full rate: the narrower side moves in every cycle but the first few
      if (phase == 0 && (IN_BYTES > OUT_BYTES ? moved_out : moved_in) < 797)
        $fatal(1, "%0d to %0d: %0d in, %0d out in 800 cycles", IN_BYTES, OUT_BYTES, moved_in, moved_out);
    end
    if (OUT_BYTES > IN_BYTES && short_words == 0) $fatal(1, "no short word was tried");
    finished = 1;
  end
endmodule

module tb_cd_axis_width;
  reg clk = 0;
  always #5 clk = ~clk;
  wire [6:0] finished;
  check_width #(.IN_BYTES(2), .OUT_BYTES(2)) equal_inst (.clk(clk), .finished(finished[0]));
  check_width #(.IN_BYTES(1), .OUT_BYTES(2)) wide2_inst (.clk(clk), .finished(finished[1]));
  check_width #(.IN_BYTES(1), .OUT_BYTES(3)) wide3_inst (.clk(clk), .finished(finished[2]));
  check_width #(.IN_BYTES(4), .OUT_BYTES(16)) wide4_inst (.clk(clk), .finished(finished[3]));
  check_width #(.IN_BYTES(2), .OUT_BYTES(1)) narrow2_inst (.clk(clk), .finished(finished[4]));
  check_width #(.IN_BYTES(6), .OUT_BYTES(2)) narrow3_inst (.clk(clk), .finished(finished[5]));
  check_width #(.IN_BYTES(16), .OUT_BYTES(4)) narrow4_inst (.clk(clk), .finished(finished[6]));
  initial begin
    wait (&finished);
    $display("PASS");
    $finish;
  end
  initial #1000000 $fatal(1, "timeout");
endmodule
`default_nettype wire
