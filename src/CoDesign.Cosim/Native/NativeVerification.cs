// SPDX-License-Identifier: Apache-2.0
using CoDesign.Cosim.Comparison;
using CoDesign.Cosim.Programs;
using CoDesign.Golden.Integer;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;

namespace CoDesign.Cosim.Native;

/// <summary>How the comparison of emitted C or HLS C++ ended.</summary>
/// <param name="Images">Records.</param>
/// <param name="ComparedBytes">Codes of all tensors that were compared.</param>
/// <param name="MismatchingTensors">Tensors (of a record) that differ.</param>
/// <param name="First">First differing code; null when there is none or it could not be found.</param>
/// <param name="Tensors">Hash of every compared value.</param>
public sealed record NativeResult(
    int Images,
    long ComparedBytes,
    long MismatchingTensors,
    Mismatch? First,
    ImmutableArray<TensorHash> Tensors
);

/// <summary>A value over all records.</summary>
/// <param name="Value">Name in the lowered graph.</param>
/// <param name="Hash">FNV-1a, 64 bits, of the integer model's codes [H, W, C], record after record.</param>
/// <param name="IsEqual">The emitted program has the same codes in every record.</param>
public sealed record TensorHash(string Value, string Hash, bool IsEqual);

/// <summary>
/// Runs the emitted program on records and compares every tensor with the integer model by its hash (FNV-1a, 64 bits), and the output byte for byte.
/// The first tensor that differs is dumped and searched.
/// </summary>
public static class NativeVerification
{
    private const ulong FnvBasis = 14695981039346656037;
    private const ulong FnvPrime = 1099511628211;

