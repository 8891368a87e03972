// SPDX-License-Identifier: Apache-2.0
// Adds the sums of one channel lane's pixel lanes, which come one after the other.
//
//   total = add ? total of the cycle before + sum : sum
//
// Latency 0; HAS_LANE_SUM 0: total = sum.
`default_nettype none
module cd_lane_sum #(
  // bits of an accumulator
  parameter ACC_BITS = 32,
  // 1: build the addition
  parameter HAS_LANE_SUM = 1
) (
  input  wire                clk,
  input  wire                add,
  input  wire [ACC_BITS-1:0] sum,
  output wire [ACC_BITS-1:0] total
);
  generate
    if (HAS_LANE_SUM != 0) begin : gen_add
      reg [ACC_BITS-1:0] total_reg;
      assign total = sum + (add ? total_reg : {ACC_BITS{1'b0}});
      always @(posedge clk) total_reg <= total;
    end else begin : gen_none
      assign total = sum;
      wire unused = &{1'b0, clk, add};
    end
  endgenerate
endmodule
`default_nettype wire
