// SPDX-License-Identifier: Apache-2.0
// Prefetches the requantization records of the next output block into the lanes' record registers.
//
// One word of the parameter store holds one byte of every lane's record; RECORD_WORDS words make a block. A run reads them in consecutive cycles and starts when the
// lanes are about to copy the previous block's records (block_copied) and the store holds a whole block.
//
// Tile issued in cycle i (while ready), block_copied in i + 7 or later, 3 cycles before the lanes copy the bias; the run of the next records begins in i + 8 at the
// earliest, so its first byte is written in i + 10, with that copy, and ready is back in i + 9. RECORD_WORDS of at most 9 are complete before a tile issued then gets there.
`default_nettype none
module cd_parameter_loader #(
  // words of a block
  parameter RECORD_WORDS = 7
) (
  input  wire clk,
  input  wire rst,
  // forget what has been read and begin again with the store's first block
  input  wire restart,
  // parameter store
  input  wire store_block_available,
  output wire store_read,
  // byte k of the records is the word of the store, two cycles after store_read
  output wire [RECORD_WORDS-1:0] record_write,
  // a tile is issued that will use the next records
  input  wire issue_block_parameters,
  // the lanes copy the records 3 cycles later
  input  wire block_copied,
  output reg  ready
);
  localparam COUNT_BITS = $clog2(RECORD_WORDS + 1);
  localparam LAST_INDEX = RECORD_WORDS - 1;
  localparam [COUNT_BITS-1:0] LAST = LAST_INDEX[COUNT_BITS-1:0];

`ifndef SYNTHESIS
  initial if (RECORD_WORDS < 1 || RECORD_WORDS > 9) $fatal(1, "cd_parameter_loader: RECORD_WORDS=%0d is not in 1..9 (%m)", RECORD_WORDS);
`endif

  // EMPTY: no records; READING: a run is under way; LOADED: records complete or in the store's pipeline.
  localparam [1:0] EMPTY = 2'd0, READING = 2'd1, LOADED = 2'd2;
  reg [1:0] state;
  reg [COUNT_BITS-1:0] count;
  // the first word of a run on its way
  reg [RECORD_WORDS:0] first_later;
  reg claimed;

  assign store_read = state == READING;
  wire last_read    = store_read & (count == LAST);
  wire [1:0] next_run = store_block_available ? READING : EMPTY;
  assign record_write = first_later[RECORD_WORDS:1];

  // claimed: a tile that uses the records is on its way to the lanes.
  always @(posedge clk) begin
    case (state)
      EMPTY:   state <= next_run;
      READING: if (last_read) state <= block_copied ? next_run : LOADED;
      default: if (block_copied) state <= next_run;
    endcase
    count       <= store_read && !last_read ? count + 1'b1 : {COUNT_BITS{1'b0}};
    first_later <= {first_later[RECORD_WORDS-1:0], store_read & (count == {COUNT_BITS{1'b0}})};
    if (issue_block_parameters) claimed <= 1'b1;
    else if (block_copied) claimed <= 1'b0;
    ready <= (state == READING || (state == LOADED && !block_copied)) && !claimed && !issue_block_parameters;
    if (rst || restart) begin
      state       <= EMPTY;
      first_later <= {(RECORD_WORDS+1){1'b0}};
      claimed     <= 1'b0;
      ready       <= 1'b0;
    end
  end
endmodule
`default_nettype wire
