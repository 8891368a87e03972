// SPDX-License-Identifier: Apache-2.0
// Top for Verilator: clocks cd_network_bench until it ends.
#include "Vcd_network_bench.h"
#include "verilated.h"

#include <memory>

int main(int argc, char** argv) {
    const auto context = std::make_unique<VerilatedContext>();
    context->commandArgs(argc, argv);
    context->traceEverOn(true);
    const auto bench = std::make_unique<Vcd_network_bench>(context.get());
    while (!context->gotFinish()) {
        // clk falls and rises; with every edge of it clk2x rises, and falls again in between.
        for (const int level : {0, 1}) {
            bench->clk = level;
            bench->clk2x = 1;
            bench->eval();
            context->timeInc(3);
            bench->clk2x = 0;
            bench->eval();
            context->timeInc(2);
        }
    }
    bench->final();
    return 0;
}
