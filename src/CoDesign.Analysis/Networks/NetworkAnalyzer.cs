// SPDX-License-Identifier: Apache-2.0
using CoDesign.Analysis.Accuracy;
using CoDesign.Analysis.Distributions;
using CoDesign.Analysis.Streaming;
using CoDesign.Golden.Float;
using CoDesign.Golden.Kernels;

namespace CoDesign.Analysis.Networks;

/// <summary>
/// Measures a network layer by layer. The records are read twice, as a stream: first the float model alone for the ranges, then both models for everything else.
/// Memory does not depend on the number of records; results do not depend on the number of processors.
/// </summary>
public static class NetworkAnalyzer
{
    /// <summary>The figures, or null after a diagnostic: no record, or values that are not finite.</summary>
    /// <param name="stages">The network.</param>
    /// <param name="records">The data set, enumerated twice.</param>
    /// <param name="diagnostics">Where findings go; degenerate layers are warnings.</param>
    public static NetworkAnalysis? Analyze(
        NetworkStages stages,
        IEnumerable<LabelledRecord> records,
        DiagnosticBag diagnostics
    )
    {
        var real = new FloatExecutor(stages.Calibrated);
        if (Survey(stages.Calibrated, real, records, diagnostics) is not { } extremes)
            return null;
        var integer = new FastExecutor(stages.Quantized);
        var meters = Meters(stages, extremes);
        var accuracy = new AccuracyMeter();
        var logits = stages.CodesOf(stages.Logits);
        OrderedBlocks.Run(
            records,
            block =>
            {
                var part = Meters(stages, extremes);
                var values = new Dictionary<string, double[]>(StringComparer.Ordinal);
                var outputs = new List<(int? Label, double[] Real, double[] Quantized)>();
                foreach (var record in block)
                {
                    real.Run(record.Real, values);
                    var codes = integer.Run(record.Codes);
                    foreach (var (name, meter) in part)
                        meter.Add(values[name], codes[name]);
                    outputs.Add(
                        (
                            record.Label,
                            [.. values[stages.Logits]],
                            Array.ConvertAll(codes[stages.Logits], code => logits.Dequantize(code))
                        )
                    );
                }

                return (Meters: part, Outputs: outputs);
            },
            part =>
            {
                foreach (var (name, meter) in part.Meters)
                    meters[name].Merge(meter);
                foreach (var (label, fp32, quantized) in part.Outputs)
                    accuracy.Add(label, fp32, quantized);
            }
        );
        ImmutableArray<LayerAnalysis> layers =
        [
            .. stages.Calibrated.Nodes.Select(node => meters[node.Name].Summary(stages, node)),
        ];
        DegenerateLayers.Report(stages, layers, diagnostics);
        return new NetworkAnalysis(
            stages.Calibrated.Name,
            stages.ClipPercent,
            layers[0],
            layers[1..],
            accuracy.Summary()
        );
    }

    private static Dictionary<string, ActivationExtremes>? Survey(
        Graph graph,
        FloatExecutor real,
        IEnumerable<LabelledRecord> records,
        DiagnosticBag diagnostics
    )
    {
        var total = Extremes(graph);
        OrderedBlocks.Run(
            records,
            block =>
            {
                var part = Extremes(graph);
                var values = new Dictionary<string, double[]>(StringComparer.Ordinal);
                foreach (var record in block)
                {
                    real.Run(record.Real, values);
                    foreach (var (name, extremes) in part)
                        extremes.Add(values[name]);
                }

                return part;
            },
            part =>
            {
                foreach (var (name, extremes) in part)
                    total[name].Merge(extremes);
            }
        );
        // One report: what reads a value that is not finite is not finite either.
        var input = total[graph.InputNode.Name].Tensor;
        if (input is { Count: 0, NotFinite: 0 })
        {
            diagnostics.Add(AnalysisDiagnostics.NoRecords(graph.Name));
            return null;
        }

        if (graph.Nodes.FirstOrDefault(node => total[node.Name].Tensor.NotFinite > 0) is not { } first)
            return total;
        var found = total[first.Name].Tensor;
        diagnostics.Add(AnalysisDiagnostics.NotFinite(first, found.NotFinite, found.NotFinite + found.Count));
        return null;
    }

    private static Dictionary<string, ActivationExtremes> Extremes(Graph graph) =>
        graph.Nodes.ToDictionary(
            node => node.Name,
            node => new ActivationExtremes(node.Shape.Channels),
            StringComparer.Ordinal
        );

    private static Dictionary<string, LayerMeter> Meters(
        NetworkStages stages,
        Dictionary<string, ActivationExtremes> extremes
    ) =>
        stages.Calibrated.Nodes.ToDictionary(
            node => node.Name,
            node => new LayerMeter(extremes[node.Name], stages.CodesOf(node.Name)),
            StringComparer.Ordinal
        );
}
