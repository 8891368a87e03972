// SPDX-License-Identifier: Apache-2.0
// Takes an AXI4-Stream with stalls and checks its rules: once tvalid is high it stays, and data and tlast hold, until tready takes them.
// tready does not look at tvalid.
`default_nettype none

module cd_stream_sink #(
    // Bits of a word
    parameter DATA_BITS = 128,
    // Number of the stream for cd_stall
    parameter STREAM = 1
) (
    input  wire                 clk,
    input  wire                 rst,
    input  wire                 stall_enable,
    input  wire [31:0]          seed,
    input  wire [DATA_BITS-1:0] s_axis_tdata,
    input  wire                 s_axis_tvalid,
    input  wire                 s_axis_tlast,
    output wire                 s_axis_tready,
    // One cycle: the source let a stalled word go or changed it
    output reg                  broken
);
    wire stall;
    reg ready_reg;
    reg waiting_reg;
    reg [DATA_BITS:0] held_reg;

    cd_stall #(.STREAM(STREAM)) stall_inst (.clk(clk), .rst(rst), .enable(stall_enable), .seed(seed), .stall(stall));

    assign s_axis_tready = ready_reg;

    always @(posedge clk) begin
        broken <= 1'b0;
        if (rst) begin
            ready_reg   <= 1'b0;
            waiting_reg <= 1'b0;
        end else begin
            ready_reg   <= !stall;
            waiting_reg <= s_axis_tvalid && !ready_reg;
            held_reg    <= {s_axis_tlast, s_axis_tdata};
            if (waiting_reg && (!s_axis_tvalid || held_reg !== {s_axis_tlast, s_axis_tdata})) broken <= 1'b1;
        end
    end
endmodule

`default_nettype wire
