// SPDX-License-Identifier: Apache-2.0
using System.Buffers;
using System.Numerics.Tensors;
using System.Runtime.Intrinsics;

namespace CoDesign.Golden.Kernels;

/// <summary>
/// Integer convolution with packed weights, bit-equal to <see cref="Integer.IntegerConvolution"/> on verified graphs (the int32 bound is proved, so sums that wrap on
/// the way end right). The map is copied once, less its zero point, into a border of zeros, so that no tap is tested. Products are taken in pairs of 16-bit differences.
/// Input [H, W, C], weights [O, KH, KW, I], output [Ho, Wo, O].
/// </summary>
internal abstract class PackedConvolution
{
    /// <summary>Elements that a kernel may read, times zero weights, behind the last one it needs.</summary>
    private const int Slack = 32;

    private readonly TensorShape _input;
    private readonly short _zeroPoint;
    private readonly int _bordered;

    protected PackedConvolution(QuantizedConv2d conv, QuantizedNode source, RequantizeMode mode)
    {
        Conv = conv;
        Requantizer = VectorRequantizer.Of(conv, source, mode);
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

    /// <summary>The kernel for <paramref name="conv"/>; wide lanes where the machine has them and the layer fills more than half of them.</summary>
    public static PackedConvolution Of(QuantizedConv2d conv, QuantizedNode source, RequantizeMode mode)
    {
        var outputs = conv.Shape.Channels / conv.Groups;
        if (conv.GroupInputs == 1 && outputs == 1 && conv.Groups > 1)
        {
            return Lanes512.IsSupported && conv.Groups > 2 * Lanes256.Count
                ? new DepthwiseKernel<Lanes512, Vector512<int>, Vector512<short>>(conv, source, mode)
                : new DepthwiseKernel<Lanes256, Vector256<int>, Vector256<short>>(conv, source, mode);
        }

        if (Lanes512.IsSupported && conv.Shape.Channels > Lanes256.Count && NarrowGroups.Fit(conv, Lanes512.Count))
            return new NarrowGroupKernel<Lanes512, Vector512<int>, Vector512<short>>(conv, source, mode);
        if (NarrowGroups.Fit(conv, Lanes256.Count))
            return new NarrowGroupKernel<Lanes256, Vector256<int>, Vector256<short>>(conv, source, mode);
        var wide = Lanes512.IsSupported && outputs > Lanes256.Count;
        if (conv.Groups == 1 && conv.Shape.Pixels == 1)
        {
            return wide
                ? new DenseKernel<Lanes512, Vector512<int>, Vector512<short>>(conv, source, mode)
                : new DenseKernel<Lanes256, Vector256<int>, Vector256<short>>(conv, source, mode);
        }

        return wide
            ? new GroupKernel<Lanes512, Vector512<int>, Vector512<short>>(conv, source, mode)
            : new GroupKernel<Lanes256, Vector256<int>, Vector256<short>>(conv, source, mode);
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

        Compute(bordered.AsSpan(0, _bordered + Slack), y);
        ArrayPool<short>.Shared.Return(bordered);
    }

    /// <summary>Offset in the bordered map of the first tap of output pixel <paramref name="pixel"/> (raster order).</summary>
    protected int WindowStart(int pixel)
    {
        var (oy, ox) = Math.DivRem(pixel, Conv.Shape.Width);
        return (oy * Conv.Window.StrideHeight * RowLength) + (ox * Conv.Window.StrideWidth * _input.Channels);
    }

    /// <summary>
    /// <see cref="WindowStart"/> of all pixels in bytes, the last one repeated up to a multiple of <paramref name="multiple"/>: a kernel takes so many pixels at a time,
    /// and stores those that are there.
    /// </summary>
    protected nint[] WindowBytes(int multiple)
    {
        var pixels = Conv.Shape.Pixels;
        var bytes = new nint[(pixels + multiple - 1) / multiple * multiple];
        for (var pixel = 0; pixel < bytes.Length; pixel++)
            bytes[pixel] = sizeof(short) * WindowStart(Math.Min(pixel, pixels - 1));
        return bytes;
    }

    /// <summary>w - Z_w of output channel o, tap and input i of its group; 0 outside.</summary>
    protected short Weight(int o, int tap, int i)
    {
        if (o >= Conv.Shape.Channels || tap >= TapOffsets.Length || i >= Conv.GroupInputs)
            return 0;
        return (short)(
            Conv.Weights[(((o * TapOffsets.Length) + tap) * Conv.GroupInputs) + i] - Conv.WeightQuantization.ZeroPoint
        );
    }

    protected abstract void Compute(ReadOnlySpan<short> x, Span<short> y);
}
