// SPDX-License-Identifier: Apache-2.0
using CoDesign.Reports.Layers;

namespace CoDesign.Reports.Writers;

/// <summary><c>layers.csv</c>: one line for each layer, a heading with the JSON keys, LF, RFC 4180 quoting.</summary>
public static class LayersCsv
{
    private static readonly ImmutableArray<(string Key, Func<LayerSummary, object?> Value)> Columns =
    [
        ("name", l => l.Name),
        ("op", l => l.Op),
        ("inputShape", l => string.Join('x', l.InputShape)),
        ("shape", l => string.Join('x', l.Shape)),
        ("kernel", l => l.Kernel is { } kernel ? string.Join('x', kernel) : null),
        ("stride", l => l.Stride is { } stride ? string.Join('x', stride) : null),
        ("groups", l => l.Groups),
        ("macs", l => l.Macs),
        ("parameters", l => l.Parameters),
        ("weightBytes", l => l.WeightBytes),
        ("activationBytes", l => l.ActivationBytes),
        ("cycles", l => l.Cycles),
        ("macUtilization", l => l.MacUtilization),
        ("utilizationBound", l => l.UtilizationBound),
        ("energyPj", l => l.EnergyPj),
    ];

    /// <summary>The text of the file.</summary>
    public static string Write(NetworkSummary summary) =>
        CsvText.Of(
            Columns.Select(c => c.Key),
            summary.Layers.Select(layer => Columns.Select(c => CsvText.Cell(c.Value(layer))))
        );
}
