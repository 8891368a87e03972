// SPDX-License-Identifier: Apache-2.0
// Sends the words of a hex text file (one word per line) as an AXI4-Stream, with stalls; over and over with REPEAT.
// tvalid never waits for tready; data holds while stalled.
`default_nettype none

module cd_stream_source #(
    // Bits of a word
    parameter DATA_BITS = 128,
    // Number of the stream for cd_stall
    parameter STREAM = 1,
    // 1: start again after the last word
    parameter REPEAT = 0
) (
    input  wire                 clk,
    input  wire                 rst,
    input  wire                 stall_enable,
    input  wire [31:0]          seed,
    // Handle of the open file; 0 sends nothing
    input  wire [31:0]          file,
    output reg  [DATA_BITS-1:0] m_axis_tdata,
    output reg                  m_axis_tvalid,
    input  wire                 m_axis_tready
);
    wire stall;
    reg [DATA_BITS-1:0] word;
    integer handle;
    integer found;
    integer ignored;

    cd_stall #(.STREAM(STREAM)) stall_inst (.clk(clk), .rst(rst), .enable(stall_enable), .seed(seed), .stall(stall));

    always @(posedge clk) begin
        if (rst) begin
            m_axis_tvalid <= 1'b0;
            m_axis_tdata  <= {DATA_BITS{1'b0}};
        end else if (!m_axis_tvalid || m_axis_tready) begin
            m_axis_tvalid <= 1'b0;
            if (!stall && file != 0) begin
                // A handle must be a variable, not a port, for Verilator.
                handle = file;
                found  = $fscanf(handle, "%h", word);
                if (found != 1 && REPEAT != 0) begin
                    ignored = $rewind(handle);
                    found   = $fscanf(handle, "%h", word);
                end
                if (found == 1) begin
                    m_axis_tdata  <= word;
                    m_axis_tvalid <= 1'b1;
                end
            end
        end
    end
endmodule

`default_nettype wire
