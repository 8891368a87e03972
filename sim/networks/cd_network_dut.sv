// SPDX-License-Identifier: Apache-2.0
// The generated top for cd_network_bench, with words of PO bytes on image and result: the bare engine, or, where network.svh defines CD_BUS_BITS, the system with
// a host on AXI4-Lite, a memory that holds the weight image (+memory=FILE) and, behind it, feature maps, and converters to the widths of its streams.
`default_nettype none
`include "network.svh"

module cd_network_dut (
    input  wire                        clk,
    // twice the frequency, rising with clk; connected where the network has the port
    input  wire                        clk2x,
    input  wire                        rst,
    input  wire                        stall_enable,
    // Frames to run, and faults of the first (see cd_axi_memory and cd_system_host); the bare engine runs for ever and has none.
    input  wire [31:0]                 frames,
    input  wire signed [31:0]          slverr_beat,
    input  wire signed [31:0]          early_last_beat,
    input  wire signed [31:0]          late_last_beat,
    input  wire signed [31:0]          dead_beat,
    input  wire signed [31:0]          write_slverr_burst,
    input  wire signed [31:0]          write_dead_burst,
    input  wire [31:0]                 soft_reset_cycle,
    // The frame was given up: all streams begin again.
    output wire                        again,
    input  wire [8*`CD_CHANNELS-1:0]   image_tdata,
    input  wire                        image_tvalid,
    output wire                        image_tready,
    input  wire [8*`CD_CHANNELS-1:0]   weight_tdata,
    input  wire                        weight_tvalid,
    output wire                        weight_tready,
    output wire [8*`CD_CHANNELS-1:0]   result_tdata,
    output wire                        result_tlast,
    output wire                        result_tvalid,
    input  wire                        result_tready,
    output wire [`CD_DRAIN_PORTS-1:0]  trace_valid,
    output wire [15:0]                 trace_layer,
    output wire [15:0]                 trace_block,
    output wire [`CD_DRAIN_PORTS*`CD_CONFIG_BITS-1:0] trace_pixel,
    output wire [`CD_DRAIN_PORTS*8*`CD_CHANNELS-1:0] trace_word,
    output wire                        trace_issue,
    output wire [15:0]                 trace_issue_layer,
    output wire                        trace_mac
);
`ifdef CD_BUS_BITS
    localparam STREAM_BITS = 8 * `CD_STREAM_BYTES;

    wire irq;
    wire [7:0] axi_awaddr, axi_araddr;
    wire axi_awvalid, axi_awready, axi_wvalid, axi_wready, axi_bvalid, axi_bready, axi_arvalid, axi_arready, axi_rvalid, axi_rready;
    wire [1:0] axi_bresp, axi_rresp;
    wire [31:0] axi_wdata, axi_rdata;
    wire [STREAM_BITS-1:0] image_beat, result_beat;
    wire image_beat_last, image_beat_valid, image_beat_ready, result_beat_last, result_beat_valid, result_beat_ready;

    assign weight_tready = 1'b0;

`ifdef CD_WEIGHT_BEATS
    // An address that is a multiple of the widest beat and no multiple of a burst, above 32 bits where the bus goes there.
    localparam [63:0] BASE = `CD_BUS_ADDRESS_BITS > 34 ? 64'h3_0000_0fa0 : 64'h0000_0fa0;
    wire [`CD_BUS_ADDRESS_BITS-1:0] m_axi_araddr;
    wire [7:0] m_axi_arlen;
    wire [2:0] m_axi_arsize;
    wire [1:0] m_axi_arburst, m_axi_rresp;
    wire m_axi_arvalid, m_axi_arready, m_axi_rlast, m_axi_rvalid, m_axi_rready;
    wire [`CD_BUS_BITS-1:0] m_axi_rdata;
    reg faulty;

    always @(posedge clk) begin
        if (again) faulty <= 1'b0;
        if (rst) faulty <= 1'b1;
    end

    wire store_enable;
    wire [31:0] store_word;
    wire [`CD_BUS_BITS-1:0] store_data;
    wire [`CD_BUS_BITS/8-1:0] store_strobe;
