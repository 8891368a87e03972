// SPDX-License-Identifier: Apache-2.0
using CoDesign.Transforms.Calibration;

namespace CoDesign.Analysis.Distributions;

/// <summary>First look at a value over a stream of records: extremes of each channel and percentiles of the tensor. The histograms of the second look need them.</summary>
internal sealed class ActivationExtremes(int channels)
{
    private readonly double[] _minimum = Filled(channels, double.PositiveInfinity);
    private readonly double[] _maximum = Filled(channels, double.NegativeInfinity);

    /// <summary>Counts of the whole tensor.</summary>
    public ValueHistogram Tensor { get; } = new();

    /// <summary>C.</summary>
    public int Channels => channels;

    /// <summary>Least value of a channel.</summary>
    public double MinimumOf(int channel) => _minimum[channel];

    /// <summary>Greatest value of a channel.</summary>
    public double MaximumOf(int channel) => _maximum[channel];

    /// <summary>Adds the values [H, W, C] of one record.</summary>
    public void Add(ReadOnlySpan<double> values)
    {
        Tensor.Add(values);
        for (var start = 0; start < values.Length; start += channels)
        {
            var pixel = values.Slice(start, channels);
            for (var c = 0; c < channels; c++)
            {
                _minimum[c] = Math.Min(_minimum[c], pixel[c]);
                _maximum[c] = Math.Max(_maximum[c], pixel[c]);
            }
        }
    }

    /// <summary>Adds what another one has seen.</summary>
    public void Merge(ActivationExtremes other)
    {
        Tensor.Merge(other.Tensor);
        for (var c = 0; c < channels; c++)
        {
            _minimum[c] = Math.Min(_minimum[c], other._minimum[c]);
            _maximum[c] = Math.Max(_maximum[c], other._maximum[c]);
        }
    }

    private static double[] Filled(int length, double value)
    {
        var array = new double[length];
        Array.Fill(array, value);
        return array;
    }
}
