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
  reg [LANES*ACC_BITS-1:0] waiting;

  always @(posedge clk) begin
    waiting <= capture ? sums : waiting >> ACC_BITS;
    sum     <= waiting[ACC_BITS-1:0];
  end
endmodule
`default_nettype wire
