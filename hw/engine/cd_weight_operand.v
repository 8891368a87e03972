// SPDX-License-Identifier: Apache-2.0
// Subtracts the layer's weight zero point from one channel lane's weight.
//
//   operand = weight - zero_point, 9 bits signed
//
// Latency 2 cycles.
`default_nettype none
module cd_weight_operand #(
  // 1 or 2
  parameter LATENCY = 2
) (
  input  wire       clk,
  input  wire [7:0] weight,
  input  wire [7:0] zero_point,
  output wire [8:0] operand
);
  reg [8:0] difference;

  always @(posedge clk) begin
    difference <= {1'b0, weight} - {1'b0, zero_point};
  end

  generate
    if (LATENCY == 1) begin : gen_direct
      assign operand = difference;
    end else begin : gen_register
      reg [8:0] register;
      assign operand = register;
      always @(posedge clk) register <= difference;
    end
  endgenerate
endmodule
`default_nettype wire
