// SPDX-License-Identifier: Apache-2.0
// From accumulators to codes: each channel lane picks the sum of one pixel lane a cycle, adds sums that belong together and requantizes the total.
//
//   cd_drain_mux -> cd_lane_fold (FOLD) -> cd_lane_sum -> cd_requantize
//
// DRAIN_PORTS 2: a second multiplexer and requantizer per channel lane takes the pixel lanes from PORT_LANES on, at the same place as the first one's; with `upper` the first port's
// requantizer takes the second port's sum instead. Only the first port folds and adds. Stages of the controls: cd_drain. Latency from `lane` to `codes`: 1, FOLD, and that of cd_requantize.
`default_nettype none
module cd_channel_lanes #(
  // channel lanes
  parameter CHANNELS = 16,
  // pixel lanes
  parameter PIXELS = 8,
  // pixel lanes that leave together: 1 or 2
  parameter DRAIN_PORTS = 1,
  // pixel lanes of the first port
  parameter PORT_LANES = PIXELS,
  // sums that take turns where they are interleaved
  parameter INTERLEAVE = 1,
  // bits of an accumulator
  parameter ACC_BITS = 32,
  // bits of a requantization multiplier
  parameter MULTIPLIER_BITS = 16,
  // 0 lean, 1 wide, 2 exact
  parameter PROFILE = 0,
  // 1: build the add mode
  parameter HAS_TABLE = 0,
  // 1: build the sum over pixel lanes
  parameter HAS_LANE_SUM = 1,
  // 1: sums of odd pixel lanes hold the carry of the lane below (cd_mac_pair)
  parameter CARRIED = 0,
  // 1: a stage that joins the halves of the channel lanes
  parameter FOLD = 0,
  // 1: requantizers' multipliers on clk2x, two products per cycle each
  parameter DOUBLED = 0
) (
  input  wire                                                             clk,
  // DOUBLED only
  input  wire                                                             clk2x,
  input  wire                                                             late,
  // sum of pixel lane x and channel lane o at x * CHANNELS + o
  input  wire [ACC_BITS*CHANNELS*PIXELS-1:0]                              sums,
  input  wire [CHANNELS*PIXELS-1:0]                                       extras,
  // which sums, and how they add up (cd_drain)
  input  wire [(PORT_LANES > 1 ? $clog2(PORT_LANES) : 1)-1:0]             lane,
  input  wire                                                             upper,
  input  wire                                                             fold,
  input  wire                                                             fold_odd,
  input  wire                                                             add,
  input  wire                                                             add_interleaved,
  // parameter records, a byte of every lane's
  input  wire [(PROFILE == 2 ? 9 : 7)-1:0]                                record_write,
  input  wire [8*CHANNELS-1:0]                                            record_bytes,
  input  wire                                                             load_bias,
  input  wire                                                             load_multiplier,
  input  wire                                                             load_shift,
  // add tables, the same in every lane
  input  wire                                                             table_write,
  input  wire [8:0]                                                       table_address,
  input  wire [(PROFILE == 0 ? 21 : PROFILE == 1 ? 29 : 41)-1:0]          table_word,
  input  wire                                                             table_half,
  // settings of the layer
  input  wire                                                             preshift,
  input  wire                                                             table_mode,
  input  wire [7:0]                                                       zero_point,
  input  wire [7:0]                                                       low,
  input  wire [7:0]                                                       high,
  // word of the first port, then of the second
  output reg  [8*CHANNELS*DRAIN_PORTS-1:0]                                codes
);
  localparam T_BITS       = 25;
  localparam FACTOR_BITS  = MULTIPLIER_BITS + 1;
  localparam PRODUCT_BITS = 26 + MULTIPLIER_BITS;
  // The multiplier of neighbouring channel lanes is out here; the other profiles keep theirs inside.
  localparam SHARED       = DOUBLED != 0 && PROFILE == 0 ? 1 : 0;
  // Lanes of all ports; the last port may have fewer.
  localparam COLUMN       = DRAIN_PORTS * PORT_LANES;

`ifndef SYNTHESIS
  initial begin
    if (DRAIN_PORTS != 1 && DRAIN_PORTS != 2) $fatal(1, "cd_channel_lanes: DRAIN_PORTS=%0d is neither 1 nor 2 (%m)", DRAIN_PORTS);
    if (COLUMN < PIXELS) $fatal(1, "cd_channel_lanes: %0d ports of PORT_LANES=%0d do not hold PIXELS=%0d (%m)", DRAIN_PORTS, PORT_LANES, PIXELS);
    if (SHARED != 0 && CHANNELS % 2 != 0) $fatal(1, "cd_channel_lanes: DOUBLED takes an even number of CHANNELS, not %0d (%m)", CHANNELS);
  end
