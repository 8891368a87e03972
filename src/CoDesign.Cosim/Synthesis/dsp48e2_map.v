// SPDX-License-Identifier: Apache-2.0
// DSP48E1 as DSP48E2, which does the same where the wide multiplexer (OPMODE[8:7]) is off and the multiplier takes A or the pre-adder's sum. A product stays one of
// 25 x 18 bits, as DspCount counts it: the bits of A above its sign, which the larger multiplier would take, repeat the sign. A pre-adder's sum fits in 25 bits.
(* techmap_celltype = "DSP48E1" *)
module dsp48e1_to_dsp48e2 (
  input wire [29:0] A, input wire [17:0] B, input wire [47:0] C, input wire [24:0] D,
  input wire [29:0] ACIN, input wire [17:0] BCIN, input wire [47:0] PCIN,
  input wire [4:0] INMODE, input wire [3:0] ALUMODE, input wire [6:0] OPMODE, input wire [2:0] CARRYINSEL,
  input wire CARRYIN, input wire CARRYCASCIN, input wire MULTSIGNIN, input wire CLK,
  input wire CEA1, input wire CEA2, input wire CEAD, input wire CEALUMODE, input wire CEB1, input wire CEB2, input wire CEC,
  input wire CECARRYIN, input wire CECTRL, input wire CED, input wire CEINMODE, input wire CEM, input wire CEP,
  input wire RSTA, input wire RSTALLCARRYIN, input wire RSTALUMODE, input wire RSTB, input wire RSTC, input wire RSTCTRL,
  input wire RSTD, input wire RSTINMODE, input wire RSTM, input wire RSTP,
  output wire [47:0] P, output wire [47:0] PCOUT, output wire [29:0] ACOUT, output wire [17:0] BCOUT, output wire OVERFLOW
);
  parameter ACASCREG = 1; parameter ADREG = 1; parameter ALUMODEREG = 1; parameter AREG = 1; parameter A_INPUT = "DIRECT";
  parameter BCASCREG = 1; parameter BREG = 1; parameter B_INPUT = "DIRECT"; parameter CARRYINREG = 1; parameter CARRYINSELREG = 1;
  parameter CREG = 1; parameter DREG = 1; parameter INMODEREG = 1; parameter MREG = 1; parameter OPMODEREG = 1; parameter PREG = 1;
  parameter USE_DPORT = "FALSE"; parameter USE_MULT = "MULTIPLY"; parameter USE_SIMD = "ONE48";
  wire [29:0] a = USE_MULT == "NONE" ? A : {{5{A[24]}}, A[24:0]};
  DSP48E2 #(
    .ACASCREG(ACASCREG), .ADREG(ADREG), .ALUMODEREG(ALUMODEREG), .AREG(AREG), .A_INPUT(A_INPUT),
    .AMULTSEL(USE_DPORT == "TRUE" ? "AD" : "A"), .BMULTSEL("B"),
    .BCASCREG(BCASCREG), .BREG(BREG), .B_INPUT(B_INPUT), .CARRYINREG(CARRYINREG), .CARRYINSELREG(CARRYINSELREG),
    .CREG(CREG), .DREG(DREG), .INMODEREG(INMODEREG), .MREG(MREG), .OPMODEREG(OPMODEREG), .PREG(PREG),
    .USE_MULT(USE_MULT), .USE_SIMD(USE_SIMD)
  ) _TECHMAP_REPLACE_ (
    .A(a), .B(B), .C(C), .D({{2{D[24]}}, D}), .ACIN(ACIN), .BCIN(BCIN), .PCIN(PCIN),
    .INMODE(INMODE), .ALUMODE(ALUMODE), .OPMODE({2'b00, OPMODE}), .CARRYINSEL(CARRYINSEL), .CARRYIN(CARRYIN),
    .CARRYCASCIN(CARRYCASCIN), .MULTSIGNIN(MULTSIGNIN), .CLK(CLK),
    .CEA1(CEA1), .CEA2(CEA2), .CEAD(CEAD), .CEALUMODE(CEALUMODE), .CEB1(CEB1), .CEB2(CEB2), .CEC(CEC), .CECARRYIN(CECARRYIN),
    .CECTRL(CECTRL), .CED(CED), .CEINMODE(CEINMODE), .CEM(CEM), .CEP(CEP),
    .RSTA(RSTA), .RSTALLCARRYIN(RSTALLCARRYIN), .RSTALUMODE(RSTALUMODE), .RSTB(RSTB), .RSTC(RSTC), .RSTCTRL(RSTCTRL),
    .RSTD(RSTD), .RSTINMODE(RSTINMODE), .RSTM(RSTM), .RSTP(RSTP),
    .P(P), .PCOUT(PCOUT), .ACOUT(ACOUT), .BCOUT(BCOUT), .OVERFLOW(OVERFLOW)
  );
endmodule
