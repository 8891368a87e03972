// SPDX-License-Identifier: Apache-2.0
using System.Numerics.Tensors;
using CoDesign.Golden.Integer;

namespace CoDesign.Golden.Kernels;

/// <summary>Pooling over whole pixels at once, bit-equal to <see cref="IntegerPooling"/>. Input [H, W, C], output [Ho, Wo, C].</summary>
internal static class PoolKernels
{
    /// <summary>Greatest valid code, clamped.</summary>
    public static void Max(QuantizedMaxPool pool, TensorShape input, short[] x, short[] y)
    {
        // A code is never below the least code, so starting there does not change a maximum over at least one element.
        Array.Fill(y, (short)pool.Output.Type.Minimum);
        var channels = input.Channels;
        for (var pixel = 0; pixel < pool.Shape.Pixels; pixel++)
        {
            var greatest = y.AsSpan(pixel * channels, channels);
            foreach (
                var offset in new ValidTaps(pool.Window, input, pixel / pool.Shape.Width, pixel % pool.Shape.Width)
            )
                TensorPrimitives.Max(x.AsSpan(offset, channels), greatest, greatest);
        }

        for (var i = 0; i < y.Length; i++)
            y[i] = (short)pool.Clamp.Apply(y[i]);
    }

    /// <summary>Rounded mean, clamped.</summary>
    public static void Average(QuantizedAveragePool pool, TensorShape input, short[] x, short[] y)
    {
        var channels = input.Channels;
        var sums = new int[channels];
        for (var pixel = 0; pixel < pool.Shape.Pixels; pixel++)
        {
            Array.Clear(sums);
            var count = 0;
            foreach (
                var offset in new ValidTaps(pool.Window, input, pixel / pool.Shape.Width, pixel % pool.Shape.Width)
            )
            {
                count++;
                var codes = x.AsSpan(offset, channels);
                for (var c = 0; c < codes.Length; c++)
                    sums[c] += codes[c];
            }

            var border = pool.CountPadding ? (pool.Window.Taps - count) * pool.Output.ZeroPoint : 0;
            var n = pool.CountPadding ? pool.Window.Taps : count;
            for (var c = 0; c < channels; c++)
                y[(pixel * channels) + c] = (short)pool.Clamp.Apply(IntegerPooling.RoundedMean(sums[c] + border, n));
        }
    }

    /// <summary>Offsets of the first channel of each valid input pixel of one window, in raster order.</summary>
    private struct ValidTaps(Window2d window, TensorShape input, int oy, int ox)
    {
        private int _tap = -1;

        public int Current { get; private set; } = 0;

        public readonly ValidTaps GetEnumerator() => this;

        public bool MoveNext()
        {
            while (++_tap < window.Taps)
            {
                var (ky, kx) = Math.DivRem(_tap, window.KernelWidth);
                var iy = (oy * window.StrideHeight) - window.PadTop + (ky * window.DilationHeight);
                var ix = (ox * window.StrideWidth) - window.PadLeft + (kx * window.DilationWidth);
                if (iy < 0 || iy >= input.Height || ix < 0 || ix >= input.Width)
                    continue;
                Current = input.IndexOf(iy, ix, 0);
                return true;
            }

            return false;
        }
    }
}
