// SPDX-License-Identifier: Apache-2.0
// The multiply-accumulate lanes of neighbouring pixel lanes that share multipliers: one for every channel lane of each.
//
//   sum[x][o] = (first ? 0 : sum[x][o]) + operand[x][o] * weight[o] in each cycle with `accumulate`
//   with `swap`, x even: weight[x][o] and weight[x + 1][o] times operand[x][o]
//
// capture copies the sums to the shadow registers that `sums` shows until the next capture. Where fewer pixel lanes are left than share a multiplier, they have smaller multipliers.
// Cycles are those of cd_mac_lane.
`default_nettype none
module cd_mac_column #(
  // channel lanes
  parameter CHANNELS = 16,
  // pixel lanes: as many as share a multiplier, or fewer
  parameter PIXELS = 1,
  // 0: one multiplier per lane, 1: one DSP48 per two pixel lanes, 2: one SB_MAC16 per two, 3: one DSP48 on clk2x per four
  parameter MAC_KIND = 0,
  // bits of an accumulator
  parameter ACC_BITS = 32,
  // 1: pairs of lanes may share the operand instead of the weight (MAC_KIND 1 and 3); every pixel lane has a weight
  parameter SWAPS = 0,
  // 1: shadow registers
  parameter SHADOW = 1
) (
  input  wire                                                clk,
  // MAC_KIND 3 only
  input  wire                                                clk2x,
  input  wire                                                late,
  input  wire                                                swap,
  // Each kind of multiplier takes some of these four.
  // verilator lint_off UNUSEDSIGNAL
  // lane (x, o) at x * CHANNELS + o
  input  wire [8*CHANNELS*PIXELS-1:0]                        operands,
  input  wire [9*CHANNELS*(SWAPS != 0 ? PIXELS : 1)-1:0]     weights,
  // the same, of which with MAC_KIND 1 and SWAPS those that are not the shared one's factors are 0: operands with swap, weights without
  input  wire [8*CHANNELS*PIXELS-1:0]                        operands_cleared,
  input  wire [9*CHANNELS*(SWAPS != 0 ? PIXELS : 1)-1:0]     weights_swapped,
  // verilator lint_on UNUSEDSIGNAL
  input  wire                                                accumulate,
  input  wire                                                first,
  input  wire                                                capture,
  output reg  [ACC_BITS*CHANNELS*PIXELS-1:0]                 sums,
  // bit ACC_BITS of a sum that carries into the lane above (cd_mac_pair)
  output wire [CHANNELS*PIXELS-1:0]                          extras
);
  localparam SHARING = MAC_KIND == 0 ? 1 : MAC_KIND == 3 ? 4 : 2;
  // From a lane's weight to that of the lane above.
  localparam ABOVE = SWAPS != 0 ? CHANNELS : 0;

`ifndef SYNTHESIS
  initial begin
    if (MAC_KIND < 0 || MAC_KIND > 3) $fatal(1, "cd_mac_column: MAC_KIND=%0d is unknown (%m)", MAC_KIND);
    if (PIXELS < 1 || PIXELS > SHARING) $fatal(1, "cd_mac_column: PIXELS=%0d is not in 1..%0d for MAC_KIND=%0d (%m)", PIXELS, SHARING, MAC_KIND);
    if (SWAPS != 0 && MAC_KIND != 1 && MAC_KIND != 3) $fatal(1, "cd_mac_column: SWAPS=%0d takes MAC_KIND 1 or 3, not %0d (%m)", SWAPS, MAC_KIND);
  end
