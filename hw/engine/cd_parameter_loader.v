// SPDX-License-Identifier: Apache-2.0
// Prefetches the requantization records of the next output block into the lanes' shift registers.
//
// One word of the parameter store holds one byte of every lane's record; RECORD_WORDS words make a block. A run reads them in
// consecutive cycles and starts when the previous block's records have been copied by the lanes (block_copied) and the store holds
// a whole block. `ready`: the records will be complete when a tile that ends now reaches the lanes.
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
  // word of the store, two cycles after store_read
  output wire record_shift,
  // a tile is issued that will use the next records
  input  wire issue_block_parameters,
  // the lanes have copied (or are about to copy) the records
  input  wire block_copied,
  output reg  ready
);
  localparam COUNT_BITS = $clog2(RECORD_WORDS + 1);
  localparam LAST_INDEX = RECORD_WORDS - 1;
  localparam [COUNT_BITS-1:0] LAST = LAST_INDEX[COUNT_BITS-1:0];

  // EMPTY: no records; READING: a run is under way; LOADED: records complete or in the store's pipeline.
  localparam [1:0] EMPTY = 2'd0, READING = 2'd1, LOADED = 2'd2;
  reg [1:0] state;
  reg [COUNT_BITS-1:0] count;
  reg [1:0] reading_later;
  reg claimed;

  assign store_read   = state == READING;
  assign record_shift = reading_later[1];

  // claimed: a tile that uses the records is on its way to the lanes.
  always @(posedge clk) begin
    case (state)
      EMPTY:   if (store_block_available) state <= READING;
      READING: if (count == LAST) state <= LOADED;
      default: if (block_copied) state <= EMPTY;
    endcase
    count         <= state == READING ? count + 1'b1 : {COUNT_BITS{1'b0}};
    reading_later <= {reading_later[0], store_read};
    if (issue_block_parameters) claimed <= 1'b1;
    else if (block_copied) claimed <= 1'b0;
    ready <= (state == READING || (state == LOADED && !block_copied)) && !claimed && !issue_block_parameters;
    if (rst || restart) begin
      state         <= EMPTY;
      reading_later <= 2'b00;
      claimed       <= 1'b0;
      ready         <= 1'b0;
    end
  end
endmodule
`default_nettype wire
