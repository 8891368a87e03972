// SPDX-License-Identifier: Apache-2.0
// Behavioural model of UltraScale+'s multiplier block, for netlists whose family has none in Yosys. By the vendor's user guide of the block:
//
//   AD = (INMODE[2] ? D : 0) +- A    - with INMODE[3]; A is A1 with INMODE[0], else A2, and 0 with INMODE[1]
//   M  = (AMULTSEL "AD" ? AD : A) * (INMODE[4] ? B1 : B2)    27 x 18 bits, signed
//   W  = 0, P, RND, C by OPMODE[8:7]    X = 0, M, P, A:B by [1:0]    Y = 0, (M), -1, C by [3:2]    Z = 0, PCIN, P, C, P, PCIN >>> 17, P >>> 17 by [6:4]
//   P  = Z + W + X + Y + CARRYIN    ALUMODE 1: not Z; 2: the sum inverted; 3: both, which is Z - (W + X + Y + CARRYIN)
//
// All registers, enables, resets and the cascades of A, B and P. What is not here stops the simulation: logic functions, split sums, carries but CARRYIN, pre-adder on B.
// Outputs for those and for patterns are x.
`timescale 1ns/1ps
`default_nettype none
module DSP48E2 #(
  parameter ACASCREG = 1, ADREG = 1, ALUMODEREG = 1, AREG = 1, BCASCREG = 1, BREG = 1, CARRYINREG = 1, CARRYINSELREG = 1, CREG = 1, DREG = 1,
  parameter INMODEREG = 1, MREG = 1, OPMODEREG = 1, PREG = 1,
  parameter AMULTSEL = "A", BMULTSEL = "B", PREADDINSEL = "A", A_INPUT = "DIRECT", B_INPUT = "DIRECT", USE_MULT = "MULTIPLY", USE_SIMD = "ONE48",
  parameter [47:0] RND = 48'd0
) (
  input  wire        CLK,
  input  wire [29:0] A, ACIN,
  input  wire [17:0] B, BCIN,
  input  wire [47:0] C, PCIN,
  input  wire [26:0] D,
  input  wire [4:0]  INMODE,
  input  wire [8:0]  OPMODE,
  input  wire [3:0]  ALUMODE,
  input  wire [2:0]  CARRYINSEL,
  input  wire        CARRYIN, CARRYCASCIN, MULTSIGNIN,
  input  wire        CEA1, CEA2, CEAD, CEALUMODE, CEB1, CEB2, CEC, CECARRYIN, CECTRL, CED, CEINMODE, CEM, CEP,
  input  wire        RSTA, RSTALLCARRYIN, RSTALUMODE, RSTB, RSTC, RSTCTRL, RSTD, RSTINMODE, RSTM, RSTP,
  output wire [47:0] P, PCOUT,
  output wire [29:0] ACOUT,
  output wire [17:0] BCOUT,
  output wire [3:0]  CARRYOUT,
  output wire [7:0]  XOROUT,
  output wire        CARRYCASCOUT, MULTSIGNOUT, OVERFLOW, UNDERFLOW, PATTERNDETECT, PATTERNBDETECT
);
  initial begin
    if (BMULTSEL != "B" || PREADDINSEL != "A") $fatal(1, "DSP48E2: the pre-adder of B is not modelled (%m)");
    if (USE_SIMD != "ONE48") $fatal(1, "DSP48E2: USE_SIMD=%0s is not modelled (%m)", USE_SIMD);
    if (AMULTSEL != "A" && AMULTSEL != "AD") $fatal(1, "DSP48E2: AMULTSEL=%0s is neither A nor AD (%m)", AMULTSEL);
  end
  assign {CARRYOUT, XOROUT, CARRYCASCOUT, MULTSIGNOUT, OVERFLOW, UNDERFLOW, PATTERNDETECT, PATTERNBDETECT} = 18'bx;

  // ---- input registers; powered up at 0
  wire [29:0] a_in = A_INPUT == "CASCADE" ? ACIN : A;
  wire [17:0] b_in = B_INPUT == "CASCADE" ? BCIN : B;
  reg [29:0] a1_reg = 0, a2_reg = 0;
  reg [17:0] b1_reg = 0, b2_reg = 0;
  reg [47:0] c_reg = 0, p_reg = 0;
  reg [26:0] d_reg = 0, ad_reg = 0;
  reg signed [44:0] m_reg = 0;
  reg [4:0] inmode_reg = 0;
  reg [8:0] opmode_reg = 0;
  reg [3:0] alumode_reg = 0;
  reg [2:0] carryinsel_reg = 0;
  reg carryin_reg = 0;
  wire [29:0] a1 = AREG == 0 ? a_in : a1_reg;
  wire [29:0] a2 = AREG == 0 ? a_in : a2_reg;
  wire [17:0] b1 = BREG == 0 ? b_in : b1_reg;
  wire [17:0] b2 = BREG == 0 ? b_in : b2_reg;
  wire [47:0] c = CREG == 0 ? C : c_reg;
  wire [26:0] d = DREG == 0 ? D : d_reg;
  wire [4:0] inmode = INMODEREG == 0 ? INMODE : inmode_reg;
  wire [8:0] opmode = OPMODEREG == 0 ? OPMODE : opmode_reg;
  wire [3:0] alumode = ALUMODEREG == 0 ? ALUMODE : alumode_reg;
  wire [2:0] carryinsel = CARRYINSELREG == 0 ? CARRYINSEL : carryinsel_reg;
  wire carry = CARRYINREG == 0 ? CARRYIN : carryin_reg;
  assign ACOUT = AREG == 2 && ACASCREG == 1 ? a1 : a2;
  assign BCOUT = BREG == 2 && BCASCREG == 1 ? b1 : b2;

  // ---- pre-adder and product
  wire [26:0] a_selected = inmode[0] ? a1[26:0] : a2[26:0];
  wire [26:0] a_gated = a_selected & {27{~inmode[1]}};
  wire [26:0] d_gated = d & {27{inmode[2]}};
  wire [26:0] ad_next = inmode[3] ? d_gated - a_gated : d_gated + a_gated;
  wire signed [26:0] left = AMULTSEL == "A" ? a_gated : ADREG == 0 ? ad_next : ad_reg;
  wire signed [17:0] right = inmode[4] ? b1 : b2;
  wire signed [44:0] m_next = left * right;
  wire signed [44:0] m = MREG == 0 ? m_next : m_reg;

  // ---- multiplexers and sum
  reg signed [47:0] w, x, y, z;
  always @* begin
    case (opmode[8:7])
      2'd0: w = 48'd0;
      2'd1: w = P;
      2'd2: w = RND;
      default: w = c;
    endcase
    case (opmode[1:0])
      2'd0: x = 48'd0;
      2'd1: x = m;
      2'd2: x = P;
      default: x = {a2, b2};
    endcase
    case (opmode[3:2])
      2'd0, 2'd1: y = 48'd0;
      2'd2: y = {48{1'b1}};
      default: y = c;
    endcase
    case (opmode[6:4])
      3'd0: z = 48'd0;
      3'd1: z = PCIN;
      3'd2, 3'd4: z = P;
      3'd3: z = c;
      3'd5: z = $signed(PCIN) >>> 17;
      3'd6: z = $signed(P) >>> 17;
      default: z = 48'bx;
    endcase
  end
  wire [47:0] sum = (alumode[0] ? ~z : z) + w + x + y + {47'd0, carry};
  wire [47:0] p_next = alumode[1] ? ~sum : sum;
  assign P     = PREG == 0 ? p_next : p_reg;
  assign PCOUT = P;

  always @(posedge CLK) begin
    if (RSTA) {a1_reg, a2_reg} <= 60'd0;
    else begin
      if (CEA1) a1_reg <= a_in;
      if (CEA2) a2_reg <= AREG == 2 ? a1_reg : a_in;
    end
    if (RSTB) {b1_reg, b2_reg} <= 36'd0;
    else begin
      if (CEB1) b1_reg <= b_in;
      if (CEB2) b2_reg <= BREG == 2 ? b1_reg : b_in;
    end
    if (RSTC) c_reg <= 48'd0;
    else if (CEC) c_reg <= C;
    if (RSTD) d_reg <= 27'd0;
    else if (CED) d_reg <= D;
    if (RSTD) ad_reg <= 27'd0;
    else if (CEAD) ad_reg <= ad_next;
    if (RSTM) m_reg <= 45'd0;
    else if (CEM) m_reg <= m_next;
    if (RSTP) p_reg <= 48'd0;
    else if (CEP) p_reg <= p_next;
    if (RSTINMODE) inmode_reg <= 5'd0;
    else if (CEINMODE) inmode_reg <= INMODE;
    if (RSTCTRL) {opmode_reg, carryinsel_reg} <= 12'd0;
    else if (CECTRL) {opmode_reg, carryinsel_reg} <= {OPMODE, CARRYINSEL};
    if (RSTALUMODE) alumode_reg <= 4'd0;
    else if (CEALUMODE) alumode_reg <= ALUMODE;
    if (RSTALLCARRYIN) carryin_reg <= 1'b0;
    else if (CECARRYIN) carryin_reg <= CARRYIN;
    if (alumode[3:2] != 2'd0) $fatal(1, "DSP48E2: ALUMODE %b is not modelled (%m)", alumode);
    if (carryinsel != 3'd0) $fatal(1, "DSP48E2: CARRYINSEL %b is not modelled (%m)", carryinsel);
    if (opmode[1:0] == 2'd1 && (opmode[3:2] != 2'd1 || USE_MULT == "NONE")) $fatal(1, "DSP48E2: half a product, OPMODE %b (%m)", opmode);
    if (PREG == 0 && (opmode[8:7] == 2'd1 || opmode[1:0] == 2'd2 || opmode[6:4] == 3'd2 || opmode[6:4] == 3'd4 || opmode[6:4] == 3'd6))
      $fatal(1, "DSP48E2: P feeds back without its register, OPMODE %b (%m)", opmode);
  end
endmodule
`default_nettype wire
