// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using CoDesign.Reports.Layers;

namespace CoDesign.Reports.Tables;

/// <summary>The layers of a summary as a table; columns that no layer has a figure for are left out, the last row holds the totals.</summary>
public static class LayerTable
{
    private sealed record Column(
        string Title,
        Func<LayerSummary, string> Cell,
        Func<NetworkSummary, string> Total,
        bool IsFigure = true
    );

    private static readonly ImmutableArray<Column> Columns =
    [
        new("layer", l => l.Name, _ => "total", IsFigure: false),
        new("op", l => l.Op, _ => "", IsFigure: false),
        new("input", l => Text.Shape(l.InputShape), _ => ""),
        new("output", l => Text.Shape(l.Shape), _ => ""),
        new("kernel", l => Text.Kernel(l), _ => "", IsFigure: false),
        new("groups", l => l.Groups?.ToString(CultureInfo.InvariantCulture) ?? "", _ => ""),
        new("MACs", l => Text.Count(l.Macs), n => Text.Count(n.Macs)),
        new("parameters", l => Text.Count(l.Parameters), n => Text.Count(n.Parameters)),
        new("activation bytes", l => Text.Count(l.ActivationBytes), n => $"peak {Text.Count(n.PeakActivationBytes)}"),
        new("bands", l => l.Bands?.ToString(CultureInfo.InvariantCulture) ?? "", _ => ""),
        new("cycles", l => Text.Count(l.Cycles), n => Text.Count(n.Cycles)),
        new(
            "utilization",
            l => Text.Percent(l.Macs > 0 ? l.MacUtilization : null),
            n => Text.Percent(n.MacUtilization)
        ),
        new("energy pJ", l => Text.Count((long?)l.EnergyPj), n => Text.Count((long?)n.EnergyPj)),
    ];

    /// <summary>The table.</summary>
    public static ReportTable Of(NetworkSummary summary)
    {
        var shown = Columns.Where(c => summary.Layers.Any(l => c.Cell(l).Length > 0)).ToList();
        var rows = summary.Layers.Select(l => shown.Select(c => c.Cell(l)).ToImmutableArray());
        return new ReportTable(
            [.. shown.Select(c => new ReportColumn(c.Title, c.IsFigure))],
            [.. rows, [.. shown.Select(c => c.Total(summary))]]
        );
    }
}
