// SPDX-License-Identifier: Apache-2.0
using CoDesign.Import.Tests.TfLite;
using static CoDesign.Cli.Tests.Foreign.ReferenceArithmetic;

namespace CoDesign.Cli.Tests.Foreign;

/// <summary>Operators without weights.</summary>
internal sealed partial class ReferenceNetwork
{
    public ReferenceMap Pool(ReferenceMap x, bool isMaximum, ReferenceWindow window)
    {
        var (top, height) = Axis(window.IsSame, x.Height, window.Height, window.StrideY, 1);
        var (left, width) = Axis(window.IsSame, x.Width, window.Width, window.StrideX, 1);
        var y = Value(height, width, x.Channels, x.Scale, x.ZeroPoint);
        var options = new FlatFields
        {
            [0] = (byte)(window.IsSame ? 0 : 1),
            [1] = window.StrideX,
            [2] = window.StrideY,
            [3] = window.Width,
            [4] = window.Height,
            [5] = (byte)window.Activation,
        };
        File.Operator(isMaximum ? 17 : 1, [x.Tensor], [y.Tensor], 5, options);
        var (low, high) = Bounds(window.Activation, x.Scale, x.ZeroPoint);
        Add(
            $"{(isMaximum ? "MAX" : "AVERAGE")}_POOL_2D {window}",
            y,
            values =>
                Map(
                    y,
                    (oy, ox, c) =>
                    {
                        var codes = Taps(x, window, oy * window.StrideY - top, ox * window.StrideX - left)
                            .Select(tap => (long)values[x.Tensor][x.At(tap.Y, tap.X, c)])
                            .ToArray();
                        return Clamp(isMaximum ? codes.Max() : RoundedMean(codes.Sum(), codes.Length), low, high);
                    }
                )
        );
        return y;
    }

    public ReferenceMap Add(ReferenceMap a, ReferenceMap b, int activation, float scale, int zeroPoint)
    {
        var y = Value(a.Height, a.Width, a.Channels, scale, zeroPoint);
        File.Operator(0, [a.Tensor, b.Tensor], [y.Tensor], 11, new FlatFields { [0] = (byte)activation });
        var twice = 2.0 * Math.Max(a.Scale, b.Scale);
        var (first, second, sum) = (
            FactorOf(a.Scale / twice),
            FactorOf(b.Scale / twice),
            FactorOf(twice / ((double)(1 << 20) * scale))
        );
        var (low, high) = Bounds(activation, scale, zeroPoint);
        Add(
            "ADD",
            y,
            values =>
                [
                    .. values[a.Tensor]
                        .Zip(
                            values[b.Tensor],
                            (p, q) =>
                                Scale((p - a.ZeroPoint) * (1L << 20), first)
                                + Scale((q - b.ZeroPoint) * (1L << 20), second)
                        )
                        .Select(total => (sbyte)Clamp(Scale(total, sum) + zeroPoint, low, high)),
                ]
        );
        return y;
    }

    /// <summary>RELU (19), RELU_N1_TO_1 (20), RELU6 (21): the factor is a float32 quotient. QUANTIZE (114): a quotient of doubles.</summary>
    public ReferenceMap Rescale(ReferenceMap x, int code, float scale, int zeroPoint)
    {
        var y = Value(x.Height, x.Width, x.Channels, scale, zeroPoint);
        File.Operator(code, [x.Tensor], [y.Tensor]);
        var factor = FactorOf(code == 114 ? (double)x.Scale / scale : x.Scale / scale);
        var (low, high) = Bounds(code == 114 ? 0 : code - 18, scale, zeroPoint);
        Add(
            $"operator {code}",
            y,
            values =>
                [.. values[x.Tensor].Select(v => (sbyte)Clamp(Scale(v - x.ZeroPoint, factor) + zeroPoint, low, high))]
        );
        return y;
    }

