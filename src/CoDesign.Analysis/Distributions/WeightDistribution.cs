// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Analysis.Distributions;

/// <summary>Distribution of weights [O, KH, KW, I], exact: percentiles are those of the sorted values, interpolated linearly between ranks.</summary>
public static class WeightDistribution
{
    /// <summary>The summary of <paramref name="weights"/>.</summary>
    /// <param name="weights">Finite, the first axis is the output channel.</param>
    /// <param name="channels">O.</param>
    /// <param name="clipPercent">p.</param>
    public static TensorSummary Of(ReadOnlySpan<double> weights, int channels, double clipPercent)
    {
        var taken = weights.Length / channels;
        var summaries = ImmutableArray.CreateBuilder<DistributionSummary>(channels);
        for (var o = 0; o < channels; o++)
            summaries.Add(Summarize(weights.Slice(o * taken, taken), clipPercent, out _));
        var tensor = Summarize(weights, clipPercent, out var histogram);
        return new TensorSummary(tensor, summaries.MoveToImmutable(), [.. histogram]);
    }

    private static DistributionSummary Summarize(ReadOnlySpan<double> values, double clipPercent, out long[] histogram)
    {
        var moments = Moments.Of(values);
        var bins = new EqualBins(moments.Minimum, moments.Maximum);
        histogram = new long[EqualBins.Bins];
        foreach (var value in values)
            histogram[bins.IndexOf(value)]++;
        var sorted = values.ToArray();
        Array.Sort(sorted);
        return DistributionSummary.Of(
            moments,
            Percentile(sorted, clipPercent),
            Percentile(sorted, 100.0 - clipPercent),
            bins.KlUniform(histogram)
        );
    }

    private static double Percentile(double[] sorted, double percent)
    {
        var rank = percent / 100.0 * (sorted.Length - 1);
        var below = (int)Math.Floor(rank);
        var above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + ((rank - below) * (sorted[above] - sorted[below]));
    }
}
