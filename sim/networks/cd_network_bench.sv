// SPDX-License-Identifier: Apache-2.0
// Runs a generated network and compares every word that a layer writes, and every result word, with the integer model.
//
// Corner cases covered: no stalls; stalls on every stream (+stall_from=IMAGE, +seed=N); frames back to back; words in the wrong order, missing words,
// words too many; a stand-still; a result stream that breaks its rules. Sizes come from network.svh, words from hex text files:
//   layers.hex   per layer 8 words of 32 bits: output blocks, pixel steps n, pixels, index of its first mask, first pixel step of a block, flags (bit 0: results leave
//                the engine before the next layer, bit 1: last band of its layer,
//                bit 2: lanes have two neighbouring pixels in a step), number of its layer's first band, lanes between the two whose pixels leave in one
//                cycle (0: one leaves)
//   masks.hex    per block of a layer (then of the result): ff where a channel stands, 00 where the byte is arbitrary
//   images.hex   words of the images        trace.hex  words that the layers write, in order
//   results.hex  words of the result        stream.hex words of the weight stream of one frame, if there is one
//
// A system on buses (CD_BUS_BITS) is run by a host over AXI4-Lite and reads memory=FILE. Its faults, once, in the first frames: slverr=BEAT early_last=BEAT late_last=BEAT
// dead=BEAT of the memory, write_slverr=BURST write_dead=BURST of its write port, soft_reset=CYCLE; hard_reset=CYCLE is for every top. After each the bench begins again with image 0, and all must be right.
//
// Plusargs: vectors=FOLDER images=N stall_from=N seed=N only_layer=K print=N (mismatch lines) hang=N (cycles; 20000 and twice the bus's timeout) wave=FILE wave_first=N wave_last=N
// It prints one line for each mismatch, LAYER and IMAGE lines with cycles (an IMAGE begins with its first word, the later ones behind the last result word of the one before), one DONE line with counts, and ends with PASS or $fatal.
`default_nettype none
`include "network.svh"

module cd_network_bench (
    input wire clk,
    // twice the frequency, rising with clk; connected where the network has the port
    input wire clk2x
);
    localparam WORD_BITS = 8 * `CD_CHANNELS;
    localparam LAYERS = `CD_LAYERS;
    localparam SLOTS = LAYERS > 0 ? LAYERS : 1;    // memories have a word at least
    localparam MASKS = `CD_MASKS;
    localparam RESULT_BLOCKS = `CD_RESULT_BLOCKS;
    localparam RESULT_WORDS = `CD_RESULT_WORDS;
    localparam RESULT_MASK = MASKS - RESULT_BLOCKS;
    localparam TAIL_CYCLES = 64;
    // A dead bus is given up after its timeout, which two readers may wait for one after the other.
`ifdef CD_BUS_TIMEOUT
    localparam HANG_CYCLES = 20000 + 2 * `CD_BUS_TIMEOUT;
`else
    localparam HANG_CYCLES = 20000;