    /// <summary>PAD with the zero point, PADV2 where a code is given.</summary>
    public ReferenceMap Pad(ReferenceMap x, int top, int bottom, int left, int right, sbyte? code)
    {
        var y = Value(x.Height + top + bottom, x.Width + left + right, x.Channels, x.Scale, x.ZeroPoint);
        var amounts = File.Integers([4, 2], 0, 0, top, bottom, left, right, 0, 0);
        if (code is { } value)
            File.Operator(60, [x.Tensor, amounts, File.Codes([1], [value], [x.Scale], 0, [x.ZeroPoint])], [y.Tensor]);
        else
            File.Operator(34, [x.Tensor, amounts], [y.Tensor]);
        Add(
            code is null ? "PAD" : "PADV2",
            y,
            values =>
                Map(
                    y,
                    (oy, ox, c) =>
                        oy >= top && oy < top + x.Height && ox >= left && ox < left + x.Width
                            ? values[x.Tensor][x.At(oy - top, ox - left, c)]
                            : code ?? x.ZeroPoint
                )
        );
        return y;
    }

    /// <summary>MEAN over height and width: the sum of (x - Z) times <c>floor(q * 2^k / n) * 2^(e - 31 - k)</c>, k = floor(log2 n).</summary>
    public ReferenceMap Mean(ReferenceMap x, bool keepsDimensions, float scale, int zeroPoint)
    {
        var y = Value(1, 1, x.Channels, scale, zeroPoint, keepsDimensions ? null : [1, x.Channels]);
        File.Operator(
            40,
            [x.Tensor, File.Integers([2], 1, 2)],
            [y.Tensor],
            27,
            new FlatFields { [0] = (byte)(keepsDimensions ? 1 : 0) }
        );
        var count = x.Height * x.Width;
        var real = FactorOf((double)x.Scale / scale);
        var k = Math.Min((int)Math.Floor(Math.Log2(count) + 1e-9), 31 + real.Exponent);
        var factor = new Factor((real.Q << k) / count, real.Exponent - k);
        Add(
            "MEAN",
            y,
            values =>
                Map(
                    y,
                    (_, _, c) =>
                    {
                        var sum = Enumerable
                            .Range(0, count)
                            .Sum(pixel => (long)values[x.Tensor][(pixel * x.Channels) + c] - x.ZeroPoint);
                        return Clamp(Scale(sum, factor) + zeroPoint, -128, 127);
                    }
                )
        );
        return y;
    }

    /// <summary>REDUCE_MAX over height and width.</summary>
    public ReferenceMap Maximum(ReferenceMap x)
    {
        var y = Value(1, 1, x.Channels, x.Scale, x.ZeroPoint, [1, x.Channels]);
        File.Operator(82, [x.Tensor, File.Integers([2], 1, -2)], [y.Tensor], 27, []);
        Add(
            "REDUCE_MAX",
            y,
            values => Map(y, (_, _, c) => values[x.Tensor].Where((_, i) => i % x.Channels == c).Max())
        );
        return y;
    }

    /// <summary>Channels one after the other; parts with another scale or zero point are requantized.</summary>
    public ReferenceMap Concat(ReferenceMap[] parts, float scale, int zeroPoint)
    {
        var y = Value(parts[0].Height, parts[0].Width, parts.Sum(p => p.Channels), scale, zeroPoint);
        File.Operator(2, [.. parts.Select(p => p.Tensor)], [y.Tensor], 10, new FlatFields { [0] = 3 });
        Add(
            "CONCATENATION",
            y,
            values =>
                Map(
                    y,
                    (oy, ox, c) =>
                    {
                        var part = 0;
                        while (c >= parts[part].Channels)
                            c -= parts[part++].Channels;
                        var x = parts[part];
                        var code = values[x.Tensor][x.At(oy, ox, c)];
                        var isSame = x.Scale == scale && x.ZeroPoint == zeroPoint;
                        return isSame
                            ? code
                            : Clamp(
                                Scale(code - x.ZeroPoint, FactorOf((double)x.Scale / scale)) + zeroPoint,
                                -128,
                                127
                            );
                    }
                )
        );
        return y;
    }

    /// <summary>RESHAPE to [1, H * W * C].</summary>
    public ReferenceMap Flatten(ReferenceMap x)
    {
        var y = Value(1, 1, x.Elements, x.Scale, x.ZeroPoint, [1, x.Elements]);
        File.Operator(
            22,
            [x.Tensor, File.Integers([2], 1, -1)],
            [y.Tensor],
            17,
            new FlatFields { [0] = new[] { 1, -1 } }
        );
        Add("RESHAPE", y, values => values[x.Tensor]);
        return y;
    }
}
