// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Golden.Integer;

/// <summary>Pooling of codes (arithmetic, section 4). Input [H, W, C], output [Ho, Wo, C]; scale and zero point are the same on both sides.</summary>
internal static class IntegerPooling
{
    private delegate int Reduction(short[] x, TensorShape input, Window2d window, int oy, int ox, int c);

    /// <summary>Greatest code of the valid elements, clamped. Padding never wins.</summary>
    public static short[] Max(QuantizedMaxPool pool, TensorShape input, short[] x) =>
        Reduce(pool, input, x, pool.Window, pool.Clamp, Greatest);

    /// <summary><c>(sum + n/2) / n</c> for sum >= 0, else <c>(sum - n/2) / n</c>, truncating: ties away from zero; clamped.</summary>
    public static short[] Average(QuantizedAveragePool pool, TensorShape input, short[] x) =>
        Reduce(
            pool,
            input,
            x,
            pool.Window,
            pool.Clamp,
            (codes, shape, window, oy, ox, c) =>
                Mean(codes, shape, window, oy, ox, c, pool.CountPadding, pool.Output.ZeroPoint)
        );

    /// <summary>The mean of <paramref name="count"/> codes with the given sum, rounded as above.</summary>
    internal static int RoundedMean(int sum, int count) =>
        sum >= 0 ? (sum + (count / 2)) / count : (sum - (count / 2)) / count;

    private static short[] Reduce(
        QuantizedNode node,
        TensorShape input,
        short[] x,
        Window2d window,
        CodeClamp clamp,
        Reduction reduction
    )
    {
        var shape = node.Shape;
        var y = new short[shape.Elements];
        for (var oy = 0; oy < shape.Height; oy++)
        {
            for (var ox = 0; ox < shape.Width; ox++)
            {
                for (var c = 0; c < shape.Channels; c++)
                    y[shape.IndexOf(oy, ox, c)] = (short)clamp.Apply(reduction(x, input, window, oy, ox, c));
            }
        }

        return y;
    }

    private static int Greatest(short[] x, TensorShape input, Window2d window, int oy, int ox, int c)
    {
        int? greatest = null;
        foreach (var (iy, ix) in ValidTaps(input, window, oy, ox))
            greatest = Math.Max(greatest ?? int.MinValue, x[input.IndexOf(iy, ix, c)]);
        return greatest
            ?? throw new InvalidOperationException("A pooling window lies in the padding: the graph was not verified.");
    }

    private static int Mean(
        short[] x,
        TensorShape input,
        Window2d window,
        int oy,
        int ox,
        int c,
        bool countPadding,
        int zeroPoint
    )
    {
        var sum = 0;
        var count = 0;
        foreach (var (iy, ix) in ValidTaps(input, window, oy, ox))
        {
            sum += x[input.IndexOf(iy, ix, c)];
            count++;
        }

        return countPadding
            ? RoundedMean(sum + ((window.Taps - count) * zeroPoint), window.Taps)
            : RoundedMean(sum, count);
    }

    private static IEnumerable<(int Y, int X)> ValidTaps(TensorShape input, Window2d window, int oy, int ox)
    {
        for (var ky = 0; ky < window.KernelHeight; ky++)
        {
            var iy = (oy * window.StrideHeight) - window.PadTop + (ky * window.DilationHeight);
            if (iy < 0 || iy >= input.Height)
                continue;
            for (var kx = 0; kx < window.KernelWidth; kx++)
            {
                var ix = (ox * window.StrideWidth) - window.PadLeft + (kx * window.DilationWidth);
                if (ix >= 0 && ix < input.Width)
                    yield return (iy, ix);
            }
        }
    }
}
