// SPDX-License-Identifier: Apache-2.0
// Control and status registers of an accelerator on AXI4-Lite (32-bit data). One access at a time; every access is answered OKAY, a read of an
// unused address gives 0, a write to a read-only one is ignored. Byte strobes are honoured.
//
//   0x00 ID             R    0x434F4453
//   0x04 VERSION        R    major 31:16, minor 15:0
//   0x08 ARRAY          R    lanes: PIXELS 15:8, CHANNELS 7:0
//   0x0C CONTROL        RW   bit 0 start one frame (reads 0), bit 1 run frame after frame, bit 2 interrupt on done, bit 3 interrupt on error,
//                            bit 8 soft reset of the engine (reads 1 while it is under way)
//   0x10 STATUS         RW1C bit 0 busy (read only), bit 1 done, bit 2 error; bits 7:4 error source, kept until bit 2 is cleared: 1 bus response, 2 bus timeout
//   0x14 FRAMES         R    frames finished since reset
//   0x18 FRAME_CYCLES   R    cycles of the last frame, from its start to done
//   0x1C FRAME_STEPS    R    cycles of the last frame in which the array worked
//   0x20 WEIGHT_ADDRESS RW   byte address of the weight image, low half
//   0x24 WEIGHT_ADDRESS_HIGH RW high half
//   0x28 WEIGHT_BEATS   R    bus beats of the weight image
//   0x2C SCRATCH_ADDRESS RW  byte address of the memory for feature maps, low half
//   0x30 SCRATCH_ADDRESS_HIGH RW high half
//   0x34 SCRATCH_BYTES  R    bytes of that memory; 0 when maps stay in the banks
//
// `irq` is a level: it falls when the STATUS bits that raised it are cleared.
// Latency: a write is answered two cycles after address and data are both there, a read one cycle after its address.
`default_nettype none
module cd_axi_lite_registers #(
  // Channel lanes of the array, for ARRAY.
  parameter CHANNELS = 16,
  // Pixel lanes of the array, for ARRAY.
  parameter PIXELS = 8,
  // Bus beats of the weight image, for WEIGHT_BEATS.
  parameter [31:0] WEIGHT_BEATS = 32'd0,
  // Bytes of the memory for feature maps, for SCRATCH_BYTES.
  parameter [31:0] SCRATCH_BYTES = 32'd0,
  // Bits of the VERSION register.
  parameter [31:0] VERSION = 32'h0001_0001
) (
  input  wire        clk,
  input  wire        rst,
  input  wire [7:0]  s_axi_awaddr,
  input  wire        s_axi_awvalid,
  output wire        s_axi_awready,
  input  wire [31:0] s_axi_wdata,
  input  wire [3:0]  s_axi_wstrb,
  input  wire        s_axi_wvalid,
  output wire        s_axi_wready,
  output wire [1:0]  s_axi_bresp,
  output reg         s_axi_bvalid,
  input  wire        s_axi_bready,
  input  wire [7:0]  s_axi_araddr,
  input  wire        s_axi_arvalid,
  output wire        s_axi_arready,
  output reg  [31:0] s_axi_rdata,
  output wire [1:0]  s_axi_rresp,
  output reg         s_axi_rvalid,
  input  wire        s_axi_rready,
  output wire        irq,
  // To the engine: a pulse a frame, and its reset.
  output reg         frame_start,
  output reg         soft_reset,
  // From the engine and the bus master.
  input  wire        frame_busy,
  input  wire        frame_done,
  input  wire        frame_step,
  input  wire        reset_done,
  input  wire        bus_error,
  input  wire        bus_timeout,
  // An error is told and not yet cleared.
  output wire        error_told,
  output wire [63:0] weight_address,
  output wire [63:0] scratch_address
);
  localparam [5:0] REG_ID = 6'h00, REG_VERSION = 6'h01, REG_ARRAY = 6'h02, REG_CONTROL = 6'h03, REG_STATUS = 6'h04, REG_FRAMES = 6'h05,
                   REG_CYCLES = 6'h06, REG_STEPS = 6'h07, REG_ADDRESS = 6'h08, REG_ADDRESS_HIGH = 6'h09, REG_BEATS = 6'h0A,
                   REG_SCRATCH = 6'h0B, REG_SCRATCH_HIGH = 6'h0C, REG_SCRATCH_BYTES = 6'h0D;

`ifndef SYNTHESIS
  initial begin
    if (CHANNELS < 1 || CHANNELS > 255)
      $fatal(1, "cd_axi_lite_registers: CHANNELS=%0d is not in 1..255 (%m)", CHANNELS);
    if (PIXELS < 1 || PIXELS > 255)
      $fatal(1, "cd_axi_lite_registers: PIXELS=%0d is not in 1..255 (%m)", PIXELS);
  end
