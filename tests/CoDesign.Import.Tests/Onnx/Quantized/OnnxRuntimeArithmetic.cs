// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Nodes;

namespace CoDesign.Import.Tests.Onnx.Quantized;

/// <summary>
/// ONNX Runtime's integer arithmetic on an imported graph: <c>acc = sum + bias</c>, <c>y = saturate(rint_half_even(float(acc) * m) + zy)</c>,
/// <c>m = float(float(sx * sw) / sy)</c>. With it the scales, zero points, weights and biases of the import can be compared bit for bit.
/// </summary>
internal static class OnnxRuntimeArithmetic
{
    public static short[] Run(Graph graph, short[] input)
    {
        var values = new Dictionary<string, short[]>(StringComparer.Ordinal) { [graph.InputNode.Name] = input };
        foreach (var node in graph.Nodes.Skip(1))
        {
            var x = values[node.Inputs[0]];
            var source = (QuantizedNode)graph[node.Inputs[0]];
            values[node.Name] = node switch
            {
                QuantizedConv2d conv => Convolve(conv, source, x),
                QuantizedAdd add => Add(add, source, x, (QuantizedNode)graph[add.Inputs[1]], values[add.Inputs[1]]),
                _ => throw new NotSupportedException(node.GetType().Name),
            };
        }

        return values[graph.Output];
    }

    private static short[] Convolve(QuantizedConv2d conv, QuantizedNode source, short[] x)
    {
        var (w, s, input) = (conv.Window, conv.Shape, source.Shape);
        var y = new short[s.Elements];
        var (perGroup, inputs) = (s.Channels / conv.Groups, conv.GroupInputs);
        for (var i = 0; i < y.Length; i++)
        {
            var (o, ox, oy) = (i % s.Channels, i / s.Channels % s.Width, i / s.Channels / s.Width);
            var acc = conv.Bias[o];
            for (var ky = 0; ky < w.KernelHeight; ky++)
            {
                for (var kx = 0; kx < w.KernelWidth; kx++)
                {
                    var (iy, ix) = ((oy * w.StrideHeight) + ky - w.PadTop, (ox * w.StrideWidth) + kx - w.PadLeft);
                    if (iy < 0 || iy >= input.Height || ix < 0 || ix >= input.Width)
                        continue;
                    var first = input.IndexOf(iy, ix, o / perGroup * inputs);
                    var weight = ((o * w.Taps) + (ky * w.KernelWidth) + kx) * inputs;
                    for (var c = 0; c < inputs; c++)
                        acc +=
                            (x[first + c] - source.Output.ZeroPoint)
                            * (conv.Weights[weight + c] - conv.WeightQuantization.ZeroPoint);
                }
            }

            var m =
                (float)((float)source.Output.Scale * (float)conv.WeightQuantization.ScaleOf(o))
                / (float)conv.Output.Scale;
            y[i] = Saturate(conv, MathF.Round(acc * m, MidpointRounding.ToEven), conv.Clamp.Low, conv.Clamp.High);
        }

        return y;
    }

    private static short[] Add(QuantizedAdd add, QuantizedNode first, short[] a, QuantizedNode second, short[] b)
    {
        var y = new short[a.Length];
        for (var i = 0; i < y.Length; i++)
        {
            var sum = (float)first.Output.Dequantize(a[i]) + (float)second.Output.Dequantize(b[i]);
            y[i] = Saturate(
                add,
                MathF.Round(sum / (float)add.Output.Scale, MidpointRounding.ToEven),
                add.Clamp.Low,
                add.Clamp.High
            );
        }

        return y;
    }

    private static short Saturate(QuantizedNode node, float value, int low, int high) =>
        (short)Math.Clamp(value + node.Output.ZeroPoint, low, high);
}
