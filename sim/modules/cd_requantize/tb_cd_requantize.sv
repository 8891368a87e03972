// SPDX-License-Identifier: Apache-2.0
// cd_requantize: parameter records change over exactly between two output blocks, in every profile, DOUBLED or not, and the table half is the one selected.
//
// Blocks of 14 to 20 values follow each other without a gap. While a block's values run through, the next record is shifted in byte by byte; its fields are
// loaded as cd_drain does: the bias before the block's first value, the multiplier and the shift later. Every code is compared with the equation of the
// value's own block, so a field that changes one cycle early or late is seen. Blocks in table mode use both halves of the table memory.
// Two ports: the second one's values are others of the same block, and change over with the first one's.
// The arithmetic itself is proved by the benches of cd_requantize_half_up and cd_requantize_exact.
`timescale 1ns/1ps
`default_nettype none
module check_records #(parameter PROFILE = 0, parameter DOUBLED = 0, parameter PORTS = 1) (input wire clk, input wire clk2x, input wire late, output reg finished);
  localparam LATENCY = (PROFILE == 0 ? 7 : PROFILE == 1 ? 8 : 11) + DOUBLED;
  localparam SHIFT_LOAD = (PROFILE == 0 ? 2 : PROFILE == 1 ? 3 : 5) + DOUBLED;
  localparam BYTES = PROFILE == 2 ? 9 : 7;
  localparam TABLE_BITS = PROFILE == 0 ? 21 : PROFILE == 1 ? 29 : 41;
  localparam M_BITS = PROFILE == 2 ? 31 : 16;
  localparam N = 4000;
  localparam A_BITS = 25, B_BITS = M_BITS + 1, P_BITS = 26 + M_BITS;
  reg [31:0] sum = 0, second = 0;
  wire [32*PORTS-1:0] port_sums = {second, sum};
  wire [8*PORTS-1:0] codes;
  wire [7:0] code = codes[7:0];
  reg [BYTES-1:0] record_write = 0;
  reg load_bias = 0, load_multiplier = 0, load_shift = 0, table_write = 0, table_half = 0, table_mode = 0;
  reg [7:0] record_byte = 0;
  reg [8:0] table_address = 0;
  reg [TABLE_BITS-1:0] table_word = 0;
  // the other lane of a shared multiplier rests
  wire [A_BITS*PORTS-1:0] shared_t;
  wire [B_BITS*PORTS-1:0] shared_factor;
  wire [P_BITS*PORTS-1:0] shared_product;
  genvar port;
  generate
    if (DOUBLED != 0 && PROFILE == 0) begin : gen_shared
      for (port = 0; port < PORTS; port = port + 1) begin : gen_port
        cd_multiplier_pumped #(.A_BITS(25), .B_BITS(17)) shared_inst (
          .clk(clk), .clk2x(clk2x), .late(late), .a_0(25'd0), .b_0(17'd0), .a_1(shared_t[A_BITS*port +: A_BITS]), .b_1(shared_factor[B_BITS*port +: B_BITS]),
          .product_0(), .product_1(shared_product[P_BITS*port +: P_BITS]));
      end
    end else assign shared_product = 0;
  endgenerate
  cd_requantize #(.ACC_BITS(32), .MULTIPLIER_BITS(M_BITS), .PROFILE(PROFILE), .HAS_TABLE(1), .DOUBLED(DOUBLED), .PORTS(PORTS)) dut (
    .clk(clk), .clk2x(clk2x), .late(late), .shared_t(shared_t), .shared_factor(shared_factor), .shared_product(shared_product), .sum(port_sums), .record_write(record_write), .record_byte(record_byte), .load_bias(load_bias),
    .load_multiplier(load_multiplier), .load_shift(load_shift), .table_write(table_write), .table_address(table_address),
    .table_word(table_word), .table_half(table_half), .preshift(1'b0), .table_mode(table_mode), .zero_point(8'd100), .low(8'd3),
    .high(8'd250), .code(codes));

  // timeline, made first: value and block of every cycle
  reg [31:0] sums [0:N-1], second_sums [0:N-1];
  reg [7:0] expected [0:N-1], second_expected [0:N-1];
  integer block_of [0:N-1], first_cycle [0:N-1];
  longint block_bias [0:511], block_multiplier [0:511];
  integer block_shift [0:511];
  reg signed [TABLE_BITS-1:0] tables [0:511];
  integer blocks, k, c, left, half, b;
  longint t, h, y;

  reg [7:0] due;
  function [7:0] second_step(input longint high, input integer blk);
    begin
      y = ((high + (64'sd1 << (-block_shift[blk] - 1)) - (high < 0 ? 1 : 0)) >>> (-block_shift[blk])) + 100;
      second_step = y < 3 ? 8'd3 : y > 250 ? 8'd250 : y[7:0];
    end
  endfunction

  function [7:0] requantized(input longint value, input integer blk);
    begin
      if (PROFILE == 2) requantized = second_step((value * block_multiplier[blk] + 64'sd1073741824) >>> 31, blk);
      else begin
        y = ((value * block_multiplier[blk] + (64'sd1 << (block_shift[blk] - 1))) >>> block_shift[blk]) + 100;
        requantized = y < 3 ? 8'd3 : y > 250 ? 8'd250 : y[7:0];
      end
    end
  endfunction

  function [7:0] record_of(input integer blk, input integer index);
    if (index < 4) record_of = block_bias[blk] >> (8*index);
    else if (index < BYTES - 1) record_of = block_multiplier[blk] >> (8*(index - 4));
    else record_of = block_shift[blk];
  endfunction

  initial begin
    finished = 0;
    repeat (24) @(negedge clk);
    blocks = 0;
    left = 0;
    for (k = 0; k < N; k = k + 1) begin
      if (left == 0) begin
        left = 9 + $urandom % 7;
        first_cycle[blocks] = k;
        block_bias[blocks] = $signed($urandom) % 20000;
        block_multiplier[blocks] = PROFILE == 2 ? 32'h40000000 | ($urandom >> 2) : 16'h8000 | ($urandom & 16'h7fff);
        block_shift[blocks] = PROFILE == 2 ? -(6 + $urandom % 4) : 22 + $urandom % 4;
        blocks = blocks + 1;
      end
      left = left - 1;
      block_of[k] = blocks - 1;
      sums[k] = $signed($urandom) % 40000;
      t = $signed(sums[k]) + block_bias[blocks - 1];
      expected[k] = requantized(t, blocks - 1);
      second_sums[k] = $signed($urandom) % 40000;
      t = $signed(second_sums[k]) + block_bias[blocks - 1];
      second_expected[k] = requantized(t, blocks - 1);
    end
    // the first record, then the timeline
    for (k = 0; k < BYTES; k = k + 1) begin
      @(negedge clk);
      record_write = 1 << k;
      record_byte = record_of(0, k);
    end
    @(negedge clk) record_write = 0;
    b = 0;
    for (c = -1; c < N + LATENCY; c = c + 1) begin
      @(negedge clk);
      if (c >= LATENCY && code !== expected[c - LATENCY])
        $fatal(1, "PROFILE=%0d value %0d of block %0d: got %0d, expected %0d", PROFILE, c - LATENCY, block_of[c - LATENCY], code, expected[c - LATENCY]);
      if (c >= LATENCY && codes[8*(PORTS-1) +: 8] !== (PORTS == 1 ? expected[c - LATENCY] : second_expected[c - LATENCY]))
        $fatal(1, "PROFILE=%0d value %0d of the second port: got %0d", PROFILE, c - LATENCY, codes[8*(PORTS-1) +: 8]);
      sum = c >= 0 && c < N ? sums[c] : 0;
      second = c >= 0 && c < N ? second_sums[c] : 0;
      if (b < blocks - 1 && c - first_cycle[b] > 7) b = b + 1;
      load_bias       = c == first_cycle[b] - 1;
      load_multiplier = c == first_cycle[b] + 1;
      load_shift      = c == first_cycle[b] + SHIFT_LOAD;
      // the record of the next block goes in from the first load of this one on
      record_write = 0;
      for (half = 0; half < blocks - 1; half = half + 1) begin
        k = c - first_cycle[half] + 1;
        if (k >= 0 && k < BYTES) begin
          record_write = 1 << k;
          record_byte = record_of(half + 1, k);
        end
      end
    end
    // both table halves
    for (k = 0; k < 512; k = k + 1) begin
      @(negedge clk);
      table_write = 1;
      table_address = k;
      tables[k] = PROFILE == 2 ? $signed({$urandom, $urandom}) % (64'sd1 << 39) : $signed($urandom) % (1 << (TABLE_BITS - 2));
      table_word = tables[k];
    end
    @(negedge clk) table_write = 0;
    table_mode = 1;
    block_multiplier[0] = block_multiplier[blocks - 1];
    block_shift[0] = block_shift[blocks - 1];
    for (k = 0; k < 300; k = k + 1) begin
      @(negedge clk);
      // the ports read one half, each at its own code
      sum = $urandom & 16'hffff;
      second = $urandom & 16'hffff;
      table_half = $urandom;
      t = (longint'(sum[15:8]) << (PROFILE == 0 ? 11 : 19)) + tables[{table_half, sum[7:0]}];
      if (PROFILE == 2) h = (longint'(sum[15:8]) * block_multiplier[0] + tables[{table_half, sum[7:0]}]) >>> 12;
      repeat (LATENCY) @(negedge clk);
      due = PROFILE == 2 ? second_step(h, 0) : requantized(t, 0);
      if (PORTS == 2) begin
        t = (longint'(second[15:8]) << (PROFILE == 0 ? 11 : 19)) + tables[{table_half, second[7:0]}];
        if (PROFILE == 2) h = (longint'(second[15:8]) * block_multiplier[0] + tables[{table_half, second[7:0]}]) >>> 12;
        if (codes[8*(PORTS-1) +: 8] !== (PROFILE == 2 ? second_step(h, 0) : requantized(t, 0))) $fatal(1, "PROFILE=%0d: second port's table", PROFILE);
      end
      if (code !== due) $fatal(1, "PROFILE=%0d table half %0d codes %h: got %0d, expected %0d", PROFILE, table_half, sum, code, due);
    end
    finished = 1;
  end
endmodule

module tb_cd_requantize;
  reg clk = 0, clk2x = 0, rst = 1;
  wire late;
  always begin
    #3 clk2x = 0;
    #2 {clk, clk2x} = {~clk, 1'b1};
  end
  initial #100 rst = 0;
  cd_clock_phase phase_inst (.clk(clk), .clk2x(clk2x), .rst(rst), .late(late));
  wire [9:0] finished;
  check_records #(.PROFILE(0)) lean_inst (.clk(clk), .clk2x(clk2x), .late(late), .finished(finished[0]));
  check_records #(.PROFILE(1)) wide_inst (.clk(clk), .clk2x(clk2x), .late(late), .finished(finished[1]));
  check_records #(.PROFILE(2)) exact_inst (.clk(clk), .clk2x(clk2x), .late(late), .finished(finished[2]));
  check_records #(.PROFILE(0), .DOUBLED(1)) lean_doubled_inst (.clk(clk), .clk2x(clk2x), .late(late), .finished(finished[3]));
  check_records #(.PROFILE(1), .DOUBLED(1)) wide_doubled_inst (.clk(clk), .clk2x(clk2x), .late(late), .finished(finished[4]));
  check_records #(.PROFILE(2), .DOUBLED(1)) exact_doubled_inst (.clk(clk), .clk2x(clk2x), .late(late), .finished(finished[5]));
  check_records #(.PROFILE(0), .PORTS(2)) lean_ports_inst (.clk(clk), .clk2x(clk2x), .late(late), .finished(finished[6]));
  check_records #(.PROFILE(1), .PORTS(2)) wide_ports_inst (.clk(clk), .clk2x(clk2x), .late(late), .finished(finished[7]));
  check_records #(.PROFILE(2), .PORTS(2)) exact_ports_inst (.clk(clk), .clk2x(clk2x), .late(late), .finished(finished[8]));
  check_records #(.PROFILE(0), .DOUBLED(1), .PORTS(2)) doubled_ports_inst (.clk(clk), .clk2x(clk2x), .late(late), .finished(finished[9]));
  initial begin
    wait (&finished);
    $display("PASS");
    $finish;
  end
  initial #5000000 $fatal(1, "timeout");
endmodule
`default_nettype wire
