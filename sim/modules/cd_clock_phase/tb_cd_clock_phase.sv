// SPDX-License-Identifier: Apache-2.0
// cd_clock_phase: late is 0 from a rise of clk to the middle of its cycle and 1 from there on.
//
// Reset at the start and again at random cycles, for one or more of them: the phase is right from two cycles after the first reset on, and a later reset
// disturbs it for one half cycle at most while it lasts.
`timescale 1ns/1ps
`default_nettype none
module tb_cd_clock_phase;
  reg clk = 0, clk2x = 0, rst = 1;
  wire late;
  always begin
    #3 clk2x = 0;
    #2 {clk, clk2x} = {~clk, 1'b1};
  end
  cd_clock_phase dut (.clk(clk), .clk2x(clk2x), .rst(rst), .late(late));

  integer n, compared = 0, quiet = 0;
  initial begin
    for (n = 0; n < 4000; n = n + 1) begin
      @(posedge clk);
      quiet = rst ? 0 : quiet + 1;
      rst <= (n < 3) || ($urandom & 31) == 0;
      if (quiet > 1) begin
        #2 if (late !== 1'b0) $fatal(1, "cycle %0d: late is %b in the first half", n, late);
        #5 if (late !== 1'b1) $fatal(1, "cycle %0d: late is %b in the second half", n, late);
        compared = compared + 2;
      end
    end
    $display("PASS %0d halves", compared);
    $finish;
  end
endmodule
`default_nettype wire
