// SPDX-License-Identifier: Apache-2.0
// Top for Icarus: a clock around cd_network_bench. Verilator clocks the bench from cd_network_main.cpp instead.
`default_nettype none

module cd_network_clock;
    reg clk = 1'b0;

    always #5 clk = !clk;

    cd_network_bench bench_inst (.clk(clk));
endmodule

`default_nettype wire
