// SPDX-License-Identifier: Apache-2.0
using CoDesign.Cosim;
using CoDesign.Cosim.Comparison;
using CoDesign.Cosim.Networks;
using CoDesign.Cosim.Simulators;
using CoDesign.Cosim.Verilator;
using CoDesign.Emit.Verilog;
using CoDesign.Golden.Integer;
using CoDesign.Ir.Configuration;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;
using CoDesign.Mapping;
using CoDesign.Mapping.Estimates;
using CoDesign.Mapping.Layers;

namespace CoDesign.Benchmarks.Engine;

/// <summary>One row on one array.</summary>
/// <param name="Row">Shape.</param>
/// <param name="Configuration">Array.</param>
/// <param name="Cycles">From its first issued step to the next layer's.</param>
/// <param name="Estimate">What the plan says.</param>
public sealed record MeasuredRow(
    EngineRow Row,
    AcceleratorConfiguration Configuration,
    long Cycles,
    LayerEstimate Estimate
)
{
    /// <summary>MACs over (cycles * PO * PX).</summary>
    public double Utilization => Estimate.Macs / ((double)Cycles * Configuration.Channels * Configuration.Pixels);

    /// <summary>Utilization over what the mapping allows.</summary>
    public double OfBound => Utilization / Estimate.UtilizationBound;

    /// <summary>The same with the bound's waits for pixels in the drain counted as lost.</summary>
    public double OfBoundWithoutWaits
    {
        get
        {
            var lanes = (double)Configuration.Channels * Configuration.Pixels;
            return Cycles == 0
                ? 1
                : ((Estimate.Macs / Estimate.UtilizationBound / lanes) - Estimate.WaitCycles) / Cycles;
        }
    }

    /// <summary>Estimated over measured cycles, less 1.</summary>
    public double EstimateError => ((double)Estimate.Cycles / Cycles) - 1;
}

/// <summary>Runs rows through the product's own path: plan, Verilog, bench, vectors of the integer model, Verilator, comparison of every word.</summary>
public static class EngineMeasurement
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(60);

    /// <summary>
    /// The array of the shape table: pixels over the lanes in every layer. A layer that splits its inputs instead may wait for the drain of the one before it, and those cycles would
    /// count as the other row's.
    /// </summary>
    public static AcceleratorConfiguration SharedWeights { get; } =
        AcceleratorConfiguration.Default with
        {
            LaneWeights = LaneWeights.Shared,
        };

    /// <summary>Measures <paramref name="rows"/> on an array; throws when a word differs.</summary>
    public static ImmutableArray<MeasuredRow> Run(IReadOnlyList<EngineRow> rows, AcceleratorConfiguration configuration)
    {
        var graph = EngineChain.Of(rows);
        var (plan, outcome) = Simulate(graph, EngineChain.Image(graph), configuration);
        return [.. rows.Select((row, index) => Find(row, EngineChain.NameOf(index)))];

        // Copies that bring the channels into a row's order are a part of what the row takes.
        MeasuredRow Find(EngineRow row, string name)
        {
            var index = plan.Estimate.Layers.Select(l => l.Layer.Name).ToList().IndexOf(name);
            var first = index;
            while (first > 0 && plan.Estimate.Layers[first - 1].Layer.Kind == LayerKind.Copy)
                first--;
            var parts = plan.Estimate.Layers[first..(index + 1)];
            var cycles = parts.Sum(part => outcome.Layers.First(l => l.Name == part.Layer.Name).Cycles);
            var estimate = parts[^1].Estimate;
            var copies = parts[..^1].Sum(part => part.Estimate.Cycles);
            return new MeasuredRow(
                row,
                configuration,
                cycles,
                copies == 0
                    ? estimate
                    : estimate with
                    {
                        Cycles = estimate.Cycles + copies,
                        UtilizationBound =
                            estimate.Macs
                            / (
                                (estimate.Macs / estimate.UtilizationBound)
                                + ((double)copies * configuration.Channels * configuration.Pixels)
                            ),
                        Reasons =
                        [
                            .. estimate.Reasons,
                            $"a copy of {copies} cycles before it brings the channels into the order of its groups",
                        ],
                    }
            );
        }
    }

    /// <summary>Runs one image through <paramref name="graph"/> on an array; throws when a word differs from the integer model.</summary>
    public static (AcceleratorPlan Plan, BenchOutcome Outcome) Simulate(
        Graph graph,
        short[] image,
        AcceleratorConfiguration configuration,
        Simulator? simulator = null
    )
    {
        var diagnostics = new DiagnosticBag();
        if (Planner.Plan(graph, configuration, diagnostics) is not { } plan)
            throw new InvalidOperationException(string.Join('\n', diagnostics.Items));
        return (plan, Simulate(plan, graph, [image], simulator: simulator).Outcome);
    }

    /// <summary>Runs records through <paramref name="plan"/>, made of <paramref name="graph"/>; throws when a word differs from the integer model.</summary>
    /// <param name="plan">The engine.</param>
    /// <param name="graph">What it computes.</param>
    /// <param name="records">Codes of the input.</param>
    /// <param name="stallFrom">First record with random stalls.</param>
    /// <param name="simulator">Verilator where none is given.</param>
    public static (BenchNetwork Network, BenchOutcome Outcome) Simulate(
        AcceleratorPlan plan,
        Graph graph,
        IEnumerable<short[]> records,
        int stallFrom = 1,
        Simulator? simulator = null
    )
    {
        var diagnostics = new DiagnosticBag();
        var folder = Directory.CreateTempSubdirectory("codesign-engine-").FullName;
        try
        {
            var network = BenchNetworkBuilder.Of(plan, VerilogEmitter.Emit(plan, Path.Combine(folder, "rtl")).Module);
            var sim = Path.Combine(folder, "sim");
            BenchFolder.Write(sim, network);
            if (network.WeightStream)
            {
                var vectors = Directory.CreateDirectory(Path.Combine(sim, BenchFolder.Vectors)).FullName;
                using var stream = new StreamWriter(Path.Combine(vectors, BenchFolder.WeightStream)) { NewLine = "\n" };
                foreach (var word in plan.Images.StreamWords())
                    stream.WriteLine(MemoryFiles.Word(word));
            }

            var options = new CosimulationOptions
            {
                Simulator = simulator ?? new VerilatorSimulator(),
                StallFrom = stallFrom,
                Timeout = Limit,
            };
            var result = Cosimulation.Run(folder, network, new IntegerExecutor(graph), records, options, diagnostics);
            if (diagnostics.Items.Count > 0 || result is not { Outcome.MismatchingWords: 0 })
                throw new InvalidOperationException(string.Join('\n', diagnostics.Items));
            return (network, result.Outcome);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
