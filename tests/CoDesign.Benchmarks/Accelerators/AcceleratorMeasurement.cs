// SPDX-License-Identifier: Apache-2.0
using CoDesign.Benchmarks.Engine;
using CoDesign.Import;
using CoDesign.Import.Datasets;
using CoDesign.Ir.Configuration;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;
using CoDesign.Mapping;
using CoDesign.Transforms;

namespace CoDesign.Benchmarks.Accelerators;

/// <summary>Runs whole networks through the product's own path: file, passes, plan, Verilog, bench, Verilator, comparison of every word with the integer model.</summary>
/// <param name="Model">File of the network.</param>
/// <param name="Options">How it becomes integers.</param>
/// <param name="Calibration">DATA of the calibration; null for a network of integers.</param>
/// <param name="Images">DATA whose first records are simulated.</param>
internal sealed record AcceleratorMeasurement(string Model, PipelineOptions Options, string? Calibration, string Images)
{
    /// <summary>Measures on the first <paramref name="count"/> records; throws when a word differs.</summary>
    public AcceleratorRun Run(AcceleratorConfiguration engine, int count)
    {
        var diagnostics = new DiagnosticBag();
        var graph = Required(ModelReader.Read(Model, diagnostics), diagnostics);
        var lowered = Lower(graph, Options, diagnostics);
        var plan = Plan(lowered, engine, diagnostics);
        var whole = Options.Quantization.RemoveDeadChannels
            ? Plan(
                Lower(
                    graph,
                    Options with
                    {
                        Quantization = Options.Quantization with { RemoveDeadChannels = false },
                    },
                    diagnostics
                ),
                engine,
                diagnostics
            )
            : plan;
        var records = Open(Images, lowered, diagnostics)
            .Samples.Take(count)
            .Select(s => s.Codes ?? throw new InvalidOperationException("An integer graph's samples carry codes."));
        var (_, outcome) = EngineMeasurement.Simulate(plan, lowered, records, stallFrom: int.MaxValue);
        var convolutions = outcome
            .Layers.Where(layer => layer.Macs > 0 && !layer.Op.StartsWith("dense", StringComparison.Ordinal))
            .ToList();
        return new AcceleratorRun(
            plan.Estimate.Macs,
            whole.Estimate.Macs,
            convolutions.Sum(layer => layer.Macs),
            convolutions.Sum(layer => layer.Cycles),
            outcome.Cycles,
            outcome.FrameInterval,
            plan.Estimate.Lanes,
            plan.Estimate.Dsps
        );
    }

    private Graph Lower(Graph graph, PipelineOptions options, DiagnosticBag diagnostics)
    {
        var records = Calibration is null ? null : Open(Calibration, graph, diagnostics).Samples.Select(s => s.Real);
        return Required(Pipeline.Run(graph, options, records, diagnostics), diagnostics);
    }

    private Dataset Open(string data, Graph graph, DiagnosticBag diagnostics) =>
        Required(Dataset.Open(data, graph, Options.Normalization, diagnostics), diagnostics);

    private static AcceleratorPlan Plan(Graph lowered, AcceleratorConfiguration engine, DiagnosticBag diagnostics) =>
        Required(Planner.Plan(lowered, engine, diagnostics), diagnostics);

    private static T Required<T>(T? value, DiagnosticBag diagnostics)
        where T : class => value ?? throw new InvalidOperationException(string.Join('\n', diagnostics.Items));
}
