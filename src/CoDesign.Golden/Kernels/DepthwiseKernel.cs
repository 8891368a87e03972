// SPDX-License-Identifier: Apache-2.0
using System.Runtime.Intrinsics;

namespace CoDesign.Golden.Kernels;

/// <summary>Depthwise convolution: vectors run over 16 channels, products over pairs of taps (an odd last tap meets zero weights).</summary>
internal sealed class DepthwiseKernel : PackedConvolution
{
    private const int BlockChannels = 16;

    private readonly int _blocks;
    private readonly int _pairs;

    /// <summary>[block, pair of taps, 32] in the order of <see cref="PairProducts.Interleave(Vector256{short}, Vector256{short})"/>.</summary>
    private readonly short[] _weights;

    /// <summary>[O], filled up to whole blocks.</summary>
    private readonly int[] _bias;

    public DepthwiseKernel(QuantizedConv2d conv, QuantizedNode source, RequantizeMode mode)
        : base(conv, source, mode)
    {
        _blocks = (conv.Groups + BlockChannels - 1) / BlockChannels;
        _pairs = (TapOffsets.Length + 1) / 2;
        _bias = new int[_blocks * BlockChannels];
        conv.Bias.CopyTo(_bias);
        _weights = new short[_blocks * _pairs * 2 * BlockChannels];
        for (var block = 0; block < _blocks; block++)
        {
            for (var pair = 0; pair < _pairs; pair++)
            {
                var (first, second) = PairProducts.Interleave(Taps(block, 2 * pair), Taps(block, (2 * pair) + 1));
                var packed = _weights.AsSpan(((block * _pairs) + pair) * 2 * BlockChannels);
                first.CopyTo(packed);
                second.CopyTo(packed[BlockChannels..]);
            }
        }
    }

    protected override void Compute(ReadOnlySpan<short> x, Span<short> y)
    {
        var shape = Conv.Shape;
        for (var block = 0; block < _blocks; block++)
        {
            var channel = block * BlockChannels;
            var count = shape.Channels - channel;
            for (var oy = 0; oy < shape.Height; oy++)
            {
                for (var ox = 0; ox < shape.Width; ox++)
                {
                    var (low, high) = Accumulate(x[(WindowStart(oy, ox) + channel)..], block);
                    var codes = y[shape.IndexOf(oy, ox, channel)..];
                    Requantizer.Store(low, channel, count, codes);
                    if (count > VectorRequantizer.Lanes)
                        Requantizer.Store(high, channel + VectorRequantizer.Lanes, count - VectorRequantizer.Lanes, codes[VectorRequantizer.Lanes..]);
                }
            }
        }
    }

    private (Vector256<int> Low, Vector256<int> High) Accumulate(ReadOnlySpan<short> window, int block)
    {
        var weights = _weights.AsSpan(block * _pairs * 2 * BlockChannels, _pairs * 2 * BlockChannels);
        var first = Vector256<int>.Zero;
        var second = Vector256<int>.Zero;
        for (var tap = 0; tap < TapOffsets.Length; tap += 2)
        {
            var a = Vector256.Create(window[TapOffsets[tap]..]);
            var b = tap + 1 < TapOffsets.Length ? Vector256.Create(window[TapOffsets[tap + 1]..]) : a;
            var (x0, x1) = PairProducts.Interleave(a, b);
            first = PairProducts.Add(first, x0, Vector256.Create<short>(weights));
            second = PairProducts.Add(second, x1, Vector256.Create<short>(weights[BlockChannels..]));
            weights = weights[(2 * BlockChannels)..];
        }

        var (low, high) = PairProducts.InOrder(first, second);
        var bias = _bias.AsSpan(block * BlockChannels);
        return (low + Vector256.Create<int>(bias), high + Vector256.Create<int>(bias[VectorRequantizer.Lanes..]));
    }

    private Vector256<short> Taps(int block, int tap)
    {
        Span<short> weights = stackalloc short[BlockChannels];
        for (var c = 0; c < BlockChannels; c++)
            weights[c] = Weight((block * BlockChannels) + c, tap, 0);
        return Vector256.Create<short>(weights);
    }
}
