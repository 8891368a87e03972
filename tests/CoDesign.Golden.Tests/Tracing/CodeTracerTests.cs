// SPDX-License-Identifier: Apache-2.0
using CoDesign.Golden.Integer;
using CoDesign.Golden.Tracing;

namespace CoDesign.Golden.Tests.Tracing;

/// <summary>A trace ends in the code of the plain loops, and its terms add up.</summary>
public sealed class CodeTracerTests
{
    [Fact]
    public void EndsInTheCodeOfThePlainLoops_ForEveryOperator()
    {
        for (var seed = 0; seed < 12; seed++)
        {
            var layers = new RandomLayers(seed);
            var graph = Network(layers, seed);
            var minimum = ((QuantizedNode)graph.InputNode).Output.Type.Minimum;
            short[] codes = [.. layers.Codes(graph.InputNode.Shape).Select(code => (short)(code + minimum))];
            var values = new IntegerExecutor(graph).Run(codes);
            foreach (var node in graph.Nodes.Skip(1))
            {
                for (var k = 0; k < 20; k++)
                {
                    var (h, w, c) = (
                        layers.Random.Next(node.Shape.Height),
                        layers.Random.Next(node.Shape.Width),
                        layers.Random.Next(node.Shape.Channels)
                    );

                    var trace = CodeTracer.Of(graph, node.Name, values, h, w, c);

                    Assert.NotNull(trace);
                    Assert.Equal(values[node.Name][node.Shape.IndexOf(h, w, c)], trace.Code);
                    if (node is QuantizedConv2d && trace.Terms.Length > 0)
                        Assert.Equal(trace.Terms.Sum(term => term.Product), trace.Terms[^1].Sum);
                }
            }
        }
    }

    [Fact]
    public void ShowsEveryFactor()
    {
        QuantizationParameters codes = new(CodeType.Quint8, 1, 3);
        var conv = new QuantizedConv2d(
            "y",
            ["x"],
            new(1, 1, 1),
            codes,
            new(1, 2),
            1,
            [10, 20],
            new(CodeType.Quint8, [1], 12),
            [7],
            new([new(1 << 15, 16)], 0),
            new(0, 255)
        );
        var graph = new Graph(
            "one",
            GraphStage.Quantized,
            [new QuantizedInput("x", new(1, 2, 1), codes), conv],
            "y",
            RecordLayout.Nhwc
        );
        Dictionary<string, short[]> values = new(StringComparer.Ordinal) { ["x"] = [5, 9] };

        var trace = CodeTracer.Of(graph, "y", values, 0, 0, 0);

        Assert.NotNull(trace);
        Assert.Equal(
            [new TraceTerm(0, 0, 0, 5, 2, 10, -2, -4, -4), new TraceTerm(0, 1, 0, 9, 6, 20, 8, 48, 44)],
            trace.Terms.AsEnumerable()
        );
        // 44 + 7 = 51, half of it rounded up is 26, plus Z = 29.
        Assert.Equal(
            "sum 44, bias 7, accumulator 51, multiplier 32768, shift 16, scaled 26, zero point 3, low 0, high 255, code 29",
            string.Join(", ", trace.Steps.Select(step => $"{step.Name} {step.Result}"))
        );
        Assert.Equal(29, trace.Code);
    }

    private static Graph Network(RandomLayers layers, int seed)
    {
        var type = seed % 2 == 0 ? CodeType.Qint8 : CodeType.Quint8;
        QuantizationParameters Codes(double scale) =>
            new(type, scale, layers.Random.Next(type.Minimum, type.Maximum + 1));
        var groups = layers.Random.Next(1, 4);
        var real = (Conv2d)layers.FloatConvolution(groups, 2, 3)["y"];
        var input = new TensorShape(9, 11, 2 * groups);
        var window = layers.Window(input);
        var shape = window.Output(input, 3 * groups);
        var pool = layers.PoolWindow(shape);
        var pooled = pool.Output(shape, shape.Channels);
        var (x, y, z) = (Codes(0.5), Codes(0.4), Codes(0.3));
        CodeClamp clamp = new(type.Minimum + 9, type.Maximum - 9);
        Requantization Factor(int least) =>
            new([new FixedPointMultiplier(layers.Random.Next(1 << 15, 1 << 16), least)], 0);
        var count = shape.Channels * window.Taps * 2;
        return new Graph(
            "operators",
            GraphStage.Quantized,
            [
                new QuantizedInput("x", input, x),
                new QuantizedConv2d(
                    "c",
                    ["x"],
                    shape,
                    y,
                    window,
                    groups,
                    [
                        .. Enumerable
                            .Range(0, count)
                            .Select(_ => (short)layers.Random.Next(type.Minimum, type.Maximum + 1)),
                    ],
                    new(type, [1], 0),
                    [.. real.Bias.Take(1).SelectMany(bias => Enumerable.Repeat((int)bias, shape.Channels))],
                    new(Factor(24).Multipliers, seed % 3 == 0 ? 8 : 0),
                    clamp
                ),
                new QuantizedRescale("z", ["c"], shape, z, Factor(15), clamp),
                new QuantizedAdd("s", ["c", "z"], shape, Codes(0.4), Factor(16), Factor(16), Factor(34), clamp),
                new QuantizedMaxPool("m", ["c"], pooled, y, pool, clamp),
                new QuantizedAveragePool("a", ["c"], pooled, y, pool, seed % 2 == 0, clamp),
                new QuantizedConcat("k", ["m", "a"], pooled with { Channels = 2 * pooled.Channels }, y),
                new QuantizedPad(
                    "b",
                    ["k"],
                    new(pooled.Height + 3, pooled.Width + 1, 2 * pooled.Channels),
                    y,
                    1,
                    2,
                    0,
                    1,
                    y.ZeroPoint
                ),
            ],
            "b",
            RecordLayout.Nhwc
        );
    }
}
