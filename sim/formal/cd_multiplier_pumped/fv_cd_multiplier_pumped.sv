// SPDX-License-Identifier: Apache-2.0
// cd_multiplier_pumped with cd_clock_phase, for operands that change in every cycle, from the first cycle on that begins one cycle after a reset (or the first one without):
//
//   late = second half of the cycle
//   product_0 = a_0 * b_0,  product_1 = a_1 * b_1,  of the operands two cycles before       (behind two more cycles)
//
// A step is a cycle of the doubled clock (clock_enable.v). The multiplier is cut off, as a function that nothing is known of: it has the operands of one pair (asserted), so it gives
// the product of that pair (assumed). So the widths do not matter; they are the greatest ones.
module fv_cd_multiplier_pumped (input wire clk);
  localparam A_BITS = 25, B_BITS = 18, PRODUCT_BITS = A_BITS + B_BITS;
  (* anyseq *) wire [A_BITS-1:0] any_a_0, any_a_1;
  (* anyseq *) wire [B_BITS-1:0] any_b_0, any_b_1;
  (* anyseq *) wire any_rst;
  // The products of the operands of a cycle.
  (* anyseq *) wire [PRODUCT_BITS-1:0] p_0, p_1;
  reg second = 0;
  // Inputs come from registers of clk.
  reg [A_BITS-1:0] a_0_held, a_1_held;
  reg [B_BITS-1:0] b_0_held, b_1_held;
  reg rst_held;
  wire [A_BITS-1:0] a_0 = second ? a_0_held : any_a_0, a_1 = second ? a_1_held : any_a_1;
  wire [B_BITS-1:0] b_0 = second ? b_0_held : any_b_0, b_1 = second ? b_1_held : any_b_1;
  wire rst = second ? rst_held : any_rst;
  wire late;
  wire [PRODUCT_BITS-1:0] product_0, product_1;

  cd_clock_phase phase (.clk(second), .clk2x(1'b1), .rst(rst), .late(late));
  cd_multiplier_pumped #(.A_BITS(A_BITS), .B_BITS(B_BITS)) dut (
    .clk(second), .clk2x(1'b1), .late(late), .a_0(a_0), .b_0(b_0), .a_1(a_1), .b_1(b_1), .product_0(product_0), .product_1(product_1)
  );

  // Inside.
  (* hierconn *) wire [A_BITS-1:0] \dut.a ;
  (* hierconn *) wire [B_BITS-1:0] \dut.b ;
  (* hierconn *) wire [PRODUCT_BITS-1:0] \dut.product , \dut.earlier ;
  (* hierconn *) wire \phase.toggle , \phase.copy ;

  // Of the cycle before, and of the one before that.
  reg [A_BITS-1:0] a_1_before;
  reg [B_BITS-1:0] b_1_before;
  reg [PRODUCT_BITS-1:0] p_0_before, p_1_before, p_0_long_before, p_1_long_before;
  // Cycles that have ended without reset.
  reg [2:0] age = 0;

  always @(posedge clk) begin
    second <= ~second;
    {a_0_held, a_1_held, b_0_held, b_1_held, rst_held} <= {a_0, a_1, b_0, b_1, rst};
    if (second) begin
      {a_1_before, b_1_before, p_0_before, p_1_before} <= {a_1, b_1, p_0, p_1};
      {p_0_long_before, p_1_long_before} <= {p_0_before, p_1_before};
      age <= rst ? 0 : age + (age != 7);
    end
  end

  always @(*) begin
    if (age >= 2) assume (\dut.product  == (second ? p_1_before : p_0_before));
    if (age >= 1) begin
      assert (late == second);
      assert (\phase.copy  == (second ? \phase.toggle  : ~\phase.toggle ));
    end
    if (age >= 2 || (age >= 1 && second)) assert ({\dut.a , \dut.b } == (second ? {a_0, b_0} : {a_1_before, b_1_before}));
    if (age >= 2 && second) assert (\dut.earlier  == p_0_before);
    if (age >= 3) assert ({product_0, product_1} == {p_0_long_before, p_1_long_before});
  end
endmodule