`endif

  // Put together in a register and then as a whole: a simulator would look at every reader of a net for every part that is driven on its own.
  reg [8*CHANNELS*DRAIN_PORTS-1:0] code_parts;
  always @* codes = code_parts;

  wire [DRAIN_PORTS*T_BITS-1:0] shared_t [0:CHANNELS-1];
  wire [DRAIN_PORTS*FACTOR_BITS-1:0] shared_factor [0:CHANNELS-1];
  wire [DRAIN_PORTS*PRODUCT_BITS-1:0] shared_product [0:CHANNELS-1];
  // The last port may have fewer lanes. One bit more than there are, which nobody takes, so that there is something to add to them.
  // verilator lint_off UNUSEDSIGNAL
  wire [ACC_BITS*CHANNELS*COLUMN:0] all_sums = {{ACC_BITS*CHANNELS*(COLUMN-PIXELS)+1{1'b0}}, sums};
  wire [CHANNELS*COLUMN:0] all_extras        = {{CHANNELS*(COLUMN-PIXELS)+1{1'b0}}, extras};
  // verilator lint_on UNUSEDSIGNAL
  // By port and channel lane: as they leave the multiplexers. The first port's as they are joined, and the second's in the same cycle.
  wire [ACC_BITS*CHANNELS-1:0] picked [0:DRAIN_PORTS-1];
  wire [ACC_BITS*CHANNELS-1:0] first_sums = DRAIN_PORTS == 2 && upper ? picked[DRAIN_PORTS-1] : picked[0];
  wire [ACC_BITS*CHANNELS-1:0] joined;
  // Only a second port takes them.
  // verilator lint_off UNUSEDSIGNAL
  wire [ACC_BITS*CHANNELS-1:0] second_sums;
  // verilator lint_on UNUSEDSIGNAL
  genvar o, port;

  generate
    if (FOLD != 0) begin : gen_fold
      reg [ACC_BITS*CHANNELS-1:0] second_reg;
      assign second_sums = second_reg;
      cd_lane_fold #(.CHANNELS(CHANNELS), .ACC_BITS(ACC_BITS)) lane_fold_inst
        (.clk(clk), .fold(fold), .odd(fold_odd), .sums(first_sums), .folded(joined));
      always @(posedge clk) second_reg <= picked[DRAIN_PORTS-1];
    end else begin : gen_no_fold
      assign joined      = first_sums;
      assign second_sums = picked[DRAIN_PORTS-1];
      wire unused = &{1'b0, fold, fold_odd};
    end

    for (port = 0; port < DRAIN_PORTS; port = port + 1) begin : gen_port
      cd_drain_mux #(.CHANNELS(CHANNELS), .PIXELS(PORT_LANES), .ACC_BITS(ACC_BITS), .CARRIED(CARRIED)) drain_mux_inst (
        .clk(clk), .lane(lane), .sums(all_sums[ACC_BITS*CHANNELS*PORT_LANES*port +: ACC_BITS*CHANNELS*PORT_LANES]),
        .extras(all_extras[CHANNELS*PORT_LANES*port +: CHANNELS*PORT_LANES]), .sum(picked[port])
      );
    end

    for (o = 0; o < CHANNELS; o = o + 1) begin : gen_channel
      wire [DRAIN_PORTS*ACC_BITS-1:0] totals;
      wire [8*DRAIN_PORTS-1:0] code;
      for (port = 0; port < DRAIN_PORTS; port = port + 1) begin : gen_code
        always @* code_parts[8*(CHANNELS*port + o) +: 8] = code[8*port +: 8];
      end
      if (DRAIN_PORTS == 2) begin : gen_second
        assign totals[ACC_BITS*(DRAIN_PORTS-1) +: ACC_BITS] = second_sums[ACC_BITS*o +: ACC_BITS];
      end

      cd_lane_sum #(.ACC_BITS(ACC_BITS), .HAS_LANE_SUM(HAS_LANE_SUM), .INTERLEAVE(INTERLEAVE)) lane_sum_inst (
        .clk(clk), .add(add), .add_interleaved(add_interleaved), .sum(joined[ACC_BITS*o +: ACC_BITS]), .total(totals[ACC_BITS-1:0])
      );

      cd_requantize #(
        .ACC_BITS(ACC_BITS), .MULTIPLIER_BITS(MULTIPLIER_BITS), .PROFILE(PROFILE), .HAS_TABLE(HAS_TABLE), .DOUBLED(DOUBLED), .PORTS(DRAIN_PORTS)
      ) requantize_inst (
        .clk(clk), .clk2x(clk2x), .late(late), .sum(totals), .record_write(record_write), .record_byte(record_bytes[8*o +: 8]),
        .load_bias(load_bias), .load_multiplier(load_multiplier), .load_shift(load_shift),
        .table_write(table_write), .table_address(table_address), .table_word(table_word), .table_half(table_half),
        .preshift(preshift), .table_mode(table_mode), .zero_point(zero_point), .low(low), .high(high), .code(code),
        .shared_t(shared_t[o]), .shared_factor(shared_factor[o]), .shared_product(shared_product[o])
      );

      if (SHARED == 0) begin : gen_own_multiplier
        assign shared_product[o] = {DRAIN_PORTS*PRODUCT_BITS{1'b0}};
        wire unused = &{1'b0, shared_t[o], shared_factor[o]};
      end else if (o % 2 == 0) begin : gen_multiplier
        for (port = 0; port < DRAIN_PORTS; port = port + 1) begin : gen_port
          cd_multiplier_pumped #(.A_BITS(T_BITS), .B_BITS(FACTOR_BITS)) multiplier_inst (
            .clk(clk), .clk2x(clk2x), .late(late),
            .a_0(shared_t[o][T_BITS*port +: T_BITS]), .b_0(shared_factor[o][FACTOR_BITS*port +: FACTOR_BITS]),
            .a_1(shared_t[o+1][T_BITS*port +: T_BITS]), .b_1(shared_factor[o+1][FACTOR_BITS*port +: FACTOR_BITS]),
            .product_0(shared_product[o][PRODUCT_BITS*port +: PRODUCT_BITS]), .product_1(shared_product[o+1][PRODUCT_BITS*port +: PRODUCT_BITS])
          );
        end
      end
    end
  endgenerate
endmodule
`default_nettype wire
