// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Transforms.Calibration;

/// <summary>
/// Runs the float executor over the calibration records and gives every value its range. Nodes stay as they are.
/// <code>
/// hidden value       [p-th, (100 - p)-th percentile] of all its elements over all records, p = ClipPercent; [min, max] for p = 0
/// input, logits      [min, max]
/// softmax            [0, 1]
/// </code>
/// Every range is widened to contain 0. The logits are the values that become the network's output by pooling, padding, concatenation or softmax only.
/// Records are read once, as a stream.
/// </summary>
public sealed class CalibrateRanges : Pass
{
    /// <inheritdoc/>
    public override GraphStage Needs => GraphStage.Folded;

    /// <inheritdoc/>
    public override GraphStage Yields => GraphStage.Calibrated;

    /// <inheritdoc/>
    public override Graph? Run(Graph graph, PassContext context)
    {
        if (context.Calibration is null)
        {
            context.Diagnostics.Add(QuantizationDiagnostics.NoCalibration(graph.Name));
            return null;
        }

        var statistics = ActivationStatistics.Collect(graph, context.Calibration, context.Diagnostics);
        if (statistics is null || !VerifyFinite(graph, statistics, context.Diagnostics))
            return null;

        var unclipped = Unclipped(graph);
        var ranges = ImmutableSortedDictionary.CreateBuilder<string, ValueRange>(StringComparer.Ordinal);
        foreach (var node in graph.Nodes)
        {
            var histogram = statistics.Histograms[node.Name];
            var percent = unclipped.Contains(node.Name) ? 0.0 : context.Options.Quantization.ClipPercent;
            var range = new ValueRange(histogram.Percentile(percent), histogram.Percentile(100.0 - percent));
            ranges[node.Name] =
                node is Softmax
                    ? new ValueRange(0, 1)
                    : new ValueRange(Math.Min(range.Minimum, 0.0), Math.Max(range.Maximum, 0.0));
        }

        return graph with
        {
            Stage = GraphStage.Calibrated,
            Ranges = ranges.ToImmutable(),
        };
    }

    private static bool VerifyFinite(Graph graph, ActivationStatistics statistics, DiagnosticBag diagnostics)
    {
        // One report: what reads a value that is not finite is not finite either.
        var node = graph.Nodes.FirstOrDefault(n => statistics.Histograms[n.Name].NotFinite > 0);
        if (node is null)
            return true;
        var histogram = statistics.Histograms[node.Name];
        var record = statistics.FirstNotFinite[node.Name];
        diagnostics.Add(
            node is Input
                ? QuantizationDiagnostics.RecordNotFinite(node, histogram.NotFinite, record)
                : QuantizationDiagnostics.NotFinite(
                    node,
                    histogram.NotFinite,
                    histogram.NotFinite + histogram.Count,
                    record
                )
        );
        return false;
    }

    private static HashSet<string> Unclipped(Graph graph)
    {
        var unclipped = new HashSet<string>(StringComparer.Ordinal) { graph.InputNode.Name };
        var open = new Stack<string>([graph.Output]);
        while (open.TryPop(out var name))
        {
            unclipped.Add(name);
            if (graph[name] is MaxPool or AveragePool or Pad or Concat or Softmax)
            {
                foreach (var input in graph[name].Inputs)
                    open.Push(input);
            }
        }

        return unclipped;
    }
}
