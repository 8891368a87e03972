// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;

namespace CoDesign.Cli;

internal static class Program
{
    private static int Main(string[] args) =>
        new RootCommand("From a trained CNN to an integer model, a Verilog accelerator and a bit-exact cosimulation.")
            .Parse(args)
            .Invoke();
}
