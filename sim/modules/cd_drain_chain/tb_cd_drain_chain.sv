// SPDX-License-Identifier: Apache-2.0
// cd_drain_chain: captures as close as they may come and with gaps; every lane's sum in its cycle, while the accumulators change.
`timescale 1ns/1ps
`default_nettype none
module tb_cd_drain_chain;
  localparam LANES = 6, ACC_BITS = 21, CYCLES = 4000;
  reg clk = 0, capture = 0;
  always #5 clk = ~clk;
  reg [LANES*ACC_BITS-1:0] sums = 0;
  wire [ACC_BITS-1:0] sum;
  cd_drain_chain #(.LANES(LANES), .ACC_BITS(ACC_BITS)) dut (.clk(clk), .capture(capture), .sums(sums), .sum(sum));

  reg [ACC_BITS-1:0] want [0:CYCLES+LANES+1];
  reg asked [0:CYCLES+LANES+1];
  integer cycle, k, pause = 3, compared = 0;
  initial begin
    for (cycle = 0; cycle < CYCLES + LANES + 2; cycle = cycle + 1) asked[cycle] = 0;
    for (cycle = 0; cycle < CYCLES; cycle = cycle + 1) begin
      @(negedge clk);
      if (asked[cycle]) begin
        if (sum !== want[cycle]) $fatal(1, "cycle %0d: got %h, expected %h", cycle, sum, want[cycle]);
        compared = compared + 1;
      end
      sums = {$urandom, $urandom, $urandom, $urandom};
      capture = pause == 0;
      pause = capture ? LANES - 1 + ($urandom & 1) * $urandom_range(0, 5) : pause - 1;
      for (k = 0; capture && k < LANES; k = k + 1) begin
        want[cycle + 2 + k] = sums[ACC_BITS*k +: ACC_BITS];
        asked[cycle + 2 + k] = 1;
      end
    end
    if (compared < 2500) $fatal(1, "only %0d sums compared", compared);
    $display("PASS %0d sums", compared);
    $finish;
  end
endmodule
`default_nettype wire
