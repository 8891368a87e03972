// SPDX-License-Identifier: Apache-2.0
// cd_engine: a small network from image to result, against plain loops.
//
// Network on 6 x 5 maps at 4 channel and PX pixel lanes: FILL, INPUT, convolution 3x3 padded 4 -> 8 (two blocks; waits block by block), depthwise 3x3 stride 2
// padded 8 -> 8 (two groups of blocks), maximum over 2 x 2 windows, RESULT. Random images, weights, zero points and scales in every frame list. Runs: no stalls,
// source gaps, sink stalls, both, frames back to back, reset in mid-frame, a slow source, `start` low between frames. Every word of every layer is checked on the trace, in
// order, and the result stream with tlast. PREFETCH: the INPUT is taken ahead from the layer RELEASE on, whose images differ from frame to frame; no word of the image may be
// taken before. Larger shapes, add tables, streamed weights and other sizes are covered by the cosimulation of whole networks.
`timescale 1ns/1ps
`default_nettype none
module tb_cd_engine;
  // lanes that share a multiplier, the odd one out, rows of weights, and requantizers on the doubled clock come in variants
  // two drain ports too: every bank holds the whole map, so all layers drain lane by lane; pairs are covered by the cosimulation
  parameter PX = 2, MAC_KIND = 0, REQUANTIZE_DOUBLED = 0, SMALL = 0, SINGLE_PORT = 0, WEIGHT_LANES = 1, DRAIN_PORTS = 1, HAS_HALVES = 0;
  // the INPUT is taken ahead from the end of layer RELEASE on
  parameter PREFETCH = 0, RELEASE = 0;
  localparam ROW = 2;
  localparam PO = 4, CB = 20, DW = (31 + 3*PX + ROW - 1) / ROW * ROW, H = 6, W = 5, AD = 512;
  localparam H2 = 3, W2 = 3, H3 = 2, W3 = 2, IMAGES = 3;
  localparam N1 = (H*W + PX - 1)/PX, N2 = (H2*W2 + PX - 1)/PX, N3 = (H3*W3 + PX - 1)/PX;
  reg clk = 0, clk2x = 0, rst = 1, start = 0;
  always begin
    #3 clk2x = 0;
    #2 {clk, clk2x} = {~clk, 1'b1};
  end
  reg [31:0] image_data = 0;
  reg image_valid = 0, result_ready = 0, accepted = 0;
  wire image_ready, result_valid, result_last, busy, done, tv, ti, tm, weight_ready;
  wire [31:0] result_data;
  wire [DRAIN_PORTS-1:0] tvs;
  wire [32*DRAIN_PORTS-1:0] tws;
  wire [CB*DRAIN_PORTS-1:0] tps;
  wire [31:0] tw = tws[31:0];
  wire [15:0] tl, tb, til;
  wire [CB-1:0] tp = tps[CB-1:0];
  assign tv = tvs[0];
  cd_engine #(.BANK_DEPTH(AD), .WEIGHT_DEPTH(256), .PARAMETER_DEPTH(64), .DESCRIPTOR_DEPTH(512), .CHANNELS(PO), .PIXELS(PX), .CONFIG_BITS(CB),
    .MAC_KIND(MAC_KIND), .REQUANTIZE_DOUBLED(REQUANTIZE_DOUBLED), .SMALL(SMALL), .SINGLE_PORT(SINGLE_PORT), .WEIGHT_LANES(WEIGHT_LANES),
    .HAS_PREFETCH(PREFETCH), .DRAIN_PORTS(DRAIN_PORTS), .HAS_HALVES(HAS_HALVES)) dut (
    .clk(clk), .clk2x(clk2x), .rst(rst), .start(start), .busy(busy), .done(done), .s_axis_image_tdata(image_data), .s_axis_image_tvalid(image_valid),
    .s_axis_image_tready(image_ready), .s_axis_weight_tdata(32'd0), .s_axis_weight_tvalid(1'b0), .s_axis_weight_tready(weight_ready),
    .m_axis_result_tdata(result_data), .m_axis_result_tlast(result_last), .m_axis_result_tvalid(result_valid), .m_axis_result_tready(result_ready),
    .trace_valid(tvs), .trace_layer(tl), .trace_block(tb), .trace_pixel(tps), .trace_word(tws), .trace_issue(ti), .trace_issue_layer(til), .trace_mac(tm));

  reg [7:0] images [0:IMAGES*H*W*4-1], a0 [0:H*W*4-1], a1 [0:H*W*8-1], a2 [0:H2*W2*8-1], a3 [0:H3*W3*8-1];
  reg [7:0] w1 [0:8*9*4-1], w2 [0:8*9-1];
  integer bias [0:15], mult [0:15], shf [0:15];
  integer z0, z1, z2, zw1, zw2, run, frame, y, x, o, c, ky, kx, wy, wx, k, b, p, i, d, wn, pn, fold, acc, got_trace, got_result, sent, gap_in, gap_out, resets, picture, idle_starts, ahead;
  longint prod;
  reg [31:0] word;
  reg [CB-1:0] desc [0:DW-1];
  // expected trace, in order
  reg [31:0] e_word [0:767];
  integer e_layer [0:767], e_block [0:767], e_pixel [0:767], e_count;
  reg [31:0] r_word [0:95];
  integer r_count;

  function [7:0] requant(input integer a, input integer ch, input integer zo);
    begin
      prod = (longint'(a) * mult[ch] + (64'sd1 << (shf[ch] - 1))) >>> shf[ch];
      prod = prod + zo;
      requant = prod < 0 ? 8'd0 : prod > 255 ? 8'd255 : prod[7:0];
    end
  endfunction

  task put_descriptor(input integer index);
    for (k = 0; k < DW; k = k + 1) dut.descriptor_store_inst.memory_inst.memory[(DW*index + k)/ROW][CB*(k % ROW) +: CB] = desc[k];
  endtask

  // words of a row stand side by side
  generate
    if (WEIGHT_LANES > 1) begin : gen_weight
      task put(input [31:0] value);
        dut.weight_store_inst.gen_rows.memory_inst.gen_part[0].memory[wn / WEIGHT_LANES][32*(wn % WEIGHT_LANES) +: 32] = value;
      endtask
    end else begin : gen_weight
      task put(input [31:0] value);
        dut.weight_store_inst.gen_words.memory_inst.memory[wn] = value;
      endtask
    end
  endgenerate

  function [CB-1:0] pair(input integer hi, input integer lo);
    pair = {hi[CB/2-1:0], lo[CB/2-1:0]};
  endfunction

  // records: byte by byte of all lanes, or one after the other
  generate
    if (SMALL != 0) begin : gen_put
      task parameters(input integer base_channel);
        for (o = 0; o < PO; o = o + 1) begin
          dut.gen_records.record_store_inst.memory_inst.memory[pn] = {8'd0, shf[base_channel + o][7:0], mult[base_channel + o][15:0], bias[base_channel + o][31:0]};
          pn = pn + 1;
        end
      endtask
    end else begin : gen_put
      task parameters(input integer base_channel);
        for (k = 0; k < 7; k = k + 1) begin
          for (o = 0; o < PO; o = o + 1)
            word[8*o +: 8] = k < 4 ? bias[base_channel + o] >> (8*k) : k < 6 ? mult[base_channel + o] >> (8*(k - 4)) : shf[base_channel + o];
          dut.gen_lanes.parameter_store_inst.memory_inst.memory[pn] = word;
          pn = pn + 1;
        end
      endtask
    end
  endgenerate

  // every bank holds the whole map, so start is 0 and size H*W; addresses: PAD 0 and 1, a0 2, a1 40, a2 140, a3 200
  task layer_descriptor(input integer index, input integer dep, input integer n, input integer per_group, input integer blocks, input integer nj, input integer wide,
                        input integer kern, input integer win, input integer ih, input integer iw, input integer ow, input integer stride, input integer pad, input integer in_base,
                        input integer pad_address, input integer zw, input integer zo, input integer out_base, input integer total);
    begin
      for (k = 0; k < DW; k = k + 1) desc[k] = 0;
      desc[0] = dep << 3 | (win > 1) << 9;
      desc[1] = n - 1; desc[2] = pair(per_group - 1, blocks - 1); desc[4] = pair(nj - 1, nj - 1); desc[5] = wide;
      desc[6] = pair(kern - 1, kern - 1); desc[7] = pair(win - 1, win - 1); desc[8] = pair(ih, iw); desc[9] = pair(1, 1); desc[10] = pair(1, 1);
      desc[11] = pair(stride, stride); desc[12] = pair((ow - 1)*stride - pad, -pad);
      desc[13] = ih*iw; desc[14] = ih*iw; desc[15] = iw - (kern - 1); desc[16] = iw - (win - 1); desc[17] = stride*iw - (ow - 1)*stride;
      desc[18] = pad_address; desc[19] = zo << 8 | zw; desc[20] = 255 << 8; desc[21] = out_base; desc[22] = total; desc[23] = total; desc[24] = total;
      desc[25] = n; desc[26] = pair(1, 1);
      for (x = 0; x < PX; x = x + 1) begin
        desc[31 + x] = pair((x*n / ow)*stride - pad, (x*n % ow)*stride - pad);
        desc[31 + PX + x] = (in_base + ((x*n / ow)*stride - pad)*iw + (x*n % ow)*stride - pad) & (AD - 1);
      end
      put_descriptor(index);
    end
  endtask

  task expect_layer(input integer layer, input integer blocks, input integer n, input integer total);
    for (b = 0; b < blocks; b = b + 1)
      for (i = 0; i < n; i = i + 1)
        for (x = 0; x < PX; x = x + 1) begin
          p = x*n + i;
          if (p < total) begin
            for (o = 0; o < PO; o = o + 1) word[8*o +: 8] = layer == 0 ? a1[p*8 + b*PO + o] : layer == 1 ? a2[p*8 + b*PO + o] : a3[p*8 + b*PO + o];
            e_word[e_count] = word; e_layer[e_count] = layer; e_block[e_count] = b; e_pixel[e_count] = p;
            e_count = e_count + 1;
          end
        end
  endtask

  // what every layer and the result give for image `picture`
  task forward;
    begin
      for (k = 0; k < H*W*4; k = k + 1) a0[k] = images[picture*H*W*4 + k];
      for (y = 0; y < H; y = y + 1) for (x = 0; x < W; x = x + 1) for (o = 0; o < 8; o = o + 1) begin
        acc = bias[o];
        for (ky = 0; ky < 3; ky = ky + 1) for (kx = 0; kx < 3; kx = kx + 1)
          if (y + ky >= 1 && y + ky <= H && x + kx >= 1 && x + kx <= W)
            for (c = 0; c < 4; c = c + 1) acc = acc + (a0[((y + ky - 1)*W + x + kx - 1)*4 + c] - z0) * (w1[(o*9 + ky*3 + kx)*4 + c] - zw1);
        a1[(y*W + x)*8 + o] = requant(acc, o, z1);
      end
      for (y = 0; y < H2; y = y + 1) for (x = 0; x < W2; x = x + 1) for (o = 0; o < 8; o = o + 1) begin
        acc = bias[8 + o];
        for (ky = 0; ky < 3; ky = ky + 1) for (kx = 0; kx < 3; kx = kx + 1)
          if (2*y + ky >= 1 && 2*y + ky <= H && 2*x + kx >= 1 && 2*x + kx <= W)
            acc = acc + (a1[((2*y + ky - 1)*W + 2*x + kx - 1)*8 + o] - z1) * (w2[o*9 + ky*3 + kx] - zw2);
        a2[(y*W2 + x)*8 + o] = requant(acc, 8 + o, z2);
      end
      for (y = 0; y < H3; y = y + 1) for (x = 0; x < W3; x = x + 1) for (o = 0; o < 8; o = o + 1) begin
        a3[(y*W3 + x)*8 + o] = 0;
        for (wy = 0; wy < 2; wy = wy + 1) for (wx = 0; wx < 2; wx = wx + 1)
          if (a2[((y + wy)*W2 + x + wx)*8 + o] > a3[(y*W3 + x)*8 + o]) a3[(y*W3 + x)*8 + o] = a2[((y + wy)*W2 + x + wx)*8 + o];
      end
      expect_layer(0, 2, N1, H*W);
      expect_layer(1, 2, N2, H2*W2);
      expect_layer(2, 2, N3, H3*W3);
      for (p = 0; p < H3*W3; p = p + 1) for (b = 0; b < 2; b = b + 1) begin
        for (o = 0; o < PO; o = o + 1) r_word[r_count][8*o +: 8] = a3[p*8 + b*PO + o] ^ 8'h80;
        r_count = r_count + 1;
      end
    end
  endtask

  // a new network and images, computed by plain loops
  task prepare;
    begin
      z0 = $urandom & 255; z1 = $urandom & 255; z2 = $urandom & 255; zw1 = $urandom & 255; zw2 = $urandom & 255;
      for (k = 0; k < IMAGES*H*W*4; k = k + 1) images[k] = $urandom;
      for (k = 0; k < 8*9*4; k = k + 1) w1[k] = $urandom;
      for (k = 0; k < 8*9; k = k + 1) w2[k] = $urandom;
      for (k = 0; k < 16; k = k + 1) begin bias[k] = $signed($urandom) % 3000; mult[k] = 16'h8000 | ($urandom & 16'h7fff); shf[k] = k < 8 ? 24 : 23; end
      e_count = 0;
      r_count = 0;
      for (picture = 0; picture < IMAGES; picture = picture + 1) forward;
      // weights in the order of use, parameters with the zero point folded in
      wn = 0; pn = 0;
      for (b = 0; b < 2; b = b + 1) for (ky = 0; ky < 3; ky = ky + 1) for (kx = 0; kx < 3; kx = kx + 1) for (c = 0; c < 4; c = c + 1) begin
        for (o = 0; o < PO; o = o + 1) word[8*o +: 8] = w1[((b*PO + o)*9 + ky*3 + kx)*4 + c];
        gen_weight.put(word);
        wn = wn + 1;
      end
      for (b = 0; b < 2; b = b + 1) for (k = 0; k < 9; k = k + 1) begin
        for (o = 0; o < PO; o = o + 1) word[8*o +: 8] = w2[(b*PO + o)*9 + k];
        gen_weight.put(word);
        wn = wn + 1;
      end
      gen_weight.put(32'h01010101);
      for (o = 0; o < 8; o = o + 1) begin
        fold = 0;
        for (k = 0; k < 36; k = k + 1) fold = fold + w1[o*36 + k] - zw1;
        bias[o] = bias[o] - z0*fold;
        fold = 0;
        for (k = 0; k < 9; k = k + 1) fold = fold + w2[o*9 + k] - zw2;
        bias[8 + o] = bias[8 + o] - z1*fold;
      end
      gen_put.parameters(0); gen_put.parameters(4); gen_put.parameters(8); gen_put.parameters(12);
      for (k = 0; k < 4; k = k + 1) begin bias[k] = 0; mult[k] = 32768; shf[k] = 15; end
      gen_put.parameters(0); gen_put.parameters(0);
      // FILL of two PAD words, INPUT with flipped signs
      for (k = 0; k < DW; k = k + 1) desc[k] = 0;
      desc[0] = 3; desc[1] = 1; desc[31 + PX] = z0; desc[31 + PX + 1] = z1;
      put_descriptor(0);
      for (k = 0; k < DW; k = k + 1) desc[k] = 0;
      desc[0] = 1 | 1 << 7 | PREFETCH << 12; desc[21] = 2; desc[22] = H*W; desc[23] = H*W; desc[24] = H*W;
      put_descriptor(1);
      layer_descriptor(2, 0, N1, 2, 2, 4, 3, 3, 1, H, W, W, 1, 1, 2, 0, zw1, z1, 40, H*W);
      layer_descriptor(3, 1, N2, 1, 2, 1, 0, 3, 1, H, W, W2, 2, 1, 40, 1, zw2, z2, 140, H2*W2);
      layer_descriptor(4, 1, N3, 1, 2, 1, 0, 1, 2, H2, W2, W3, 1, 0, 140, 0, 0, 0, 200, H3*W3);
      dut.descriptor_store_inst.memory_inst.memory[DW*4/ROW][CB-1:0] = 1 << 3 | 1 << 5 | 1 << 9;
      for (k = 0; k < DW; k = k + 1) desc[k] = 0;
      desc[0] = 2 | 1 << 2 | 1 << 7; desc[2] = 1; desc[22] = H3*W3; desc[24] = H3*W3; desc[31 + PX] = 200;
      put_descriptor(5);
      dut.descriptor_store_inst.memory_inst.memory[DW*(2 + RELEASE)/ROW] |= PREFETCH << 13;
    end
  endtask

  task cycle;
    begin
      @(negedge clk);
      if (accepted) sent = sent + 1;
      if (!image_valid || accepted) begin
        image_valid = ($urandom & 255) >= gap_in;
        for (o = 0; o < PO; o = o + 1) image_data[8*o +: 8] = images[(sent % (IMAGES*H*W))*4 + o] ^ 8'h80;
      end
      result_ready = ($urandom & 255) >= gap_out;
      #1;
      if (tv) begin
        k = got_trace % e_count;
        if (tl !== e_layer[k] || tb !== e_block[k] || tp !== e_pixel[k] || tw !== e_word[k])
          $fatal(1, "run %0d word %0d: layer %0d block %0d pixel %0d %h, expected %0d %0d %0d %h", run, got_trace, tl, tb, tp, tw, e_layer[k], e_block[k], e_pixel[k], e_word[k]);
        got_trace = got_trace + 1;
      end
      if (result_valid && result_ready) begin
        k = got_result % r_count;
        if (result_data !== r_word[k] || result_last !== (k % (2*H3*W3) == 2*H3*W3 - 1)) $fatal(1, "run %0d result %0d: %h %b, expected %h", run, got_result, result_data, result_last, r_word[k]);
        got_result = got_result + 1;
      end
      if (done) begin
        frame = frame + 1;
        // the whole image of the next frame came while this one was computed
        if (PREFETCH != 0 && gap_in == 0 && sent == (frame + 1)*H*W) ahead = ahead + 1;
        if (PREFETCH == 0 && sent != frame*H*W) $fatal(1, "run %0d: %0d words of images in %0d frames", run, sent, frame);
      end
      if (idle_starts) start = ($urandom & 15) == 0;
      // what the next edge will take
      accepted = image_valid && image_ready;
    end
  endtask

  initial begin
    #1;
    ahead = 0;
    for (run = 0; run < 13; run = run + 1) begin
      rst = 1; start = 0; image_valid = 0;
      prepare;
      repeat (3) @(posedge clk);
      @(negedge clk) rst = 0;
      gap_in = run == 12 ? 240 : (run & 1) ? 128 : 0;
      idle_starts = run >= 10;
      gap_out = (run & 2) ? 200 : 0;
      start = 1; frame = 0; got_trace = 0; got_result = 0; sent = 0; accepted = 0;
      if (run >= 6 && run < 10) begin
        // reset in the middle of the frame, at a different place each time
        repeat (150 + 260*(run - 6)) cycle;
        rst = 1; image_valid = 0;
        repeat (2) @(posedge clk);
        @(negedge clk) rst = 0;
        frame = 0; got_trace = 0; got_result = 0; sent = 0; accepted = 0;
      end
      while (frame < IMAGES) cycle;
      if (got_trace != e_count || got_result != r_count)
        $fatal(1, "run %0d: %0d words and %0d results in %0d frames", run, got_trace, got_result, frame);
    end
    if (PREFETCH != 0 && ahead < (RELEASE == 0 ? 6 : 2)) $fatal(1, "only %0d images came ahead", ahead);
    $display("PASS");
    $finish;
  end
  initial #50000000 $fatal(1, "timeout");
endmodule
`default_nettype wire
