// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using CoDesign.Cosim.Synthesis;
using CoDesign.Reports.Tables;

namespace CoDesign.Reports.Synthesis;

/// <summary>A synthesis for people.</summary>
public static class SynthesisTable
{
    /// <summary>Cells by module; the last rows hold those of all modules and of the flat design.</summary>
    public static ReportTable Of(SynthesisSummary summary) =>
        new(
            [
                new ReportColumn("module", IsFigure: false),
                new ReportColumn("instances", IsFigure: true),
                new ReportColumn("LUT", IsFigure: true),
                new ReportColumn("FF", IsFigure: true),
                new ReportColumn("carry", IsFigure: true),
                new ReportColumn("DSP", IsFigure: true),
                new ReportColumn("LUT RAM", IsFigure: true),
                new ReportColumn("block RAM", IsFigure: false),
            ],
            [
                .. summary
                    .Modules.Where(module => HasCells(module.Cells))
                    .Select(module => Row(module.Module, Text.Count(module.Instances), module.Cells)),
                Row("all modules", "", summary.ModulesTotal),
                Row("flat design", "", summary.Total),
            ]
        );

    /// <summary>What each memory of the flat design becomes.</summary>
    public static ReportTable MemoriesOf(SynthesisSummary summary) =>
        new(
            [
                new ReportColumn("memory", IsFigure: false),
                new ReportColumn("instances", IsFigure: true),
                new ReportColumn("words", IsFigure: true),
                new ReportColumn("bits", IsFigure: true),
                new ReportColumn("becomes", IsFigure: false),
            ],
            [
                .. summary.Memories.Select(memory =>
                    ImmutableArray.Create(
                        memory.Memory,
                        Text.Count(memory.Instances),
                        Text.Count(memory.Words),
                        Text.Count(memory.WordBits),
                        memory.Mapping switch
                        {
                            MemoryKind.BlockRam => "block RAM",
                            MemoryKind.LutRam => "LUT RAM",
                            _ => "flip-flops",
                        }
                    )
                ),
            ]
        );

    /// <summary>What the table does not say, a sentence a line.</summary>
    public static IEnumerable<string> Sentences(SynthesisSummary summary)
    {
        yield return $"{summary.Target}, {summary.Tool}: {Number(summary.LutsPerMultiplier, "0.0")} LUT for each of {summary.Multipliers} multipliers ({Number((double)summary.ModulesTotal.Luts / summary.Multipliers, "0.0")} with modules kept apart), {Text.Count(summary.Warnings)} other {(summary.Warnings == 1 ? "warning" : "warnings")}.";
        if (summary.Simulation is { } run)
            yield return $"Netlist in Icarus on the vendor's cell models: {Text.Count(run.Mismatches)} mismatches in {Text.Count(run.Bytes)} result bytes of {Text.Count(run.Images)} images, {Text.Count(run.Cycles)} cycles.";
        if (summary.Placement is not { } placement)
            yield break;
        var resources = placement.Resources.Select(r => $"{Text.Count(r.Used)} of {Text.Count(r.Available)} {r.Name}");
        yield return $"{placement.Device}, {placement.Tool}, seed {placement.Seed}: {string.Join(", ", resources)}.";
        if (placement.FmaxMhz is { } fmax)
            yield return $"Fmax {Number(fmax, "0.0")} MHz{Rate(placement)}.";
    }

    private static string Rate(PlacementSummary placement) =>
        placement.FramesPerSecond is { } rate
            ? $", {Number(rate, "0.0")} frames per second of {Text.Count(placement.FrameCycles)} cycles"
            : "";

    private static ImmutableArray<string> Row(string name, string instances, CellCounts cells) =>
        [
            name,
            instances,
            Text.Count(cells.Luts),
            Text.Count(cells.FlipFlops),
            Text.Count(cells.Carries),
            Text.Count(cells.Dsps),
            Text.Count(cells.LutRams),
            string.Join(" + ", cells.BlockRams.Select(block => $"{block.Value} {block.Key}")),
        ];

    private static bool HasCells(CellCounts cells) =>
        cells.Luts + cells.FlipFlops + cells.Dsps + cells.LutRams + cells.BlockRams.Count > 0;

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
