// SPDX-License-Identifier: Apache-2.0
using BenchmarkDotNet.Running;
using CoDesign.Benchmarks.Engine;

// `engine FOLDER [PO PX]`: the engine table from simulation, into FOLDER/benchmarks.md, or of one array to the screen. Anything else goes to BenchmarkDotNet.
if (args is ["engine", var folder, .. var array])
    EngineTable.Run(folder, [.. array.Select(int.Parse)]);
else
    BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
