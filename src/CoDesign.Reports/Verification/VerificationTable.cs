// SPDX-License-Identifier: Apache-2.0
using CoDesign.Reports.Tables;

namespace CoDesign.Reports.Verification;

/// <summary>A verification for people.</summary>
public static class VerificationTable
{
    /// <summary>Layers with cycles, estimate and utilization; the last row holds the totals.</summary>
    public static ReportTable Of(VerificationSummary summary) =>
        new(
            [
                new ReportColumn("layer", IsFigure: false),
                new ReportColumn("op", IsFigure: false),
                new ReportColumn("MACs", IsFigure: true),
                new ReportColumn("cycles", IsFigure: true),
                new ReportColumn("estimated", IsFigure: true),
                new ReportColumn("utilization", IsFigure: true),
            ],
            [
                .. summary.Layers.Select(layer =>
                    ImmutableArray.Create(
                        layer.Name,
                        layer.Op,
                        Text.Count(layer.Macs),
                        Text.Count(layer.Cycles),
                        Text.Count(layer.EstimatedCycles),
                        Text.Percent(layer.Macs > 0 ? layer.MacUtilization : null)
                    )
                ),
                [
                    "image in to result out",
                    "",
                    Text.Count(summary.Macs),
                    Text.Count(summary.Cycles),
                    "",
                    Text.Percent(summary.MacUtilization),
                ],
                .. summary.FrameIntervalCycles is { } interval
                    ? ImmutableArray.Create<ImmutableArray<string>>([
                        "frame to frame",
                        "",
                        Text.Count(summary.Macs),
                        Text.Count(interval),
                        "",
                        Text.Percent(summary.IntervalUtilization),
                    ])
                    : [],
            ]
        );

    /// <summary>"0 mismatches in N bytes" and under which circumstances.</summary>
    public static string Sentence(VerificationSummary summary)
    {
        var stalls = summary.Stalls switch
        {
            "on" => $"random stalls, seed {summary.Seed}",
            "auto" when summary.Images > 1 =>
                $"random stalls from the {(summary.Images > 2 ? "third" : "second")} on, seed {summary.Seed}",
            _ => "no stalls",
        };
        var count =
            summary.MismatchingWords == 0
                ? "0 mismatches"
                : $"{Text.Count(summary.MismatchingWords)} words with mismatches";
        return $"{count} in {Text.Count(summary.ComparedBytes)} bytes ({summary.Images} {(summary.Images == 1 ? "image" : "images")} in {summary.Simulator}, {stalls}).";
    }
}
