// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Analysis.Fidelity;

/// <summary>Sums of a comparison of real with dequantized values, in constant memory.</summary>
internal record struct ErrorSums()
{
    private long _count;
    private long _pixels;
    private double _signal;
    private double _quantized;
    private double _products;
    private double _noise;
    private double _error;
    private double _greatest;
    private double _crossEntropy;
    private double _divergence;

    /// <summary>Mean of (x - y)^2; 0 without values.</summary>
    public readonly double NoisePower => _count == 0 ? 0 : _noise / _count;

    /// <summary>Mean of x^2; 0 without values.</summary>
    public readonly double SignalPower => _count == 0 ? 0 : _signal / _count;

    /// <summary>Adds pairs.</summary>
    public void Add(ReadOnlySpan<double> real, ReadOnlySpan<double> quantized)
    {
        for (var i = 0; i < real.Length; i++)
        {
            double x = real[i],
                y = quantized[i],
                e = y - x;
            _signal += x * x;
            _quantized += y * y;
            _products += x * y;
            _noise += e * e;
            _error += e;
            _greatest = Math.Max(_greatest, Math.Abs(e));
        }

        _count += real.Length;
    }

    /// <summary>Adds the cross entropy of each pixel of two maps [H, W, <paramref name="channels"/>].</summary>
    public void AddCrossEntropy(ReadOnlySpan<double> real, ReadOnlySpan<double> quantized, int channels)
    {
        Span<double> p = channels <= 512 ? stackalloc double[channels] : new double[channels];
        Span<double> q = channels <= 512 ? stackalloc double[channels] : new double[channels];
        for (var start = 0; start < real.Length; start += channels)
        {
            LogSoftmax.Of(real.Slice(start, channels), p);
            LogSoftmax.Of(quantized.Slice(start, channels), q);
            for (var c = 0; c < channels; c++)
            {
                var probability = Math.Exp(p[c]);
                _crossEntropy -= probability * q[c];
                _divergence += probability * (p[c] - q[c]);
            }

            _pixels++;
        }
    }

    /// <summary>Adds the sums of another comparison.</summary>
    public void Merge(ErrorSums other)
    {
        _count += other._count;
        _pixels += other._pixels;
        _signal += other._signal;
        _quantized += other._quantized;
        _products += other._products;
        _noise += other._noise;
        _error += other._error;
        _greatest = Math.Max(_greatest, other._greatest);
        _crossEntropy += other._crossEntropy;
        _divergence += other._divergence;
    }

    /// <summary>The figures.</summary>
    public readonly FidelitySummary Summary() =>
        new(
            SignalPower,
            NoisePower,
            _signal > 0 && _noise > 0 ? 10.0 * Math.Log10(_signal / _noise) : null,
            _signal > 0 && _quantized > 0
                ? Math.Clamp(_products / Math.Sqrt(_signal) / Math.Sqrt(_quantized), -1, 1)
                : null,
            _greatest,
            _count == 0 ? 0 : _error / _count
        )
        {
            Qce = _pixels == 0 ? null : _crossEntropy / _pixels,
            Qkl = _pixels == 0 ? null : Math.Max(0, _divergence / _pixels),
        };
}
