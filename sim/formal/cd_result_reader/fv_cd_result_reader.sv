// SPDX-License-Identifier: Apache-2.0
// Which words cd_result_reader gives to its FIFO, for every tensor (pixels, blocks, bases, pitch, pixels a bank) and every sink:
//
//   put        block by block, pixel by pixel, each word once, what stands in bank b at base[b] + block * pitch + pixel of that bank; tlast with the last one only
//   in bounds  with base[b] + block * pitch + pixel < depth for the greatest block and pixel of a bank, so is every address
//   room       a word that comes from a bank always has room
//   end        `active` is over when the last word has been taken, and then nothing is left anywhere; while it is on, a word is offered within STAGES + 2 cycles
//
// The FIFO keeps the words and the stream rules (its own proof); here it is the tlast of every word inside (fifo_lasts.v). A bank answers with its number and the address. Every register
// is set by result_load, so tensors may follow each other with other settings. Inductive; reduced: 8 blocks, 63 pixels, addresses of 5 bits, words of 8.
module fv_cd_result_reader (input wire clk);
  parameter BANKS = 1;
  localparam A = 5, H = 3, C = 2 * H, STAGES = BANKS > 1 ? 4 : 3, WIDE = 10;
  (* anyconst *) wire [C-1:0] total, per_bank;
  (* anyconst *) wire [H-1:0] block_limit;
  (* anyconst *) wire [A*BANKS-1:0] bases;
  (* anyconst *) wire [A-1:0] pitch;
  (* anyconst *) wire [WIDE-1:0] depth;
  (* anyseq *) wire any_load, ready;
  reg started = 0, loaded = 0;
  wire active, done, last, valid;
  wire [A-1:0] read_address;
  wire load = any_load & started & ~active;

  // The banks: data two cycles after the address.
  reg [A-1:0] read_1, read_2;
  wire [8*BANKS-1:0] words;
  genvar n;
  generate
    for (n = 0; n < BANKS; n = n + 1) begin : gen_bank
      wire [2:0] number = n;
      assign words[8*n +: 8] = {number, read_2};
    end
  endgenerate

  cd_result_reader #(.CHANNELS(1), .CONFIG_BITS(C), .ADDRESS_BITS(A), .BANKS(BANKS)) dut (
    .clk(clk), .rst(~started), .result_load(load), .flip(1'b0), .total(total), .block_limit(block_limit), .bases(bases), .per_bank(per_bank), .pitch(pitch),
    .active(active), .done(done), .read_address(read_address), .read_words(words),
    .m_axis_result_tdata(), .m_axis_result_tlast(last), .m_axis_result_tvalid(valid), .m_axis_result_tready(ready)
  );

  // Registers inside.
  (* hierconn *) wire \dut.issue , \dut.block_last , \dut.pixel_last , \dut.bank_last , \dut.gen_buffered.reading , \dut.gen_buffered.fifo_ready ;
  (* hierconn *) wire [3:0] \dut.gen_buffered.room , \dut.gen_buffered.fifo_inst.used ;
  (* hierconn *) wire [7:0] \dut.gen_buffered.fifo_inst.lasts , \dut.word ;
  (* hierconn *) wire [STAGES-1:0] \dut.gen_buffered.arriving , \dut.gen_buffered.arriving_last ;
  (* hierconn *) wire [A-1:0] \dut.next_address , \dut.pixel_address ;
  (* hierconn *) wire [H-1:0] \dut.block_inst.remaining ;
  (* hierconn *) wire [C-1:0] \dut.pixel_inst.remaining , \dut.gen_banks.bank_inst.remaining ;
  (* hierconn *) wire [1:0] \dut.gen_banks.bank , \dut.gen_banks.next_bank ;
  wire [STAGES-1:0] arriving = \dut.gen_buffered.arriving , arriving_last = \dut.gen_buffered.arriving_last ;
  wire [3:0] room = \dut.gen_buffered.room , used = \dut.gen_buffered.fifo_inst.used ;
  wire reading = \dut.gen_buffered.reading ;

  // The reference: block, pixel, bank and pixel in the bank of the next word.
  reg [H-1:0] block;
  reg [C-1:0] pixel, place;
  reg [1:0] bank;
  wire [A-1:0] base = bases >> (A * bank);
  wire [A-1:0] address = base + place + block * pitch;
  wire [A-1:0] next_pixel = base + place + 1'b1;
  wire ends = block == block_limit, all = ends & pixel == total - 1'b1;
  wire bank_ends = BANKS > 1 && place == per_bank - 1'b1;
  // Without wrapping: the word's address, and that of the last block's last pixel of the bank.
  wire [C-1:0] places = BANKS > 1 ? per_bank : total;
  wire [WIDE-1:0] reach = {5'd0, base} + {4'd0, place} + {7'd0, block} * {5'd0, pitch};
  wire [WIDE-1:0] limit = {5'd0, base} + {4'd0, places} - 1'b1 + {7'd0, block_limit} * {5'd0, pitch};
  // Words on their way: number of the bank, address, tlast.
  reg [8:0] way_1, way_2, way_3, way_4;
  wire [8:0] came = STAGES == 4 ? way_4 : way_3;
  reg [3:0] quiet = 0;

  always @(posedge clk) begin
    started <= 1;
    {read_1, read_2} <= {read_address, read_1};
    if (load) begin
      {block, pixel, place, bank} <= 0;
      loaded <= 1;
    end else if (\dut.issue ) begin
      block <= ends ? 0 : block + 1'b1;
      if (ends) begin
        pixel <= all ? 0 : pixel + 1'b1;
        place <= bank_ends ? 0 : place + 1'b1;
        if (bank_ends) bank <= bank == BANKS - 1 ? 0 : bank + 1'b1;
      end
    end
    way_1 <= {1'b0, bank, address, all};
    {way_2, way_3, way_4} <= {way_1, way_2, way_3};
    quiet <= (active && !valid && started) ? quiet + 1'b1 : 0;
  end

  always @(*) begin
    assume (total != 0 && (BANKS == 1 || (per_bank != 0 && total <= BANKS * {3'd0, per_bank})));
    assume (limit < depth && depth <= 1 << A || !reading);
    if (started) begin
      // Words of the tensor in order, with room.
      if (arriving[STAGES-1]) begin
        assert (\dut.word  == came[8:1] && arriving_last[STAGES-1] == came[0]);
        assert (\dut.gen_buffered.fifo_ready );
      end
      if (\dut.issue ) begin
        assert (reading && pixel < total && \dut.next_address  == address);
        assert (reach < depth && reach == {5'd0, \dut.next_address });
      end
      assert (quiet <= STAGES + 2);
      if (!active) assert (!reading && arriving == 0 && used == 0);
      if (done) assert (!reading && arriving == 0 && used == 1);
      // What makes it inductive.
      assert (!active || loaded);
      assert (room + used + arriving[0] + arriving[1] + arriving[2] + (STAGES == 4 && arriving[STAGES-1]) == 8 && room <= 8 && used <= 8);
      if (active && !reading) assert (arriving != 0 || used != 0);
      assert ((arriving & arriving_last) == (reading ? 0 : arriving & -arriving));
      assert (\dut.gen_buffered.fifo_inst.lasts  == (reading || arriving != 0 || used == 0 ? 0 : 8'd1 << (used - 1'b1)));
      if (loaded) begin
        assert (block <= block_limit && \dut.block_inst.remaining  == block_limit - block && \dut.block_last  == ends);
        assert (pixel < total && \dut.pixel_inst.remaining  == total - 1'b1 - pixel && \dut.pixel_last  == (pixel == total - 1'b1));
      end
      if (reading) begin
        assert (\dut.next_address  == address && \dut.pixel_address  == next_pixel);
        if (BANKS == 1) assert (bank == 0 && place == pixel);
      end
      if (BANKS > 1 && loaded) begin
        assert (place < per_bank && \dut.gen_banks.bank_inst.remaining  == per_bank - 1'b1 - place && \dut.bank_last  == bank_ends);
        assert (bank < BANKS && \dut.gen_banks.bank  == bank && \dut.gen_banks.next_bank  == (bank == BANKS - 1 ? 0 : bank + 1'b1));
      end
    end
  end
endmodule