`ifdef CD_SCRATCH_BEATS
    localparam GAP_BEATS = 3;
    localparam SCRATCH_FIRST = `CD_WEIGHT_BEATS + GAP_BEATS;
    localparam MEMORY_BEATS = SCRATCH_FIRST + `CD_SCRATCH_BEATS;
    localparam [63:0] SCRATCH = BASE + SCRATCH_FIRST * (`CD_BUS_BITS / 8);
    wire [`CD_BUS_ADDRESS_BITS-1:0] m_axi_awaddr;
    wire [7:0] m_axi_awlen;
    wire [2:0] m_axi_awsize;
    wire [1:0] m_axi_awburst, m_axi_bresp;
    wire m_axi_awvalid, m_axi_awready, m_axi_wlast, m_axi_wvalid, m_axi_wready, m_axi_bvalid, m_axi_bready;
    wire [`CD_BUS_BITS-1:0] m_axi_wdata;
    wire [`CD_BUS_BITS/8-1:0] m_axi_wstrb;

    cd_axi_write_memory #(
        .ADDRESS_BITS(`CD_BUS_ADDRESS_BITS), .DATA_BITS(`CD_BUS_BITS), .WORDS(`CD_SCRATCH_BEATS), .BASE(SCRATCH), .LATENCY(10), .JITTER(60)
    ) write_memory_inst (
        .clk(clk), .rst(rst | again), .stall_enable(stall_enable), .slverr_burst(faulty ? write_slverr_burst : -1), .dead_burst(faulty ? write_dead_burst : -1),
        .s_axi_awaddr(m_axi_awaddr), .s_axi_awlen(m_axi_awlen), .s_axi_awsize(m_axi_awsize), .s_axi_awburst(m_axi_awburst),
        .s_axi_awvalid(m_axi_awvalid), .s_axi_awready(m_axi_awready), .s_axi_wdata(m_axi_wdata), .s_axi_wstrb(m_axi_wstrb),
        .s_axi_wlast(m_axi_wlast), .s_axi_wvalid(m_axi_wvalid), .s_axi_wready(m_axi_wready), .s_axi_bresp(m_axi_bresp),
        .s_axi_bvalid(m_axi_bvalid), .s_axi_bready(m_axi_bready),
        .store_enable(store_enable), .store_word(store_word), .store_data(store_data), .store_strobe(store_strobe)
    );
