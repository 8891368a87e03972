// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Analysis.Fidelity;

/// <summary>How near the dequantized values of one channel are to the real ones.</summary>
/// <param name="Qmse">Mean of <c>(x - y)^2</c>.</param>
/// <param name="SqnrDb"><c>10 log10(sum x^2 / sum (x - y)^2)</c> (thesis, Eq. 3.3), decibel; null without noise or without signal.</param>
/// <param name="Cosine"><c>sum x y / sqrt(sum x^2 sum y^2)</c>; null where one of them is all 0.</param>
public sealed record ChannelFidelity(double Qmse, double? SqnrDb, double? Cosine);

/// <summary>Sums of the comparison of each channel of a map, over records, in constant memory.</summary>
internal sealed class ChannelErrors(int channels)
{
    private readonly double[] _signal = new double[channels];
    private readonly double[] _quantized = new double[channels];
    private readonly double[] _products = new double[channels];
    private readonly double[] _noise = new double[channels];
    private long _pixels;

    /// <summary>Adds real and dequantized values [H, W, C] of one record.</summary>
    public void Add(ReadOnlySpan<double> real, ReadOnlySpan<double> quantized)
    {
        for (var start = 0; start < real.Length; start += channels)
        {
            var x = real.Slice(start, channels);
            var y = quantized.Slice(start, channels);
            for (var c = 0; c < channels; c++)
            {
                var e = y[c] - x[c];
                _signal[c] += x[c] * x[c];
                _quantized[c] += y[c] * y[c];
                _products[c] += x[c] * y[c];
                _noise[c] += e * e;
            }
        }

        _pixels += real.Length / channels;
    }

    /// <summary>Adds what another one has seen.</summary>
    public void Merge(ChannelErrors other)
    {
        for (var c = 0; c < channels; c++)
        {
            _signal[c] += other._signal[c];
            _quantized[c] += other._quantized[c];
            _products[c] += other._products[c];
            _noise[c] += other._noise[c];
        }

        _pixels += other._pixels;
    }

    /// <summary>The figures of each channel.</summary>
    public ImmutableArray<ChannelFidelity> Summary() => [.. Enumerable.Range(0, channels).Select(Of)];

    private ChannelFidelity Of(int c)
    {
        double? ratio = _signal[c] > 0 && _noise[c] > 0 ? 10.0 * Math.Log10(_signal[c] / _noise[c]) : null;
        double? cosine =
            _signal[c] > 0 && _quantized[c] > 0
                ? Math.Clamp(_products[c] / Math.Sqrt(_signal[c]) / Math.Sqrt(_quantized[c]), -1, 1)
                : null;
        return new ChannelFidelity(_pixels == 0 ? 0 : _noise[c] / _pixels, ratio, cosine);
    }
}
