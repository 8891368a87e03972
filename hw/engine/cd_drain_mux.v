// SPDX-License-Identifier: Apache-2.0
// Picks one pixel lane's accumulators, those of all channel lanes, one pixel lane per cycle. Latency 1 cycle.
//
//   sum[o] = sums[lane][o]
//   CARRIED: sum[o] = sums[lane][o] - (lane odd ? floor({extras, sums}[lane - 1][o] / 2^16) : 0), modulo 2^ACC_BITS (cd_mac_pair)
//
// With CARRIED an odd lane comes in the cycle after the even one below it, whose sums are then in the output register.
`default_nettype none
module cd_drain_mux #(
  // channel lanes
  parameter CHANNELS = 16,
  // pixel lanes
  parameter PIXELS = 8,
  // bits of an accumulator
  parameter ACC_BITS = 32,
  // 1: sums of odd lanes hold the carry of the lane below
  parameter CARRIED = 0
) (
  input  wire                                            clk,
  input  wire [(PIXELS > 1 ? $clog2(PIXELS) : 1)-1:0]    lane,
  // sum of pixel lane x and channel lane o at x * CHANNELS + o
  input  wire [PIXELS*CHANNELS*ACC_BITS-1:0]             sums,
  // bit ACC_BITS of each sum, for CARRIED
  input  wire [PIXELS*CHANNELS-1:0]                      extras,
  output reg  [CHANNELS*ACC_BITS-1:0]                    sum
);
  localparam WORD_BITS = CHANNELS * ACC_BITS;

  // A multiplexer of words; a part select at lane * WORD_BITS would be built as a bit shifter.
  wire [WORD_BITS-1:0] words [0:PIXELS-1];
  genvar x;
  generate
    for (x = 0; x < PIXELS; x = x + 1) begin : gen_word
      assign words[x] = sums[WORD_BITS*x +: WORD_BITS];
    end
  endgenerate

  generate
    if (CARRIED != 0) begin : gen_carried
      localparam FIELD_BITS = 16;
      wire [CHANNELS-1:0] extra_words [0:PIXELS-1];
      reg [CHANNELS-1:0] extra;
      for (x = 0; x < PIXELS; x = x + 1) begin : gen_extra
        assign extra_words[x] = extras[CHANNELS*x +: CHANNELS];
      end
      always @(posedge clk) begin : subtract
        integer o;
        reg [WORD_BITS-1:0] word, differences;
        reg [ACC_BITS-1:0] carry;
        word = words[lane];
        for (o = 0; o < CHANNELS; o = o + 1) begin
          carry = {{FIELD_BITS{extra[o]}}, sum[ACC_BITS*o + FIELD_BITS +: ACC_BITS-FIELD_BITS]} & {ACC_BITS{lane[0]}};
          // a - b = ~b - ~a: the carry chain takes its first operand besides the sum of both, so the multiplexer stands in the second one, in the adder's own cells.
          differences[ACC_BITS*o +: ACC_BITS] = ~carry - ~word[ACC_BITS*o +: ACC_BITS];
        end
        extra <= extra_words[lane];
        sum   <= differences;
      end
    end else begin : gen_plain
      wire unused = &{1'b0, extras};
      always @(posedge clk) sum <= words[lane];
    end
  endgenerate
endmodule
`default_nettype wire
