// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Golden.Float;

/// <summary>Float pooling. Input [H, W, C], output [Ho, Wo, C].</summary>
internal static class FloatPooling
{
    /// <summary>Greatest of the valid elements.</summary>
    public static void Max(MaxPool pool, TensorShape input, double[] x, double[] y)
    {
        Array.Fill(y, double.NegativeInfinity);
        Visit(
            pool.Shape,
            pool.Window,
            input,
            (to, from) =>
            {
                for (var c = 0; c < input.Channels; c++)
                    y[to + c] = Math.Max(y[to + c], x[from + c]);
            }
        );
    }

    /// <summary>Mean over the valid elements, or over all KH * KW when padding counts.</summary>
    public static void Average(AveragePool pool, TensorShape input, double[] x, double[] y)
    {
        Array.Clear(y);
        var counts = new int[pool.Shape.Pixels];
        Visit(
            pool.Shape,
            pool.Window,
            input,
            (to, from) =>
            {
                counts[to / input.Channels]++;
                for (var c = 0; c < input.Channels; c++)
                    y[to + c] += x[from + c];
            }
        );
        for (var i = 0; i < y.Length; i++)
            y[i] /= pool.CountPadding ? pool.Window.Taps : counts[i / input.Channels];
    }

    /// <summary>Calls <paramref name="tap"/> with the offset of each output pixel and of each of its valid input pixels.</summary>
    private static void Visit(TensorShape output, Window2d window, TensorShape input, Action<int, int> tap)
    {
        for (var oy = 0; oy < output.Height; oy++)
        {
            for (var ox = 0; ox < output.Width; ox++)
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
                            tap(output.IndexOf(oy, ox, 0), input.IndexOf(iy, ix, 0));
                    }
                }
            }
        }
    }
}
