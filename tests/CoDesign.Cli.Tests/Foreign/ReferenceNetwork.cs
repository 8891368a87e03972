// SPDX-License-Identifier: Apache-2.0
using CoDesign.Import.Tests.TfLite;
using static CoDesign.Cli.Tests.Foreign.ReferenceArithmetic;

namespace CoDesign.Cli.Tests.Foreign;

/// <summary>An int8 map of a reference network.</summary>
/// <param name="Tensor">Its number in the file.</param>
/// <param name="Height">H.</param>
/// <param name="Width">W.</param>
/// <param name="Channels">C.</param>
/// <param name="Scale">S, as the file holds it.</param>
/// <param name="ZeroPoint">Z.</param>
internal sealed record ReferenceMap(int Tensor, int Height, int Width, int Channels, float Scale, int ZeroPoint)
{
    public int Elements => Height * Width * Channels;

    public int At(int y, int x, int c) => ((y * Width) + x) * Channels + c;

    public int[] Dimensions => [1, Height, Width, Channels];
}

/// <summary>Kernel geometry and fused activation.</summary>
internal sealed record ReferenceWindow(
    int Height,
    int Width,
    int StrideY = 1,
    int StrideX = 1,
    int DilationY = 1,
    int DilationX = 1,
    bool IsSame = true,
    int Activation = 0
);

/// <summary>
/// Writes a .tflite file and computes what it means, operator by operator, with plain loops over <see cref="ReferenceArithmetic"/>. Each method adds one operator and returns its output.
/// </summary>
internal sealed partial class ReferenceNetwork
{
    private readonly List<Action<Dictionary<int, sbyte[]>>> _steps = [];
    private readonly ReferenceMap _input;

    public ReferenceNetwork(int height, int width, int channels, float scale, int zeroPoint)
    {
        _input = new ReferenceMap(
            File.Value([1, height, width, channels], scale, zeroPoint),
            height,
            width,
            channels,
            scale,
            zeroPoint
        );
    }

    public TfLiteBuilder File { get; } = new();

    public ReferenceMap Input => _input;

    /// <summary>Operators so far, for messages.</summary>
    public List<string> Names { get; } = [];

    /// <summary>Codes of every tensor for the codes of the input.</summary>
    public Dictionary<int, sbyte[]> Run(sbyte[] input)
    {
        var values = new Dictionary<int, sbyte[]> { [_input.Tensor] = input };
        foreach (var step in _steps)
            step(values);
        return values;
    }

    /// <summary>Weights [O, KH, KW, C / groups] (depthwise: one input, O a multiple of C), one scale or one an output; without bias where it is null.</summary>
    public ReferenceMap Conv(
        ReferenceMap x,
        bool isDepthwise,
        int outputs,
        int groups,
        ReferenceWindow window,
        sbyte[] weights,
        float[] scales,
        int[]? bias,
        float scale,
        int zeroPoint
    )
    {
        var inputs = isDepthwise ? 1 : x.Channels / groups;
        var (top, height) = Axis(window.IsSame, x.Height, window.Height, window.StrideY, window.DilationY);
        var (left, width) = Axis(window.IsSame, x.Width, window.Width, window.StrideX, window.DilationX);
        var y = Value(height, width, outputs, scale, zeroPoint);
        var codes = isDepthwise ? ChannelsLast(weights, outputs) : weights;
        int[] shape = isDepthwise
            ? [1, window.Height, window.Width, outputs]
            : [outputs, window.Height, window.Width, inputs];
        int[] operands =
        [
            x.Tensor,
            File.Codes(shape, codes, scales, isDepthwise ? 3 : 0),
            bias is null ? -1 : File.Integers([outputs], bias),
        ];
        var padding = (byte)(window.IsSame ? 0 : 1);
        var options = isDepthwise
            ? new FlatFields
            {
                [0] = padding,
                [1] = window.StrideX,
                [2] = window.StrideY,
                [3] = outputs / x.Channels,
                [4] = (byte)window.Activation,
                [5] = window.DilationX,
                [6] = window.DilationY,
            }
            : new FlatFields
            {
                [0] = padding,
                [1] = window.StrideX,
                [2] = window.StrideY,
                [3] = (byte)window.Activation,
                [4] = window.DilationX,
                [5] = window.DilationY,
            };
        File.Operator(
            isDepthwise ? 4 : 3,
            bias is null && outputs % 2 == 0 ? operands[..2] : operands,
            [y.Tensor],
            isDepthwise ? 2 : 1,
            options
        );
        var factors = Enumerable
            .Range(0, outputs)
            .Select(o => FactorOf((double)x.Scale * scales[scales.Length == 1 ? 0 : o] / scale))
            .ToArray();
        var (low, high) = Bounds(window.Activation, scale, zeroPoint);
        var perGroup = isDepthwise ? outputs / x.Channels : outputs / groups;
        Add(
            $"{(isDepthwise ? "DEPTHWISE_CONV_2D" : "CONV_2D")} {window} groups {groups} to {outputs}",
            y,
            values =>
                Map(
                    y,
                    (oy, ox, o) =>
                    {
                        long sum = bias?[o] ?? 0;
                        foreach (
                            var (iy, ix, tap) in Taps(x, window, oy * window.StrideY - top, ox * window.StrideX - left)
                        )
                        {
                            for (var i = 0; i < inputs; i++)
                                sum +=
                                    (values[x.Tensor][x.At(iy, ix, (o / perGroup * inputs) + i)] - x.ZeroPoint)
                                    * weights[((o * window.Height * window.Width) + tap) * inputs + i];
                        }

                        return Clamp(Scale(sum, factors[o]) + zeroPoint, low, high);
                    }
                )
        );
        return y;
    }

