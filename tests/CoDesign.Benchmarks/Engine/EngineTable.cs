// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text;
using CoDesign.Cosim.Verilator;
using CoDesign.Ir.Configuration;

namespace CoDesign.Benchmarks.Engine;

/// <summary>Measures all rows on all arrays and writes <c>benchmarks.md</c> and the plot of utilization against groups.</summary>
public static class EngineTable
{
    private const string FirstMark = "<!-- engine table: begin -->";
    private const string LastMark = "<!-- engine table: end -->";
    private const int ShortCycles = 80;
    private const int LongCycles = 1000;

    private static readonly (int Channels, int Pixels, int Ports)[] Arrays =
    [
        (4, 4, 1),
        (8, 8, 1),
        (16, 7, 1),
        (16, 8, 1),
        (32, 8, 1),
        (16, 16, 2),
    ];

    /// <summary>
    /// Writes into <paramref name="folder"/>, or, when one array {PO, PX} or {PO, PX, drain ports} is asked for, prints its table only.
    /// </summary>
    public static void Run(string folder, int[] array)
    {
        var text = new StringBuilder();
        var walks = new List<UtilizationPlot.Curve>();
        var tables = new List<string>();
        var arrays = array is [var channels, var pixels, .. var rest]
            ? [(channels, pixels, rest is [var asked] ? asked : 1)]
            : Arrays;
        text.Append(Heading());
        foreach (var (po, px, ports) in arrays)
        {
            var configuration = EngineMeasurement.SharedWeights with { Channels = po, Pixels = px, DrainPorts = ports };
            var rows = EngineMeasurement.Run(EngineRows.All, configuration);
            text.Append(Summary(rows));
            var table = Table(rows);
            Console.Write(table);
            tables.Add(table);
            walks.Add(
                new(
                    $"{po} x {px}",
                    [.. rows.Where(r => EngineRows.IsPlotted(r.Row)).Select(r => (r.Row.Groups, r.Utilization))]
                )
            );
        }

        Console.Write(text);
        if (arrays.Length < Arrays.Length)
            return;
        text.Append("\n![Utilization against groups](utilization.svg)\n");
        foreach (var table in tables)
            text.Append(table);
        Replace(Path.Combine(folder, "benchmarks.md"), text.ToString());
        File.WriteAllText(Path.Combine(folder, "utilization.svg"), UtilizationPlot.Svg(walks));
    }

    /// <summary>Puts the text between the marks in <paramref name="path"/>; what stands around them stays.</summary>
    private static void Replace(string path, string text)
    {
        var old = File.Exists(path) ? File.ReadAllText(path) : "";
        var first = old.IndexOf(FirstMark, StringComparison.Ordinal);
        var last = old.IndexOf(LastMark, StringComparison.Ordinal);
        var section = $"{FirstMark}\n{text}{LastMark}\n";
        File.WriteAllText(
            path,
            first < 0 || last < first
                ? old + (old.Length > 0 ? "\n" : "") + section
                : old[..first] + section + old[(last + LastMark.Length)..].TrimStart('\n')
        );
    }

    private static string Heading() =>
        $"""
            # Engine table

            Measured by `./build.sh bench --engine` in {new VerilatorSimulator().Programs[
                0
            ].Probe().Version}: every row is a layer of a generated chain that went through plan, Verilog, bench and
            comparison; every byte of every layer equals the integer model. On-chip weights, profile `lean`, `laneWeights: shared` (pixels over the lanes in every layer). Cycles are all cycles from the layer's first issued step to the
            next layer's first one. Utilization is MACs / (cycles x PO x PX). Bound is what shape and mapping allow if the array waited for drains only: of a tile, and, where
            it is 1 % of the layer or more, of pixels that a layer reads (small maps of one block). Where the orders of channels of two
            group convolutions do not fit, cycles and bound of the second count the copy between them. The last column says why the bound is below 100 %.
            Error is estimated over measured cycles.

            Least utilization as a share of the bound, where waits for pixels in the drain count as lost, and largest error of the estimate:

            | PO x PX | rows | >= {LongCycles} cycles | {ShortCycles} to {LongCycles} cycles | shorter | estimate error, largest |
            |---|---|---|---|---|---|

            """;

    private static string Summary(ImmutableArray<MeasuredRow> rows)
    {
        return $"| {Name(rows[0].Configuration)} | {rows.Length} | {Least(r => r.Cycles >= LongCycles)} | {Least(r => r.Cycles is >= ShortCycles and < LongCycles)}"
            + $" | {Least(r => r.Cycles < ShortCycles)} | {Percent(rows.Max(r => Math.Abs(r.EstimateError)))} |\n";

        string Least(Func<MeasuredRow, bool> where) =>
            rows.Where(where).ToArray() is { Length: > 0 } chosen
                ? Percent(chosen.Min(r => r.OfBoundWithoutWaits))
                : "-";
    }

    private static string Table(ImmutableArray<MeasuredRow> rows)
    {
        var text = new StringBuilder($"\n## PO x PX = {Name(rows[0].Configuration)}\n\n");
        text.Append(
            "| map | kernel | groups | cycles | utilization | bound | of bound | error | bound, why |\n|---|---|---|---|---|---|---|---|---|\n"
        );
        foreach (var row in rows)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {row.Row.Map} | {row.Row.Kernel} | {row.Row.Groups} | {row.Cycles} | {Percent(row.Utilization)} | {Percent(row.Estimate.UtilizationBound)} | {Percent(row.OfBound)}"
            );
            text.Append(
                CultureInfo.InvariantCulture,
                $" | {Percent(row.EstimateError)} | {string.Join("; ", row.Estimate.Reasons)} |\n"
            );
        }

        return text.ToString();
    }

    private static string Name(AcceleratorConfiguration configuration) =>
        $"{configuration.Channels} x {configuration.Pixels}"
        + (configuration.DrainPorts == 2 ? ", two drain ports" : "");

    private static string Percent(double share) => (100 * share).ToString("0.00", CultureInfo.InvariantCulture) + " %";
}
