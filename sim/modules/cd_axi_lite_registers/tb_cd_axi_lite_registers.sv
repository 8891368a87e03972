// SPDX-License-Identifier: Apache-2.0
// cd_axi_lite_registers: the register map through the bus, and what the registers do to the engine.
//
// Bus: address before data, data before address, together; slow bready and rready (answers must hold); byte strobes; unused and read-only addresses. Function:
// one frame by CONTROL bit 0, frames in a row by bit 1, done and error status with write-one-to-clear, interrupts as levels with their
// enables, cycle and step counters of the last frame, an error stops the run, its source is told, soft reset until the engine answers, reset.
`timescale 1ns/1ps
`default_nettype none
module tb_cd_axi_lite_registers;
  reg clk = 0, rst = 1;
  always #5 clk = ~clk;
  reg  [7:0]  awaddr = 0, araddr = 0;
  reg         awvalid = 0, wvalid = 0, bready = 0, arvalid = 0, rready = 0;
  reg  [31:0] wdata = 0;
  reg  [3:0]  wstrb = 0;
  wire        awready, wready, bvalid, arready, rvalid, irq, frame_start, soft_reset;
  wire [1:0]  bresp, rresp;
  wire [31:0] rdata;
  wire error_told;
  wire [63:0] weight_address, scratch_address;
  reg         frame_busy = 0, frame_done = 0, frame_step = 0, reset_done = 0, bus_error = 0, bus_timeout = 0;
  cd_axi_lite_registers #(.CHANNELS(16), .PIXELS(7), .WEIGHT_BEATS(32'h0012_3456), .SCRATCH_BYTES(32'h0765_4320), .VERSION(32'h0002_0005)) dut (
    .clk(clk), .rst(rst), .s_axi_awaddr(awaddr), .s_axi_awvalid(awvalid), .s_axi_awready(awready), .s_axi_wdata(wdata), .s_axi_wstrb(wstrb),
    .s_axi_wvalid(wvalid), .s_axi_wready(wready), .s_axi_bresp(bresp), .s_axi_bvalid(bvalid), .s_axi_bready(bready),
    .s_axi_araddr(araddr), .s_axi_arvalid(arvalid), .s_axi_arready(arready), .s_axi_rdata(rdata), .s_axi_rresp(rresp), .s_axi_rvalid(rvalid),
    .s_axi_rready(rready), .irq(irq), .frame_start(frame_start), .soft_reset(soft_reset), .frame_busy(frame_busy), .frame_done(frame_done),
    .frame_step(frame_step), .reset_done(reset_done), .bus_error(bus_error), .bus_timeout(bus_timeout),
    .error_told(error_told), .weight_address(weight_address), .scratch_address(scratch_address)
  );

  // an engine that works FRAME cycles and steps in every third of them
  localparam FRAME = 25;
  integer work = 0, starts = 0, order, delay, checks = 0, n;
  always @(posedge clk) begin
    frame_done <= 1'b0;
    if (frame_start) begin
      if (frame_busy) $fatal(1, "a frame was started in a frame");
      frame_busy <= 1'b1;
      work <= 1;
      starts <= starts + 1;
    end else if (frame_busy) begin
      work <= work + 1;
      if (work == FRAME) begin
        frame_busy <= 1'b0;
        frame_done <= 1'b1;
      end
    end
    frame_step <= frame_busy && work % 3 == 0 && work < FRAME;
  end

  task write(input [7:0] address, input [31:0] data, input [3:0] strobe);
    begin
      order = $urandom_range(0, 2);
      delay = $urandom_range(0, 4);
      @(negedge clk);
      awaddr = address;
      wdata = data;
      wstrb = strobe;
      awvalid = order != 1;
      wvalid = order != 2;
      fork
        begin
          if (order == 1) begin
            repeat (delay) @(negedge clk);
            awvalid = 1;
          end
          while (!awready) @(negedge clk);
          @(negedge clk) awvalid = 0;
        end
        begin
          if (order == 2) begin
            repeat (delay) @(negedge clk);
            wvalid = 1;
          end
          while (!wready) @(negedge clk);
          @(negedge clk) wvalid = 0;
        end
      join
      n = 0;
      while (!bvalid) begin
        @(negedge clk);
        n = n + 1;
        if (n > 10) $fatal(1, "no answer to a write at %h", address);
      end
      repeat (delay) begin
        @(negedge clk);
        if (!bvalid) $fatal(1, "the answer to a write did not wait");
      end
      if (bresp !== 2'b00) $fatal(1, "write response %b", bresp);
      bready = 1;
      @(negedge clk) bready = 0;
      if (bvalid) $fatal(1, "the answer to a write was given twice");
    end
  endtask

  reg [31:0] value;
  task read(input [7:0] address);
    begin
      delay = $urandom_range(0, 4);
      @(negedge clk);
      araddr = address;
      arvalid = 1;
      while (!arready) @(negedge clk);
      @(negedge clk) arvalid = 0;
      araddr = $urandom;
      if (!rvalid) $fatal(1, "no answer to a read at %h", address);
      value = rdata;
      repeat (delay) begin
        @(negedge clk);
        if (!rvalid || rdata !== value) $fatal(1, "the answer to a read did not wait");
      end
      if (rresp !== 2'b00) $fatal(1, "read response %b", rresp);
      rready = 1;
      @(negedge clk) rready = 0;
      if (rvalid) $fatal(1, "the answer to a read was given twice");
    end
  endtask

  task expect_read(input [7:0] address, input [31:0] want);
    begin
      read(address);
      if (value !== want) $fatal(1, "register %h is %h, expected %h", address, value, want);
      checks = checks + 1;
    end
  endtask

  task expect_irq(input want);
    begin
      if (irq !== want) $fatal(1, "irq is %b, expected %b", irq, want);
      checks = checks + 1;
    end
  endtask

  task wait_frame;
    begin
      n = 0;
      while (!frame_done) begin
        @(negedge clk);
        n = n + 1;
        if (n > 200) $fatal(1, "no frame");
      end
      repeat (2) @(negedge clk);
    end
  endtask

  integer earlier;
  initial begin
    repeat (4) @(negedge clk);
    rst = 0;
    expect_read(8'h00, 32'h434F_4453);
    expect_read(8'h04, 32'h0002_0005);
    expect_read(8'h08, 32'h0000_0710);
    expect_read(8'h0C, 0);
    expect_read(8'h10, 0);
    // plain registers, with strobes
    write(8'h20, 32'h1234_5678, 4'hf);
    write(8'h24, 32'h9abc_def0, 4'hf);
    write(8'h28, 32'h0bad_cafe, 4'hf);
    write(8'h28, 32'hffff_ffff, 4'b0101);
    expect_read(8'h28, 32'h0012_3456);
    expect_read(8'h20, 32'h1234_5678);
    expect_read(8'h24, 32'h9abc_def0);
    if (weight_address !== 64'h9abc_def0_1234_5678) $fatal(1, "weight address does not come out");
    write(8'h2C, 32'h8765_4321, 4'hf);
    write(8'h2C, 32'hffff_ff00, 4'b0001);
    write(8'h30, 32'h0000_0003, 4'hf);
    write(8'h34, 32'hffff_ffff, 4'hf);
    expect_read(8'h2C, 32'h8765_4300);
    expect_read(8'h30, 32'h0000_0003);
    expect_read(8'h34, 32'h0765_4320);
    if (scratch_address !== 64'h0000_0003_8765_4300) $fatal(1, "scratch address does not come out");
    // read-only and unused addresses
    write(8'h00, 32'hffff_ffff, 4'hf);
    write(8'h14, 32'hffff_ffff, 4'hf);
    write(8'h40, 32'hffff_ffff, 4'hf);
    expect_read(8'h00, 32'h434F_4453);
    expect_read(8'h14, 0);
    expect_read(8'h40, 0);
    if (starts != 0) $fatal(1, "a frame without a start");
    // a start without its strobe does nothing
    write(8'h0C, 32'h1, 4'b1110);
    repeat (5) @(negedge clk);
    if (starts != 0) $fatal(1, "a masked start started a frame");
    // one frame, no interrupt
    write(8'h0C, 32'h1, 4'hf);
    read(8'h10);
    if (value[0] !== 1'b1) $fatal(1, "not busy in a frame");
    wait_frame;
    repeat (40) @(negedge clk);
    if (starts != 1) $fatal(1, "%0d frames for one start", starts);
    expect_read(8'h10, 32'h2);
    expect_read(8'h14, 1);
    expect_read(8'h18, FRAME + 1);
    expect_read(8'h1C, FRAME / 3);
    expect_irq(0);
    // the interrupt follows its enable and the status
    write(8'h0C, 32'h4, 4'hf);
    expect_irq(1);
    write(8'h10, 32'h4, 4'hf);
    expect_irq(1);
    write(8'h10, 32'h2, 4'hf);
    expect_irq(0);
    expect_read(8'h10, 0);
    // frames in a row
    earlier = starts;
    write(8'h0C, 32'h6, 4'hf);
    expect_read(8'h0C, 32'h6);
    repeat (3) wait_frame;
    expect_irq(1);
    if (starts < earlier + 3) $fatal(1, "only %0d frames in a row", starts - earlier);
    // an error stops the run, is told, and raises its own interrupt
    write(8'h10, 32'h2, 4'hf);
    @(negedge clk) bus_error = 1;
    @(negedge clk) bus_error = 0;
    expect_read(8'h0C, 32'h4);
    wait_frame;
    earlier = starts;
    write(8'h10, 32'h2, 4'hf);
    expect_irq(0);
    write(8'h0C, 32'h8, 4'hf);
    expect_irq(1);
    repeat (80) @(negedge clk);
    if (starts != earlier) $fatal(1, "frames go on after an error");
    expect_read(8'h10, 32'h14);
    // a start waits until the error has been seen
    write(8'h0C, 32'h9, 4'hf);
    repeat (20) @(negedge clk);
    if (starts != earlier) $fatal(1, "a frame was started with an error pending");
    write(8'h10, 32'h4, 4'hf);
    expect_irq(0);
    wait_frame;
    if (starts != earlier + 1) $fatal(1, "the waiting frame did not start once");
    @(negedge clk) bus_timeout = 1;
    @(negedge clk) bus_timeout = 0;
    expect_read(8'h10, 32'h26);
    write(8'h10, 32'h6, 4'hf);
    expect_read(8'h10, 0);
    // soft reset lasts until the engine answers
    write(8'h0C, 32'h100, 4'hf);
    expect_read(8'h0C, 32'h100);
    earlier = starts;
    write(8'h0C, 32'h1, 4'b0001);
    repeat (10) @(negedge clk);
    if (!soft_reset || starts != earlier) $fatal(1, "soft reset does not hold the engine");
    @(negedge clk) reset_done = 1;
    @(negedge clk) reset_done = 0;
    wait_frame;
    expect_read(8'h0C, 0);
    // reset
    rst = 1;
    repeat (2) @(negedge clk);
    rst = 0;
    expect_read(8'h14, 0);
    expect_read(8'h20, 0);
    expect_read(8'h10, 0);
    if (checks < 34) $fatal(1, "only %0d checks were run", checks);
    $display("PASS %0d checks", checks);
    $finish;
  end
endmodule
`default_nettype wire
