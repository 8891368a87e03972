// SPDX-License-Identifier: Apache-2.0
using CoDesign.Reports.Layers;

namespace CoDesign.Reports.Tables;

/// <summary>Sentences about optional rewrites of an integer network.</summary>
public static class RewriteText
{
    /// <summary>What the removal of dead channels saved.</summary>
    public static string Of(DeadChannelSummary dead) =>
        dead.Channels == 0
            ? "Dead channels: none."
            : $"Dead channels: {Text.Count(dead.Channels)} removed, {Text.Count(dead.MacsAfter)} of {Text.Count(dead.MacsBefore)} MACs "
                + $"and {Text.Count(dead.WeightsAfter)} of {Text.Count(dead.WeightsBefore)} weights remain ({Text.Count(dead.Saved.WeightBytes)} bytes saved); the output is the same.";

    /// <summary>How far the half_up arithmetic is from the model's own.</summary>
    public static string Of(ApproximationSummary approximation)
    {
        var classes = approximation.SameClassRecords is { } same
            ? $"; the same class for {Text.Count(same)} of them"
            : "";
        var accuracy = approximation is { ExactTop1: { } exact, Top1: { } top1 }
            ? $"; top-1 {Text.Percent(top1)}, exact {Text.Percent(exact)}, on {Text.Count(approximation.Labels)} labels"
            : "";
        return $"half_up instead of tflite arithmetic: {Text.Count(approximation.DifferingBytes)} of {Text.Count(approximation.Bytes)} output bytes differ, by {approximation.GreatestDifferenceCodes} codes at most, "
            + $"on {Text.Count(approximation.Records)} {approximation.Source} records{classes}{accuracy}.";
    }
}
