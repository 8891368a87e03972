// SPDX-License-Identifier: Apache-2.0
// Two clocks in one proof: a step is a cycle of the fast clock, and a register whose clock input is 1 in a step takes its input at the end of it. The wrapper gives 1 to clk2x, and to
// clk 1 in the second half of its cycle, since clk2x rises with every rising edge of clk.
(* techmap_celltype = "$dff" *)
module clock_enable #(
  parameter WIDTH = 1,
  parameter CLK_POLARITY = 1
) (
  input  wire             CLK,
  input  wire [WIDTH-1:0] D,
  output wire [WIDTH-1:0] Q
);
  \$ff #(.WIDTH(WIDTH)) _TECHMAP_REPLACE_ (.D(CLK ? D : Q), .Q(Q));
endmodule
