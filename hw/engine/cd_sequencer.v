// SPDX-License-Identifier: Apache-2.0
// Runs the descriptor list: fetches descriptors ahead, hands each to the part that executes it, and begins again after the last one.
//
// While a descriptor is executed the next one is shifted in row by row (DESCRIPTOR_WORDS / ROW_WORDS + 3 cycles). A LAYER is taken as soon as the
// issue of the previous layer has ended, the drain has copied that layer's settings (layer_latched) and no older layer is pending;
// the other kinds wait until nothing is under way. take, load and the first step follow each other in consecutive cycles.
//
// PREFETCH 0 has one descriptor register: the next descriptor is read when all of the previous one is written, and layers do not overlap. Rows are stored
// by number there, so that bits that nobody reads take no flip-flop.
//
// A frame starts in an idle cycle with `start`; `done` is one pulse per frame, when all has been written and sent.
//
// FILLs at the head of the list are executed once after reset: their words stay, and later frames begin behind them. With HAS_PREFETCH so is an INPUT with `prefetch` behind
// them: the first descriptor of a later frame waits for image_ready instead, and image_take is the cycle in which it is taken. release_image: the descriptor
// after a LAYER with `release` is taken, so its steps are issued and the layers before it written.
`default_nettype none
module cd_sequencer #(
  // words of the descriptor store
  parameter DESCRIPTOR_DEPTH = 1024,
  // words of a descriptor, a multiple of ROW_WORDS
  parameter DESCRIPTOR_WORDS = 51,
  // words of a row of the descriptor store
  parameter ROW_WORDS = 1,
  // bits of a descriptor word
  parameter CONFIG_BITS = 20,
  // 1: the next descriptor is fetched while one is executed, 0: after it
  parameter PREFETCH = 1,
  // 1: the next frame's input is taken ahead
  parameter HAS_PREFETCH = 0
) (
  input  wire                                    clk,
  input  wire                                    rst,
  input  wire                                    start,
  output wire                                    busy,
  output reg                                     done,
  output wire                                    frame_start,
  // descriptor store, data two cycles later
  output reg  [$clog2(DESCRIPTOR_DEPTH/ROW_WORDS)-1:0] read_address,
  input  wire [ROW_WORDS*CONFIG_BITS-1:0]        read_row,
  // descriptor under execution, word 0 in the lowest bits
  output wire [DESCRIPTOR_WORDS*CONFIG_BITS-1:0] descriptor,
  // a LAYER becomes the current one; its settings are visible from the next cycle on
  output wire                                    layer_take,
  // the executing part begins
  output reg                                     layer_load,
  output reg                                     input_load,
  output reg                                     result_load,
  output reg                                     fill_load,
  // and has issued its last step or word
  input  wire                                    layer_end,
  input  wire                                    input_end,
  input  wire                                    result_end,
  // state of the rest
  input  wire                                    layer_latched,
  input  wire                                    older_pending,
  input  wire                                    quiet,
  // the next descriptor is a LAYER in table mode and its table is not yet loaded
  output wire                                    next_table,
  // the last descriptor of the frame is taken: what is fetched from now on belongs to the next frame
  output wire                                    last_take,
  input  wire                                    table_ready,
  // input of the next frame
  output wire                                    release_image,
  input  wire                                    image_ready,
  output wire                                    image_take
);
  localparam ADDRESS_BITS = $clog2(DESCRIPTOR_DEPTH / ROW_WORDS);
  localparam ROWS = DESCRIPTOR_WORDS / ROW_WORDS;
  localparam COUNT_BITS = $clog2(ROWS + 1);
  localparam LAST_INDEX = ROWS - 1;
  localparam [COUNT_BITS-1:0] LAST_ROW = LAST_INDEX[COUNT_BITS-1:0];
  localparam [1:0] KIND_LAYER = 2'd0, KIND_INPUT = 2'd1, KIND_RESULT = 2'd2, KIND_FILL = 2'd3;

  localparam [2:0] IDLE = 3'd0, WAIT = 3'd1, LOAD = 3'd2, RUN = 3'd3, FINISH = 3'd4;
  reg [2:0] state;

`ifndef SYNTHESIS
  initial begin
    if (DESCRIPTOR_DEPTH < DESCRIPTOR_WORDS)
      $fatal(1, "cd_sequencer: DESCRIPTOR_DEPTH=%0d holds no descriptor of %0d words (%m)", DESCRIPTOR_DEPTH, DESCRIPTOR_WORDS);
    if (ROWS * ROW_WORDS != DESCRIPTOR_WORDS)
      $fatal(1, "cd_sequencer: DESCRIPTOR_WORDS=%0d is not a multiple of ROW_WORDS=%0d (%m)", DESCRIPTOR_WORDS, ROW_WORDS);
  end
