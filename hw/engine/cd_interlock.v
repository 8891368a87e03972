// SPDX-License-Identifier: Apache-2.0
// Tracks which layers are still being drained and holds back steps that would read what is not yet written.
//
// At most one older layer drains while the current one issues. A step may issue when no older layer is pending, when the layer is
// independent (mode 2), or when the input block it reads is one of those that the older layer has completely written (mode 1), or the next one, of which
// the pixel steps that it reads are written: no more than depend_slack are missing. In mode 3 every step reads all blocks up to depend_last.
// drain_block_written, drain_layer_written and drain_unwritten come 4 cycles before the last write is seen by reads; a step that they release is issued
// 2 cycles later and reads 3 cycles after that.
`default_nettype none
module cd_interlock #(
  // bits of a block index
  parameter BLOCK_BITS = 10,
  // bits of a number of pixel steps, at least as many
  parameter STEP_BITS = 20
) (
  input  wire                  clk,
  input  wire                  rst,
  // a layer becomes the current one (never while older_pending)
  input  wire                  layer_take,
  input  wire                  layer_load,
  input  wire [1:0]            dependency,
  input  wire [BLOCK_BITS-1:0] depend_block,
  input  wire [BLOCK_BITS-1:0] depend_next,
  input  wire [BLOCK_BITS-1:0] depend_slack,
  input  wire [BLOCK_BITS-1:0] depend_last,
  input  wire                  issue_word_end,
  input  wire                  issue_pixel_end,
  // events of the drain: the first word of a layer, the last of a block, the last of a layer
  input  wire                  drain_layer_first,
  input  wire                  drain_block_written,
  input  wire                  drain_layer_written,
  // pixel steps of the block under way that are not yet written
  input  wire [STEP_BITS-1:0]  drain_unwritten,
  output wire                  block_ready,
  output reg                   older_pending,
  output reg                   current_pending
);
`ifndef SYNTHESIS
  initial begin
    if (BLOCK_BITS < 1) $fatal(1, "cd_interlock: BLOCK_BITS=%0d is less than 1 (%m)", BLOCK_BITS);
    if (STEP_BITS < BLOCK_BITS) $fatal(1, "cd_interlock: STEP_BITS=%0d is less than BLOCK_BITS=%0d (%m)", STEP_BITS, BLOCK_BITS);
  end
`endif

  reg [BLOCK_BITS-1:0] blocks_written;
  reg allowed, next_allowed, next_stale, unchecked;

  assign block_ready = allowed & ~unchecked;

  always @(posedge clk) begin
    if (drain_layer_first) blocks_written <= {BLOCK_BITS{1'b0}};
    if (drain_block_written) blocks_written <= (drain_layer_first ? {BLOCK_BITS{1'b0}} : blocks_written) + 1'b1;
  end

  // Both judge the block of the cycle before. A step that moves on to another block needs next_allowed, and that the move before, or the load, is at least two
  // cycles ago; else the next step waits one cycle until `allowed` has judged the block.
  wire free = ~older_pending | (dependency == 2'd2);
  wire in_order = dependency[0];
  wire [BLOCK_BITS-1:0] block      = dependency[1] ? depend_last : depend_block;
  wire [BLOCK_BITS-1:0] next_block = dependency[1] ? depend_last : depend_next;
  // The next pixel step has one less.
  wire [STEP_BITS-1:0] slack = {{(STEP_BITS-BLOCK_BITS){1'b0}}, depend_slack};
  wire enough = (drain_unwritten < slack) | ((drain_unwritten == slack) & ~issue_pixel_end);

  always @(posedge clk) begin
    allowed      <= free | (in_order & ((block < blocks_written) | (enough & (block == blocks_written))));
    next_allowed <= free | (in_order & ((next_block < blocks_written) | (enough & (next_block == blocks_written))));
    next_stale   <= issue_word_end | layer_load;
    unchecked    <= issue_word_end & ~free & ~(next_allowed & ~next_stale);
    if (layer_load) unchecked <= 1'b0;
  end

  always @(posedge clk) begin
    if (layer_take) begin
      older_pending   <= current_pending & ~drain_layer_written;
      current_pending <= 1'b1;
    end else if (drain_layer_written) begin
      if (older_pending) older_pending <= 1'b0;
      else current_pending <= 1'b0;
    end
    if (rst) begin
      older_pending   <= 1'b0;
      current_pending <= 1'b0;
    end
  end
endmodule
`default_nettype wire
