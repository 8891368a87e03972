// SPDX-License-Identifier: Apache-2.0
// In the place of hw/engine/cd_requantize_round, which has a proof of its own: a window into `value`. The byte that `shift` names comes out
// after the same four cycles, so a proof over all shifts is one over all bits of the value.
`default_nettype none
module cd_requantize_round #(
  parameter VALUE_BITS = 41
) (
  input  wire                         clk,
  input  wire signed [VALUE_BITS-1:0] value,
  input  wire [5:0]                   shift,
  input  wire [7:0]                   zero_point,
  input  wire [7:0]                   low,
  input  wire [7:0]                   high,
  output wire [7:0]                   code
);
  wire [VALUE_BITS+7:0] long = {{8{value[VALUE_BITS-1]}}, value};
  reg [7:0] code_1, code_2, code_3, code_4;
  assign code = code_4;
  always @(posedge clk) begin
    code_1 <= long >> {shift[2:0], 3'b000};
    code_2 <= code_1 ^ {8{shift[3]}};
    code_3 <= code_2 ^ zero_point;
    code_4 <= code_3 ^ low ^ high;
  end
endmodule
`default_nettype wire
