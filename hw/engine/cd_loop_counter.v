// SPDX-License-Identifier: Apache-2.0
// One level of a loop nest: counts `limit + 1` turns and says when the current turn is the last.
//
// The comparison with zero is made one turn ahead, so `last` is a register and loops can be nested without a chain of compares.
// `limit` is read when the loop starts: at `load`, and with the step that ends its last turn.
`default_nettype none
module cd_loop_counter #(
  // bits of the count
  parameter COUNT_BITS = 10
) (
  input  wire                  clk,
  input  wire                  load,
  input  wire                  step,
  input  wire [COUNT_BITS-1:0] limit,
  output reg                   last
);
`ifndef SYNTHESIS
  initial begin
    if (COUNT_BITS < 1) $fatal(1, "cd_loop_counter: COUNT_BITS=%0d is less than 1 (%m)", COUNT_BITS);
  end
`endif

  localparam [COUNT_BITS-1:0] ONE = 1;

  reg [COUNT_BITS-1:0] remaining;

  always @(posedge clk)
    if (load || (step && last)) begin
      remaining <= limit;
      last      <= limit == {COUNT_BITS{1'b0}};
    end else if (step) begin
      remaining <= remaining - ONE;
      last      <= remaining == ONE;
    end
endmodule
`default_nettype wire
