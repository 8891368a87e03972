// SPDX-License-Identifier: Apache-2.0
using CoDesign.Cosim.Networks;
using CoDesign.Golden.Tracing;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;

namespace CoDesign.Cosim.Bisection;

/// <summary>Finds the first layer, pixel and channel at which two executors of one lowered graph differ.</summary>
public static class FirstDifference
{
    /// <summary>Compares two executors record by record, value by value in the graph's order; null after a diagnostic.</summary>
    public static BisectionResult? Of(Graph lowered, Executor target, Executor against, IEnumerable<short[]> records)
    {
        var images = 0;
        foreach (var record in records)
        {
            if (target.Run(record) is not { } found || against.Run(record) is not { } expected)
                return null;
            if (Between(lowered, found, expected, images) is { } difference)
                return new BisectionResult(target.Name, against.Name, images + 1, difference);
            images++;
        }

        return new BisectionResult(target.Name, against.Name, images, null);
    }

    /// <summary>
    /// Simulates the RTL against the values of <paramref name="against"/>, written as the bench's expectation; null when something outside the comparison failed.
    /// The layer is the first that the hardware writes wrong; of the words that the bench reports of it, the first in the order h, w, c.
    /// </summary>
    public static BisectionResult? OfRtl(
        string folder,
        BenchNetwork network,
        Graph lowered,
        Executor against,
        IReadOnlyList<short[]> records,
        CosimulationOptions options,
        DiagnosticBag diagnostics
    )
    {
        var expected = new List<IReadOnlyDictionary<string, short[]>>();
        foreach (var record in records)
        {
            if (against.Run(record) is not { } values)
                return null;
            expected.Add(values);
        }

        var found = new DiagnosticBag();
        var next = 0;
        var result = Cosimulation.Run(folder, network, _ => expected[next++], records, options, found);
        if (result?.Outcome.Mismatches is not [var first, ..] mismatches)
        {
            diagnostics.AddRange(found.Items);
            return result is null || found.HasErrors
                ? null
                : new BisectionResult("rtl", against.Name, result.Images, null);
        }

        var same =
            mismatches
                .Where(m => m.Layer == first.Layer && m.Image == first.Image)
                .MinBy(m => (m.Height, m.Width, m.Channel))
            ?? first;
        var value =
            network.Layers.FirstOrDefault(layer => layer.Name == first.Layer)?.Output.Value ?? network.Result.Value;
        var trace = CodeTracer.Of(lowered, value, expected[first.Image], same.Height, same.Width, same.Channel);
        var difference = new Difference(
            value,
            lowered[value].Op,
            same.Image,
            same.Height,
            same.Width,
            same.Channel,
            same.Actual,
            same.Expected,
            trace
        );
        return new BisectionResult("rtl", against.Name, result.Images, difference);
    }

    private static Difference? Between(
        Graph lowered,
        IReadOnlyDictionary<string, short[]> found,
        IReadOnlyDictionary<string, short[]> expected,
        int image
    )
    {
        foreach (var node in lowered.Nodes)
        {
            if (!found.TryGetValue(node.Name, out var x) || !expected.TryGetValue(node.Name, out var y))
                continue;
            var at = x.AsSpan().CommonPrefixLength(y);
            if (at == y.Length && x.Length == y.Length)
                continue;
            var (pixel, channel) = Math.DivRem(at, node.Shape.Channels);
            var (h, w) = Math.DivRem(pixel, node.Shape.Width);
            return new Difference(
                node.Name,
                node.Op,
                image,
                h,
                w,
                channel,
                x[at],
                y[at],
                CodeTracer.Of(lowered, node.Name, expected, h, w, channel)
            );
        }

        return null;
    }
}