    /// <summary>Verifies; null when there was nothing to compare. Failures are diagnostics.</summary>
    /// <param name="sources">What to build.</param>
    /// <param name="graph">The lowered graph.</param>
    /// <param name="records">Input codes [H, W, C].</param>
    /// <param name="onlyValue">The one value to compare; null for all and the output.</param>
    /// <param name="timeout">For the build and each run.</param>
    /// <param name="diagnostics">Where failures go.</param>
    public static NativeResult? Run(
        NativeSources sources,
        Graph graph,
        IEnumerable<short[]> records,
        string? onlyValue,
        TimeSpan timeout,
        DiagnosticBag diagnostics
    )
    {
        if (sources.Build(timeout, diagnostics) is not { } program)
            return null;
        var folder = Directory.CreateTempSubdirectory("codesign-native-").FullName;
        try
        {
            var job = new Job(program, graph, folder, onlyValue, timeout);
            var expected = job.Prepare(records);
            if (expected.Count == 0)
            {
                diagnostics.Add(SimulationDiagnostics.NoInput(sources.Folder));
                return null;
            }

            return job.Execute([]) is { } run
                ? Compare(job, run, expected, diagnostics)
                : Failed(sources, timeout, diagnostics);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static NativeResult? Failed(NativeSources sources, TimeSpan timeout, DiagnosticBag diagnostics)
    {
        diagnostics.Add(SimulationDiagnostics.ProgramTimedOut($"{sources.Target}/model", timeout.TotalSeconds, "run"));
        return null;
    }

    private static NativeResult Compare(Job job, ProgramRun run, List<Expectation> expected, DiagnosticBag diagnostics)
    {
        if (run.ExitCode != 0)
            diagnostics.Add(
                SimulationDiagnostics.NativeRunFailed(run.ExitCode, ProgramText.Essence($"{run.Error}\n{run.Output}"))
            );
        var found = Hashes(run.Output, job.Graph);
        var due = expected
            .SelectMany((e, record) => e.Hashes.Select(h => (Record: record, Value: h.Key, Hash: h.Value)))
            .ToList();
        var compared = due.Where(d => found.ContainsKey((d.Record, d.Value))).ToList();
        if (run.ExitCode == 0 && compared.Count < due.Count)
            diagnostics.Add(SimulationDiagnostics.Incomplete("tensors", due.Count, compared.Count));
        var wrong = compared.Where(d => found[(d.Record, d.Value)].Hash != d.Hash).ToList();
        var bytes = compared.Sum(d => job.Graph[d.Value].Shape.Elements);
        var different = wrong.Select(d => d.Value).ToHashSet(StringComparer.Ordinal);
        ImmutableArray<TensorHash> tensors =
        [
            .. job.Running.Select(value => new TensorHash(value.Name, value.Hash, !different.Contains(value.Name))),
        ];
        if (wrong is not [var first, ..])
            return new NativeResult(expected.Count, bytes, 0, null, tensors);
        var mismatch = job.FirstDifference(first.Value, first.Record, found[(first.Record, first.Value)].Index);
        diagnostics.Add(
            mismatch is null
                ? SimulationDiagnostics.TensorMismatch(first.Value, first.Record, wrong.Count)
                : SimulationDiagnostics.NativeMismatch(
                    mismatch.Layer,
                    mismatch.Image,
                    (mismatch.Height, mismatch.Width, mismatch.Channel),
                    mismatch.Expected,
                    mismatch.Actual ?? 0,
                    wrong.Count
                )
        );
        return new NativeResult(expected.Count, bytes, wrong.Count, mismatch, tensors);
    }

    /// <summary>Lines "record tensor name hash". A tensor's number is its place among the graph's nodes; its name is printed for readers, with other characters than the graph's where C has none for them.</summary>
    private static Dictionary<(int Record, string Value), (int Index, string Hash)> Hashes(string output, Graph graph)
    {
        var hashes = new Dictionary<(int, string), (int, string)>();
        foreach (var line in output.Split('\n'))
        {
            var words = line.Split(' ');
            if (
                words.Length >= 4
                && int.TryParse(words[0], out var record)
                && int.TryParse(words[1], out var index)
                && index >= 0
                && index < graph.Nodes.Length
            )
                hashes[(record, graph.Nodes[index].Name)] = (index, words[^1]);
        }

        return hashes;
    }

    private static ulong Fnv(ReadOnlySpan<short> codes, ulong hash = FnvBasis)
    {
        foreach (var code in codes)
            hash = unchecked((hash ^ (byte)code) * FnvPrime);
        return hash;
    }

    private static string Hex(ulong hash) => hash.ToString("x16");

    /// <summary>Hashes of the integer model's values for one record.</summary>
    private sealed record Expectation(ImmutableDictionary<string, string> Hashes);

    private sealed class Job(string program, Graph graph, string folder, string? onlyValue, TimeSpan timeout)
    {
        private readonly IntegerExecutor _golden = new(graph);
        private readonly Dictionary<string, ulong> _running = new(StringComparer.Ordinal);

        /// <summary>Hashes over all records, of the values that are compared, in the graph's order.</summary>
        public IEnumerable<(string Name, string Hash)> Running =>
            graph
                .Nodes.Where(node => node != graph.InputNode && (onlyValue is null || node.Name == onlyValue))
                .Select(node => (node.Name, Hex(_running[node.Name])));

        public Graph Graph => graph;

        public List<Expectation> Prepare(IEnumerable<short[]> records)
        {
            var expected = new List<Expectation>();
            using var input = File.Create(InputPath);
            foreach (var record in records)
            {
                input.Write(Bytes(record));
                var values = _golden.Run(record);
                foreach (var value in values)
                    _running[value.Key] = Fnv(value.Value, _running.GetValueOrDefault(value.Key, FnvBasis));
                var compared = values.Where(v =>
                    v.Key != graph.InputNode.Name && (onlyValue is null || v.Key == onlyValue)
                );
                expected.Add(
                    new Expectation(
                        compared.ToImmutableDictionary(v => v.Key, v => Hex(Fnv(v.Value)), StringComparer.Ordinal)
                    )
                );
            }

            return expected;
        }

        public ProgramRun? Execute(IEnumerable<string> options) =>
            ExternalProgram.RunFile(
                program,
                ["--codes", "--hashes", .. options, InputPath, Path.Combine(folder, "output.bin")],
                folder,
                timeout,
                onLine: null
            )
                is { TimedOut: false } run
                ? run
                : null;

        public Mismatch? FirstDifference(string value, int record, int index)
        {
            var elements = (int)graph.InputNode.Shape.Elements;
            var bytes = File.ReadAllBytes(InputPath).AsSpan(record * elements, elements).ToArray();
            var node = (QuantizedNode)graph[value];
            var signed = ((QuantizedNode)graph.InputNode).Output.Type.Signed;
            var expected = _golden.Run(Array.ConvertAll(bytes, b => signed ? (short)unchecked((sbyte)b) : (short)b))[
                value
            ];
            File.WriteAllBytes(InputPath, bytes);
            var dump = Directory.CreateDirectory(Path.Combine(folder, "dump")).FullName;
            var path = Path.Combine(dump, $"000000_{index:d4}.bin");
            if (Execute(["--dump", dump]) is null || !File.Exists(path))
                return null;
            var actual = File.ReadAllBytes(path);
            var at = Enumerable
                .Range(0, expected.Length)
                .FirstOrDefault(i => i >= actual.Length || actual[i] != unchecked((byte)expected[i]), -1);
            if (at < 0 || at >= actual.Length)
                return null;
            var channels = node.Shape.Channels;
            int code = node.Output.Type.Signed ? unchecked((sbyte)actual[at]) : actual[at];
            return new Mismatch(
                value,
                record,
                at / channels / node.Shape.Width,
                at / channels % node.Shape.Width,
                at % channels,
                expected[at],
                code,
                0
            );
        }

        private string InputPath => Path.Combine(folder, "input.bin");

        private static byte[] Bytes(short[] codes) => Array.ConvertAll(codes, code => unchecked((byte)code));
    }
}
