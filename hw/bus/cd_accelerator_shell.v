// SPDX-License-Identifier: Apache-2.0
// Everything between the buses and the engine: AXI4-Lite registers, AXI4 master that fetches the weight image, image and result streams of any width. With MAP_INPUTS also
// the transfers of feature maps that pass through memory (cd_map_transfers): between the streams and the engine, and another reader and a writer on the memory bus.
//
// A frame: the registers start it, the whole weight image is read in bursts from WEIGHT_ADDRESS on, as fast as the engine's ring takes it, so
// the weights of a block arrive while the block before it is computed, across layers too. The image has STREAM_BYTES bytes a beat, lowest byte
// first, and so has the result; image beats are taken while a frame runs. After a bus error or a soft reset (cd_frame_control) the engine is in reset until the
// bus is quiet (a request that a dead bus has not taken stays until the error is cleared); beats of the image that were taken are lost, so its source begins again with the first one before the next start.
// Latency: one cycle in each stream besides the engine's.
`default_nettype none
module cd_accelerator_shell #(
  // Channel lanes: bytes of an engine word.
  parameter CHANNELS = 16,
  // Pixel lanes, for the ARRAY register.
  parameter PIXELS = 8,
  // Bytes of a beat of the image and result streams; divides CHANNELS.
  parameter STREAM_BYTES = 16,
  // Bits of a beat of the memory bus.
  parameter BUS_BITS = 128,
  // Bits of a byte address of the memory bus, at most 64.
  parameter ADDRESS_BITS = 32,
  // Longest burst in beats.
  parameter BURST_BEATS = 16,
  // Beats in flight or buffered.
  parameter FIFO_BEATS = 64,
  // Beats of the weight image.
  parameter WEIGHT_BEATS = 1,
  // Cycles without an expected beat that count as a dead bus; 0 waits for ever.
  parameter TIMEOUT_CYCLES = 65536,
  // 1: weights are fetched over the memory bus; 0: the engine holds them.
  parameter HAS_MEMORY = 1,
  // Entries of the input list of cd_map_transfers; 0: maps stay in the banks.
  parameter MAP_INPUTS = 0,
  // Entries of its output list.
  parameter MAP_OUTPUTS = 0,
  // Hex image of the input list, "" for none.
  parameter MAP_INPUT_FILE = "",
  // Hex image of the output list, "" for none.
  parameter MAP_OUTPUT_FILE = "",
  // Bytes of memory for maps.
  parameter SCRATCH_BYTES = 0
) (
  input  wire                      clk,
  input  wire                      rst,
  output wire                      irq,
  input  wire [7:0]                s_axi_awaddr,
  input  wire                      s_axi_awvalid,
  output wire                      s_axi_awready,
  input  wire [31:0]               s_axi_wdata,
  input  wire [3:0]                s_axi_wstrb,
  input  wire                      s_axi_wvalid,
  output wire                      s_axi_wready,
  output wire [1:0]                s_axi_bresp,
  output wire                      s_axi_bvalid,
  input  wire                      s_axi_bready,
  input  wire [7:0]                s_axi_araddr,
  input  wire                      s_axi_arvalid,
  output wire                      s_axi_arready,
  output wire [31:0]               s_axi_rdata,
  output wire [1:0]                s_axi_rresp,
  output wire                      s_axi_rvalid,
  input  wire                      s_axi_rready,
  output wire [ADDRESS_BITS-1:0]   m_axi_araddr,
  output wire [7:0]                m_axi_arlen,
  output wire [2:0]                m_axi_arsize,
  output wire [1:0]                m_axi_arburst,
  output wire                      m_axi_arvalid,
  input  wire                      m_axi_arready,
  input  wire [BUS_BITS-1:0]       m_axi_rdata,
  input  wire [1:0]                m_axi_rresp,
  input  wire                      m_axi_rlast,
  input  wire                      m_axi_rvalid,
  output wire                      m_axi_rready,
  output wire [ADDRESS_BITS-1:0]   m_axi_awaddr,
  output wire [7:0]                m_axi_awlen,
  output wire [2:0]                m_axi_awsize,
  output wire [1:0]                m_axi_awburst,
  output wire                      m_axi_awvalid,
  input  wire                      m_axi_awready,
  output wire [BUS_BITS-1:0]       m_axi_wdata,
  output wire [BUS_BITS/8-1:0]     m_axi_wstrb,
  output wire                      m_axi_wlast,
  output wire                      m_axi_wvalid,
  input  wire                      m_axi_wready,
  input  wire [1:0]                m_axi_bresp,
  input  wire                      m_axi_bvalid,
  output wire                      m_axi_bready,
  input  wire [8*STREAM_BYTES-1:0] s_axis_image_tdata,
  input  wire                      s_axis_image_tvalid,
  output wire                      s_axis_image_tready,
  output wire [8*STREAM_BYTES-1:0] m_axis_result_tdata,
  output wire                      m_axis_result_tlast,
  output wire                      m_axis_result_tvalid,
  input  wire                      m_axis_result_tready,
  // Engine.
  output wire                      engine_rst,
  output wire                      engine_start,
  input  wire                      engine_busy,
  input  wire                      engine_done,
  input  wire                      engine_step,
  output wire [8*CHANNELS-1:0]     image_tdata,
  output wire                      image_tvalid,
  input  wire                      image_tready,
  output wire [8*CHANNELS-1:0]     weight_tdata,
  output wire                      weight_tvalid,
  input  wire                      weight_tready,
  input  wire [8*CHANNELS-1:0]     result_tdata,
  input  wire                      result_tlast,
  input  wire                      result_tvalid,
  output wire                      result_tready
);
  localparam BUS_BYTES = BUS_BITS / 8;
  localparam LENGTH_BITS = 32;

`ifndef SYNTHESIS
  initial begin
    if (ADDRESS_BITS < 13 || ADDRESS_BITS > 64) $fatal(1, "cd_accelerator_shell: ADDRESS_BITS=%0d is not in 13..64 (%m)", ADDRESS_BITS);
    if (STREAM_BYTES < 1 || CHANNELS % STREAM_BYTES != 0)
      $fatal(1, "cd_accelerator_shell: STREAM_BYTES=%0d does not divide CHANNELS=%0d (%m)", STREAM_BYTES, CHANNELS);
    if (HAS_MEMORY != 0 && WEIGHT_BEATS < 1) $fatal(1, "cd_accelerator_shell: WEIGHT_BEATS=%0d is not positive (%m)", WEIGHT_BEATS);
    if (MAP_INPUTS != 0 && HAS_MEMORY == 0) $fatal(1, "cd_accelerator_shell: MAP_INPUTS=%0d without HAS_MEMORY (%m)", MAP_INPUTS);
  end
