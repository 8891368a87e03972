// SPDX-License-Identifier: Apache-2.0
using CoDesign.Cosim;
using CoDesign.Cosim.Comparison;
using CoDesign.Cosim.Networks;
using CoDesign.Cosim.Verilator;
using CoDesign.Emit.Verilog;
using CoDesign.Golden.Integer;
using CoDesign.Import.TfLite;
using CoDesign.Ir.Configuration;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;
using CoDesign.Mapping;
using CoDesign.Mapping.Estimates;
using CoDesign.Transforms;

namespace CoDesign.Benchmarks.MlPerf;

/// <summary>A way to build the engine and to compile for it.</summary>
/// <param name="Name">As the table calls it.</param>
/// <param name="Accelerator">The engine.</param>
/// <param name="Quantization">Rewrites of the codes.</param>
internal sealed record MlPerfVariant(
    string Name,
    AcceleratorConfiguration Accelerator,
    QuantizationConfiguration Quantization
);

/// <summary>One network on one engine, simulated.</summary>
/// <param name="Macs">MACs that the engine does for a frame.</param>
/// <param name="ModelMacs">MACs of the network as its file has it.</param>
/// <param name="Cycles">Latency of one frame: first image word in to last result word out, without stalls.</param>
/// <param name="Interval">From result to result, images back to back, without stalls.</param>
/// <param name="Lanes">PO * PX.</param>
/// <param name="Dsps">DSP blocks.</param>
/// <param name="ComparedBytes">Bytes that equal the integer model.</param>
internal sealed record MlPerfRun(
    long Macs,
    long ModelMacs,
    long Cycles,
    long Interval,
    int Lanes,
    DspCount Dsps,
    long ComparedBytes
)
{
    /// <summary>MACs over lane-cycles of the frame interval.</summary>
    public double Utilization => Macs / ((double)Interval * Lanes);
}

/// <summary>Runs an MLPerf Tiny network through the product's own path: file, passes, plan, Verilog, bench, Verilator, comparison of every word with the integer model.</summary>
internal static class MlPerfMeasurement
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(60);

    /// <summary>Measures on the first <paramref name="count"/> records of the folder's inputs.bin; throws when a word differs.</summary>
    public static MlPerfRun Run(string folder, MlPerfVariant variant, int count)
    {
        var diagnostics = new DiagnosticBag();
        var graph = Required(TfLiteReader.Read(Path.Combine(folder, "model_int8.tflite"), diagnostics), diagnostics);
        var options = PipelineOptions.Default with { Quantization = variant.Quantization };
        var lowered = Required(Pipeline.Run(graph, options, null, diagnostics), diagnostics);
        var plan = Required(Planner.Plan(lowered, variant.Accelerator, diagnostics), diagnostics);
        var result = Simulate(plan, lowered, Records(folder, graph, count), diagnostics);
        return new MlPerfRun(
            plan.Estimate.Macs,
            Planner
                .Plan(
                    Required(Pipeline.Run(graph, PipelineOptions.Default, null, diagnostics), diagnostics),
                    variant.Accelerator,
                    diagnostics
                )
                ?.Estimate.Macs
                ?? 0,
            result.Cycles,
            result.FrameInterval,
            plan.Estimate.Lanes,
            plan.Estimate.Dsps,
            result.ComparedBytes
        );
    }

    private static BenchOutcome Simulate(
        AcceleratorPlan plan,
        Graph lowered,
        IEnumerable<short[]> records,
        DiagnosticBag diagnostics
    )
    {
        var folder = Directory.CreateTempSubdirectory("codesign-mlperf-").FullName;
        try
        {
            var network = BenchNetworkBuilder.Of(plan, VerilogEmitter.Emit(plan, Path.Combine(folder, "rtl")).Module);
            BenchFolder.Write(Path.Combine(folder, "sim"), network);
            var options = new CosimulationOptions
            {
                Simulator = new VerilatorSimulator(),
                StallFrom = int.MaxValue,
                Timeout = Limit,
            };
            var result = Cosimulation.Run(folder, network, new IntegerExecutor(lowered), records, options, diagnostics);
            return diagnostics.HasErrors || result is not { Outcome.MismatchingWords: 0 }
                ? throw new InvalidOperationException(string.Join('\n', diagnostics.Items))
                : result.Outcome;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static IEnumerable<short[]> Records(string folder, Graph graph, int count)
    {
        var size = (int)graph.InputNode.Shape.Elements;
        var bytes = File.ReadAllBytes(Path.Combine(folder, "inputs.bin"));
        return Enumerable
            .Range(0, count)
            .Select(k => Array.ConvertAll(bytes[(k * size)..((k + 1) * size)], code => (short)(sbyte)code));
    }

    private static T Required<T>(T? value, DiagnosticBag diagnostics)
        where T : class => value ?? throw new InvalidOperationException(string.Join('\n', diagnostics.Items));
}
