// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Analysis.Fidelity;

/// <summary>Signal and noise of each channel of a map, over records, in constant memory.</summary>
internal sealed class ChannelErrors(int channels)
{
    private readonly double[] _signal = new double[channels];
    private readonly double[] _noise = new double[channels];

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
                _noise[c] += e * e;
            }
        }
    }

    /// <summary>Adds what another one has seen.</summary>
    public void Merge(ChannelErrors other)
    {
        for (var c = 0; c < channels; c++)
        {
            _signal[c] += other._signal[c];
            _noise[c] += other._noise[c];
        }
    }

    /// <summary><c>10 log10(signal / noise)</c> of each channel (thesis, Eq. 3.3); null without noise or without signal.</summary>
    public ImmutableArray<double?> SqnrDb() =>
        [
            .. _signal.Zip(
                _noise,
                (signal, noise) => signal > 0 && noise > 0 ? 10.0 * Math.Log10(signal / noise) : (double?)null
            ),
        ];
}
