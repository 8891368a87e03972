// SPDX-License-Identifier: Apache-2.0
// Adds the sums of one channel lane's pixel lanes, which come one after the other.
//
//   total = sum + (add_interleaved ? total of INTERLEAVE cycles before : add ? total of the cycle before : 0)
//
// Latency 0; HAS_LANE_SUM 0: total = sum.
`default_nettype none
module cd_lane_sum #(
  // bits of an accumulator
  parameter ACC_BITS = 32,
  // 1: build the addition
  parameter HAS_LANE_SUM = 1,
  // sums that take turns where they are interleaved
  parameter INTERLEAVE = 1
) (
  input  wire                clk,
  input  wire                add,
  input  wire                add_interleaved,
  input  wire [ACC_BITS-1:0] sum,
  output wire [ACC_BITS-1:0] total
);
`ifndef SYNTHESIS
  initial if (INTERLEAVE < 1) $fatal(1, "cd_lane_sum: INTERLEAVE=%0d is less than 1 (%m)", INTERLEAVE);
`endif

  generate
    if (HAS_LANE_SUM != 0 && INTERLEAVE > 1) begin : gen_interleaved
      reg [ACC_BITS*INTERLEAVE-1:0] totals;
      wire [ACC_BITS-1:0] earlier = add_interleaved ? totals[ACC_BITS*(INTERLEAVE-1) +: ACC_BITS]
                                 : add ? totals[ACC_BITS-1:0] : {ACC_BITS{1'b0}};
      assign total = sum + earlier;
      always @(posedge clk) totals <= {totals[ACC_BITS*(INTERLEAVE-1)-1:0], total};
    end else if (HAS_LANE_SUM != 0) begin : gen_add
      reg [ACC_BITS-1:0] total_reg;
      assign total = sum + ((add | add_interleaved) ? total_reg : {ACC_BITS{1'b0}});
      always @(posedge clk) total_reg <= total;
    end else begin : gen_none
      assign total = sum;
      wire unused = &{1'b0, clk, add, add_interleaved};
    end
  endgenerate
endmodule
`default_nettype wire
