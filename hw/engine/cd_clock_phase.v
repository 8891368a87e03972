// SPDX-License-Identifier: Apache-2.0
// Tells the halves of a clock cycle apart for logic on the doubled clock: late = 0 in the first half of a cycle of clk, 1 in the second.
//
// clk2x has twice the frequency of clk and rises with every rising edge of it (both from one clock generator, skew within the period's uncertainty). A flip-flop
// of clk toggles; its copy on clk2x is behind it in the first half only. No path is asynchronous: clk to clk2x has half a cycle, clk2x to clk as well.
`default_nettype none
module cd_clock_phase (
  input  wire clk,
  input  wire clk2x,
  input  wire rst,
  output reg  late
);
  reg toggle, copy;

  always @(posedge clk) toggle <= ~toggle & ~rst;

  always @(posedge clk2x) begin
    copy <= toggle;
    late <= toggle ^ copy;
  end
endmodule
`default_nettype wire
