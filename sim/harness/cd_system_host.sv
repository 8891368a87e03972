// SPDX-License-Identifier: Apache-2.0
// The host of a system under test: writes the addresses of the weight image and of the memory for maps, starts frame after frame over AXI4-Lite, waits for the interrupt, reads and clears the
// status, and prints the counters of each frame. After an error it waits until the system is idle, asks the bench to begin again with its memory in reset, clears the error meanwhile, and starts.
// Clocked only, so that Verilator and Icarus run it alike.
`default_nettype none
module cd_system_host #(
  // Address of the weight image
  parameter [63:0] WEIGHT_ADDRESS = 64'd0,
  // Address of the memory for feature maps; 0: none
  parameter [63:0] SCRATCH_ADDRESS = 64'd0
) (
  input  wire        clk,
  input  wire        rst,
  // Frames to run; more are not started.
  input  wire [31:0] frames,
  // Cycle after which a soft reset is asked for, once, counted from reset; 0 never.
  input  wire [31:0] soft_reset_cycle,
  input  wire        irq,
  // The frame was given up: streams begin again with image 0, the memory bus is in reset. Held until the error has been cleared, and some cycles more.
  output reg         again,
  output reg  [7:0]  axi_awaddr,
  output reg         axi_awvalid,
  input  wire        axi_awready,
  output reg  [31:0] axi_wdata,
  output reg         axi_wvalid,
  input  wire        axi_wready,
  input  wire        axi_bvalid,
  output wire        axi_bready,
  output reg  [7:0]  axi_araddr,
  output reg         axi_arvalid,
  input  wire        axi_arready,
  input  wire [31:0] axi_rdata,
  input  wire        axi_rvalid,
  output wire        axi_rready
);
  localparam [7:0] CONTROL = 8'h0c, STATUS = 8'h10, FRAME_CYCLES = 8'h18, FRAME_STEPS = 8'h1c, ADDRESS = 8'h20, ADDRESS_HIGH = 8'h24,
                   SCRATCH = 8'h2c, SCRATCH_HIGH = 8'h30;
  localparam [4:0] LOW = 0, HIGH = 1, START = 2, WAIT = 3, READ = 4, CLEAR = 5, CYCLES = 6, STEPS = 7, IDLE = 8, REPEAT = 9, CLEAR_ERROR = 10,
                   RESET = 11, RESETTING = 12, REST = 13, MAPS_LOW = 14, MAPS_HIGH = 15, RELEASE = 16;
  localparam [31:0] START_BITS = 32'hd, RESET_BIT = 32'h100, DONE_BIT = 32'h2, ERROR_BIT = 32'h4;
  localparam AGAIN_CYCLES = 8;

  reg [4:0] state;
  reg writing, reading, was_reset;
  reg [31:0] value, frame, since, cycles;
  integer left;

  assign axi_bready = 1'b1;
  assign axi_rready = 1'b1;

  task write(input [7:0] address, input [31:0] data);
    begin
      axi_awaddr  <= address;
      axi_wdata   <= data;
      axi_awvalid <= 1'b1;
      axi_wvalid  <= 1'b1;
      writing     <= 1'b1;
    end
  endtask
  task read(input [7:0] address);
    begin
      axi_araddr  <= address;
      axi_arvalid <= 1'b1;
      reading     <= 1'b1;
    end
  endtask

  always @(posedge clk) begin
    if (axi_awvalid && axi_awready) axi_awvalid <= 1'b0;
    if (axi_wvalid && axi_wready) axi_wvalid <= 1'b0;
    if (axi_arvalid && axi_arready) axi_arvalid <= 1'b0;
    since <= since + 32'd1;
    if (writing) begin
      if (axi_bvalid) writing <= 1'b0;
    end else if (reading) begin
      if (axi_rvalid) begin
        reading <= 1'b0;
        value   <= axi_rdata;
      end
    end else
      case (state)
        LOW: begin
          write(ADDRESS, WEIGHT_ADDRESS[31:0]);
          state <= HIGH;
        end
        HIGH: begin
          write(ADDRESS_HIGH, WEIGHT_ADDRESS[63:32]);
          state <= SCRATCH_ADDRESS == 64'd0 ? START : MAPS_LOW;
        end
        MAPS_LOW: begin
          write(SCRATCH, SCRATCH_ADDRESS[31:0]);
          state <= MAPS_HIGH;
        end
        MAPS_HIGH: begin
          write(SCRATCH_HIGH, SCRATCH_ADDRESS[63:32]);
          state <= START;
        end
        START: if (frame == frames) state <= REST;
        else begin
          write(CONTROL, START_BITS);
          state <= WAIT;
        end
        WAIT: if (irq) begin
          read(STATUS);
          state <= READ;
        end else if (soft_reset_cycle != 0 && since > soft_reset_cycle && !was_reset) begin
          was_reset <= 1'b1;
          write(CONTROL, RESET_BIT);
          state <= RESET;
        end
        READ: begin
          $display("STATUS value=%h frame=%0d", value, frame);
          if (value[2]) begin
            read(STATUS);
            state <= IDLE;
          end else begin
            write(STATUS, DONE_BIT);
            state <= CLEAR;
          end
        end
        CLEAR: begin
          read(FRAME_CYCLES);
          state <= CYCLES;
        end
        CYCLES: begin
          cycles <= value;
          read(FRAME_STEPS);
          state <= STEPS;
        end
        STEPS: begin
          $display("FRAME frame=%0d cycles=%0d steps=%0d", frame, cycles, value);
          frame <= frame + 32'd1;
          state <= START;
        end
        IDLE: if (value[0]) read(STATUS);
        else begin
          left  = AGAIN_CYCLES;
          state <= REPEAT;
        end
        RESET: begin
          read(CONTROL);
          state <= RESETTING;
        end
        RESETTING: if (value[8]) read(CONTROL);
        else begin
          $display("STATUS value=soft_reset frame=%0d", frame);
          left  = AGAIN_CYCLES;
          state <= REPEAT;
        end
        REPEAT: begin
          again <= 1'b1;
          left  = left - 1;
          if (left == 0) state <= CLEAR_ERROR;
        end
        CLEAR_ERROR: begin
          write(STATUS, ERROR_BIT | DONE_BIT);
          left  = AGAIN_CYCLES;
          state <= RELEASE;
        end
        RELEASE: begin
          left = left - 1;
          if (left == 0) begin
            again <= 1'b0;
            frame <= 32'd0;
            state <= START;
          end
        end
        default: state <= REST;
      endcase
    if (rst) begin
      state       <= LOW;
      again       <= 1'b0;
      axi_awvalid <= 1'b0;
      axi_wvalid  <= 1'b0;
      axi_arvalid <= 1'b0;
      writing     <= 1'b0;
      reading     <= 1'b0;
      frame       <= 32'd0;
      since       <= 32'd0;
      was_reset   <= 1'b0;
    end
  end
endmodule

`default_nettype wire
