// SPDX-License-Identifier: Apache-2.0
// cd_parameter_lane: records written byte by byte while the record before is in use; each field changes at its own load only.
//
// The fields are put together from the bytes by their place in the record: bias little endian, multiplier, shift. All outputs are compared in every cycle.
// States: bytes with and without gaps, loads of the three fields in one cycle, one after another and far apart, each in the cycle in which its byte is written
// again (the latest possible), the next record's first byte in the cycle of the first load (the earliest possible), biases loaded twice. Corner cases: bytes 0 and 255,
// fields narrower than their bytes, 4-byte multipliers.
`timescale 1ns/1ps
`default_nettype none
module tb_cd_parameter_lane;
  parameter MULTIPLIER_BYTES = 2;
  parameter ACC_BITS = 32;
  parameter MULTIPLIER_BITS = 16;
  parameter SHIFT_BITS = 6;
  localparam BYTES = 5 + MULTIPLIER_BYTES;
  reg clk = 0, load_bias = 0, load_multiplier = 0, load_shift = 0;
  always #5 clk = ~clk;
  reg  [BYTES-1:0] record_write = 0;
  reg  [7:0] record_byte = 0;
  wire [ACC_BITS-1:0] bias;
  wire [MULTIPLIER_BITS-1:0] multiplier;
  wire [SHIFT_BITS-1:0] shift;
  cd_parameter_lane #(
    .MULTIPLIER_BYTES(MULTIPLIER_BYTES), .ACC_BITS(ACC_BITS), .MULTIPLIER_BITS(MULTIPLIER_BITS), .SHIFT_BITS(SHIFT_BITS)
  ) dut (
    .clk(clk), .record_write(record_write), .record_byte(record_byte), .load_bias(load_bias), .load_multiplier(load_multiplier),
    .load_shift(load_shift), .bias(bias), .multiplier(multiplier), .shift(shift)
  );

  longint want_bias, want_multiplier, want_shift;
  integer cycle = 0, record = 0, loaded = 0, k, write_at, byte_index = 0, gaps = 0, bias_at, multiplier_at, shift_at, again_at, compared = 0, close = 0;
  reg known = 0, last_load;
  // record n at n mod 2: the next one is written while this one is loaded
  reg [7:0] bytes [0:1][0:15];

  function longint field(input integer of, input integer first, input integer count, input integer kept);
    begin
      field = 0;
      for (k = count - 1; k >= 0; k = k - 1) field = field * 256 + bytes[of % 2][first + k];
      field = field % (64'sd1 <<< kept);
    end
  endfunction

  task begin_record;
    for (k = 0; k < BYTES; k = k + 1) bytes[record % 2][k] = (record % 5 == 0) ? 8'hff : (record % 5 == 1) ? 8'h00 : 8'($urandom);
  endtask

  initial begin
    begin_record;
    write_at = 0;
    {bias_at, multiplier_at, shift_at, again_at} = {4{-32'd1}};
    while (loaded < 1200) begin
      // the cycle that ends at the next rising edge is set up; after the edge the outputs are compared
      load_bias       = cycle == bias_at || cycle == again_at;
      load_multiplier = cycle == multiplier_at;
      load_shift      = cycle == shift_at;
      last_load       = cycle == (again_at >= 0 ? again_at : shift_at);
      if (load_bias) want_bias = field(loaded, 0, 4, ACC_BITS);
      if (load_multiplier) want_multiplier = field(loaded, 4, MULTIPLIER_BYTES, MULTIPLIER_BITS);
      if (load_shift) want_shift = field(loaded, 4 + MULTIPLIER_BYTES, 1, SHIFT_BITS);
      record_write = 0;
      record_byte = $urandom;
      if (cycle == write_at) begin
        record_write[byte_index] = 1;
        record_byte = bytes[record % 2][byte_index];
        if (load_bias && byte_index == 0) close = close + 1;
        byte_index = byte_index + 1;
        write_at = cycle + 1 + (gaps == 0 ? 0 : $urandom_range(0, gaps));
        if (byte_index == BYTES) begin
          // its fields are loaded, the multiplier and the shift no later than their bytes may be written again
          bias_at = cycle + 1 + $urandom_range(0, 3);
          multiplier_at = bias_at + $urandom_range(0, 4);
          shift_at = multiplier_at + $urandom_range(0, 4);
          if (record % 2 == 0) shift_at = bias_at + 4 + MULTIPLIER_BYTES;
          if (shift_at > bias_at + 4 + MULTIPLIER_BYTES) shift_at = bias_at + 4 + MULTIPLIER_BYTES;
          // in the cycle of the first load, or behind the last one, and then the record may be loaded twice
          record = record + 1;
          write_at = record % 4 == 3 ? shift_at + 3 : bias_at;
          again_at = record % 4 == 3 ? shift_at + 2 : -1;
          byte_index = 0;
          gaps = record % 3;
          begin_record;
        end
      end
      @(negedge clk);
      if (load_shift) known = 1;
      if (known) begin
        if (longint'({1'b0, bias}) !== want_bias || longint'({1'b0, multiplier}) !== want_multiplier || longint'({1'b0, shift}) !== want_shift)
          $fatal(1, "record %0d: got %h %h %h, expected %h %h %h", loaded, bias, multiplier, shift, want_bias, want_multiplier, want_shift);
        compared = compared + 1;
      end
      if (last_load) loaded = loaded + 1;
      cycle = cycle + 1;
    end
    if (close < 500) $fatal(1, "only %0d records followed closely", close);
    if (compared < 10000) $fatal(1, "only %0d cycles were compared", compared);
    $display("PASS %0d cycles", compared);
    $finish;
  end
endmodule
`default_nettype wire
