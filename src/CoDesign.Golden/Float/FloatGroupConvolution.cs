// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace CoDesign.Golden.Float;

/// <summary>
/// Regular and grouped convolution: vectors run over the output channels of a group, in blocks of eight (the last one filled with zero
/// weights), four pixels of a row at a time.
/// </summary>
internal sealed class FloatGroupConvolution : FloatConvolution
{
    private const int BlockChannels = 8;
    private const int HalfBlock = BlockChannels / 2;

    private readonly int _inputs;
    private readonly int _outputs;
    private readonly int _blocks;

    /// <summary>[group, block, tap, i, 8].</summary>
    private readonly double[] _weights;

    /// <summary>[group, block, 8].</summary>
    private readonly double[] _bias;

    public FloatGroupConvolution(Conv2d conv, TensorShape input)
        : base(conv, input)
    {
        _inputs = conv.GroupInputs;
        _outputs = conv.Shape.Channels / conv.Groups;
        _blocks = (_outputs + BlockChannels - 1) / BlockChannels;
        _bias = new double[conv.Groups * _blocks * BlockChannels];
        _weights = new double[_bias.Length * TapOffsets.Length * _inputs];
        var taken = TapOffsets.Length * _inputs;
        for (var o = 0; o < conv.Shape.Channels; o++)
        {
            var (group, local) = Math.DivRem(o, _outputs);
            var (block, lane) = Math.DivRem(local, BlockChannels);
            var packed = (group * _blocks) + block;
            _bias[(packed * BlockChannels) + lane] = conv.Bias[o];
            for (var k = 0; k < taken; k++)
                _weights[(((packed * taken) + k) * BlockChannels) + lane] = conv.Weights[(o * taken) + k];
        }
    }

    protected override void Compute(ReadOnlySpan<double> x, Span<double> y)
    {
        var step = Conv.Window.StrideWidth * (Conv.GroupInputs * Conv.Groups);
        Span<double> sums = stackalloc double[4 * BlockChannels];
        for (var packed = 0; packed < Conv.Groups * _blocks; packed++)
        {
            var (group, block) = Math.DivRem(packed, _blocks);
            var length = TapOffsets.Length * _inputs * BlockChannels;
            var weights = _weights.AsSpan(packed * length, length);
            var bias = _bias.AsSpan(packed * BlockChannels, BlockChannels);
            var channel = (group * _outputs) + (block * BlockChannels);
            var valid = Math.Min(BlockChannels, _outputs - (block * BlockChannels));
            for (var oy = 0; oy < Conv.Shape.Height; oy++)
            {
                for (var ox = 0; ox < Conv.Shape.Width; )
                {
                    var pixels = Conv.Shape.Width - ox >= 4 ? 4 : 1;
                    var window = x[(WindowStart(oy, ox) + (group * _inputs))..];
                    if (pixels == 4)
                        FourPixels(window, step, weights, bias, sums);
                    else
                        OnePixel(window, weights, bias, sums);
                    for (var p = 0; p < pixels; p++)
                        sums.Slice(p * BlockChannels, valid).CopyTo(y[Conv.Shape.IndexOf(oy, ox + p, channel)..]);
                    ox += pixels;
                }
            }
        }
    }

    private void FourPixels(
        ReadOnlySpan<double> x,
        int step,
        ReadOnlySpan<double> weights,
        ReadOnlySpan<double> bias,
        Span<double> sums
    )
    {
        var low0 = Vector256.Create(bias);
        var high0 = Vector256.Create(bias[HalfBlock..]);
        var (low1, low2, low3) = (low0, low0, low0);
        var (high1, high2, high3) = (high0, high0, high0);
        ref var w = ref MemoryMarshal.GetReference(weights);
        foreach (var offset in TapOffsets)
        {
            // The slice proves that all four pixels' inputs of this tap lie in the map.
            ref var tap = ref MemoryMarshal.GetReference(x.Slice(offset, (3 * step) + _inputs));
            for (var i = 0; i < _inputs; i++)
            {
                var low = Vector256.LoadUnsafe(ref w);
                var high = Vector256.LoadUnsafe(ref w, HalfBlock);
                w = ref Unsafe.Add(ref w, BlockChannels);
                var x0 = Vector256.Create(Unsafe.Add(ref tap, i));
                var x1 = Vector256.Create(Unsafe.Add(ref tap, i + step));
                var x2 = Vector256.Create(Unsafe.Add(ref tap, i + (2 * step)));
                var x3 = Vector256.Create(Unsafe.Add(ref tap, i + (3 * step)));
                low0 += x0 * low;
                high0 += x0 * high;
                low1 += x1 * low;
                high1 += x1 * high;
                low2 += x2 * low;
                high2 += x2 * high;
                low3 += x3 * low;
                high3 += x3 * high;
            }
        }

        low0.CopyTo(sums);
        high0.CopyTo(sums[4..]);
        low1.CopyTo(sums[8..]);
        high1.CopyTo(sums[12..]);
        low2.CopyTo(sums[16..]);
        high2.CopyTo(sums[20..]);
        low3.CopyTo(sums[24..]);
        high3.CopyTo(sums[28..]);
    }

    private void OnePixel(
        ReadOnlySpan<double> x,
        ReadOnlySpan<double> weights,
        ReadOnlySpan<double> bias,
        Span<double> sums
    )
    {
        var low = Vector256.Create(bias);
        var high = Vector256.Create(bias[HalfBlock..]);
        ref var w = ref MemoryMarshal.GetReference(weights);
        foreach (var offset in TapOffsets)
        {
            foreach (var value in x.Slice(offset, _inputs))
            {
                var broadcast = Vector256.Create(value);
                low += broadcast * Vector256.LoadUnsafe(ref w);
                high += broadcast * Vector256.LoadUnsafe(ref w, HalfBlock);
                w = ref Unsafe.Add(ref w, BlockChannels);
            }
        }

        low.CopyTo(sums);
        high.CopyTo(sums[HalfBlock..]);
    }
}
