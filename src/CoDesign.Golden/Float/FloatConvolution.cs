// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Numerics;

namespace CoDesign.Golden.Float;

/// <summary>
/// Float convolution with packed weights, before the clamp:
/// <c>y[p, o] = bias[o] + sum over ky, kx, i of x[tap, group(o) * I + i] * w[o, ky, kx, i]</c>, summed in that order.
/// Input [H, W, C], weights [O, KH, KW, I], output [Ho, Wo, O]. The map is copied once into a border of zeros, so that no tap is tested.
/// </summary>
internal abstract class FloatConvolution
{
    private readonly TensorShape _input;
    private readonly int _bordered;

    protected FloatConvolution(Conv2d conv, TensorShape input)
    {
        _input = input;
        Conv = conv;
        RowLength = (input.Width + conv.Window.PadLeft + conv.Window.PadRight) * input.Channels;
        _bordered = RowLength * (input.Height + conv.Window.PadTop + conv.Window.PadBottom);
        TapOffsets = new int[conv.Window.Taps];
        for (var tap = 0; tap < TapOffsets.Length; tap++)
        {
            var (ky, kx) = Math.DivRem(tap, conv.Window.KernelWidth);
            TapOffsets[tap] =
                (ky * conv.Window.DilationHeight * RowLength) + (kx * conv.Window.DilationWidth * input.Channels);
        }
    }

    protected Conv2d Conv { get; }

    /// <summary>Elements of one row of the bordered map.</summary>
    protected int RowLength { get; }

    /// <summary>Offset of each tap from the window's first element.</summary>
    protected int[] TapOffsets { get; }

    /// <summary>The kernel for <paramref name="conv"/> over maps of shape <paramref name="input"/>.</summary>
    public static FloatConvolution Of(Conv2d conv, TensorShape input) =>
        conv.Groups == input.Channels && conv.Groups == conv.Shape.Channels && conv.Groups > 1
            ? new FloatDepthwise(conv, input)
            : new FloatGroupConvolution(conv, input);

    /// <summary>Computes y from x.</summary>
    public void Run(double[] x, double[] y)
    {
        if (!Conv.Window.HasPadding)
        {
            Compute(x, y);
            return;
        }

        var bordered = ArrayPool<double>.Shared.Rent(_bordered);
        Array.Clear(bordered, 0, _bordered);
        var row = _input.Width * _input.Channels;
        for (var iy = 0; iy < _input.Height; iy++)
        {
            var start = ((iy + Conv.Window.PadTop) * RowLength) + (Conv.Window.PadLeft * _input.Channels);
            x.AsSpan(iy * row, row).CopyTo(bordered.AsSpan(start));
        }

        Compute(bordered, y);
        ArrayPool<double>.Shared.Return(bordered);
    }

    /// <summary>Offset in the bordered map of the first tap of output pixel (oy, ox).</summary>
    protected int WindowStart(int oy, int ox) =>
        (oy * Conv.Window.StrideHeight * RowLength) + (ox * Conv.Window.StrideWidth * _input.Channels);

    protected abstract void Compute(ReadOnlySpan<double> x, Span<double> y);
}

/// <summary>One input and one output channel per group: vectors run over the channels.</summary>
internal sealed class FloatDepthwise : FloatConvolution
{
    private readonly double[] _weights;

    public FloatDepthwise(Conv2d conv, TensorShape input)
        : base(conv, input)
    {
        var taps = conv.Window.Taps;
        _weights = new double[conv.Weights.Length];
        for (var o = 0; o < conv.Groups; o++)
        {
            for (var tap = 0; tap < taps; tap++)
                _weights[(tap * conv.Groups) + o] = conv.Weights[(o * taps) + tap];
        }
    }

    protected override void Compute(ReadOnlySpan<double> x, Span<double> y)
    {
        var channels = Conv.Groups;
        for (var oy = 0; oy < Conv.Shape.Height; oy++)
        {
            for (var ox = 0; ox < Conv.Shape.Width; ox++)
            {
                var sums = y.Slice(Conv.Shape.IndexOf(oy, ox, 0), channels);
                Conv.Bias.CopyTo(sums);
                for (var tap = 0; tap < TapOffsets.Length; tap++)
                    AddProducts(
                        x.Slice(WindowStart(oy, ox) + TapOffsets[tap], channels),
                        _weights.AsSpan(tap * channels, channels),
                        sums
                    );
            }
        }
    }

    private static void AddProducts(ReadOnlySpan<double> x, ReadOnlySpan<double> w, Span<double> sums)
    {
        var c = 0;
        for (; c <= sums.Length - Vector<double>.Count; c += Vector<double>.Count)
        {
            var product = new Vector<double>(x[c..]) * new Vector<double>(w[c..]);
            (new Vector<double>(sums[c..]) + product).CopyTo(sums[c..]);
        }

        for (; c < sums.Length; c++)
            sums[c] += x[c] * w[c];
    }
}
