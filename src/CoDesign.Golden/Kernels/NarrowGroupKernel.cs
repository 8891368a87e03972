// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace CoDesign.Golden.Kernels;

/// <summary>
/// Groups of 1, 2 or 4 output channels: eight lanes hold 8, 4 or 2 groups, whose inputs stand side by side; one load fetches them all, and each lane takes
/// the pair of its own group. Four pixels of a row at a time.
/// </summary>
internal sealed class NarrowGroupKernel : PackedConvolution
{
    private const int Lanes = VectorRequantizer.Lanes;

    private readonly int _outputs;
    private readonly int _pairs;

    /// <summary>[block of 8 channels, tap, pair, 16].</summary>
    private readonly short[] _weights;

    /// <summary>[O], filled up to whole blocks.</summary>
    private readonly int[] _bias;

    /// <summary>For pair 0 of each group: which pair of the loaded inputs a lane takes.</summary>
    private readonly Vector256<int> _lanePairs;

    public NarrowGroupKernel(QuantizedConv2d conv, QuantizedNode source, RequantizeMode mode)
        : base(conv, source, mode)
    {
        _outputs = conv.Shape.Channels / conv.Groups;
        _pairs = conv.GroupInputs / 2;
        var blocks = (conv.Shape.Channels + Lanes - 1) / Lanes;
        _bias = new int[blocks * Lanes];
        conv.Bias.CopyTo(_bias);
        _lanePairs = Vector256.Create<int>([.. Enumerable.Range(0, Lanes).Select(lane => lane / _outputs * _pairs)]);
        _weights = new short[blocks * TapOffsets.Length * _pairs * 2 * Lanes];
        for (var k = 0; k < _weights.Length; k++)
        {
            var (rest, inPair) = Math.DivRem(k, 2);
            (rest, var lane) = Math.DivRem(rest, Lanes);
            (rest, var pair) = Math.DivRem(rest, _pairs);
            var (block, tap) = Math.DivRem(rest, TapOffsets.Length);
            _weights[k] = Weight((block * Lanes) + lane, tap, (2 * pair) + inPair);
        }
    }

    /// <summary>Whole groups fill eight lanes, and their inputs one vector.</summary>
    public static bool Takes(QuantizedConv2d conv)
    {
        var outputs = conv.Shape.Channels / conv.Groups;
        return outputs is 1 or 2 or 4 && conv.GroupInputs % 2 == 0 && Lanes / outputs * conv.GroupInputs <= 2 * Lanes;
    }

    protected override void Compute(ReadOnlySpan<short> x, Span<short> y)
    {
        var shape = Conv.Shape;
        for (var channel = 0; channel < shape.Channels; channel += Lanes)
        {
            var inputs = channel / _outputs * Conv.GroupInputs;
            for (var oy = 0; oy < shape.Height; oy++)
            {
                for (var ox = 0; ox < shape.Width; )
                {
                    var window = x[(WindowStart(oy, ox) + inputs)..];
                    var codes = y[shape.IndexOf(oy, ox, channel)..];
                    if (shape.Width - ox >= 4)
                    {
                        FourPixels(window, channel, codes);
                        ox += 4;
                    }
                    else
                    {
                        OnePixel(window, channel, codes);
                        ox++;
                    }
                }
            }
        }
    }

    private ReadOnlySpan<short> WeightsOf(int channel)
    {
        var length = TapOffsets.Length * _pairs * 2 * Lanes;
        return _weights.AsSpan(channel / Lanes * length, length);
    }

    private void FourPixels(ReadOnlySpan<short> window, int channel, Span<short> codes)
    {
        var sum0 = Vector256.Create<int>(_bias.AsSpan(channel));
        var (sum1, sum2, sum3) = (sum0, sum0, sum0);
        ref var w = ref MemoryMarshal.GetReference(WeightsOf(channel));
        foreach (var offset in TapOffsets)
        {
            var x0 = Vector256.Create(window[offset..]).AsInt32();
            var x1 = Vector256.Create(window[(offset + PixelStep)..]).AsInt32();
            var x2 = Vector256.Create(window[(offset + (2 * PixelStep))..]).AsInt32();
            var x3 = Vector256.Create(window[(offset + (3 * PixelStep))..]).AsInt32();
            var lanePairs = _lanePairs;
            for (var pair = 0; pair < _pairs; pair++)
            {
                var weights = Vector256.LoadUnsafe(ref w);
                w = ref Unsafe.Add(ref w, 2 * Lanes);
                sum0 = PairProducts.Add(sum0, PairProducts.Select(x0, lanePairs), weights);
                sum1 = PairProducts.Add(sum1, PairProducts.Select(x1, lanePairs), weights);
                sum2 = PairProducts.Add(sum2, PairProducts.Select(x2, lanePairs), weights);
                sum3 = PairProducts.Add(sum3, PairProducts.Select(x3, lanePairs), weights);
                lanePairs += Vector256<int>.One;
            }
        }

        var channels = Conv.Shape.Channels;
        var count = channels - channel;
        Requantizer.Store(sum0, channel, count, codes);
        Requantizer.Store(sum1, channel, count, codes[channels..]);
        Requantizer.Store(sum2, channel, count, codes[(2 * channels)..]);
        Requantizer.Store(sum3, channel, count, codes[(3 * channels)..]);
    }

    private void OnePixel(ReadOnlySpan<short> window, int channel, Span<short> codes)
    {
        var sum = Vector256.Create<int>(_bias.AsSpan(channel));
        var weights = WeightsOf(channel);
        foreach (var offset in TapOffsets)
        {
            var x = Vector256.Create(window[offset..]).AsInt32();
            var lanePairs = _lanePairs;
            for (var pair = 0; pair < _pairs; pair++)
            {
                sum = PairProducts.Add(sum, PairProducts.Select(x, lanePairs), Vector256.Create(weights));
                weights = weights[(2 * Lanes)..];
                lanePairs += Vector256<int>.One;
            }
        }

        Requantizer.Store(sum, channel, Conv.Shape.Channels - channel, codes);
    }
}