`endif

  // Prefetch.
  wire [DESCRIPTOR_WORDS*CONFIG_BITS-1:0] next;
  reg next_full, fetching;
  reg [1:0] arriving;
  reg [COUNT_BITS-1:0] fetch_count, arrive_count;
  wire [1:0] next_kind = next[1:0];
  wire next_last = next[2];
  wire take, fetch;

  always @(posedge clk) begin
    arriving <= {arriving[0], fetching};
    if (arriving[1]) begin
      arrive_count <= arrive_count + 1'b1;
      if (arrive_count == LAST_ROW) next_full <= 1'b1;
    end
    if (fetching) begin
      read_address <= read_address + 1'b1;
      fetch_count  <= fetch_count + 1'b1;
      if (fetch_count == LAST_ROW) fetching <= 1'b0;
    end
    if (rst || fetch) begin
      fetching     <= 1'b1;
      fetch_count  <= {COUNT_BITS{1'b0}};
      arrive_count <= {COUNT_BITS{1'b0}};
    end
    if (rst || take) next_full <= 1'b0;
    if (rst) read_address <= {ADDRESS_BITS{1'b0}};
    else if (take && next_last) read_address <= home;
    if (rst) arriving <= 2'b00;
  end

  // Where frames begin: behind what is executed once. When a descriptor is taken, read_address is that of the one after it.
  reg leading;
  reg [ADDRESS_BITS-1:0] home;
  wire image_waits;
  wire next_prefetch = (HAS_PREFETCH != 0) & (next_kind == KIND_INPUT) & next[12];

  always @(posedge clk) begin
    if (take) leading <= leading & (next_kind == KIND_FILL);
    if (take && leading && (next_kind == KIND_FILL || next_prefetch)) home <= read_address;
    if (rst) begin
      leading <= 1'b1;
      home    <= {ADDRESS_BITS{1'b0}};
    end
  end

  generate
    if (HAS_PREFETCH != 0) begin : gen_image_ahead
      reg repeated, due;
      always @(posedge clk) begin
        if (take && leading && next_prefetch) repeated <= 1'b1;
        if (take) due <= next_last & repeated;
        if (rst) begin
          repeated <= 1'b0;
          due      <= 1'b0;
        end
      end
      assign image_waits   = due & ~image_ready;
      assign image_take    = due & take;
      assign release_image = take & repeated & descriptor[13];
    end else begin : gen_image_in_turn
      assign image_waits   = 1'b0;
      assign image_take    = 1'b0;
      assign release_image = 1'b0;
      wire unused = &{1'b0, image_ready};
    end
  endgenerate

  // Execution.
  wire last = descriptor[2];
  reg latched;
  wire part_end = layer_end | input_end | result_end;

  assign next_table  = next_full & (next_kind == KIND_LAYER) & next[6];
  assign take        = (state == WAIT) & next_full & ~image_waits
                     & (next_kind == KIND_LAYER ? latched & ~older_pending & (table_ready | ~next[6]) : quiet);
  assign layer_take  = take & (next_kind == KIND_LAYER);
  assign last_take   = take & next_last;
  assign busy        = state != IDLE;
  assign frame_start = (state == IDLE) & start;

  generate
    if (PREFETCH != 0) begin : gen_prefetch
      reg [DESCRIPTOR_WORDS*CONFIG_BITS-1:0] current, shifted;
      always @(posedge clk) begin
        if (arriving[1]) shifted <= {read_row, shifted[DESCRIPTOR_WORDS*CONFIG_BITS-1:ROW_WORDS*CONFIG_BITS]};
        if (take) current <= next;
      end
      assign next       = shifted;
      assign descriptor = current;
      assign fetch      = take;
    end else begin : gen_single
      // The register is free when nothing is under way that its descriptor belongs to.
      reg taken;
      genvar k;
      for (k = 0; k < ROWS; k = k + 1) begin : gen_row
        reg [ROW_WORDS*CONFIG_BITS-1:0] row;
        always @(posedge clk) if (arriving[1] && arrive_count == k) row <= read_row;
        assign next[ROW_WORDS*CONFIG_BITS*k +: ROW_WORDS*CONFIG_BITS] = row;
      end
      assign descriptor = next;
      assign fetch      = taken & quiet & (state == IDLE || state == WAIT);
      always @(posedge clk) begin
        if (take) taken <= 1'b1;
        else if (fetch) taken <= 1'b0;
        if (rst) taken <= 1'b0;
      end
    end
  endgenerate

  always @(posedge clk) begin
    layer_load  <= take & (next_kind == KIND_LAYER);
    input_load  <= take & (next_kind == KIND_INPUT);
    result_load <= take & (next_kind == KIND_RESULT);
    fill_load   <= take & (next_kind == KIND_FILL);
    if (layer_take) latched <= 1'b0;
    else if (layer_latched) latched <= 1'b1;
    done <= (state == FINISH) & quiet;
    case (state)
      IDLE:    if (start) state <= WAIT;
      WAIT:    if (take) state <= LOAD;
      LOAD:    state <= RUN;
      RUN:     if (part_end) state <= last ? FINISH : WAIT;
      default: if (quiet) state <= IDLE;
    endcase
    if (rst) begin
      state       <= IDLE;
      done        <= 1'b0;
      latched     <= 1'b1;
      layer_load  <= 1'b0;
      input_load  <= 1'b0;
      result_load <= 1'b0;
      fill_load   <= 1'b0;
    end
  end
endmodule
`default_nettype wire
