// SPDX-License-Identifier: Apache-2.0
// cd_write_merge: the word, address and enable of the port that has a word for the bank; nothing when neither has.
//
// COLLIDE 1: both at once, which must stop the simulation (EngineRefusalTests); in reset it must not.
`timescale 1ns/1ps
`default_nettype none
module tb_cd_write_merge;
  parameter COLLIDE = 0;
  localparam CHANNELS = 4, ADDRESS_BITS = 7;
  reg clk = 0, rst = 1;
  always #5 clk = ~clk;
  reg enable_0 = 0, enable_1 = 0;
  reg [ADDRESS_BITS-1:0] address_0 = 0, address_1 = 0;
  reg [8*CHANNELS-1:0] word_0 = 0, word_1 = 0;
  wire enable;
  wire [ADDRESS_BITS-1:0] address;
  wire [8*CHANNELS-1:0] word;
  cd_write_merge #(.CHANNELS(CHANNELS), .ADDRESS_BITS(ADDRESS_BITS)) dut (
    .clk(clk), .rst(rst), .enable_0(enable_0), .address_0(address_0), .word_0(word_0), .enable_1(enable_1), .address_1(address_1), .word_1(word_1),
    .enable(enable), .address(address), .word(word));

  integer k, seen [0:2];
  initial begin
    seen[0] = 0; seen[1] = 0; seen[2] = 0;
    enable_0 = 1; enable_1 = 1;
    repeat (3) @(posedge clk);
    #1 {enable_0, enable_1} = 0;
    rst = 0;
    for (k = 0; k < 500; k = k + 1) begin
      @(negedge clk);
      case ($urandom % 3)
        0: {enable_0, enable_1} = 2'b00;
        1: {enable_0, enable_1} = 2'b10;
        default: {enable_0, enable_1} = 2'b01;
      endcase
      address_0 = $urandom; address_1 = $urandom; word_0 = $urandom; word_1 = $urandom;
      #1;
      if (enable !== (enable_0 || enable_1)) $fatal(1, "turn %0d: enable %b", k, enable);
      if (enable && (address !== (enable_0 ? address_0 : address_1) || word !== (enable_0 ? word_0 : word_1)))
        $fatal(1, "turn %0d: %0d %h of ports %b %b", k, address, word, enable_0, enable_1);
      seen[enable_0 ? 0 : enable_1 ? 1 : 2] = seen[enable_0 ? 0 : enable_1 ? 1 : 2] + 1;
      if (COLLIDE != 0 && k == 300) {enable_0, enable_1} = 2'b11;
    end
    if (seen[0] < 100 || seen[1] < 100 || seen[2] < 100) $fatal(1, "too little was tried");
    $display("PASS");
    $finish;
  end
endmodule
`default_nettype wire