`endif

  reg        run_reg, irq_done_reg, irq_error_reg;
  reg        done_reg, error_reg;
  reg [3:0]  source_reg;
  reg [31:0] frames_reg, cycles_reg, steps_reg, cycles_last_reg, steps_last_reg;
  reg [31:0] address_low_reg, address_high_reg, scratch_low_reg, scratch_high_reg;
  reg        pending_reg;   // a frame is asked for and not yet started

  // ---- write channel: address and data may come in any order
  reg        aw_full_reg, w_full_reg;
  reg [5:0]  aw_reg;
  reg [31:0] w_reg;
  reg [3:0]  strobe_reg;
  assign s_axi_awready = !aw_full_reg;
  assign s_axi_wready  = !w_full_reg;
  assign s_axi_bresp   = 2'b00;
  // A write takes effect when both halves are there and the last answer is gone.
  wire       write = aw_full_reg && w_full_reg && !s_axi_bvalid;

  function [31:0] merge(input [31:0] old, input [31:0] data, input [3:0] strobe);
    merge = {strobe[3] ? data[31:24] : old[31:24], strobe[2] ? data[23:16] : old[23:16],
             strobe[1] ? data[15:8] : old[15:8], strobe[0] ? data[7:0] : old[7:0]};
  endfunction

  always @(posedge clk) begin
    if (s_axi_awvalid && s_axi_awready) begin
      aw_full_reg <= 1'b1;
      aw_reg      <= s_axi_awaddr[7:2];
    end
    if (s_axi_wvalid && s_axi_wready) begin
      w_full_reg <= 1'b1;
      w_reg      <= s_axi_wdata;
      strobe_reg <= s_axi_wstrb;
    end
    if (write) begin
      aw_full_reg  <= 1'b0;
      w_full_reg   <= 1'b0;
      s_axi_bvalid <= 1'b1;
    end else if (s_axi_bready) begin
      s_axi_bvalid <= 1'b0;
    end
    if (rst) begin
      aw_full_reg  <= 1'b0;
      w_full_reg   <= 1'b0;
      s_axi_bvalid <= 1'b0;
    end
  end

  // ---- registers
  wire write_control = write && aw_reg == REG_CONTROL;
  wire write_status  = write && aw_reg == REG_STATUS && strobe_reg[0];
  assign weight_address = {address_high_reg, address_low_reg};
  assign scratch_address = {scratch_high_reg, scratch_low_reg};
  assign error_told = error_reg;
  assign irq = (done_reg && irq_done_reg) || (error_reg && irq_error_reg);

  always @(posedge clk) begin
    frame_start <= 1'b0;
    if (reset_done)
      soft_reset <= 1'b0;
    if (write_control) begin
      if (strobe_reg[0]) begin
        pending_reg   <= pending_reg || w_reg[0];
        run_reg       <= w_reg[1];
        irq_done_reg  <= w_reg[2];
        irq_error_reg <= w_reg[3];
      end
      if (strobe_reg[1] && w_reg[8])
        soft_reset <= 1'b1;
    end
    if (write && aw_reg == REG_ADDRESS)      address_low_reg  <= merge(address_low_reg, w_reg, strobe_reg);
    if (write && aw_reg == REG_ADDRESS_HIGH) address_high_reg <= merge(address_high_reg, w_reg, strobe_reg);
    if (write && aw_reg == REG_SCRATCH)      scratch_low_reg  <= merge(scratch_low_reg, w_reg, strobe_reg);
    if (write && aw_reg == REG_SCRATCH_HIGH) scratch_high_reg <= merge(scratch_high_reg, w_reg, strobe_reg);

    // a frame starts when one is asked for, the last one is over and no error is waiting to be seen
    if ((pending_reg || run_reg) && !frame_busy && !frame_start && !frame_done && !error_reg && !soft_reset) begin
      frame_start <= 1'b1;
      pending_reg <= 1'b0;
    end

    if (frame_start) begin
      cycles_reg <= 32'd1;
      steps_reg  <= 32'd0;
    end else if (frame_busy) begin
      cycles_reg <= cycles_reg + 32'd1;
      if (frame_step) steps_reg <= steps_reg + 32'd1;
    end
    if (write_status) begin
      if (w_reg[1]) done_reg <= 1'b0;
      if (w_reg[2]) begin
        error_reg  <= 1'b0;
        source_reg <= 4'd0;
      end
    end
    if (frame_done) begin
      done_reg        <= 1'b1;
      frames_reg      <= frames_reg + 32'd1;
      cycles_last_reg <= cycles_reg;
      steps_last_reg  <= steps_reg;
    end
    if (bus_error || bus_timeout) begin
      error_reg   <= 1'b1;
      run_reg     <= 1'b0;
      pending_reg <= 1'b0;
      source_reg  <= bus_timeout ? 4'd2 : 4'd1;
    end
    if (rst) begin
      frame_start      <= 1'b0;
      soft_reset       <= 1'b0;
      pending_reg      <= 1'b0;
      run_reg          <= 1'b0;
      irq_done_reg     <= 1'b0;
      irq_error_reg    <= 1'b0;
      done_reg         <= 1'b0;
      error_reg        <= 1'b0;
      source_reg       <= 4'd0;
      frames_reg       <= 32'd0;
      cycles_reg       <= 32'd0;
      steps_reg        <= 32'd0;
      cycles_last_reg  <= 32'd0;
      steps_last_reg   <= 32'd0;
      address_low_reg  <= 32'd0;
      address_high_reg <= 32'd0;
      scratch_low_reg  <= 32'd0;
      scratch_high_reg <= 32'd0;
    end
  end

  // ---- read channel
  reg [31:0] read_next;
  always @(*) begin
    case (s_axi_araddr[7:2])
      REG_ID:           read_next = 32'h434F_4453;
      REG_VERSION:      read_next = VERSION;
      REG_ARRAY:        read_next = {16'd0, PIXELS[7:0], CHANNELS[7:0]};
      REG_CONTROL:      read_next = {23'd0, soft_reset, 4'd0, irq_error_reg, irq_done_reg, run_reg, 1'b0};
      REG_STATUS:       read_next = {24'd0, source_reg, 1'b0, error_reg, done_reg, frame_busy || pending_reg || frame_start};
      REG_FRAMES:       read_next = frames_reg;
      REG_CYCLES:       read_next = cycles_last_reg;
      REG_STEPS:        read_next = steps_last_reg;
      REG_ADDRESS:      read_next = address_low_reg;
      REG_ADDRESS_HIGH: read_next = address_high_reg;
      REG_BEATS:        read_next = WEIGHT_BEATS;
      REG_SCRATCH:      read_next = scratch_low_reg;
      REG_SCRATCH_HIGH: read_next = scratch_high_reg;
      REG_SCRATCH_BYTES: read_next = SCRATCH_BYTES;
      default:          read_next = 32'd0;
    endcase
  end
  assign s_axi_rresp   = 2'b00;
  assign s_axi_arready = !s_axi_rvalid;
  always @(posedge clk) begin
    if (s_axi_arvalid && s_axi_arready) begin
      s_axi_rvalid <= 1'b1;
      s_axi_rdata  <= read_next;
    end else if (s_axi_rready) begin
      s_axi_rvalid <= 1'b0;
    end
    if (rst)
      s_axi_rvalid <= 1'b0;
  end

  // the two low address bits select bytes of a register, which the strobes do
  wire _unused = &{1'b0, s_axi_awaddr[1:0], s_axi_araddr[1:0], w_reg[7:4]};
endmodule
`default_nettype wire
