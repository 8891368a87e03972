// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Golden.Integer;

/// <summary>Operators that treat every element alike, and those that only move codes (arithmetic, section 4).</summary>
internal static class IntegerElementwise
{
    /// <summary>Bits by which an operand of Add is widened before its rescale.</summary>
    internal const int AddLeftShift = 20;

    /// <summary>
    /// <c>code = clamp(Sum(First((a - Za) &lt;&lt; 20) + Second((b - Zb) &lt;&lt; 20)) + Z_out)</c>, every step requantized in the network's mode.
    /// </summary>
    public static short[] Add(
        QuantizedAdd node,
        QuantizedNode first,
        short[] a,
        QuantizedNode second,
        short[] b,
        RequantizeStep requantize
    )
    {
        var y = new short[node.Shape.Elements];
        for (var i = 0; i < y.Length; i++)
        {
            var sum =
                Operand(a[i] - first.Output.ZeroPoint, node.First, requantize)
                + Operand(b[i] - second.Output.ZeroPoint, node.Second, requantize);
            y[i] = (short)node.Clamp.Apply(requantize(sum, node.Sum[0], node.Sum.Preshift) + node.Output.ZeroPoint);
        }

        return y;
    }

    /// <summary><c>code = clamp(requantize(x - Zx) + Z_out)</c>; the factor is one, or one per channel.</summary>
    public static short[] Rescale(QuantizedRescale node, QuantizedNode source, short[] x, RequantizeStep requantize)
    {
        var y = new short[node.Shape.Elements];
        for (var i = 0; i < y.Length; i++)
        {
            var factor = node.Requantization[i % node.Shape.Channels];
            var scaled = requantize(x[i] - source.Output.ZeroPoint, factor, node.Requantization.Preshift);
            y[i] = (short)node.Clamp.Apply(scaled + node.Output.ZeroPoint);
        }

        return y;
    }

    /// <summary>The map with a border of one code.</summary>
    public static short[] Pad(QuantizedPad node, TensorShape input, short[] x)
    {
        var y = new short[node.Shape.Elements];
        Array.Fill(y, (short)node.Code);
        for (var iy = 0; iy < input.Height; iy++)
        {
            var row = x.AsSpan(input.IndexOf(iy, 0, 0), input.Width * input.Channels);
            row.CopyTo(y.AsSpan(node.Shape.IndexOf(iy + node.Top, node.Left, 0)));
        }

        return y;
    }

    /// <summary>Channels of the inputs one after the other.</summary>
    public static short[] Concat(QuantizedConcat node, short[][] inputs)
    {
        var y = new short[node.Shape.Elements];
        var offset = 0;
        foreach (var x in inputs)
        {
            var channels = x.Length / node.Shape.Pixels;
            for (var pixel = 0; pixel < node.Shape.Pixels; pixel++)
                x.AsSpan(pixel * channels, channels).CopyTo(y.AsSpan((pixel * node.Shape.Channels) + offset));
            offset += channels;
        }

        return y;
    }

    internal static long Operand(int difference, Requantization rescale, RequantizeStep requantize) =>
        requantize((long)difference << AddLeftShift, rescale[0], rescale.Preshift);
}
