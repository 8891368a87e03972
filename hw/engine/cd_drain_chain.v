// SPDX-License-Identifier: Apache-2.0
// Takes the accumulators of all lanes at the end of a tile and gives one in each cycle that follows, lane 0 first. A shift register needs no multiplexer.
//
//   sum(t + 2 + k) = sums[k] of a capture at t
`default_nettype none
module cd_drain_chain #(
  // lanes
  parameter LANES = 8,
  // bits of an accumulator
  parameter ACC_BITS = 32
) (
  input  wire                      clk,
  input  wire                      capture,
  input  wire [LANES*ACC_BITS-1:0] sums,
  output reg  [ACC_BITS-1:0]       sum
);
`ifndef SYNTHESIS
  initial begin
    if (LANES < 2) $fatal(1, "cd_drain_chain: LANES=%0d is less than 2 (%m)", LANES);
    if (ACC_BITS < 18 || ACC_BITS > 32) $fatal(1, "cd_drain_chain: ACC_BITS=%0d is not in 18..32 (%m)", ACC_BITS);
  end
`endif

  reg [LANES*ACC_BITS-1:0] waiting;

  always @(posedge clk) begin
    waiting <= capture ? sums : waiting >> ACC_BITS;
    sum     <= waiting[ACC_BITS-1:0];
  end
endmodule
`default_nettype wire
