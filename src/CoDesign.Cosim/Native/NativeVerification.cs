// SPDX-License-Identifier: Apache-2.0
using CoDesign.Golden.Integer;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;

namespace CoDesign.Cosim.Native;

/// <summary>One code of emitted sources that differs from the integer model.</summary>
/// <param name="Layer">Layer that wrote it.</param>
/// <param name="Image">Record, from 0.</param>
/// <param name="Height">h.</param>
/// <param name="Width">w.</param>
/// <param name="Channel">c.</param>
/// <param name="Expected">Code of the integer model.</param>
/// <param name="Actual">Code of the program.</param>
public sealed record NativeMismatch(string Layer, int Image, int Height, int Width, int Channel, int Expected, int Actual);

/// <summary>What was compared of one layer, over all records.</summary>
public sealed record NativeLayer(string Name, string Op, long ComparedBytes, long MismatchingBytes);

/// <summary>How a comparison of emitted sources with the integer model ended.</summary>
/// <param name="Target">What was compared.</param>
/// <param name="Images">Records.</param>
/// <param name="Layers">In execution order, the input left out.</param>
/// <param name="First">The first differing code in execution order of the first differing record; null when all are equal.</param>
public sealed record NativeResult(NativeTarget Target, int Images, ImmutableArray<NativeLayer> Layers, NativeMismatch? First)
{
    /// <summary>Bytes compared.</summary>
    public long ComparedBytes => Layers.Sum(layer => layer.ComparedBytes);

    /// <summary>Bytes that differ.</summary>
    public long MismatchingBytes => Layers.Sum(layer => layer.MismatchingBytes);
}

/// <summary>Compiles and runs emitted C or HLS C++ of a compiled model and compares every tensor with the integer model.</summary>
public static class NativeVerification
{
    /// <summary>Records of one run of the program; their tensors are on the disk at the same time.</summary>
    private const int Batch = 16;

    /// <summary>Verifies; null when something outside the comparison failed. Failures of either kind are diagnostics.</summary>
    /// <param name="target">C or HLS.</param>
    /// <param name="folder">Compiled model.</param>
    /// <param name="graph">Its lowered graph.</param>
    /// <param name="records">Input codes [H, W, C].</param>
    /// <param name="onlyLayer">The one layer that is compared; null for all.</param>
    /// <param name="timeout">For the build, and for each run of 16 records.</param>
    /// <param name="diagnostics">Where failures go.</param>
    public static NativeResult? Run(
        NativeTarget target,
        string folder,
        Graph graph,
        IEnumerable<short[]> records,
        string? onlyLayer,
        TimeSpan timeout,
        DiagnosticBag diagnostics
    )
    {
        if (NativeProgram.Build(target, folder, timeout, diagnostics) is not { } program)
            return null;
        var golden = new IntegerExecutor(graph);
        var tally = new Tally(graph, onlyLayer);
        foreach (var batch in records.Chunk(Batch))
        {
            if (program.Run(graph, batch, timeout, diagnostics) is not { } actual)
                return null;
            for (var i = 0; i < batch.Length; i++)
            {
                if (tally.Compare(golden.Run(batch[i]), actual[i]) is { } missing)
                {
                    diagnostics.Add(NativeDiagnostics.MissingTensor(target.Name, missing, tally.Images));
                    return null;
                }
            }
        }

        if (tally.Images == 0)
        {
            diagnostics.Add(SimulationDiagnostics.NoInput(folder));
            return null;
        }

        var result = tally.Result(target);
        if (result.First is { } first)
        {
            diagnostics.Add(
                NativeDiagnostics.LayerMismatch(
                    target.Name,
                    first.Layer,
                    first.Image,
                    (first.Height, first.Width, first.Channel),
                    first.Expected,
                    first.Actual,
                    result.MismatchingBytes,
                    result.ComparedBytes
                )
            );
        }

        return result;
    }

    private sealed class Tally(Graph graph, string? onlyLayer)
    {
        private readonly ImmutableArray<Node> _nodes =
        [
            .. graph.Nodes.Where(node => node is not QuantizedInput && (onlyLayer is null || node.Name == onlyLayer)),
        ];

        private readonly Dictionary<string, (long Compared, long Mismatching)> _counts = new(StringComparer.Ordinal);
        private NativeMismatch? _first;

        public int Images { get; private set; }

        /// <summary>Counts one record; the name of a layer whose tensor is missing or of another size, or null.</summary>
        public string? Compare(IReadOnlyDictionary<string, short[]> expected, IReadOnlyDictionary<string, short[]> actual)
        {
            foreach (var node in _nodes)
            {
                var want = expected[node.Name];
                if (!actual.TryGetValue(node.Name, out var got) || got.Length != want.Length)
                    return node.Name;
                Count(node, want, got);
            }

            Images++;
            return null;
        }

        public NativeResult Result(NativeTarget target) =>
            new(
                target,
                Images,
                [.. _nodes.Select(node => new NativeLayer(node.Name, node.Op, _counts[node.Name].Compared, _counts[node.Name].Mismatching))],
                _first
            );

        private void Count(Node node, short[] want, short[] got)
        {
            var (compared, mismatching) = _counts.GetValueOrDefault(node.Name);
            for (var i = 0; i < want.Length; i++)
            {
                if (want[i] == got[i])
                    continue;
                mismatching++;
                var pixel = i / node.Shape.Channels;
                _first ??= new NativeMismatch(
                    node.Name,
                    Images,
                    pixel / node.Shape.Width,
                    pixel % node.Shape.Width,
                    i % node.Shape.Channels,
                    want[i],
                    got[i]
                );
            }

            _counts[node.Name] = (compared + want.Length, mismatching);
        }
    }
}
