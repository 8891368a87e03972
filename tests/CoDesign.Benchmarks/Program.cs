// SPDX-License-Identifier: Apache-2.0
using BenchmarkDotNet.Running;
using CoDesign.Benchmarks.Accelerators;
using CoDesign.Benchmarks.Engine;
using CoDesign.Benchmarks.Mutations;
using CoDesign.Benchmarks.Networks;

// The verbs that ./build.sh bench and ./build.sh mutate call; each takes the remaining words and returns the exit code.
//   networks [--models TEXT] [--write FILE]   whole networks beside ONNX Runtime
//   engine FOLDER [PO PX [PORTS]]             the engine table from simulation, into FOLDER/benchmarks.md, or of one array to the screen
//   mlperf FOLDER FILE [--count N]            the MLPerf Tiny networks of FOLDER beside published results, into FILE
//   factorizenet SHARED CONFIG FILE          the five FactorizeNets of SHARED on engines of every kind, into FILE
//   mutate MODULE.. [--count N] [--lines A-B] mutants of modules of hw/ against their benches
//   layers --filter PATTERN                   single layers in BenchmarkDotNet
switch (args)
{
    case ["networks", .. var options]:
        return NetworkBench.Run(options);
    case ["engine", var folder, .. var array]:
        EngineTable.Run(folder, [.. array.Select(int.Parse)]);
        return 0;
    case ["mlperf", var folder, var file, .. var options]:
        return MlPerfTable.Run(folder, file, options);
    case ["factorizenet", var shared, var configuration, var file, .. var options]:
        return FactorizeNetTable.Run(shared, configuration, file, options);
    case ["mutate", .. var options]:
        return MutationRun.Run(Directory.GetCurrentDirectory(), options);
    case ["layers", .. var options]:
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(options);
        return 0;
    default:
        Console.Error.WriteLine("bench: the first word is networks, engine, mlperf, factorizenet, mutate or layers.");
        return 2;
}