`endif

  wire [ACC_BITS-1:0] lane_sum [0:CHANNELS*PIXELS-1];

  // Put together in a register and then as a whole: a simulator would look at every reader of a net for every part that is driven on its own.
  reg [ACC_BITS*CHANNELS*PIXELS-1:0] sum_parts;
  always @* sums = sum_parts;

  genvar x, o;
  generate
    for (x = 0; x < PIXELS; x = x + 1) begin : gen_pixel
      for (o = 0; o < CHANNELS; o = o + 1) begin : gen_channel
        // The lower lane's multiplier makes the sums of both.
        localparam LANE  = CHANNELS*x + o;
        localparam UPPER = x % 2 == 1;
        localparam WEIGHT = ABOVE*x + o;
        wire [ACC_BITS-1:0] part = lane_sum[LANE];
        always @* sum_parts[ACC_BITS*LANE +: ACC_BITS] = part;
        if (PIXELS == 4) begin : gen_quad
          if (x == 0) begin : gen_first
            cd_mac_quad #(.ACC_BITS(ACC_BITS), .SWAPS(SWAPS)) mac_inst (
              .clk2x(clk2x), .late(late), .swap(swap), .accumulate(accumulate), .first(first), .capture(capture),
              .activation_0(operands[8*LANE +: 8]), .activation_1(operands[8*(LANE + CHANNELS) +: 8]),
              .activation_2(operands[8*(LANE + 2*CHANNELS) +: 8]), .activation_3(operands[8*(LANE + 3*CHANNELS) +: 8]),
              .weight_0(weights[9*WEIGHT +: 9]), .weight_1(weights[9*(WEIGHT + ABOVE) +: 9]),
              .weight_2(weights[9*(WEIGHT + 2*ABOVE) +: 9]), .weight_3(weights[9*(WEIGHT + 3*ABOVE) +: 9]),
              .sum_0({extras[LANE], lane_sum[LANE]}), .sum_1(lane_sum[LANE + CHANNELS]),
              .sum_2({extras[LANE + 2*CHANNELS], lane_sum[LANE + 2*CHANNELS]}), .sum_3(lane_sum[LANE + 3*CHANNELS])
            );
          end
          if (UPPER) begin : gen_upper
            assign extras[LANE] = 1'b0;
          end
        end else if (x / 2 * 2 + 1 < PIXELS) begin : gen_pair
          if (UPPER) begin : gen_upper
            assign extras[LANE] = 1'b0;
          end else if (MAC_KIND == 2) begin : gen_ice40
            cd_mac_pair_ice40 #(.ACC_BITS(ACC_BITS), .SHADOW(SHADOW)) mac_inst (
              .clk(clk), .accumulate(accumulate), .first(first), .capture(capture),
              .activation_0(operands[8*LANE +: 8]), .activation_1(operands[8*(LANE + CHANNELS) +: 8]),
              .weight_0(weights[9*WEIGHT +: 9]), .weight_1(weights[9*WEIGHT +: 9]),
              .sum_0(lane_sum[LANE]), .sum_1(lane_sum[LANE + CHANNELS])
            );
            assign extras[LANE] = 1'b0;
          end else begin : gen_dsp48
            wire [ACC_BITS:0] sum_0;
            cd_mac_pair #(.ACC_BITS(ACC_BITS), .SWAPS(SWAPS)) mac_inst (
              .clk(clk), .swap(swap), .accumulate(accumulate), .first(first), .capture(capture),
              .activation(operands[8*LANE +: 8]), .weight(weights[9*WEIGHT +: 9]),
              .activations({operands_cleared[8*(LANE + CHANNELS) +: 8], operands_cleared[8*LANE +: 8]}),
              .weights({weights_swapped[9*(WEIGHT + ABOVE) +: 9], weights_swapped[9*WEIGHT +: 9]}),
              .sum_0(sum_0), .sum_1(lane_sum[LANE + CHANNELS])
            );
            assign {extras[LANE], lane_sum[LANE]} = sum_0;
          end
        end else if (MAC_KIND == 2) begin : gen_channels
          // Of a pixel lane that is left over two channels share a multiplier, which takes two weights.
          if (o % 2 == 0) begin : gen_first
            cd_mac_pair_ice40 #(.ACC_BITS(ACC_BITS), .SHADOW(SHADOW)) mac_inst (
              .clk(clk), .accumulate(accumulate), .first(first), .capture(capture),
              .activation_0(operands[8*LANE +: 8]), .activation_1(operands[8*(LANE + 1) +: 8]),
              .weight_0(weights[9*WEIGHT +: 9]), .weight_1(weights[9*(WEIGHT + 1) +: 9]),
              .sum_0(lane_sum[LANE]), .sum_1(lane_sum[LANE + 1])
            );
          end
          assign extras[LANE] = 1'b0;
        end else begin : gen_plain
          cd_mac_lane #(.ACC_BITS(ACC_BITS), .SHADOW(SHADOW)) mac_inst (
            .clk(clk), .activation(operands[8*LANE +: 8]), .weight(weights[9*WEIGHT +: 9]),
            .accumulate(accumulate), .first(first), .capture(capture), .sum(lane_sum[LANE])
          );
          assign extras[LANE] = 1'b0;
        end
      end
    end
  endgenerate

  // Four lanes have the doubled clock only, fewer do not need it; one alone shares nothing.
  wire unused = &{1'b0, clk, clk2x, late, swap};
endmodule
`default_nettype wire
