// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Nodes;

namespace CoDesign.Emit.Native;

/// <summary>
/// Weights of a convolution as emitted code reads them, int8: a row [KH, KW, I] per output channel, padded with zeros to
/// <see cref="RowLength"/>; of a depthwise one a single block [KH, KW, C].
/// </summary>
/// <param name="Codes">Rows, back to back.</param>
/// <param name="RowLength">Elements from row to row.</param>
/// <param name="ZeroPoint">Zero point of the stored codes.</param>
internal sealed record ConvolutionWeights(ImmutableArray<short> Codes, int RowLength, int ZeroPoint)
{
    /// <summary>Rows of <paramref name="conv"/>, each a multiple of <paramref name="block"/> long.</summary>
    public static ConvolutionWeights Rows(QuantizedConv2d conv, int block)
    {
        var offset = CarriedCodes.WeightOffsetOf(conv.WeightQuantization.Type);
        var used = conv.Window.Taps * conv.GroupInputs;
        var length = (used + block - 1) / block * block;
        var codes = new short[conv.Shape.Channels * length];
        for (var o = 0; o < conv.Shape.Channels; o++)
        {
            for (var k = 0; k < used; k++)
                codes[(o * length) + k] = (short)(conv.Weights[(o * used) + k] - offset);
        }

        return new ConvolutionWeights([.. codes], length, conv.WeightQuantization.ZeroPoint - offset);
    }

    /// <summary>[KH, KW, C] of a depthwise <paramref name="conv"/>.</summary>
    public static ConvolutionWeights Depthwise(QuantizedConv2d conv)
    {
        var offset = CarriedCodes.WeightOffsetOf(conv.WeightQuantization.Type);
        var channels = conv.Shape.Channels;
        var taps = conv.Window.Taps;
        var codes = new short[channels * taps];
        for (var tap = 0; tap < taps; tap++)
        {
            for (var c = 0; c < channels; c++)
                codes[(tap * channels) + c] = (short)(conv.Weights[(c * taps) + tap] - offset);
        }

        return new ConvolutionWeights([.. codes], channels, conv.WeightQuantization.ZeroPoint - offset);
    }

    /// <summary>Blocks of <paramref name="lanes"/> output channels: for every step (ky, kx, i) one code per lane.</summary>
    public static ConvolutionWeights Lanes(QuantizedConv2d conv, int lanes)
    {
        var offset = CarriedCodes.WeightOffsetOf(conv.WeightQuantization.Type);
        var steps = conv.Window.Taps * conv.GroupInputs;
        var codes = new short[conv.Shape.Channels * steps];
        for (var o = 0; o < conv.Shape.Channels; o++)
        {
            for (var step = 0; step < steps; step++)
                codes[((((o / lanes) * steps) + step) * lanes) + (o % lanes)] = (short)(
                    conv.Weights[(o * steps) + step] - offset
                );
        }

        return new ConvolutionWeights([.. codes], steps, conv.WeightQuantization.ZeroPoint - offset);
    }

    /// <summary>One output channel per input channel.</summary>
    public static bool IsDepthwise(QuantizedConv2d conv) => conv.GroupInputs == 1 && conv.Groups == conv.Shape.Channels;

    /// <summary>
    /// Greatest magnitude that the emitted sum of output channel <paramref name="o"/> can reach on the way,
    /// <c>|bias| + (sum |w'| + |Zw'| * K) * max |x - Zx|</c>, w' the stored codes.
    /// </summary>
    public static long Bound(QuantizedConv2d conv, QuantizedNode source, int o)
    {
        var offset = CarriedCodes.WeightOffsetOf(conv.WeightQuantization.Type);
        var used = conv.Window.Taps * conv.GroupInputs;
        var (type, zero) = (source.Output.Type, source.Output.ZeroPoint);
        long widest = Math.Max(type.Maximum - zero, zero - type.Minimum);
        var sum = Math.Abs((long)conv.WeightQuantization.ZeroPoint - offset) * used;
        for (var k = 0; k < used; k++)
            sum += Math.Abs(conv.Weights[(o * used) + k] - offset);
        return Math.Abs((long)conv.Bias[o]) + (sum * widest);
    }
}
