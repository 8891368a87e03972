// SPDX-License-Identifier: Apache-2.0
// Rounding shift of one value to a code, ties toward plus infinity, with saturation.
//
//   y    = (value + 2^(shift-1)) >>> shift         shift 0 (y = value) .. 47
//   code = clamp(y + zero_point, low, high)
//
// One value per cycle, latency 4 cycles. Since floor((p + 2^(s-1)) / 2^s) = floor(((2p >>> s) + 1) / 2), the doubled value is
// shifted without rounding, and the 1 is added together with 2 * zero_point. The shifter has two levels, by 8 and by 1. Values that
// do not fit its 20-bit window, or 13 bits behind it, cannot come back into the range of a code and leave it as saturation flags.
//
// Each setting must hold when the value gets to its stage, counted from value at cycle 0: shift 0; zero_point 2; low, high 3.
`default_nettype none
module cd_requantize_round #(
  // bits of the value
  parameter VALUE_BITS = 41
) (
  input  wire                         clk,
  input  wire signed [VALUE_BITS-1:0] value,
  input  wire [5:0]                   shift,
  input  wire [7:0]                   zero_point,
  input  wire [7:0]                   low,
  input  wire [7:0]                   high,
  output reg  [7:0]                   code
);
  localparam WINDOW_BITS = 20;
  localparam EXTENDED_BITS = 8*5 + WINDOW_BITS;
  localparam REDUCED_BITS = 13;

`ifndef SYNTHESIS
  initial if (VALUE_BITS < 2 || VALUE_BITS > EXTENDED_BITS - 2)
    $fatal(1, "cd_requantize_round: VALUE_BITS=%0d is not in 2..%0d (%m)", VALUE_BITS, EXTENDED_BITS - 2);
`endif

  // Shift by multiples of 8: a window of the doubled product, and whether the value fits it.
  wire sign = value[VALUE_BITS-1];
  wire [EXTENDED_BITS-1:0] doubled = {{(EXTENDED_BITS-1-VALUE_BITS){sign}}, value, 1'b0};
  wire fits_16 = doubled[EXTENDED_BITS-1:16+WINDOW_BITS-1] == {(EXTENDED_BITS-16-WINDOW_BITS+1){sign}};
  wire fits_24 = doubled[EXTENDED_BITS-1:24+WINDOW_BITS-1] == {(EXTENDED_BITS-24-WINDOW_BITS+1){sign}};
  wire fits_8  = fits_16 & (doubled[16+WINDOW_BITS-2:8+WINDOW_BITS-1] == {8{sign}});
  wire fits_0  = fits_8 & (doubled[8+WINDOW_BITS-2:WINDOW_BITS-1] == {8{sign}});
  reg signed [WINDOW_BITS-1:0] window;
  reg window_over, window_sign;
  reg [2:0] fine;

  always @(posedge clk) begin
    case (shift[5:3])
      3'd0:    begin window <= doubled[0  +: WINDOW_BITS]; window_over <= ~fits_0; end
      3'd1:    begin window <= doubled[8  +: WINDOW_BITS]; window_over <= ~fits_8; end
      3'd2:    begin window <= doubled[16 +: WINDOW_BITS]; window_over <= ~fits_16; end
      3'd3:    begin window <= doubled[24 +: WINDOW_BITS]; window_over <= ~fits_24; end
      3'd4:    begin window <= doubled[32 +: WINDOW_BITS]; window_over <= 1'b0; end
      default: begin window <= doubled[40 +: WINDOW_BITS]; window_over <= 1'b0; end
    endcase
    window_sign <= sign;
    fine        <= shift[2:0];
  end

  // Shift by 0 to 7. The bits that fall off above REDUCED_BITS must repeat the sign.
  // The upper bits are judged by `differs`.
  // verilator lint_off UNUSEDSIGNAL
  wire signed [WINDOW_BITS-1:0] shifted = window >>> fine;
  // verilator lint_on UNUSEDSIGNAL
  wire [WINDOW_BITS-REDUCED_BITS-1:0] differs = window[WINDOW_BITS-2:REDUCED_BITS-1] ^ {(WINDOW_BITS-REDUCED_BITS){window[WINDOW_BITS-1]}};
  reg signed [REDUCED_BITS-1:0] reduced;
  reg reduced_over, reduced_sign;

  always @(posedge clk) begin
    reduced      <= shifted[REDUCED_BITS-1:0];
    reduced_over <= window_over | (|(differs >> fine));
    reduced_sign <= window_sign;
  end

  // Zero point and rounding, then the clamp.
  // The half is dropped after it has carried.
  // verilator lint_off UNUSEDSIGNAL
  wire signed [REDUCED_BITS:0] rounded = reduced + $signed({{(REDUCED_BITS-9){1'b0}}, zero_point, 1'b1});
  // verilator lint_on UNUSEDSIGNAL
  reg signed [REDUCED_BITS-1:0] centred;
  reg below, above;

  always @(posedge clk) begin
    centred <= rounded[REDUCED_BITS:1];
    below   <= reduced_over & reduced_sign;
    above   <= reduced_over & ~reduced_sign;
  end

  wire negative = centred[REDUCED_BITS-1];
  wire large_positive = ~negative & (|centred[REDUCED_BITS-2:8]);

  always @(posedge clk)
    if (below | (~above & (negative | (~large_positive & (centred[7:0] < low))))) code <= low;
    else if (above | large_positive | (centred[7:0] > high)) code <= high;
    else code <= centred[7:0];
endmodule
`default_nettype wire
