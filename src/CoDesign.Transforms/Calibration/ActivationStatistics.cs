// SPDX-License-Identifier: Apache-2.0
using CoDesign.Golden.Float;

namespace CoDesign.Transforms.Calibration;

/// <summary>Distribution of every value of a float graph over a stream of records, in constant memory; the same result for any number of threads.</summary>
public sealed class ActivationStatistics
{
    private readonly Dictionary<string, ValueHistogram> _histograms;
    private readonly Dictionary<string, long> _firstNotFinite = new(StringComparer.Ordinal);

    private ActivationStatistics(Graph graph) =>
        _histograms = graph.Nodes.ToDictionary(node => node.Name, _ => new ValueHistogram(), StringComparer.Ordinal);

    /// <summary>By value name.</summary>
    public IReadOnlyDictionary<string, ValueHistogram> Histograms => _histograms;

    /// <summary>First record in which the value was NaN or infinite, by value name.</summary>
    public IReadOnlyDictionary<string, long> FirstNotFinite => _firstNotFinite;

    /// <summary>Runs <paramref name="graph"/> over <paramref name="records"/>; null when there is none or one has the wrong length (diagnostic).</summary>
    public static ActivationStatistics? Collect(Graph graph, IEnumerable<double[]> records, DiagnosticBag diagnostics)
    {
        var input = graph.InputNode;
        var executor = new FloatExecutor(graph);
        var total = new ActivationStatistics(graph);
        var gate = new Lock();
        (long Record, int Length)? wrong = null;
        long count = 0;
        Parallel.ForEach(
            records,
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount },
            () =>
                (
                    Statistics: new ActivationStatistics(graph),
                    Values: new Dictionary<string, double[]>(StringComparer.Ordinal)
                ),
            (record, loop, index, worker) =>
            {
                if (record.Length == input.Shape.Elements)
                {
                    executor.Run(record, worker.Values);
                    worker.Statistics.Add(worker.Values, index);
                    Interlocked.Increment(ref count);
                    return worker;
                }

                // Break, not Stop: all records before the first wrong one are still looked at.
                loop.Break();
                lock (gate)
                {
                    if (wrong is null || index < wrong.Value.Record)
                        wrong = (index, record.Length);
                }

                return worker;
            },
            worker =>
            {
                lock (gate)
                    total.Merge(worker.Statistics);
            }
        );
        if (wrong is { } found)
            diagnostics.Add(QuantizationDiagnostics.WrongRecordLength(found.Record, found.Length, input));
        else if (count == 0 && !diagnostics.HasErrors)
            diagnostics.Add(QuantizationDiagnostics.EmptyCalibration(graph.Name));
        // The records report what is wrong with them, and end there.
        return diagnostics.HasErrors ? null : total;
    }

    private void Add(Dictionary<string, double[]> values, long record)
    {
        foreach (var (name, histogram) in _histograms)
        {
            var before = histogram.NotFinite;
            histogram.Add(values[name]);
            if (histogram.NotFinite > before)
                NoteNotFinite(name, record);
        }
    }

    private void Merge(ActivationStatistics other)
    {
        foreach (var (name, histogram) in _histograms)
            histogram.Merge(other._histograms[name]);
        foreach (var (name, record) in other._firstNotFinite)
            NoteNotFinite(name, record);
    }

    private void NoteNotFinite(string name, long record) =>
        _firstNotFinite[name] = Math.Min(record, _firstNotFinite.GetValueOrDefault(name, long.MaxValue));
}
