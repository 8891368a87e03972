// SPDX-License-Identifier: Apache-2.0
// cd_parameter_lane: records shifted in byte by byte while the record before is in use; each field changes at its own load only.
//
// The fields are put together from the bytes by their place in the record: bias little endian, multiplier, shift. All outputs are compared in every cycle.
// States: shifts with and without gaps, loads of the three fields in one cycle, one after another and far apart, the next record's first byte in the
// cycle of the last load (the earliest possible), records loaded twice. Corner cases: bytes 0 and 255, fields narrower than their bytes, 4-byte multipliers.
`timescale 1ns/1ps
`default_nettype none
module tb_cd_parameter_lane;
  parameter MULTIPLIER_BYTES = 2;
  parameter ACC_BITS = 32;
  parameter MULTIPLIER_BITS = 16;
  parameter SHIFT_BITS = 6;
  localparam BYTES = 5 + MULTIPLIER_BYTES;
  reg clk = 0, record_shift = 0, load_bias = 0, load_multiplier = 0, load_shift = 0;
  always #5 clk = ~clk;
  reg  [7:0] record_byte = 0;
  wire [ACC_BITS-1:0] bias;
  wire [MULTIPLIER_BITS-1:0] multiplier;
  wire [SHIFT_BITS-1:0] shift;
  cd_parameter_lane #(
    .MULTIPLIER_BYTES(MULTIPLIER_BYTES), .ACC_BITS(ACC_BITS), .MULTIPLIER_BITS(MULTIPLIER_BITS), .SHIFT_BITS(SHIFT_BITS)
  ) dut (
    .clk(clk), .record_shift(record_shift), .record_byte(record_byte), .load_bias(load_bias), .load_multiplier(load_multiplier),
    .load_shift(load_shift), .bias(bias), .multiplier(multiplier), .shift(shift)
  );

  longint want_bias, want_multiplier, want_shift, new_bias, new_multiplier, new_shift;
  integer record, records, k, compared = 0, gaps, bias_at, multiplier_at, shift_at;
  reg known = 0, early = 0;

  // the cycle that ends at the next rising edge is set up; after the edge the outputs are compared
  task tick;
    begin
      @(negedge clk);
      if (load_bias) want_bias = new_bias;
      if (load_multiplier) want_multiplier = new_multiplier;
      if (load_shift) want_shift = new_shift;
      if (load_shift) known = 1;
      if (known) begin
        if (longint'({1'b0, bias}) !== want_bias || longint'({1'b0, multiplier}) !== want_multiplier || longint'({1'b0, shift}) !== want_shift)
          $fatal(1, "record %0d: got %h %h %h, expected %h %h %h", record, bias, multiplier, shift, want_bias, want_multiplier, want_shift);
        compared = compared + 1;
      end
      record_shift = 0;
      record_byte = $urandom;
      load_bias = 0;
      load_multiplier = 0;
      load_shift = 0;
    end
  endtask

  reg [7:0] bytes [0:15];
  initial begin
    records = 1200;
    tick;
    for (record = 0; record < records; record = record + 1) begin
      gaps = record % 3;
      for (k = 0; k < BYTES; k = k + 1) begin
        bytes[k] = (record % 5 == 0) ? 8'hff : (record % 5 == 1) ? 8'h00 : 8'($urandom);
        // the first byte may come with the last load of the record before
        if (k != 0 || !early) tick;
        while (gaps != 0 && (k != 0 || !early) && $urandom_range(0, gaps) != 0) tick;
        record_shift = 1;
        record_byte = bytes[k];
      end
      tick;
      new_bias = 0;
      for (k = 3; k >= 0; k = k - 1) new_bias = new_bias * 256 + bytes[k];
      new_multiplier = 0;
      for (k = MULTIPLIER_BYTES - 1; k >= 0; k = k - 1) new_multiplier = new_multiplier * 256 + bytes[4 + k];
      new_shift = bytes[4 + MULTIPLIER_BYTES];
      new_bias = new_bias % (64'sd1 <<< ACC_BITS);
      new_multiplier = new_multiplier % (64'sd1 <<< MULTIPLIER_BITS);
      new_shift = new_shift % (64'sd1 <<< SHIFT_BITS);
      bias_at = $urandom_range(0, 3);
      multiplier_at = (record % 2 == 0) ? bias_at : bias_at + $urandom_range(0, 4);
      shift_at = (record % 2 == 0) ? bias_at : multiplier_at + $urandom_range(0, 4);
      for (k = 0; k <= shift_at; k = k + 1) begin
        if (k != 0) tick;
        load_bias = k == bias_at || (record % 7 == 6 && k > bias_at);
        load_multiplier = k == multiplier_at;
        load_shift = k == shift_at;
      end
      early = record % 4 != 3;
    end
    tick;
    tick;
    if (compared < 10000) $fatal(1, "only %0d cycles were compared", compared);
    $display("PASS %0d cycles", compared);
    $finish;
  end
endmodule
`default_nettype wire
