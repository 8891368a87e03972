// SPDX-License-Identifier: Apache-2.0
// The weights of a step, from the row of the weight store to the operands of the multipliers.
//
// WEIGHT_LANES 1: one word for all pixel lanes (cd_weight_operand). Above: rows of WEIGHT_LANES words; the lanes of a layer with config_own have a word of the row each (WEIGHTS of them), those of another
// layer share the word of the step's address, whose row gathers in cd_weight_row one cycle longer (cd_lane_weight). config_swap: pairs of lanes share the activation, so that a multiplier has two
// weights, of which the lower one borrows from the upper one (cd_mac_pair).
//
// Row and operands meet what cd_step_pipeline gives at the same stages: word_enable one cycle after row_address, row two.
`default_nettype none
module cd_weight_path #(
  // bytes of a word
  parameter CHANNELS = 16,
  // words of a row, a power of two
  parameter WEIGHT_LANES = 1,
  // words that lanes have of their own; 1 with WEIGHT_LANES 1
  parameter WEIGHTS = 1,
  // bits of a weight address
  parameter WEIGHT_ADDRESS_BITS = 12,
  // 1: pairs of lanes may share the activation (WEIGHT_LANES above 1)
  parameter SWAPS = 0,
  // 1: short pipeline (WEIGHT_LANES 1)
  parameter SMALL = 0
) (
  input  wire                                                clk,
  // bit k: a layer's first step has left stage k
  input  wire [4:2]                                          layer_first,
  input  wire [WEIGHT_ADDRESS_BITS-1:0]                      address_3,
  input  wire [WEIGHT_ADDRESS_BITS-1:0]                      address_4,
  input  wire                                                late_address,
  // descriptor
  input  wire                                                config_own,
  input  wire                                                config_halves,
  input  wire                                                config_swap,
  // at the operands' stage
  input  wire [7:0]                                          zero_point,
  // weight store
  output wire [WEIGHT_ADDRESS_BITS-$clog2(WEIGHT_LANES)-1:0] row_address,
  output wire [WEIGHT_LANES-1:0]                             word_enable,
  input  wire [8*CHANNELS*WEIGHT_LANES-1:0]                  row,
  // operand o of weight k at k * CHANNELS + o
  output wire [9*CHANNELS*WEIGHTS-1:0]                       operands,
  // the same in layers with config_swap, else 0
  output wire [9*CHANNELS*WEIGHTS-1:0]                       swapped,
  // config_swap of the operands on their way into their registers, and in them
  output wire                                                swap_ahead,
  output wire                                                swap
);
  localparam ROW_BITS = $clog2(WEIGHT_LANES);

`ifndef SYNTHESIS
  initial begin
    if (WEIGHTS < 1 || WEIGHTS > WEIGHT_LANES) $fatal(1, "cd_weight_path: WEIGHTS=%0d is not in 1..WEIGHT_LANES=%0d (%m)", WEIGHTS, WEIGHT_LANES);
    if (WEIGHT_LANES == 1 && SWAPS != 0 || WEIGHT_LANES > 1 && SMALL != 0)
      $fatal(1, "cd_weight_path: SWAPS takes WEIGHT_LANES above 1, SMALL takes 1, not %0d (%m)", WEIGHT_LANES);
  end
`endif

  genvar x;
  generate
    if (WEIGHT_LANES == 1) begin : gen_shared_weights
      assign swap_ahead = 1'b0;
      assign swap = 1'b0;
      assign word_enable = 1'b1;
      assign row_address = SMALL != 0 || late_address ? address_4 : address_3;
      cd_weight_operand #(.CHANNELS(CHANNELS), .LATENCY(SMALL != 0 ? 1 : 2)) weight_operand_inst
        (.clk(clk), .weights(row), .zero_point(zero_point), .operands(operands));
      assign swapped = {9*CHANNELS{1'b0}};
      wire unused = &{1'b0, layer_first, address_3, address_4, config_own, config_halves, config_swap};
    end else begin : gen_own_weights
      // The shared word passes a register after its multiplexer; rows of own words do not, and are read one cycle later instead.
      reg [ROW_BITS-1:0] word_5;
      reg own_address, own_row, late_row, own_operand, swap_operand, swap_product;
      // Of lanes that another one borrows from.
      // verilator lint_off UNUSEDSIGNAL
      wire [CHANNELS-1:0] negative [0:WEIGHTS-1];
      // verilator lint_on UNUSEDSIGNAL
      assign swap_ahead = swap_operand;
      assign swap = swap_product;
      wire [8*CHANNELS-1:0] shared_word;

      always @(posedge clk) begin
        word_5 <= address_4[ROW_BITS-1:0];
        // Changes as the layer's first step enters stage 3, stage 4, and stage 5.
        if (layer_first[2]) own_address <= config_own;
        if (layer_first[3]) begin
          own_row  <= config_own;
          late_row <= config_halves;
        end
        if (layer_first[4]) begin
          own_operand  <= config_own;
          swap_operand <= config_swap;
        end
        // The products of a layer with two pixels at once end one cycle later than others.
        swap_product <= swap_operand;
      end
      assign row_address = own_address | late_address ? address_4[WEIGHT_ADDRESS_BITS-1:ROW_BITS] : address_3[WEIGHT_ADDRESS_BITS-1:ROW_BITS];

      // Of the row that leaves its memory, all words or the one that is shared.
      wire [ROW_BITS-1:0] word_index = late_row ? word_5 : address_4[ROW_BITS-1:0];
      for (x = 0; x < WEIGHT_LANES; x = x + 1) begin : gen_word_enable
        assign word_enable[x] = own_row | (word_index == x[ROW_BITS-1:0]);
      end

      cd_weight_row #(.CHANNELS(CHANNELS), .WEIGHT_LANES(WEIGHT_LANES)) weight_row_inst
        (.clk(clk), .row(row), .shared_word(shared_word));

      // Put together in registers and then as a whole: a simulator would look at every reader of a net for every part that is driven on its own.
      reg [9*CHANNELS*WEIGHTS-1:0] operand_parts, all_operands, swapped_parts, all_swapped;
      always @* all_operands = operand_parts;
      always @* all_swapped  = swapped_parts;
      assign operands = all_operands;
      assign swapped  = SWAPS != 0 ? all_swapped : {9*CHANNELS*WEIGHTS{1'b0}};

      // With swap, the weight of an odd lane stands above that of the even one in their multiplier.
      for (x = 0; x < WEIGHTS; x = x + 1) begin : gen_lanes
        wire [CHANNELS-1:0] borrow;
        wire [9*CHANNELS-1:0] lane_operands, lane_swapped;
        always @* operand_parts[9*CHANNELS*x +: 9*CHANNELS] = lane_operands;
        always @* swapped_parts[9*CHANNELS*x +: 9*CHANNELS] = lane_swapped;
        if (SWAPS != 0 && x % 2 == 1) begin : gen_above
          assign borrow = {CHANNELS{swap_operand}} & negative[x-1];
        end else begin : gen_alone
          assign borrow = {CHANNELS{1'b0}};
        end
        cd_lane_weight #(.CHANNELS(CHANNELS), .SWAPS(SWAPS)) lane_weight_inst (
          .clk(clk), .shared(shared_word), .own(row[8*CHANNELS*x +: 8*CHANNELS]), .use_own(own_operand), .zero_point(zero_point),
          .borrow(borrow), .swap(swap_operand), .negative(negative[x]), .operands(lane_operands),
          .swapped(lane_swapped)
        );
      end
      wire unused = &{1'b0, address_3};
    end
  endgenerate
endmodule
`default_nettype wire
