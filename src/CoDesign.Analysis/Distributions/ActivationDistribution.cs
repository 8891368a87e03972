// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Analysis.Distributions;

/// <summary>
/// Second look at a value over the same records: moments and 256 bins of each channel and of the tensor, in constant memory. Percentiles of the tensor are off by at most
/// 2^-10 of their magnitude, those of a channel by at most 1/256 of its range.
/// </summary>
internal sealed class ActivationDistribution
{
    private readonly ActivationExtremes _extremes;
    private readonly EqualBins _tensorBins;
    private readonly EqualBins[] _channelBins;
    private readonly Moments[] _moments;
    private readonly long[] _tensorCounts = new long[EqualBins.Bins];
    private readonly long[] _channelCounts;

    /// <summary>An empty one over the ranges that the first look has found.</summary>
    public ActivationDistribution(ActivationExtremes extremes)
    {
        _extremes = extremes;
        _tensorBins = new EqualBins(extremes.Tensor.Minimum, extremes.Tensor.Maximum);
        _channelBins =
        [
            .. Enumerable
                .Range(0, extremes.Channels)
                .Select(c => new EqualBins(extremes.MinimumOf(c), extremes.MaximumOf(c))),
        ];
        _moments = [.. Enumerable.Repeat(new Moments(), extremes.Channels)];
        _channelCounts = new long[extremes.Channels * EqualBins.Bins];
    }

    /// <summary>Moments of channel <paramref name="channel"/> so far.</summary>
    public Moments MomentsOf(int channel) => _moments[channel];

    /// <summary>Adds the finite values [H, W, C] of one record.</summary>
    public void Add(ReadOnlySpan<double> values)
    {
        var channels = _moments.Length;
        for (var c = 0; c < channels; c++)
        {
            _moments[c] = Moments.Merge(_moments[c], Moments.Of(values, c, channels));
            var bins = _channelBins[c];
            var counts = _channelCounts.AsSpan(c * EqualBins.Bins, EqualBins.Bins);
            for (var i = c; i < values.Length; i += channels)
            {
                counts[bins.IndexOf(values[i])]++;
                _tensorCounts[_tensorBins.IndexOf(values[i])]++;
            }
        }
    }

    /// <summary>Adds what another one over the same ranges has seen.</summary>
    public void Merge(ActivationDistribution other)
    {
        for (var c = 0; c < _moments.Length; c++)
            _moments[c] = Moments.Merge(_moments[c], other._moments[c]);
        AddCounts(_tensorCounts, other._tensorCounts);
        AddCounts(_channelCounts, other._channelCounts);
    }

    /// <summary>All figures.</summary>
    public TensorSummary Summary(double clipPercent)
    {
        var channels = _moments.Select(
            (moments, c) =>
            {
                var counts = _channelCounts.AsSpan(c * EqualBins.Bins, EqualBins.Bins);
                return DistributionSummary.Of(
                    moments,
                    _channelBins[c].Percentile(counts, clipPercent),
                    _channelBins[c].Percentile(counts, 100.0 - clipPercent),
                    _channelBins[c].KlUniform(counts)
                );
            }
        );
        var tensor = DistributionSummary.Of(
            _moments.Aggregate(new Moments(), Moments.Merge),
            _extremes.Tensor.Percentile(clipPercent),
            _extremes.Tensor.Percentile(100.0 - clipPercent),
            _tensorBins.KlUniform(_tensorCounts)
        );
        return new TensorSummary(tensor, [.. channels], [.. _tensorCounts]);
    }

    private static void AddCounts(long[] counts, long[] added)
    {
        for (var i = 0; i < counts.Length; i++)
            counts[i] += added[i];
    }
}
