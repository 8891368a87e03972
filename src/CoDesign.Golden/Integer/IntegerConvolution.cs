// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Golden.Integer;

/// <summary>
/// Convolution of codes (arithmetic, section 2): <c>acc[o] = bias[o] + sum (x - Zx) * (w - Zw)</c> over the taps inside the map and the channels of o's group,
/// requantized, plus Z_out, clamped. Input [H, W, C], weights [O, KH, KW, I], output [Ho, Wo, O].
/// </summary>
internal static class IntegerConvolution
{
    /// <summary>Codes of the output.</summary>
    /// <exception cref="OverflowException">An accumulator outside int32: the graph was not verified.</exception>
    public static short[] Run(QuantizedConv2d conv, QuantizedNode source, short[] x, RequantizeStep requantize)
    {
        var shape = conv.Shape;
        var y = new short[shape.Elements];
        for (var oy = 0; oy < shape.Height; oy++)
        {
            for (var ox = 0; ox < shape.Width; ox++)
            {
                for (var o = 0; o < shape.Channels; o++)
                {
                    var acc = Accumulate(conv, source, x, oy, ox, o);
                    var scaled = requantize(checked((int)acc), conv.Requantization[o], conv.Requantization.Preshift);
                    y[shape.IndexOf(oy, ox, o)] = (short)conv.Clamp.Apply(scaled + conv.Output.ZeroPoint);
                }
            }
        }

        return y;
    }

    /// <summary>acc of output (oy, ox, o), exact.</summary>
    internal static long Accumulate(
        QuantizedConv2d conv,
        QuantizedNode source,
        ReadOnlySpan<short> x,
        int oy,
        int ox,
        int o
    )
    {
        var window = conv.Window;
        var input = source.Shape;
        var inputs = conv.GroupInputs;
        var group = o / (conv.Shape.Channels / conv.Groups);
        var zx = source.Output.ZeroPoint;
        var zw = conv.WeightQuantization.ZeroPoint;
        var weights = conv.Weights.AsSpan();
        long acc = conv.Bias[o];
        for (var ky = 0; ky < window.KernelHeight; ky++)
        {
            var iy = (oy * window.StrideHeight) - window.PadTop + (ky * window.DilationHeight);
            if (iy < 0 || iy >= input.Height)
                continue;
            for (var kx = 0; kx < window.KernelWidth; kx++)
            {
                var ix = (ox * window.StrideWidth) - window.PadLeft + (kx * window.DilationWidth);
                if (ix < 0 || ix >= input.Width)
                    continue;
                var xs = x.Slice(input.IndexOf(iy, ix, group * inputs), inputs);
                var ws = weights.Slice(((((o * window.KernelHeight) + ky) * window.KernelWidth) + kx) * inputs, inputs);
                for (var i = 0; i < xs.Length; i++)
                    acc += (xs[i] - zx) * (ws[i] - zw);
            }
        }

        return acc;
    }
}
