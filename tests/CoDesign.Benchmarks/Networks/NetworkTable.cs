// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Text;
using CoDesign.Benchmarks.Executors;

namespace CoDesign.Benchmarks.Networks;

/// <summary>The table of <see cref="NetworkBench"/>: times in microseconds, GMAC/s, and ratios to ONNX Runtime's integer time (above 1 = faster than it).</summary>
internal sealed class NetworkTable
{
    private static readonly string[] Times =
    [
        OnnxRuntime.FloatColumn,
        OnnxRuntime.IntegerColumn,
        ManagedExecutors.PlainColumn,
        ManagedExecutors.VectorColumn,
        EmittedC.Column,
    ];

    private readonly List<string[]> _rows = [];

    public void Add(BenchModel model, Dictionary<string, double> least)
    {
        string Time(string column) =>
            least.TryGetValue(column, out var time) ? time.ToString("F1", CultureInfo.InvariantCulture) : "-";
        string Ratio(string column) =>
            least.TryGetValue(OnnxRuntime.IntegerColumn, out var runtime) && least.TryGetValue(column, out var own)
                ? (runtime / own).ToString("F2", CultureInfo.InvariantCulture)
                : "-";
        string Speed(string column) =>
            least.TryGetValue(column, out var time)
                ? (model.Macs / time / 1e3).ToString("F1", CultureInfo.InvariantCulture)
                : "-";
        _rows.Add([
            model.Name,
            model.Macs.ToString("N0", CultureInfo.InvariantCulture),
            .. Times.Select(Time),
            Speed(OnnxRuntime.IntegerColumn),
            Speed(ManagedExecutors.VectorColumn),
            Speed(EmittedC.Column),
            Ratio(ManagedExecutors.VectorColumn),
            Ratio(EmittedC.Column),
        ]);
    }

    public string Text(IEnumerable<string> notes)
    {
        var rows = _rows.Prepend(Header).ToArray();
        var widths = Enumerable.Range(0, Header.Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        var text = new StringBuilder();
        foreach (var row in rows)
            text.AppendJoin(
                    "  ",
                    row.Select(
                        (cell, column) => column == 0 ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column])
                    )
                )
                .Append('\n');
        foreach (var line in notes.Prepend(Machine))
            text.Append(line).Append('\n');
        return text.ToString();
    }

    public string Markdown(IEnumerable<string> notes)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{Machine}\n\n");
        foreach (var row in _rows.Prepend([.. Header.Select(_ => "---")]).Prepend(Header))
            text.Append(CultureInfo.InvariantCulture, $"| {string.Join(" | ", row)} |\n");
        foreach (var note in notes)
            text.Append(CultureInfo.InvariantCulture, $"\n{note}\n");
        return text.ToString();
    }

    private static string[] Header { get; } =
    [
        "model",
        "MACs",
        .. Times.Select(column => $"{column}, us"),
        "ORT int8, GMAC/s",
        "C# vector, GMAC/s",
        "C, GMAC/s",
        "C# vector / ORT int8",
        "C / ORT int8",
    ];

    private static string Machine
    {
        get
        {
            var processor =
                File.Exists("/proc/cpuinfo")
                && File.ReadLines("/proc/cpuinfo")
                    .FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))
                    is { } line
                    ? line.Split(':')[1].Trim()
                    : RuntimeInformation.ProcessArchitecture.ToString();
            var vectors =
                Avx512BW.IsSupported ? "AVX-512"
                : Avx2.IsSupported ? "AVX2"
                : Vector128.IsHardwareAccelerated ? "128-bit vectors"
                : "no vectors";
            return $"{processor}, {vectors} in C#, {RuntimeInformation.FrameworkDescription}, onnxruntime-node {OnnxRuntime.Version}; gcc -O3 -march=native; one thread, one record at a time, least time of all rounds.";
        }
    }
}
