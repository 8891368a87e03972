// SPDX-License-Identifier: Apache-2.0
using CoDesign.Golden.Integer;

namespace CoDesign.Transforms.Pruning;

/// <summary>
/// Code ranges of a convolution's outputs. At a border some taps fall into the padding and contribute nothing, so the accumulator's range is taken
/// over every rectangle of taps that some output pixel has inside the map.
/// </summary>
internal static class ConvolutionRanges
{
    public static CodeRange[] Of(QuantizedConv2d conv, QuantizedNode source, CodeRange[] x, RequantizeStep requantize)
    {
        var window = conv.Window;
        var rows = Spans(
            conv.Shape.Height,
            source.Shape.Height,
            window.KernelHeight,
            window.StrideHeight,
            window.DilationHeight,
            window.PadTop
        );
        var columns = Spans(
            conv.Shape.Width,
            source.Shape.Width,
            window.KernelWidth,
            window.StrideWidth,
            window.DilationWidth,
            window.PadLeft
        );
        var ranges = new CodeRange[conv.Shape.Channels];
        var least = new long[window.Taps];
        var greatest = new long[window.Taps];
        for (var o = 0; o < ranges.Length; o++)
        {
            SumTaps(conv, source.Output.ZeroPoint, x, o, least, greatest);
            CodeRange? range = null;
            foreach (var (top, bottom) in rows)
            {
                foreach (var (left, right) in columns)
                {
                    var low = Code(conv, o, Sum(least, window, top, bottom, left, right), requantize);
                    var high = Code(conv, o, Sum(greatest, window, top, bottom, left, right), requantize);
                    range = range?.With(low).With(high) ?? new CodeRange(low, high);
                }
            }

            ranges[o] = range ?? throw new InvalidOperationException($"'{conv.Name}' has no output pixels.");
        }

        return ranges;
    }

    /// <summary>The distinct ranges [first, last) of taps inside the map along one axis.</summary>
    private static (int First, int Last)[] Spans(int outputs, int inputs, int kernel, int stride, int dilation, int pad)
    {
        var spans = new HashSet<(int, int)>();
        for (var output = 0; output < outputs; output++)
        {
            var origin = ((long)output * stride) - pad;
            var first = origin >= 0 ? 0 : (int)Math.Min(kernel, (-origin + dilation - 1) / dilation);
            var last = (int)Math.Clamp((inputs - origin + dilation - 1) / dilation, first, kernel);
            spans.Add((first, last));
        }

        return [.. spans];
    }

    /// <summary>Per tap, least and greatest sum over the input channels of <c>(x - Zx) * (w - Zw)</c>.</summary>
    private static void SumTaps(
        QuantizedConv2d conv,
        int zeroPoint,
        CodeRange[] x,
        int o,
        long[] least,
        long[] greatest
    )
    {
        var inputs = conv.GroupInputs;
        var first = o / (conv.Shape.Channels / conv.Groups) * inputs;
        for (var tap = 0; tap < least.Length; tap++)
        {
            least[tap] = 0;
            greatest[tap] = 0;
            for (var i = 0; i < inputs; i++)
            {
                var weight =
                    conv.Weights[(((o * least.Length) + tap) * inputs) + i] - conv.WeightQuantization.ZeroPoint;
                var low = (x[first + i].Low - zeroPoint) * weight;
                var high = (x[first + i].High - zeroPoint) * weight;
                least[tap] += Math.Min(low, high);
                greatest[tap] += Math.Max(low, high);
            }
        }
    }

    private static long Sum(long[] taps, Window2d window, int top, int bottom, int left, int right)
    {
        var sum = 0L;
        for (var ky = top; ky < bottom; ky++)
        {
            for (var kx = left; kx < right; kx++)
                sum += taps[(ky * window.KernelWidth) + kx];
        }

        return sum;
    }

    private static int Code(QuantizedConv2d conv, int o, long sum, RequantizeStep requantize) =>
        conv.Clamp.Apply(
            requantize(conv.Bias[o] + sum, conv.Requantization[o], conv.Requantization.Preshift) + conv.Output.ZeroPoint
        );
}
