// SPDX-License-Identifier: Apache-2.0
// Decides pseudo-randomly in which cycles a stream end stalls; the same seed gives the same cycles in every simulator.
// xorshift32 runs all the time; every 64 cycles a new rate is drawn (never, 1/4, 1/2, 15/16), so that long gaps, long bursts and noise all occur.
`default_nettype none

module cd_stall #(
    // Number of the stream; two streams with one seed stall independently
    parameter STREAM = 1
) (
    input  wire        clk,
    input  wire        rst,
    // Stalls happen only while high
    input  wire        enable,
    input  wire [31:0] seed,
    output wire        stall
);
    reg [31:0] state_reg;
    reg [7:0]  rate_reg;
    reg [5:0]  phase_reg;

    function [31:0] advance(input [31:0] x);
        reg [31:0] a, b;
        begin
            a       = x ^ (x << 13);
            b       = a ^ (a >> 17);
            advance = b ^ (b << 5);
        end
    endfunction

    assign stall = enable && state_reg[15:8] < rate_reg;

    always @(posedge clk) begin
        if (rst) begin
            // The constant is odd, so a zero state, which xorshift cannot leave, needs seed and stream to hit it exactly.
            state_reg <= (seed * 32'd2654435761 + STREAM * 32'd40503) | 32'd1;
            rate_reg  <= 8'd64;
            phase_reg <= 6'd0;
        end else begin
            state_reg <= advance(state_reg);
            phase_reg <= phase_reg + 6'd1;
            if (phase_reg == 6'd0) begin
                case (state_reg[25:24])
                    2'd0: rate_reg <= 8'd0;
                    2'd1: rate_reg <= 8'd64;
                    2'd2: rate_reg <= 8'd128;
                    default: rate_reg <= 8'd240;
                endcase
            end
        end
    end
endmodule

`default_nettype wire