    /// <summary>Weights [O, H * W * C], or [O, C] for every pixel with keep_num_dims. With one weight scale S_in * S_w is rounded to float32.</summary>
    public ReferenceMap Dense(
        ReferenceMap x,
        bool keepsDimensions,
        int outputs,
        sbyte[] weights,
        float[] scales,
        int[]? bias,
        int activation,
        float scale,
        int zeroPoint
    )
    {
        var taken = keepsDimensions ? x.Channels : x.Elements;
        var y = keepsDimensions
            ? Value(x.Height, x.Width, outputs, scale, zeroPoint)
            : Value(1, 1, outputs, scale, zeroPoint, [1, outputs]);
        int[] operands =
        [
            x.Tensor,
            File.Codes([outputs, taken], weights, scales),
            bias is null ? -1 : File.Integers([outputs], bias),
        ];
        File.Operator(
            9,
            operands,
            [y.Tensor],
            8,
            new FlatFields { [0] = (byte)activation, [2] = (byte)(keepsDimensions ? 1 : 0) }
        );
        var factors = Enumerable
            .Range(0, outputs)
            .Select(o =>
                FactorOf((scales.Length == 1 ? (double)(x.Scale * scales[0]) : (double)x.Scale * scales[o]) / scale)
            )
            .ToArray();
        var (low, high) = Bounds(activation, scale, zeroPoint);
        Add(
            $"FULLY_CONNECTED {outputs}",
            y,
            values =>
                Map(
                    y,
                    (oy, ox, o) =>
                    {
                        long sum = bias?[o] ?? 0;
                        var first = keepsDimensions ? x.At(oy, ox, 0) : 0;
                        for (var i = 0; i < taken; i++)
                            sum += (values[x.Tensor][first + i] - x.ZeroPoint) * weights[(o * taken) + i];
                        return Clamp(Scale(sum, factors[o]) + zeroPoint, low, high);
                    }
                )
        );
        return y;
    }

    private ReferenceMap Value(
        int height,
        int width,
        int channels,
        float scale,
        int zeroPoint,
        int[]? dimensions = null
    ) =>
        new(
            File.Value(dimensions ?? [1, height, width, channels], scale, zeroPoint),
            height,
            width,
            channels,
            scale,
            zeroPoint
        );

    private void Add(string name, ReferenceMap y, Func<Dictionary<int, sbyte[]>, sbyte[]> compute)
    {
        Names.Add(name);
        _steps.Add(values => values[y.Tensor] = compute(values));
    }

    private static sbyte[] Map(ReferenceMap y, Func<int, int, int, long> element)
    {
        var codes = new sbyte[y.Elements];
        for (var i = 0; i < codes.Length; i++)
            codes[i] = checked((sbyte)element(i / y.Channels / y.Width, i / y.Channels % y.Width, i % y.Channels));
        return codes;
    }

    private static IEnumerable<(int Y, int X, int Tap)> Taps(ReferenceMap x, ReferenceWindow window, int top, int left)
    {
        for (var tap = 0; tap < window.Height * window.Width; tap++)
        {
            var (iy, ix) = (
                top + (tap / window.Width * window.DilationY),
                left + (tap % window.Width * window.DilationX)
            );
            if (iy >= 0 && iy < x.Height && ix >= 0 && ix < x.Width)
                yield return (iy, ix, tap);
        }
    }

    private static long Clamp(long code, int low, int high) => Math.Min(Math.Max(code, low), high);

    /// <summary>[O, taps] as [taps, O].</summary>
    private static sbyte[] ChannelsLast(sbyte[] weights, int outputs)
    {
        var taps = weights.Length / outputs;
        return [.. Enumerable.Range(0, weights.Length).Select(i => weights[(i % outputs * taps) + (i / outputs)])];
    }
}
