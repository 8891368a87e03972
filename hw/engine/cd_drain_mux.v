// SPDX-License-Identifier: Apache-2.0
// Picks one pixel lane's accumulator of one channel lane, one per cycle. Latency 1 cycle.
`default_nettype none
module cd_drain_mux #(
  // pixel lanes
  parameter PIXELS = 8,
  // bits of an accumulator
  parameter ACC_BITS = 32
) (
  input  wire                                            clk,
  input  wire [(PIXELS > 1 ? $clog2(PIXELS) : 1)-1:0]    lane,
  input  wire [PIXELS*ACC_BITS-1:0]                      sums,
  output reg  [ACC_BITS-1:0]                             sum
);
  // A multiplexer of words; a part select at lane * ACC_BITS would be built as a bit shifter.
  wire [ACC_BITS-1:0] words [0:PIXELS-1];
  genvar x;
  generate
    for (x = 0; x < PIXELS; x = x + 1) begin : gen_word
      assign words[x] = sums[ACC_BITS*x +: ACC_BITS];
    end
  endgenerate

  always @(posedge clk) sum <= words[lane];
endmodule
`default_nettype wire
