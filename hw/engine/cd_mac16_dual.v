// SPDX-License-Identifier: Apache-2.0
// Two unsigned 8 x 8 products in one SB_MAC16 of the iCE40 UltraPlus, which synthesis never infers: product_k = a_k * b_k.
//
// Latency 1 cycle, in the cell's own registers. Simulators take the equation, synthesis the cell. Never synthesize with `synth_ice40 -dsp`: it rewrites
// instances of SB_MAC16 as one 16 x 16 multiplier without a clock.
`default_nettype none
module cd_mac16_dual (
  input  wire        clk,
  input  wire [7:0]  a_0,
  input  wire [7:0]  b_0,
  input  wire [7:0]  a_1,
  input  wire [7:0]  b_1,
  output wire [15:0] product_0,
  output wire [15:0] product_1
);
`ifdef SYNTHESIS
  SB_MAC16 #(
    .NEG_TRIGGER(1'b0), .A_REG(1'b0), .B_REG(1'b0), .C_REG(1'b0), .D_REG(1'b0),
    .TOP_8x8_MULT_REG(1'b1), .BOT_8x8_MULT_REG(1'b1), .PIPELINE_16x16_MULT_REG1(1'b0), .PIPELINE_16x16_MULT_REG2(1'b0),
    .TOPOUTPUT_SELECT(2'b10), .TOPADDSUB_LOWERINPUT(2'b00), .TOPADDSUB_UPPERINPUT(1'b0), .TOPADDSUB_CARRYSELECT(2'b00),
    .BOTOUTPUT_SELECT(2'b10), .BOTADDSUB_LOWERINPUT(2'b00), .BOTADDSUB_UPPERINPUT(1'b0), .BOTADDSUB_CARRYSELECT(2'b00),
    .MODE_8x8(1'b1), .A_SIGNED(1'b0), .B_SIGNED(1'b0)
  ) mac16_inst (
    .CLK(clk), .CE(1'b1), .A({a_1, a_0}), .B({b_1, b_0}), .C(16'b0), .D(16'b0),
    .AHOLD(1'b0), .BHOLD(1'b0), .CHOLD(1'b0), .DHOLD(1'b0), .IRSTTOP(1'b0), .IRSTBOT(1'b0), .ORSTTOP(1'b0), .ORSTBOT(1'b0),
    .OLOADTOP(1'b0), .OLOADBOT(1'b0), .ADDSUBTOP(1'b0), .ADDSUBBOT(1'b0), .OHOLDTOP(1'b0), .OHOLDBOT(1'b0),
    .CI(1'b0), .ACCUMCI(1'b0), .SIGNEXTIN(1'b0), .O({product_1, product_0})
  );
`else
  reg [15:0] top, bottom;
  always @(posedge clk) begin
    top    <= {8'b0, a_1} * {8'b0, b_1};
    bottom <= {8'b0, a_0} * {8'b0, b_0};
  end
  assign product_0 = bottom;
  assign product_1 = top;
`endif
endmodule
`default_nettype wire