`else
    localparam SCRATCH_FIRST = 0;
    localparam MEMORY_BEATS = `CD_WEIGHT_BEATS;
    localparam [63:0] SCRATCH = 64'd0;
    assign store_enable = 1'b0;
    assign store_word   = 32'd0;
    assign store_data   = {`CD_BUS_BITS{1'b0}};
    assign store_strobe = {`CD_BUS_BITS/8{1'b0}};
`endif

    cd_axi_memory #(
        .ADDRESS_BITS(`CD_BUS_ADDRESS_BITS), .DATA_BITS(`CD_BUS_BITS), .WORDS(MEMORY_BEATS), .BASE(BASE), .LATENCY(10), .JITTER(60), .RATE(160)
    ) memory_inst (
        .clk(clk), .rst(rst | again), .stall_enable(stall_enable), .slverr_beat(faulty ? slverr_beat : -1),
        .early_last_beat(faulty ? early_last_beat : -1), .late_last_beat(faulty ? late_last_beat : -1), .dead_beat(faulty ? dead_beat : -1),
        .write_enable(store_enable), .write_word(store_word + SCRATCH_FIRST), .write_data(store_data), .write_strobe(store_strobe),
        .s_axi_araddr(m_axi_araddr), .s_axi_arlen(m_axi_arlen), .s_axi_arsize(m_axi_arsize), .s_axi_arburst(m_axi_arburst),
        .s_axi_arvalid(m_axi_arvalid), .s_axi_arready(m_axi_arready), .s_axi_rdata(m_axi_rdata), .s_axi_rresp(m_axi_rresp),
        .s_axi_rlast(m_axi_rlast), .s_axi_rvalid(m_axi_rvalid), .s_axi_rready(m_axi_rready)
    );
`else
    localparam [63:0] BASE = 64'd0;
    localparam [63:0] SCRATCH = 64'd0;
`endif

    cd_system_host #(.WEIGHT_ADDRESS(BASE), .SCRATCH_ADDRESS(SCRATCH)) host_inst (
        .clk(clk), .rst(rst), .frames(frames), .soft_reset_cycle(soft_reset_cycle), .irq(irq), .again(again),
        .axi_awaddr(axi_awaddr), .axi_awvalid(axi_awvalid), .axi_awready(axi_awready), .axi_wdata(axi_wdata), .axi_wvalid(axi_wvalid),
        .axi_wready(axi_wready), .axi_bvalid(axi_bvalid), .axi_bready(axi_bready), .axi_araddr(axi_araddr), .axi_arvalid(axi_arvalid),
        .axi_arready(axi_arready), .axi_rdata(axi_rdata), .axi_rvalid(axi_rvalid), .axi_rready(axi_rready)
    );

    cd_axis_width #(.IN_BYTES(`CD_CHANNELS), .OUT_BYTES(`CD_STREAM_BYTES)) image_inst (
        .clk(clk), .rst(rst | again), .s_axis_tdata(image_tdata), .s_axis_tlast(1'b0), .s_axis_tvalid(image_tvalid), .s_axis_tready(image_tready),
        .m_axis_tdata(image_beat), .m_axis_tlast(image_beat_last), .m_axis_tvalid(image_beat_valid), .m_axis_tready(image_beat_ready)
    );
    cd_axis_width #(.IN_BYTES(`CD_STREAM_BYTES), .OUT_BYTES(`CD_CHANNELS)) result_inst (
        .clk(clk), .rst(rst | again), .s_axis_tdata(result_beat), .s_axis_tlast(result_beat_last), .s_axis_tvalid(result_beat_valid),
        .s_axis_tready(result_beat_ready), .m_axis_tdata(result_tdata), .m_axis_tlast(result_tlast), .m_axis_tvalid(result_tvalid),
        .m_axis_tready(result_tready)
    );

    `CD_TOP dut (
        .clk(clk),
`ifdef CD_DOUBLES_CLOCK
        .clk2x(clk2x),
`endif
        .rst(rst), .irq(irq),
        .s_axi_awaddr(axi_awaddr), .s_axi_awvalid(axi_awvalid), .s_axi_awready(axi_awready), .s_axi_wdata(axi_wdata), .s_axi_wstrb(4'hf),
        .s_axi_wvalid(axi_wvalid), .s_axi_wready(axi_wready), .s_axi_bresp(axi_bresp), .s_axi_bvalid(axi_bvalid), .s_axi_bready(axi_bready),
        .s_axi_araddr(axi_araddr), .s_axi_arvalid(axi_arvalid), .s_axi_arready(axi_arready), .s_axi_rdata(axi_rdata), .s_axi_rresp(axi_rresp),
        .s_axi_rvalid(axi_rvalid), .s_axi_rready(axi_rready),
`ifdef CD_WEIGHT_BEATS
        .m_axi_araddr(m_axi_araddr), .m_axi_arlen(m_axi_arlen), .m_axi_arsize(m_axi_arsize), .m_axi_arburst(m_axi_arburst),
        .m_axi_arvalid(m_axi_arvalid), .m_axi_arready(m_axi_arready), .m_axi_rdata(m_axi_rdata), .m_axi_rresp(m_axi_rresp),
        .m_axi_rlast(m_axi_rlast), .m_axi_rvalid(m_axi_rvalid), .m_axi_rready(m_axi_rready),
`endif
`ifdef CD_SCRATCH_BEATS
        .m_axi_awaddr(m_axi_awaddr), .m_axi_awlen(m_axi_awlen), .m_axi_awsize(m_axi_awsize), .m_axi_awburst(m_axi_awburst),
        .m_axi_awvalid(m_axi_awvalid), .m_axi_awready(m_axi_awready), .m_axi_wdata(m_axi_wdata), .m_axi_wstrb(m_axi_wstrb),
        .m_axi_wlast(m_axi_wlast), .m_axi_wvalid(m_axi_wvalid), .m_axi_wready(m_axi_wready), .m_axi_bresp(m_axi_bresp),
        .m_axi_bvalid(m_axi_bvalid), .m_axi_bready(m_axi_bready),
`endif
        .s_axis_image_tdata(image_beat), .s_axis_image_tvalid(image_beat_valid), .s_axis_image_tready(image_beat_ready),
        .m_axis_result_tdata(result_beat), .m_axis_result_tlast(result_beat_last), .m_axis_result_tvalid(result_beat_valid),
        .m_axis_result_tready(result_beat_ready),
        .trace_valid(trace_valid), .trace_layer(trace_layer), .trace_block(trace_block), .trace_pixel(trace_pixel), .trace_word(trace_word),
        .trace_issue(trace_issue), .trace_issue_layer(trace_issue_layer), .trace_mac(trace_mac)
    );
`else
    wire busy, done;
    assign again = 1'b0;

    `CD_TOP dut (
        .clk(clk),
`ifdef CD_DOUBLES_CLOCK
        .clk2x(clk2x),
`endif
        .rst(rst), .start(1'b1), .busy(busy), .done(done),
        .s_axis_image_tdata(image_tdata), .s_axis_image_tvalid(image_tvalid), .s_axis_image_tready(image_tready),
        .s_axis_weight_tdata(weight_tdata), .s_axis_weight_tvalid(weight_tvalid), .s_axis_weight_tready(weight_tready),
        .m_axis_result_tdata(result_tdata), .m_axis_result_tlast(result_tlast), .m_axis_result_tvalid(result_tvalid),
        .m_axis_result_tready(result_tready),
        .trace_valid(trace_valid), .trace_layer(trace_layer), .trace_block(trace_block), .trace_pixel(trace_pixel), .trace_word(trace_word),
        .trace_issue(trace_issue), .trace_issue_layer(trace_issue_layer), .trace_mac(trace_mac)
    );
`endif
endmodule

`default_nettype wire
