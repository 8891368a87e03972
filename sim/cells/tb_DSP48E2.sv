// SPDX-License-Identifier: Apache-2.0
// The model of DSP48E2 against another's of DSP48E1 (Yosys' cells_sim.v), behind the map that synthesis writes DSP48E2 with: random data, enables, resets and legal modes, P and PCOUT
// after every edge. And what DSP48E2 has beyond, against its equations: 27 bits of A and D, the multiplexer W.
`timescale 1ns/1ps
`default_nettype none
module tb_DSP48E2;
  parameter AREG = 1, BREG = 1, CREG = 1, DREG = 1, ADREG = 1, MREG = 1, PREG = 1, MODEREG = 1;
  parameter USE_DPORT = 0;
  // 1: A beside B is taken as a word too
  parameter JOINED = 0;
  localparam integer TURNS = 4000;
  reg clk = 0;
  integer turn, k, compared = 0, moved = 0;
  reg [29:0] a, acin;
  reg [17:0] b, bcin;
  reg [47:0] c, pcin, earlier;
  reg [24:0] d;
  reg [26:0] wide_d;
  reg [4:0] inmode;
  reg [6:0] opmode;
  reg [3:0] alumode;
  reg carryin;
  reg [12:0] enable;
  reg [9:0] reset;
  wire [47:0] p1, p2, pcout1, pcout2, p_wide;

`define PORTS .CLK(clk), .A(a), .ACIN(acin), .B(b), .BCIN(bcin), .C(c), .PCIN(pcin), .INMODE(inmode), .ALUMODE(alumode), .CARRYINSEL(3'd0), .CARRYIN(carryin), \
    .CARRYCASCIN(1'b0), .MULTSIGNIN(1'b0), .CEA1(enable[0]), .CEA2(enable[1]), .CEAD(enable[2]), .CEALUMODE(enable[3]), .CEB1(enable[4]), .CEB2(enable[5]), .CEC(enable[6]), \
    .CECARRYIN(enable[7]), .CECTRL(enable[8]), .CED(enable[9]), .CEINMODE(enable[10]), .CEM(enable[11]), .CEP(enable[12]), .RSTA(reset[0]), .RSTALLCARRYIN(reset[1]), \
    .RSTALUMODE(reset[2]), .RSTB(reset[3]), .RSTC(reset[4]), .RSTCTRL(reset[5]), .RSTD(reset[6]), .RSTINMODE(reset[7]), .RSTM(reset[8]), .RSTP(reset[9])
`define SIZES .AREG(AREG), .ACASCREG(AREG), .BREG(BREG), .BCASCREG(BREG), .CREG(CREG), .DREG(DREG), .ADREG(ADREG), .MREG(MREG), .PREG(PREG), .INMODEREG(MODEREG), \
    .OPMODEREG(MODEREG), .ALUMODEREG(MODEREG), .CARRYINREG(MODEREG), .CARRYINSELREG(MODEREG)
  generate
    if (USE_DPORT != 0) begin : gen_add
      DSP48E1 #(`SIZES, .USE_DPORT("TRUE")) other (`PORTS, .OPMODE(opmode), .D(d), .P(p1), .PCOUT(pcout1));
      dsp48e1_to_dsp48e2 #(`SIZES, .USE_DPORT("TRUE")) dut (`PORTS, .OPMODE(opmode), .D(d), .P(p2), .PCOUT(pcout2));
    end else begin : gen_plain
      DSP48E1 #(`SIZES) other (`PORTS, .OPMODE(opmode), .D(d), .P(p1), .PCOUT(pcout1));
      dsp48e1_to_dsp48e2 #(`SIZES) dut (`PORTS, .OPMODE(opmode), .D(d), .P(p2), .PCOUT(pcout2));
    end
  endgenerate

  // ---- beyond DSP48E1: no registers, so that the equation is one expression
  reg [1:0] w_mode;
  localparam [47:0] RND = 48'h0123_4567_89ab;
  DSP48E2 #(
    .AREG(0), .BREG(0), .CREG(0), .DREG(0), .ADREG(0), .MREG(0), .PREG(0), .INMODEREG(0), .OPMODEREG(0), .ALUMODEREG(0), .CARRYINREG(0), .CARRYINSELREG(0), .AMULTSEL("AD"), .RND(RND)
  ) wide (`PORTS, .OPMODE({w_mode, 7'b0110101}), .D(wide_d), .P(p_wide));
  wire signed [26:0] preadded = (inmode[2] ? wide_d : 27'd0) + (inmode[3] ? -(inmode[1] ? 27'd0 : a[26:0]) : (inmode[1] ? 27'd0 : a[26:0]));
  wire signed [47:0] product = preadded * $signed(b);
  wire [47:0] w_term = w_mode == 2'd0 ? 48'd0 : w_mode == 2'd2 ? RND : c;
  wire [47:0] wanted = alumode[1:0] == 2'd0 ? c + w_term + product + carryin
                     : alumode[1:0] == 2'd3 ? c - (w_term + product + carryin)
                     : alumode[1:0] == 2'd1 ? -c + (w_term + product + carryin) - 48'd1 : -(c + w_term + product + carryin) - 48'd1;

  initial begin
    for (turn = 0; turn < TURNS; turn = turn + 1) begin
      {a, b, c, pcin, d, wide_d, acin, bcin} = {$urandom, $urandom, $urandom, $urandom, $urandom, $urandom, $urandom, $urandom};
      // what the smaller pre-adder and multiplier of DSP48E1 hold; without JOINED the map cares for the latter
      if (USE_DPORT != 0) {a[24], d[24]} = {a[23], d[23]};
      if (JOINED != 0) a[29:25] = {5{a[24]}};
      inmode  = $urandom;
      alumode = $urandom & 3;
      carryin = $urandom;
      for (k = 0; k < 13; k = k + 1) enable[k] = ($urandom & 7) != 0;
      for (k = 0; k < 10; k = k + 1) reset[k] = ($urandom & 31) == 0;
      w_mode  = $urandom % 3 == 0 ? 2'd0 : $urandom % 2 ? 2'd2 : 2'd3;
      opmode  = $urandom;
      if (opmode[6:4] == 3'd7 || opmode[6:4] == 3'd4) opmode[6:4] = 3'd3;
      if (opmode[1:0] == 2'd1 || opmode[3:2] == 2'd1) opmode[3:0] = 4'b0101;
      if (JOINED == 0 && opmode[1:0] == 2'd3) opmode[1:0] = 2'd0;
      if (PREG == 0) begin
        if (opmode[1:0] == 2'd2) opmode[1:0] = 2'd0;
        if (opmode[6:4] == 3'd2 || opmode[6:4] == 3'd6) opmode[6:4] = 3'd5;
      end
      earlier = p2;
      #5 clk = 1;
      #2;
      if (p2 !== p1 || pcout2 !== pcout1) $fatal(1, "turn %0d: P %h, the other model's %h; PCOUT %h, %h", turn, p2, p1, pcout2, pcout1);
      if (p_wide !== wanted) $fatal(1, "turn %0d: wide P %h, expected %h", turn, p_wide, wanted);
      moved    = moved + (p2 !== earlier);
      compared = compared + 2;
      #3 clk = 0;
    end
    if (moved < TURNS / 4) $fatal(1, "P changed %0d times only", moved);
    $display("PASS %0d values", compared);
    $finish;
  end
endmodule
`default_nettype wire
