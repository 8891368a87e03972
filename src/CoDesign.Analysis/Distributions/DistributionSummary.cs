// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Analysis.Distributions;

/// <summary>
/// What is known of the values of a tensor or of one of its channels. A figure that has no meaning for the values is null: kurtosis and divergence where all are equal.
/// </summary>
/// <param name="Minimum">Least value.</param>
/// <param name="Maximum">Greatest value.</param>
/// <param name="ClippedMinimum">p-th percentile, p = the clipping of the quantization.</param>
/// <param name="ClippedMaximum">(100 - p)-th percentile.</param>
/// <param name="Mean">Arithmetic mean.</param>
/// <param name="Deviation">Population deviation.</param>
/// <param name="Kurtosis">Fourth standardized moment, 3 for a normal distribution.</param>
/// <param name="Sparsity">Share of values that are exactly 0, 0..1.</param>
/// <param name="KlUniform">Divergence from the uniform distribution over [minimum, maximum], 256 bins, nats.</param>
public sealed record DistributionSummary(
    double Minimum,
    double Maximum,
    double ClippedMinimum,
    double ClippedMaximum,
    double Mean,
    double Deviation,
    double? Kurtosis,
    double Sparsity,
    double? KlUniform
)
{
    /// <summary>Maximum - minimum.</summary>
    public double Range => Maximum - Minimum;

    /// <summary>Range without the share that clipping cuts off at each end.</summary>
    public double ClippedRange => ClippedMaximum - ClippedMinimum;

    /// <summary>The summary of moments and what a histogram says beside them.</summary>
    internal static DistributionSummary Of(
        Moments moments,
        double clippedMinimum,
        double clippedMaximum,
        double? klUniform
    ) =>
        new(
            moments.Count == 0 ? 0 : moments.Minimum,
            moments.Count == 0 ? 0 : moments.Maximum,
            clippedMinimum,
            clippedMaximum,
            moments.Mean,
            moments.Deviation,
            moments.Kurtosis,
            moments.Sparsity,
            klUniform
        );
}

/// <summary>Distribution of a tensor and of its channels.</summary>
/// <param name="Tensor">All values.</param>
/// <param name="Channels">One for each channel: output channel of weights, channel of a map.</param>
/// <param name="Histogram">Counts in 256 equal bins over [minimum, maximum].</param>
public sealed record TensorSummary(
    DistributionSummary Tensor,
    ImmutableArray<DistributionSummary> Channels,
    ImmutableArray<long> Histogram
)
{
    /// <summary>
    /// Average channel precision (thesis, Eq. 3.1): mean over the channels of <c>range_i / range_tensor</c>, 0..1. 1 says that every channel uses all codes of a scale per tensor.
    /// Null where the tensor's range is 0.
    /// </summary>
    public double? AverageChannelPrecision =>
        Tensor.Range > 0 ? Channels.Average(channel => channel.Range / Tensor.Range) : null;

    /// <summary>The same with the ranges clipped at the percentiles.</summary>
    public double? ClippedAverageChannelPrecision =>
        Tensor.ClippedRange > 0 ? Channels.Average(channel => channel.ClippedRange / Tensor.ClippedRange) : null;
}
