// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using CoDesign.Cosim;
using CoDesign.Cosim.Comparison;
using CoDesign.Cosim.Icarus;
using CoDesign.Cosim.Networks;
using CoDesign.Cosim.Vectors;
using CoDesign.Golden.Integer;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Serialization;
using Xunit.Abstractions;

namespace CoDesign.Cli.Tests.Fixtures;

/// <summary>Runs of a compiled network with buses.</summary>
internal static class BusRun
{
    /// <summary>In Icarus, with a fault as a plusarg of the bench (docs/system.md, Simulation); the outcome and all that was printed.</summary>
    /// <param name="compiled">Folder that compile wrote.</param>
    /// <param name="fault">The plusarg.</param>
    /// <param name="count">Images.</param>
    /// <param name="stallFrom">First image with stalls.</param>
    public static (BenchOutcome? Outcome, string Text) WithFault(
        string compiled,
        string fault,
        int count,
        int stallFrom
    )
    {
        var diagnostics = new DiagnosticBag();
        var network = BenchNetworkFile.Read(Path.Combine(compiled, "sim"), diagnostics)!;
        using var stream = File.OpenRead(Path.Combine(compiled, "model.safetensors"));
        var graph = ModelFile.Load(stream, diagnostics)!;
        var records = VectorFolder
            .ReadImages(Path.Combine(compiled, "sim", "vectors"), network, signed: false)
            .Take(count);
        var options = new CosimulationOptions
        {
            Simulator = new IcarusSimulator(),
            StallFrom = stallFrom,
            Plusargs = [fault],
            Timeout = TimeSpan.FromMinutes(3),
        };
        var result = Cosimulation.Run(compiled, network, new IntegerExecutor(graph), records, options, diagnostics);
        return (result?.Outcome, $"{string.Join('\n', diagnostics.Items)}\n{result?.Output}");
    }

    /// <summary>In Verilator: one image without stalls, no mismatch; the summary of verify, its layers printed.</summary>
    public static JsonElement Measured(string compiled, ITestOutputHelper output)
    {
        var json = Tool.Run("verify", compiled, "--simulator", "verilator", "--stalls", "off", "--count", "1", "--json")
            .Exits(0)
            .Json;
        Assert.Equal(0, json.GetProperty("mismatchingWords").GetInt64());
        Print(json, output);
        return json;
    }

    /// <summary>Prints the layers of a summary of verify.</summary>
    public static void Print(JsonElement json, ITestOutputHelper output)
    {
        foreach (var layer in json.GetProperty("layers").EnumerateArray())
            output.WriteLine(
                $"{layer.GetProperty("name")} {layer.GetProperty("cycles")} cycles, {layer.GetProperty("macUtilization").GetDouble():P2}"
            );
    }
}
