// SPDX-License-Identifier: Apache-2.0
// Top for Icarus: the clocks around cd_network_bench. Verilator clocks the bench from cd_network_main.cpp instead.
`default_nettype none

module cd_network_clock;
    reg clk = 1'b0, clk2x = 1'b0;

    // Both clocks rise in one step, so registers of either see the other's values of before.
    always begin
        #3 clk2x = 1'b0;
        #2 clk = 1'b0;
        clk2x = 1'b1;
        #3 clk2x = 1'b0;
        #2 clk = 1'b1;
        clk2x = 1'b1;
    end

    cd_network_bench bench_inst (.clk(clk), .clk2x(clk2x));
endmodule

`default_nettype wire