`endif

    reg rst = 1'b1;
    reg stalling = 1'b0;
    reg [31:0] cycle = 32'd0;

    wire [WORD_BITS-1:0] image_tdata, weight_tdata, result_tdata;
    wire image_tvalid, image_tready, weight_tvalid, weight_tready, result_tvalid, result_tready, result_tlast, result_broken;
    wire trace_issue, trace_mac;
    wire [`CD_DRAIN_PORTS-1:0] trace_valid;
    wire [15:0] trace_layer, trace_block, trace_issue_layer;
    wire [`CD_DRAIN_PORTS*`CD_CONFIG_BITS-1:0] trace_pixel;
    wire [`CD_DRAIN_PORTS*WORD_BITS-1:0] trace_word;

    wire again;

    // Files and options
    string vectors, wave;
    integer image_file = 0, stream_file = 0, trace_file = 0, result_file = 0;
    integer images = 1, stall_from = 0, only_layer = -1, print_limit = 20, hang_cycles = HANG_CYCLES, wave_first = 0, wave_last = 0;
    reg [31:0] seed = 32'd1;
    integer slverr_beat = -1, early_last_beat = -1, late_last_beat = -1, dead_beat = -1, write_slverr = -1, write_dead = -1, soft_reset = 0, hard_reset = 0;
    reg waving = 1'b0;
    reg [31:0] layers [0:8*SLOTS-1];
    reg [WORD_BITS-1:0] masks [0:MASKS-1];
    integer mask_bytes [0:MASKS-1];
    integer k, b, port;

    cd_network_dut dut (
        .clk(clk), .clk2x(clk2x), .rst(rst), .stall_enable(stalling), .frames(images), .slverr_beat(slverr_beat), .early_last_beat(early_last_beat),
        .late_last_beat(late_last_beat),
        .dead_beat(dead_beat), .write_slverr_burst(write_slverr), .write_dead_burst(write_dead), .soft_reset_cycle(soft_reset), .again(again),
        .image_tdata(image_tdata), .image_tvalid(image_tvalid), .image_tready(image_tready),
        .weight_tdata(weight_tdata), .weight_tvalid(weight_tvalid), .weight_tready(weight_tready),
        .result_tdata(result_tdata), .result_tlast(result_tlast), .result_tvalid(result_tvalid), .result_tready(result_tready),
        .trace_valid(trace_valid), .trace_layer(trace_layer), .trace_block(trace_block), .trace_pixel(trace_pixel), .trace_word(trace_word),
        .trace_issue(trace_issue), .trace_issue_layer(trace_issue_layer), .trace_mac(trace_mac)
    );

    function integer open(input string name);
        begin
            open = $fopen({vectors, "/", name}, "r");
            if (open == 0) $fatal(1, "cd_network_bench: cannot open %s/%s", vectors, name);
        end
    endfunction

    initial begin
        if (!$value$plusargs("vectors=%s", vectors)) vectors = "vectors";
        if (!$value$plusargs("images=%d", images)) images = 1;
        if (!$value$plusargs("stall_from=%d", stall_from)) stall_from = images;
        if (!$value$plusargs("seed=%d", seed)) seed = 32'd1;
        if (!$value$plusargs("only_layer=%d", only_layer)) only_layer = -1;
        if (!$value$plusargs("print=%d", print_limit)) print_limit = 20;
        if (!$value$plusargs("hang=%d", hang_cycles)) hang_cycles = HANG_CYCLES;
        if (!$value$plusargs("wave_first=%d", wave_first)) wave_first = 0;
        if (!$value$plusargs("wave_last=%d", wave_last)) wave_last = 2147483647;
        if (!$value$plusargs("slverr=%d", slverr_beat)) slverr_beat = -1;
        if (!$value$plusargs("early_last=%d", early_last_beat)) early_last_beat = -1;
        if (!$value$plusargs("late_last=%d", late_last_beat)) late_last_beat = -1;
        if (!$value$plusargs("dead=%d", dead_beat)) dead_beat = -1;
        if (!$value$plusargs("write_slverr=%d", write_slverr)) write_slverr = -1;
        if (!$value$plusargs("write_dead=%d", write_dead)) write_dead = -1;
        if (!$value$plusargs("soft_reset=%d", soft_reset)) soft_reset = 0;
        if (!$value$plusargs("hard_reset=%d", hard_reset)) hard_reset = 0;
        if ($value$plusargs("wave=%s", wave)) begin
            waving = 1'b1;
            $dumpfile(wave);
        end
        image_file  = open("images.hex");
        trace_file  = open("trace.hex");
        result_file = open("results.hex");
        if (`CD_WEIGHT_STREAM != 0) stream_file = open("stream.hex");
        if (LAYERS > 0) $readmemh({vectors, "/layers.hex"}, layers);
        $readmemh({vectors, "/masks.hex"}, masks);
        for (k = 0; k < MASKS; k = k + 1) begin
            mask_bytes[k] = 0;
            for (b = 0; b < `CD_CHANNELS; b = b + 1) if (masks[k][8*b]) mask_bytes[k] = mask_bytes[k] + 1;
        end
    end

    cd_stream_source #(.DATA_BITS(WORD_BITS), .STREAM(1)) image_inst (
        .clk(clk), .rst(rst | again), .stall_enable(stalling), .seed(seed), .file(image_file),
        .m_axis_tdata(image_tdata), .m_axis_tvalid(image_tvalid), .m_axis_tready(image_tready)
    );
    cd_stream_source #(.DATA_BITS(WORD_BITS), .STREAM(2), .REPEAT(1)) weight_inst (
        .clk(clk), .rst(rst | again), .stall_enable(stalling), .seed(seed), .file(stream_file),
        .m_axis_tdata(weight_tdata), .m_axis_tvalid(weight_tvalid), .m_axis_tready(weight_tready)
    );
    cd_stream_sink #(.DATA_BITS(WORD_BITS), .STREAM(3)) result_inst (
        .clk(clk), .rst(rst | again), .stall_enable(stalling), .seed(seed),
        .s_axis_tdata(result_tdata), .s_axis_tvalid(result_tvalid), .s_axis_tlast(result_tlast), .s_axis_tready(result_tready),
        .broken(result_broken)
    );

    // What is due next: word (layer, block, step, lane) of image, and result word.
    integer image = 0, layer = 0, block = 0, turn = 0, step = 0, lane = 0, distance = 0;
    integer result_image = 0, result_word = 0;
    // In Verilator 5.006 the handle of $fscanf counts as written, not read, and its value may be dropped: each call gets a copy.
    integer handle;
    integer issuing = -1, idle = 0, tail = 0, mask_index, found, pixel_due;
    integer trace_words = 0, trace_bytes = 0, result_words = 0, result_bytes = 0, mismatches = 0, printed = 0;
    integer first_issue [0:SLOTS-1], last_write [0:SLOTS-1], issued [0:SLOTS-1];
    integer image_first = -1;
    reg lost = 1'b0, ended = 1'b0;
    reg [WORD_BITS-1:0] due;

    // One line of a difference, as long as the limit is not reached; all are counted.
    task mismatch(input integer at_image, input integer at_layer, input integer at_block, input integer at_pixel, input [WORD_BITS-1:0] actual);
        begin
            mismatches = mismatches + 1;
            if (printed < print_limit) begin
                printed = printed + 1;
                $display("MISMATCH image=%0d layer=%0d block=%0d pixel=%0d cycle=%0d expected=%h actual=%h mask=%h",
                         at_image, at_layer, at_block, at_pixel, cycle, due, actual, masks[mask_index]);
            end
        end
    endtask

    task summary;
        begin
            ended = 1'b1;
            $display("DONE images=%0d trace_words=%0d trace_bytes=%0d result_words=%0d result_bytes=%0d mismatches=%0d cycles=%0d",
                     result_image, trace_words, trace_bytes, result_words, result_bytes, mismatches, cycle);
            // A bench that has compared less than all has not passed.
            if (only_layer < 0 && ((LAYERS > 0 && image != images) || result_image != images)) lost = 1'b1;
            if (mismatches != 0 || lost || (LAYERS > 0 && trace_bytes == 0)) $fatal(1, "FAIL");
            $display("PASS");
            $finish;
        end
    endtask

    task layer_lines;
        integer next;
        begin
            for (k = 0; k < LAYERS; k = k + 1) begin
                next = k + 1 < LAYERS && !layers[8*k+5][0] ? first_issue[k+1] : last_write[k] + 1;
                $display("LAYER image=%0d layer=%0d first_issue=%0d last_write=%0d next=%0d issued=%0d", image, k, first_issue[k], last_write[k], next, issued[k]);
            end
        end
    endtask

    // Pixel of the lane in this step; of two pixels at once the second ones count as PIXELS more lanes.
    function integer pixel_of(input integer of_lane);
        if (layers[8*layer+5][2]) pixel_of = 2 * (of_lane % `CD_PIXELS * layers[8*layer+1] + step) + of_lane / `CD_PIXELS;
        else pixel_of = of_lane * layers[8*layer+1] + step;
    endfunction

    // The word of one trace port.
    task check_trace(input integer at_port);
        reg [`CD_CONFIG_BITS-1:0] actual_pixel;
        reg [WORD_BITS-1:0] actual_word;
        begin
            actual_pixel = trace_pixel[`CD_CONFIG_BITS*at_port +: `CD_CONFIG_BITS];
            actual_word  = trace_word[WORD_BITS*at_port +: WORD_BITS];
            step = (layers[8*layer+4] + turn) % layers[8*layer+1];
            pixel_due = pixel_of(lane);
            if (image == images || trace_layer != layer || trace_block != block || actual_pixel != pixel_due) begin
                $display("ORDER image=%0d layer=%0d block=%0d pixel=%0d cycle=%0d actual_layer=%0d actual_block=%0d actual_pixel=%0d",
                         image, layer, block, pixel_due, cycle, trace_layer, trace_block, actual_pixel);
                lost = 1'b1;
            end else begin
                handle = trace_file;
                found  = $fscanf(handle, "%h", due);
                if (found != 1) $fatal(1, "cd_network_bench: trace.hex is too short");
                mask_index = layers[8*layer+3] + block;
                if (only_layer < 0 || only_layer == layers[8*layer+6]) begin
                    trace_words = trace_words + 1;
                    trace_bytes = trace_bytes + mask_bytes[mask_index];
                    if ((actual_word & masks[mask_index]) !== (due & masks[mask_index])) mismatch(image, layer, block, pixel_due, actual_word);
                end
                last_write[layer] = cycle;
                next_due;
            end
        end
    endtask

    // Order of engine section 7: for ob, for i from the layer's first step on, for lane x with x*n + i < pixels, behind each the lane that leaves with it.
    task next_due;
        begin
            distance = layers[8*layer+7];
            // Pixels of the last lanes may be missing, of both or of neither.
            if (layers[8*layer+5][2]) begin
                lane = lane + 1;
                if (lane < `CD_PIXELS && pixel_of(lane) >= layers[8*layer+2]) lane = `CD_PIXELS;
                if (lane == 2 * `CD_PIXELS || pixel_of(lane) >= layers[8*layer+2]) begin
                    lane = 0;
                    turn = turn + 1;
                end
            end else if (lane < distance && lane + distance < `CD_PIXELS && (lane + distance) * layers[8*layer+1] + step < layers[8*layer+2])
                lane = lane + distance;
            else begin
                lane = lane < distance ? lane + 1 : lane - distance + 1;
                if (lane == (distance > 0 ? distance : `CD_PIXELS) || lane * layers[8*layer+1] + step >= layers[8*layer+2]) lane = `CD_PIXELS;
            end
            if (lane == `CD_PIXELS && !layers[8*layer+5][2]) begin
                lane = 0;
                turn = turn + 1;
            end
            if (turn == layers[8*layer+1]) begin
                turn  = 0;
                block = block + 1;
            end
            if (block == layers[8*layer]) begin
                block = 0;
                if (layers[8*layer+6] == only_layer && layers[8*layer+5][1] && image == images - 1) tail = TAIL_CYCLES;
                layer = layer + 1;
            end
            if (layer == LAYERS) begin
                layer_lines;
                for (k = 0; k < LAYERS; k = k + 1) issued[k] = 0;
                layer = 0;
                image = image + 1;
            end
        end
    endtask

    task check_result;
        begin
            if (result_image == images) begin
                $display("ORDER image=%0d layer=-1 block=0 pixel=0 cycle=%0d actual_layer=-1 actual_block=0 actual_pixel=0", result_image, cycle);
                lost = 1'b1;
            end else begin
                handle = result_file;
                found  = $fscanf(handle, "%h", due);
                if (found != 1) $fatal(1, "cd_network_bench: results.hex is too short");
                mask_index   = RESULT_MASK + result_word % RESULT_BLOCKS;
                if (only_layer < 0) begin
                    result_words = result_words + 1;
                    result_bytes = result_bytes + mask_bytes[mask_index];
                    if ((result_tdata & masks[mask_index]) !== (due & masks[mask_index]))
                        mismatch(result_image, -1, result_word % RESULT_BLOCKS, result_word / RESULT_BLOCKS, result_tdata);
                end
                if (result_tlast !== (result_word == RESULT_WORDS - 1)) begin
                    $display("RULE cycle=%0d tlast is %b with word %0d of %0d", cycle, result_tlast, result_word + 1, RESULT_WORDS);
                    lost = 1'b1;
                end
                result_word = result_word + 1;
                if (result_word == RESULT_WORDS) begin
                    $display("IMAGE image=%0d first=%0d last=%0d stalled=%0d", result_image, image_first, cycle, result_image >= stall_from);
                    result_word  = 0;
                    result_image = result_image + 1;
                    image_first  = cycle + 1;
                    if (result_image == images) tail = TAIL_CYCLES;
                end
            end
        end
    endtask

    // Everything begins again with image 0 after a fault.
    task begin_again;
        integer ignored;
        begin
            handle  = image_file;
            ignored = $rewind(handle);
            handle  = trace_file;
            ignored = $rewind(handle);
            handle  = result_file;
            ignored = $rewind(handle);
            if (`CD_WEIGHT_STREAM != 0) begin
                handle  = stream_file;
                ignored = $rewind(handle);
            end
            {image, layer, block, turn, step, lane, result_image, result_word, idle} = 0;
            {trace_words, trace_bytes, result_words, result_bytes} = 0;
            issuing     = -1;
            image_first = -1;
            for (k = 0; k < LAYERS; k = k + 1) issued[k] = 0;
        end
    endtask

    initial for (k = 0; k < LAYERS; k = k + 1) issued[k] = 0;

    always @(posedge clk) begin
        cycle <= cycle + 32'd1;
        if (cycle == 32'd8 || (hard_reset > 0 && cycle == hard_reset + 8)) rst <= 1'b0;
        if (hard_reset > 0 && cycle == hard_reset) rst <= 1'b1;
        if (again || rst) begin_again;
        stalling <= result_image >= stall_from;
        if (waving && cycle == wave_first) $dumpvars(0, dut);
        if (waving && cycle == wave_last) begin
            waving = 1'b0;
            summary;
        end
        if (!rst && !again && !ended) begin
            if (image_first < 0 && image_tvalid && image_tready) image_first = cycle;
            if (trace_issue) begin
                issuing = trace_issue_layer;
                first_issue[issuing] = cycle;
            end
            if (trace_mac && issuing >= 0) issued[issuing] = issued[issuing] + 1;
            for (port = 0; port < `CD_DRAIN_PORTS; port = port + 1) if (trace_valid[port]) check_trace(port);
            if (result_tvalid && result_tready) check_result;
            if (result_broken) begin
                $display("RULE cycle=%0d the stream let a stalled word go or changed it", cycle);
                lost = 1'b1;
            end
            if (trace_mac || (|trace_valid) || (image_tvalid && image_tready) || (weight_tvalid && weight_tready) || (result_tvalid && result_tready))
                idle = 0;
            else idle = idle + 1;
            if (idle == hang_cycles) begin
                $display("HANG image=%0d layer=%0d cycle=%0d", image, layer, cycle - hang_cycles);
                lost = 1'b1;
            end
            if (lost) summary;
            else if (tail > 0) begin
                // Words that come after the last one still count as errors.
                tail = tail - 1;
                if (tail == 0) summary;
            end
        end
    end
endmodule

`default_nettype wire
