// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using CoDesign.Reports.Tables;

namespace CoDesign.Reports.Layerwise;

/// <summary>The most telling figures of <c>analyze</c> as tables for people.</summary>
public static class AnalysisTable
{
    /// <summary>The layers of one network.</summary>
    public static ReportTable Of(AnalyzedNetwork network)
    {
        (string Title, Func<AnalyzedLayer, string> Cell)[] columns =
        [
            ("layer", l => l.Figures.Name),
            ("op", l => l.Figures.Op),
            ("weight range", l => Number(l.Analysis.Weights?.Original.Tensor.Range)),
            ("folded range", l => Number(l.Analysis.Weights?.Folded.Tensor.Range)),
            ("channel precision", l => Number(l.Analysis.Weights?.Folded.AverageChannelPrecision)),
            ("weights SQNR dB", l => Number(l.Analysis.Weights?.Fidelity.SqnrDb)),
            ("output SQNR dB", l => Number(l.Analysis.Fidelity.SqnrDb)),
            ("cosine", l => Number(l.Analysis.Fidelity.Cosine, "F5")),
            ("clipping share", l => Text.Percent(ShareOf(l, a => a.ClippingMse))),
            ("weights share", l => Text.Percent(ShareOf(l, a => a.WeightsMse))),
            ("rounding share", l => Text.Percent(ShareOf(l, a => a.RoundingMse))),
            ("rank", l => l.Attribution?.Rank.ToString(CultureInfo.InvariantCulture) ?? ""),
            ("cycles", l => Text.Count(l.Figures.Cycles)),
            ("utilization", l => Text.Percent(l.Figures.Macs > 0 ? l.Figures.MacUtilization : null)),
        ];
        return new ReportTable(
            [.. columns.Select((c, i) => new ReportColumn(c.Title, IsFigure: i > 1))],
            [.. network.Layers.Select(layer => columns.Select(c => c.Cell(layer)).ToImmutableArray())]
        );
    }

    /// <summary>All networks side by side.</summary>
    public static ReportTable Totals(IEnumerable<AnalyzedNetwork> networks)
    {
        (string Title, Func<AnalyzedNetwork, string> Cell)[] columns =
        [
            ("model", n => n.Name),
            ("images", n => Text.Count(n.Analysis.Records)),
            ("fp32 top-1 %", n => Number(n.Analysis.Accuracy.Fp32Top1Percent)),
            ("integer top-1 %", n => Number(n.Analysis.Accuracy.IntegerTop1Percent)),
            ("decrease %", n => Number(n.Analysis.Accuracy.PercentAccuracyDecrease)),
            ("QMSE", n => Number(n.Analysis.Accuracy.Qmse)),
            ("QCE", n => Number(n.Analysis.Accuracy.Qce)),
            ("QKL", n => Number(n.Analysis.Accuracy.Qkl)),
            ("MACs", n => Text.Count(n.Figures.Macs)),
            ("cycles", n => Text.Count(n.Figures.Cycles)),
            ("energy uJ", n => Number(n.Figures.EnergyPj / 1e6)),
        ];
        return new ReportTable(
            [.. columns.Select((c, i) => new ReportColumn(c.Title, IsFigure: i > 0))],
            [.. networks.Select(network => columns.Select(c => c.Cell(network)).ToImmutableArray())]
        );
    }

    private static double? ShareOf(
        AnalyzedLayer layer,
        Func<CoDesign.Analysis.Attribution.LayerAttribution, double> part
    ) => layer.Attribution is { TotalMse: > 0 } attribution ? part(attribution) / attribution.TotalMse : null;

    private static string Number(double? value, string format = "G4") =>
        value?.ToString(format, CultureInfo.InvariantCulture) ?? "";
}
