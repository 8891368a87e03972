// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Numerics.Tensors;

namespace CoDesign.Golden.Kernels;

/// <summary>
/// Integer convolution with packed weights, bit-equal to <see cref="Integer.IntegerConvolution"/> on verified graphs (the int32 bound is proved, so no partial sum
/// overflows). The map is copied once, less its zero point, into a border of zeros, so that no tap is tested. Products are taken in pairs of 16-bit differences.
/// Input [H, W, C], weights [O, KH, KW, I], output [Ho, Wo, O].
/// </summary>
internal abstract class PackedConvolution
{
    /// <summary>Elements that a kernel may read, times zero weights, behind the last one it needs.</summary>
    protected const int Slack = 16;

    private readonly TensorShape _input;
    private readonly short _zeroPoint;
    private readonly int _bordered;

    protected PackedConvolution(QuantizedConv2d conv, QuantizedNode source, RequantizeMode mode)
    {
        Conv = conv;
        Requantizer = new VectorRequantizer(conv, mode);
        _input = source.Shape;
        _zeroPoint = (short)source.Output.ZeroPoint;
        var window = conv.Window;
        RowLength = (_input.Width + window.PadLeft + window.PadRight) * _input.Channels;
        _bordered = RowLength * (_input.Height + window.PadTop + window.PadBottom);
        TapOffsets = new int[window.Taps];
        for (var tap = 0; tap < TapOffsets.Length; tap++)
        {
            var (ky, kx) = Math.DivRem(tap, window.KernelWidth);
            TapOffsets[tap] = (ky * window.DilationHeight * RowLength) + (kx * window.DilationWidth * _input.Channels);
        }
    }

    protected QuantizedConv2d Conv { get; }

    protected VectorRequantizer Requantizer { get; }

    /// <summary>Elements of one row of the bordered map.</summary>
    protected int RowLength { get; }

    /// <summary>Offset of each tap from the window's first element.</summary>
    protected int[] TapOffsets { get; }

    /// <summary>Elements from one output pixel's window to the next one's in the row.</summary>
    protected int PixelStep => Conv.Window.StrideWidth * _input.Channels;

    /// <summary>The kernel for <paramref name="conv"/>.</summary>
    public static PackedConvolution Of(QuantizedConv2d conv, QuantizedNode source, RequantizeMode mode)
    {
        var outputs = conv.Shape.Channels / conv.Groups;
        if (conv.GroupInputs == 1 && outputs == 1 && conv.Groups > 1)
            return new DepthwiseKernel(conv, source, mode);
        return NarrowGroupKernel.Takes(conv) ? new NarrowGroupKernel(conv, source, mode) : new GroupKernel(conv, source, mode);
    }

    /// <summary>Codes y of codes x.</summary>
    public void Run(short[] x, short[] y)
    {
        var bordered = ArrayPool<short>.Shared.Rent(_bordered + Slack);
        if (Conv.Window.HasPadding)
            Array.Clear(bordered, 0, _bordered);
        Array.Clear(bordered, _bordered, Slack);
        var row = _input.Width * _input.Channels;
        for (var iy = 0; iy < _input.Height; iy++)
        {
            var start = ((iy + Conv.Window.PadTop) * RowLength) + (Conv.Window.PadLeft * _input.Channels);
            TensorPrimitives.Subtract(x.AsSpan(iy * row, row), _zeroPoint, bordered.AsSpan(start, row));
        }

        Compute(bordered, y);
        ArrayPool<short>.Shared.Return(bordered);
    }

    /// <summary>Offset in the bordered map of the first tap of output pixel (oy, ox).</summary>
    protected int WindowStart(int oy, int ox) => (oy * Conv.Window.StrideHeight * RowLength) + (ox * PixelStep);

    /// <summary>w - Z_w of output channel o, tap and input i of its group; 0 outside.</summary>
    protected short Weight(int o, int tap, int i)
    {
        if (o >= Conv.Shape.Channels || tap >= TapOffsets.Length || i >= Conv.GroupInputs)
            return 0;
        return (short)(Conv.Weights[(((o * TapOffsets.Length) + tap) * Conv.GroupInputs) + i] - Conv.WeightQuantization.ZeroPoint);
    }

    protected abstract void Compute(ReadOnlySpan<short> x, Span<short> y);
}
