// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace CoDesign.Golden.Float;

/// <summary>
/// Regular and grouped convolution: vectors run over the output channels of a group, in blocks of eight (the last one filled with zero
/// weights), four pixels of a row at a time, or eight where a vector holds the whole block.
/// </summary>
internal sealed class FloatGroupConvolution : FloatConvolution
{
    private const int BlockChannels = 8;
    private const int HalfBlock = BlockChannels / 2;
    private const int MostPixels = 8;

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
        Span<double> sums = stackalloc double[MostPixels * BlockChannels];
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
                    var left = Conv.Shape.Width - ox;
                    var pixels =
                        Vector512.IsHardwareAccelerated && left >= MostPixels ? MostPixels
                        : left >= 4 ? 4
                        : 1;
                    var window = x[(WindowStart(oy, ox) + (group * _inputs))..];
                    if (pixels == MostPixels)
                        EightPixels(window, step, weights, bias, sums);
                    else if (pixels == 4)
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

    private void EightPixels(
        ReadOnlySpan<double> x,
        int step,
        ReadOnlySpan<double> weights,
        ReadOnlySpan<double> bias,
        Span<double> sums
    )
    {
        var sum0 = Vector512.Create(bias);
        var (sum1, sum2, sum3, sum4, sum5, sum6, sum7) = (sum0, sum0, sum0, sum0, sum0, sum0, sum0);
        ref var w = ref MemoryMarshal.GetReference(weights);
        foreach (var offset in TapOffsets)
        {
            // The slice proves that all eight pixels' inputs of this tap lie in the map.
            ref var tap = ref MemoryMarshal.GetReference(x.Slice(offset, (7 * step) + _inputs));
            ref var far = ref Unsafe.Add(ref tap, 4 * step);
            for (var i = 0; i < _inputs; i++)
            {
                var block = Vector512.LoadUnsafe(ref w);
                w = ref Unsafe.Add(ref w, BlockChannels);
                sum0 += Vector512.Create(tap) * block;
                sum1 += Vector512.Create(Unsafe.Add(ref tap, step)) * block;
                sum2 += Vector512.Create(Unsafe.Add(ref tap, 2 * step)) * block;
                sum3 += Vector512.Create(Unsafe.Add(ref tap, 3 * step)) * block;
                sum4 += Vector512.Create(far) * block;
                sum5 += Vector512.Create(Unsafe.Add(ref far, step)) * block;
                sum6 += Vector512.Create(Unsafe.Add(ref far, 2 * step)) * block;
                sum7 += Vector512.Create(Unsafe.Add(ref far, 3 * step)) * block;
                tap = ref Unsafe.Add(ref tap, 1);
                far = ref Unsafe.Add(ref far, 1);
            }
        }

        sum0.CopyTo(sums);
        sum1.CopyTo(sums[8..]);
        sum2.CopyTo(sums[16..]);
        sum3.CopyTo(sums[24..]);
        sum4.CopyTo(sums[32..]);
        sum5.CopyTo(sums[40..]);
        sum6.CopyTo(sums[48..]);
        sum7.CopyTo(sums[56..]);
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
