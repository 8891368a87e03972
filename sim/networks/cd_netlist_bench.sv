// SPDX-License-Identifier: Apache-2.0
// A synthesized netlist (CD_TOP, with streams of STREAM_BYTES) on the vendor's cell models: images in, every byte of the results compared.
//
// images.hex, stream.hex (only with streamed weights) and results.hex hold one beat a line, byte 0 rightmost; xx in results.hex is a byte without meaning. The weight stream
// begins again for every frame. Plusargs: +images=N frames, +limit=N cycles, +stalls=1 random gaps in all streams. Prints the first differences and one line
//   RESULT bytes=<compared> mismatches=<different or missing> cycles=<from the first image beat to the last result beat>
`timescale 1ns/1ps
`default_nettype none
module cd_netlist_bench;
  parameter STREAM_BYTES = 1;
  // beats of an image, of a result, of the weight stream
  parameter IMAGE_BEATS = 1, RESULT_BEATS = 1, WEIGHT_BEATS = 0;
  localparam BITS = 8 * STREAM_BYTES;
  localparam MOST_REPORTS = 5;

  reg clk = 0, clk2x = 0, rst = 1;
  always begin
    #2 clk2x = 0;
    #2 {clk, clk2x} = {~clk, 1'b1};
  end

  integer images, limit, stalls, image_file, weight_file, result_file, found;
  integer image_beats = 0, weight_beats = 0, result_beats = 0, compared = 0, mismatches = 0, cycles = 0, first_cycle = 0, last_cycle = 0, lane;
  reg [BITS-1:0] image_beat = 0, weight_beat = 0, want;
  reg image_valid = 0, weight_valid = 0, result_ready = 0, image_taken, weight_taken;
  wire image_ready, weight_ready, result_valid, result_last, busy, done;
  wire [BITS-1:0] result_beat;

  `CD_TOP dut (
    .clk(clk), .rst(rst), .start(1'b1), .busy(busy), .done(done),
`ifdef CD_CLOCK2X
    .clk2x(clk2x),
`endif
    .s_axis_image_tdata(image_beat), .s_axis_image_tvalid(image_valid), .s_axis_image_tready(image_ready),
    .s_axis_weight_tdata(weight_beat), .s_axis_weight_tvalid(weight_valid), .s_axis_weight_tready(weight_ready),
    .m_axis_result_tdata(result_beat), .m_axis_result_tlast(result_last), .m_axis_result_tvalid(result_valid), .m_axis_result_tready(result_ready)
  );

  function gap(input integer ignored);
    gap = stalls != 0 && ($urandom & 3) == 0;
  endfunction

  task finish;
    begin
      mismatches = mismatches + STREAM_BYTES * (images * RESULT_BEATS - result_beats);
      $display("RESULT bytes=%0d mismatches=%0d cycles=%0d", compared, mismatches, last_cycle - first_cycle);
      $finish;
    end
  endtask

  task mismatch(input integer byte_index);
    begin
      if (mismatches < MOST_REPORTS)
        $display("MISMATCH frame %0d byte %0d: got %h, expected %h", result_beats / RESULT_BEATS, byte_index, result_beat[8*lane +: 8], want[8*lane +: 8]);
      mismatches = mismatches + 1;
    end
  endtask

  initial begin
    if (!$value$plusargs("images=%d", images)) images = 1;
    if (!$value$plusargs("limit=%d", limit)) limit = 1000000;
    if (!$value$plusargs("stalls=%d", stalls)) stalls = 0;
    image_file = $fopen("images.hex", "r");
    result_file = $fopen("results.hex", "r");
    weight_file = WEIGHT_BEATS != 0 ? $fopen("stream.hex", "r") : 0;
    if (image_file == 0 || result_file == 0 || (WEIGHT_BEATS != 0 && weight_file == 0)) $fatal(1, "cd_netlist_bench: the vectors are not there");
    repeat (20) @(negedge clk);
    rst = 0;
    while (result_beats < images * RESULT_BEATS && cycles < limit) begin
      @(negedge clk);
      cycles = cycles + 1;
      // what stands here is taken by the coming edge
      if (!image_valid && image_beats < images * IMAGE_BEATS && !gap(0)) begin
        found = $fscanf(image_file, "%h", image_beat);
        image_valid = 1;
      end
      if (!weight_valid && weight_beats < images * WEIGHT_BEATS && !gap(0)) begin
        if (weight_beats != 0 && weight_beats % WEIGHT_BEATS == 0) found = $rewind(weight_file);
        found = $fscanf(weight_file, "%h", weight_beat);
        weight_valid = 1;
      end
      result_ready = !gap(0);
      #1;
      if (result_valid === 1'b1 && result_ready) begin
        found = $fscanf(result_file, "%h", want);
        for (lane = 0; lane < STREAM_BYTES; lane = lane + 1)
          if (want[8*lane +: 8] !== 8'hxx) begin
            compared = compared + 1;
            if (result_beat[8*lane +: 8] !== want[8*lane +: 8]) mismatch(result_beats % RESULT_BEATS * STREAM_BYTES + lane);
          end
        result_beats = result_beats + 1;
        if (result_last !== (result_beats % RESULT_BEATS == 0)) begin
          $display("MISMATCH frame %0d: tlast is %b with beat %0d of %0d", (result_beats - 1) / RESULT_BEATS, result_last, (result_beats - 1) % RESULT_BEATS, RESULT_BEATS);
          mismatches = mismatches + 1;
        end
        last_cycle = cycles;
      end
      {image_taken, weight_taken} = {image_valid & (image_ready === 1'b1), weight_valid & (weight_ready === 1'b1)};
      @(posedge clk) #1;
      if (image_taken) begin
        if (image_beats == 0) first_cycle = cycles;
        image_beats = image_beats + 1;
        image_valid = 0;
      end
      if (weight_taken) begin
        weight_beats = weight_beats + 1;
        weight_valid = 0;
      end
    end
    finish;
  end
endmodule
`default_nettype wire
