// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using CoDesign.Cosim.Programs;
using CoDesign.Emit.C;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;

namespace CoDesign.Benchmarks.Executors;

/// <summary>The emitted C, built by its own Makefile (-O3 -march=native).</summary>
internal static class EmittedC
{
    public const string Column = "emitted C";

    /// <summary>Null with the reason when it cannot be built.</summary>
    public static (TimedExecutor? TimedExecutor, string? Reason) Of(Graph graph, string folder)
    {
        var bag = new DiagnosticBag();
        foreach (var program in new[] { ExternalProgram.Make, ExternalProgram.CCompiler })
        {
            if (!program.IsThere(bag))
                return (null, bag.Items[^1].ToString());
        }

        if (!CEmitter.Emit(graph, folder, bag))
            return (null, bag.Items[^1].ToString());
        if (ExternalProgram.Make.Run(["CC=gcc", "model"], folder, TimeSpan.FromMinutes(5)) is not { ExitCode: 0 } build)
            return (null, "the emitted C does not compile");
        _ = build;
        File.WriteAllBytes(
            Path.Combine(folder, "input.bin"),
            [.. ManagedExecutors.Codes(graph).Select(code => unchecked((byte)code))]
        );
        return (new TimedExecutor(Column, runs => Microseconds(folder, runs)), null);
    }

    /// <summary>Mean processor time of the runs, as the program prints it.</summary>
    private static double Microseconds(string folder, int runs)
    {
        var repeat = (runs + 1).ToString(CultureInfo.InvariantCulture);
        var run = ExternalProgram.RunFile(
            Path.Combine(folder, "model"),
            ["--codes", "--repeat", repeat, "input.bin", "output.bin"],
            folder,
            TimeSpan.FromMinutes(5),
            onLine: null
        );
        return
            run is { ExitCode: 0 }
            && double.TryParse(run.Output.Split(' ')[0], CultureInfo.InvariantCulture, out var time)
            ? time
            : throw new InvalidOperationException($"The emitted program failed: {run?.Error}");
    }
}