`endif

  wire frame_start, soft_reset, frame_busy, frame_runs, frame_done, reset_done, bus_error, bus_timeout, error_told;
  wire fetch_rst, fetch_start, fetch_stop, fetch_drop, fetch_busy, fetch_error, fetch_dead, fetch_valid;
  wire maps_busy, maps_error, maps_dead, maps_pending;
  // The upper half counts on buses with long addresses only.
  // verilator lint_off UNUSEDSIGNAL
  wire [63:0] weight_address, scratch_address;
  // verilator lint_on UNUSEDSIGNAL

  cd_axi_lite_registers #(.CHANNELS(CHANNELS), .PIXELS(PIXELS), .WEIGHT_BEATS(HAS_MEMORY != 0 ? WEIGHT_BEATS : 0), .SCRATCH_BYTES(SCRATCH_BYTES)) registers_inst (
    .clk(clk), .rst(rst),
    .s_axi_awaddr(s_axi_awaddr), .s_axi_awvalid(s_axi_awvalid), .s_axi_awready(s_axi_awready), .s_axi_wdata(s_axi_wdata),
    .s_axi_wstrb(s_axi_wstrb), .s_axi_wvalid(s_axi_wvalid), .s_axi_wready(s_axi_wready), .s_axi_bresp(s_axi_bresp),
    .s_axi_bvalid(s_axi_bvalid), .s_axi_bready(s_axi_bready), .s_axi_araddr(s_axi_araddr), .s_axi_arvalid(s_axi_arvalid),
    .s_axi_arready(s_axi_arready), .s_axi_rdata(s_axi_rdata), .s_axi_rresp(s_axi_rresp), .s_axi_rvalid(s_axi_rvalid),
    .s_axi_rready(s_axi_rready), .irq(irq), .frame_start(frame_start), .soft_reset(soft_reset), .frame_busy(frame_busy),
    .frame_done(frame_done), .frame_step(engine_step), .reset_done(reset_done), .bus_error(bus_error), .bus_timeout(bus_timeout),
    .error_told(error_told), .weight_address(weight_address), .scratch_address(scratch_address)
  );

  cd_frame_control #(.HAS_MEMORY(HAS_MEMORY)) frame_control_inst (
    .clk(clk), .rst(rst), .frame_start(frame_start), .soft_reset(soft_reset), .frame_busy(frame_busy), .frame_runs(frame_runs),
    .frame_done(frame_done), .reset_done(reset_done), .bus_error(bus_error), .bus_timeout(bus_timeout), .error_told(error_told), .engine_rst(engine_rst), .engine_start(engine_start),
    .engine_busy(engine_busy), .engine_done(engine_done), .fetch_rst(fetch_rst), .fetch_start(fetch_start), .fetch_stop(fetch_stop),
    .fetch_drop(fetch_drop), .fetch_busy(fetch_busy | maps_busy), .fetch_error(fetch_error | maps_error), .fetch_dead(fetch_dead | maps_dead),
    .fetch_valid(fetch_valid | maps_pending)
  );

  // Reader of the maps.
  wire [ADDRESS_BITS-1:0] maps_araddr;
  wire [7:0] maps_arlen;
  wire maps_arvalid, maps_arready, maps_rvalid;

  generate
    if (HAS_MEMORY != 0) begin : gen_memory
      wire [BUS_BITS-1:0] fetch_tdata;
      wire fetch_ready, unused_last, unused_done;

      wire [ADDRESS_BITS-1:0] fetch_araddr;
      wire [7:0] fetch_arlen;
      wire fetch_arvalid, fetch_arready, fetch_rvalid;

      cd_axi_read #(
        .ADDRESS_BITS(ADDRESS_BITS), .LENGTH_BITS(LENGTH_BITS), .DATA_BITS(BUS_BITS), .BURST_BEATS(BURST_BEATS), .FIFO_BEATS(FIFO_BEATS),
        .TIMEOUT_CYCLES(TIMEOUT_CYCLES)
      ) read_inst (
        .clk(clk), .rst(fetch_rst), .start(fetch_start), .address(weight_address[ADDRESS_BITS-1:0]), .beats(WEIGHT_BEATS[LENGTH_BITS-1:0]),
        .stop(fetch_stop), .busy(fetch_busy), .done(unused_done), .error(fetch_error), .dead(fetch_dead),
        .m_axi_araddr(fetch_araddr), .m_axi_arlen(fetch_arlen), .m_axi_arsize(m_axi_arsize), .m_axi_arburst(m_axi_arburst),
        .m_axi_arvalid(fetch_arvalid), .m_axi_arready(fetch_arready), .m_axi_rdata(m_axi_rdata), .m_axi_rresp(m_axi_rresp),
        .m_axi_rlast(m_axi_rlast), .m_axi_rvalid(fetch_rvalid), .m_axi_rready(m_axi_rready),
        .m_axis_tdata(fetch_tdata), .m_axis_tvalid(fetch_valid), .m_axis_tready(fetch_drop | fetch_ready)
      );

      cd_axis_width #(.IN_BYTES(BUS_BYTES), .OUT_BYTES(CHANNELS)) weight_width_inst (
        .clk(clk), .rst(engine_rst), .s_axis_tdata(fetch_tdata), .s_axis_tlast(1'b0), .s_axis_tvalid(fetch_valid),
        .s_axis_tready(fetch_ready), .m_axis_tdata(weight_tdata), .m_axis_tlast(unused_last), .m_axis_tvalid(weight_tvalid),
        .m_axis_tready(weight_tready)
      );

      if (MAP_INPUTS != 0) begin : gen_mux
        cd_axi_read_mux #(.ADDRESS_BITS(ADDRESS_BITS)) read_mux_inst (
          .clk(clk), .rst(fetch_rst),
          .s0_axi_araddr(fetch_araddr), .s0_axi_arlen(fetch_arlen), .s0_axi_arvalid(fetch_arvalid), .s0_axi_arready(fetch_arready),
          .s0_axi_rvalid(fetch_rvalid),
          .s1_axi_araddr(maps_araddr), .s1_axi_arlen(maps_arlen), .s1_axi_arvalid(maps_arvalid), .s1_axi_arready(maps_arready),
          .s1_axi_rvalid(maps_rvalid),
          .m_axi_araddr(m_axi_araddr), .m_axi_arlen(m_axi_arlen), .m_axi_arvalid(m_axi_arvalid), .m_axi_arready(m_axi_arready),
          .m_axi_rlast(m_axi_rlast), .m_axi_rvalid(m_axi_rvalid)
        );
      end else begin : gen_no_mux
        assign {m_axi_araddr, m_axi_arlen, m_axi_arvalid} = {fetch_araddr, fetch_arlen, fetch_arvalid};
        assign fetch_arready = m_axi_arready;
        assign fetch_rvalid  = m_axi_rvalid;
        assign maps_arready  = 1'b0;
        assign maps_rvalid   = 1'b0;
      end
    end else begin : gen_no_memory
      assign m_axi_araddr  = {ADDRESS_BITS{1'b0}};
      assign m_axi_arlen   = 8'd0;
      assign m_axi_arsize  = 3'd0;
      assign m_axi_arburst = 2'b01;
      assign m_axi_arvalid = 1'b0;
      assign m_axi_rready  = 1'b1;
      assign weight_tdata  = {8*CHANNELS{1'b0}};
      assign weight_tvalid = 1'b0;
      assign {fetch_busy, fetch_error, fetch_dead, fetch_valid} = 4'd0;
      assign {maps_arready, maps_rvalid} = 2'd0;
      wire unused = &{1'b0, fetch_rst, fetch_start, fetch_stop, fetch_drop, m_axi_arready, m_axi_rdata, m_axi_rresp, m_axi_rlast,
                      m_axi_rvalid, weight_tready, BUS_BYTES[0]};
    end
  endgenerate

  // Words of the host.
  wire [8*CHANNELS-1:0] host_tdata, answer_tdata;
  wire host_tvalid, host_tready, answer_tlast, answer_tvalid, answer_tready;

  generate
    if (MAP_INPUTS != 0) begin : gen_maps
      cd_map_transfers #(
        .CHANNELS(CHANNELS), .BUS_BITS(BUS_BITS), .ADDRESS_BITS(ADDRESS_BITS), .BURST_BEATS(BURST_BEATS), .FIFO_BEATS(FIFO_BEATS), .INPUTS(MAP_INPUTS),
        .OUTPUTS(MAP_OUTPUTS), .INPUT_FILE(MAP_INPUT_FILE), .OUTPUT_FILE(MAP_OUTPUT_FILE), .TIMEOUT_CYCLES(TIMEOUT_CYCLES)
      ) map_transfers_inst (
        .clk(clk), .rst(fetch_rst), .start(fetch_start), .stop(fetch_stop), .base(scratch_address[ADDRESS_BITS-1:0]), .busy(maps_busy),
        .error(maps_error), .dead(maps_dead), .pending(maps_pending),
        .s_axis_image_tdata(host_tdata), .s_axis_image_tvalid(host_tvalid), .s_axis_image_tready(host_tready),
        .m_axis_input_tdata(image_tdata), .m_axis_input_tvalid(image_tvalid), .m_axis_input_tready(image_tready),
        .s_axis_output_tdata(result_tdata), .s_axis_output_tlast(result_tlast), .s_axis_output_tvalid(result_tvalid),
        .s_axis_output_tready(result_tready),
        .m_axis_result_tdata(answer_tdata), .m_axis_result_tlast(answer_tlast), .m_axis_result_tvalid(answer_tvalid),
        .m_axis_result_tready(answer_tready),
        .m_axi_araddr(maps_araddr), .m_axi_arlen(maps_arlen), .m_axi_arvalid(maps_arvalid), .m_axi_arready(maps_arready),
        .m_axi_rdata(m_axi_rdata), .m_axi_rresp(m_axi_rresp), .m_axi_rlast(m_axi_rlast), .m_axi_rvalid(maps_rvalid),
        .m_axi_awaddr(m_axi_awaddr), .m_axi_awlen(m_axi_awlen), .m_axi_awsize(m_axi_awsize), .m_axi_awburst(m_axi_awburst),
        .m_axi_awvalid(m_axi_awvalid), .m_axi_awready(m_axi_awready), .m_axi_wdata(m_axi_wdata), .m_axi_wstrb(m_axi_wstrb),
        .m_axi_wlast(m_axi_wlast), .m_axi_wvalid(m_axi_wvalid), .m_axi_wready(m_axi_wready), .m_axi_bresp(m_axi_bresp),
        .m_axi_bvalid(m_axi_bvalid), .m_axi_bready(m_axi_bready)
      );
    end else begin : gen_no_maps
      assign {image_tdata, image_tvalid, host_tready} = {host_tdata, host_tvalid, image_tready};
      assign {answer_tdata, answer_tlast, answer_tvalid, result_tready} = {result_tdata, result_tlast, result_tvalid, answer_tready};
      assign {maps_busy, maps_error, maps_dead, maps_pending} = 4'd0;
      assign maps_araddr   = {ADDRESS_BITS{1'b0}};
      assign maps_arlen    = 8'd0;
      assign maps_arvalid  = 1'b0;
      assign m_axi_awaddr  = {ADDRESS_BITS{1'b0}};
      assign m_axi_awlen   = 8'd0;
      assign m_axi_awsize  = 3'd0;
      assign m_axi_awburst = 2'b01;
      assign m_axi_awvalid = 1'b0;
      assign m_axi_wdata   = {BUS_BITS{1'b0}};
      assign m_axi_wstrb   = {BUS_BITS/8{1'b0}};
      assign m_axi_wlast   = 1'b0;
      assign m_axi_wvalid  = 1'b0;
      assign m_axi_bready  = 1'b1;
      wire unused = &{1'b0, maps_araddr, maps_arlen, maps_arvalid, maps_arready, maps_rvalid, m_axi_awready, m_axi_wready, m_axi_bresp,
                      m_axi_bvalid, scratch_address[0]};
    end
  endgenerate

  wire unused_image_last, image_ready;
  assign s_axis_image_tready = frame_runs & image_ready;
  cd_axis_width #(.IN_BYTES(STREAM_BYTES), .OUT_BYTES(CHANNELS)) image_width_inst (
    .clk(clk), .rst(engine_rst), .s_axis_tdata(s_axis_image_tdata), .s_axis_tlast(1'b0), .s_axis_tvalid(s_axis_image_tvalid & frame_runs),
    .s_axis_tready(image_ready), .m_axis_tdata(host_tdata), .m_axis_tlast(unused_image_last), .m_axis_tvalid(host_tvalid),
    .m_axis_tready(host_tready)
  );

  cd_axis_width #(.IN_BYTES(CHANNELS), .OUT_BYTES(STREAM_BYTES)) result_width_inst (
    .clk(clk), .rst(engine_rst), .s_axis_tdata(answer_tdata), .s_axis_tlast(answer_tlast), .s_axis_tvalid(answer_tvalid),
    .s_axis_tready(answer_tready), .m_axis_tdata(m_axis_result_tdata), .m_axis_tlast(m_axis_result_tlast),
    .m_axis_tvalid(m_axis_result_tvalid), .m_axis_tready(m_axis_result_tready)
  );
endmodule
`default_nettype wire
