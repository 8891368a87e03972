// SPDX-License-Identifier: Apache-2.0
// cd_lane_sum: runs of random length over random sums; the total is that of the run so far, in the same cycle, modulo 2^ACC_BITS.
//
// Corner cases: runs of one sum, runs that follow each other at once, the largest and the smallest sum. Without the addition the sum passes. Half of the runs are
// interleaved: INTERLEAVE totals take turns.
`timescale 1ns/1ps
`default_nettype none
module tb_cd_lane_sum;
  parameter ACC_BITS = 32, HAS_LANE_SUM = 1, INTERLEAVE = 1;
  reg clk = 0, add = 0, add_interleaved = 0;
  always #5 clk = ~clk;
  reg  [ACC_BITS-1:0] sum = 0, expected;
  reg  [ACC_BITS-1:0] totals [0:INTERLEAVE-1];
  wire [ACC_BITS-1:0] total;
  cd_lane_sum #(.ACC_BITS(ACC_BITS), .HAS_LANE_SUM(HAS_LANE_SUM), .INTERLEAVE(INTERLEAVE)) dut (.clk(clk), .add(add), .add_interleaved(add_interleaved), .sum(sum), .total(total));

  integer run, k, length, turns, compared = 0;
  initial begin
    for (run = 0; run < 1000; run = run + 1) begin
      turns = run & 1 ? INTERLEAVE : 1;
      length = turns * (1 + $urandom % 17);
      for (k = 0; k < length; k = k + 1) begin
        @(negedge clk);
        add = k >= turns && !(run & 1);
        add_interleaved = k >= turns && (run & 1);
        case ($urandom % 8)
          0: sum = {1'b1, {(ACC_BITS-1){1'b0}}};
          1: sum = {1'b0, {(ACC_BITS-1){1'b1}}};
          default: sum = $urandom;
        endcase
        expected = (k >= turns && HAS_LANE_SUM != 0) ? totals[k % turns] + sum : sum;
        totals[k % turns] = expected;
        #1 if (total !== expected) $fatal(1, "run %0d sum %0d: %h, expected %h", run, k, total, expected);
        compared = compared + 1;
      end
    end
    $display("PASS %0d totals", compared);
    $finish;
  end
endmodule
`default_nettype wire
