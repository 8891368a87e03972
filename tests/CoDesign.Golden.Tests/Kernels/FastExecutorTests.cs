// SPDX-License-Identifier: Apache-2.0
using CoDesign.Golden.Integer;
using CoDesign.Golden.Kernels;

namespace CoDesign.Golden.Tests.Kernels;

/// <summary>Bit-equal to the plain loops, at all sizes around the vector widths and for random geometries.</summary>
public sealed class FastExecutorTests
{
    /// <summary>Groups, inputs and outputs of a group: below, at and above 2 (a pair), 4, 8, 16 lanes and two blocks.</summary>
    public static TheoryData<int, int, int> Channels
    {
        get
        {
            var data = new TheoryData<int, int, int>();
            foreach (var outputs in new[] { 1, 2, 7, 8, 9, 15, 16, 17, 23, 24, 25, 31, 32, 33 })
                data.Add(1, 1 + (outputs % 5), outputs);
            foreach (var inputs in new[] { 1, 2, 3, 7, 8, 9, 15, 16, 17, 33 })
                data.Add(1, inputs, 10);
            foreach (var groups in new[] { 2, 7, 8, 9, 15, 16, 17, 31, 32, 33 })
                data.Add(groups, 1, 1);
            foreach (
                var (groups, inputs, outputs) in new[]
                {
                    (2, 2, 2),
                    (3, 4, 4),
                    (8, 2, 1),
                    (7, 2, 2),
                    (9, 8, 4),
                    (5, 4, 2),
                    (4, 2, 4),
                    (3, 6, 4),
                    (4, 16, 8),
                    (2, 3, 9),
                    (3, 1, 4),
                    (2, 8, 17),
                    (2, 16, 8),
                    (4, 8, 8),
                    (16, 2, 2),
                    (2, 16, 16),
                    (2, 32, 32),
                    (1, 32, 40),
                    (1, 16, 47),
                    (1, 5, 64),
                    (1, 3, 65),
                    (48, 1, 1),
                    (63, 1, 1),
                    (65, 1, 1),
                    (33, 2, 1),
                }
            )
                data.Add(groups, inputs, outputs);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Channels))]
    public void ConvolutionsEqualThePlainLoops(int groups, int groupInputs, int groupOutputs)
    {
        for (var seed = 0; seed < 6; seed++)
        {
            var layers = new RandomLayers(seed);
            AssertEqual(Convolution(layers, groups, groupInputs, groupOutputs, seed), layers);
        }
    }

    /// <summary>One output pixel: outputs around one and four blocks of lanes, odd and even numbers of inputs, windows over the whole map.</summary>
    [Theory]
    [InlineData(1, 1)]
    [InlineData(31, 10)]
    [InlineData(32, 16)]
    [InlineData(33, 17)]
    [InlineData(7, 63)]
    [InlineData(8, 64)]
    [InlineData(9, 65)]
    [InlineData(64, 130)]
    public void DenseLayersEqualThePlainLoops(int inputs, int outputs)
    {
        for (var seed = 0; seed < 12; seed++)
        {
            var layers = new RandomLayers(seed);
            TensorShape input = new(1 + (seed % 3), 1 + (seed % 4), inputs);
            Window2d window = new(input.Height, input.Width, 1, 1, 1, 1, 0, 0, 0, 0);
            AssertEqual(Convolution(layers, 1, inputs, outputs, seed, (input, window)), layers);
        }
    }

    /// <summary>Numbers of pixels around the tiles of two, four and eight.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    public void PixelCountsEqualThePlainLoops(int pixels)
    {
        foreach (
            var (groups, inputs, outputs) in new[]
            {
                (1, 5, 16),
                (1, 5, 17),
                (1, 6, 33),
                (1, 4, 8),
                (4, 4, 4),
                (2, 8, 8),
                (40, 1, 1),
                (9, 1, 1),
            }
        )
        {
            for (var seed = 0; seed < 3; seed++)
            {
                var layers = new RandomLayers(seed);
                TensorShape input = seed == 0 ? new(1, pixels, groups * inputs) : new(pixels, 1, groups * inputs);
                AssertEqual(
                    Convolution(
                        layers,
                        groups,
                        inputs,
                        outputs,
                        seed,
                        (input, new Window2d(3, 3, 1, 1, 1, 1, 1, 1, 1, 1))
                    ),
                    layers
                );
            }
        }
    }

    /// <summary>All codes at an end and weights at the other: the greatest sums of both signs.</summary>
    [Theory]
    [InlineData(0, 0, 255)]
    [InlineData(0, 255, 0)]
    [InlineData(255, 0, 255)]
    [InlineData(255, 255, 0)]
    public void ExtremeCodesEqualThePlainLoops(int code, int weight, int weightZero)
    {
        foreach (var (groups, inputs, outputs) in new[] { (1, 33, 17), (4, 4, 4), (19, 1, 1) })
        {
            var layers = new RandomLayers(code + weight + outputs);
            var graph = Convolution(layers, groups, inputs, outputs, 1);
            var conv = (QuantizedConv2d)graph["y"];
            graph = graph.WithNodes([
                (QuantizedInput)graph["x"] with
                {
                    Output = new(CodeType.Quint8, 1, 255 - code),
                },
                conv with
                {
                    Weights = [.. conv.Weights.Select(_ => (short)weight)],
                    WeightQuantization = conv.WeightQuantization with { ZeroPoint = weightZero },
                },
            ]);

            var codes = Enumerable.Repeat((short)code, (int)graph["x"].Shape.Elements).ToArray();

            Assert.Equal(new IntegerExecutor(graph).Run(codes)["y"], new FastExecutor(graph).Run(codes)["y"]);
        }
    }

    [Fact]
    public void OtherOperatorsEqualThePlainLoops()
    {
        for (var seed = 0; seed < 24; seed++)
        {
            var layers = new RandomLayers(seed);
            var signed = seed % 3 == 0;
            var type = signed ? CodeType.Qint8 : CodeType.Quint8;
            QuantizationParameters Codes(double scale) =>
                new(type, scale, layers.Random.Next(type.Minimum, type.Maximum + 1));
            var input = layers.Shape(layers.Random.Next(1, 20));
            var window = layers.PoolWindow(input);
            var pooled = window.Output(input, input.Channels);
            var (x, z) = (Codes(0.5), Codes(0.3));
            CodeClamp clamp = new(type.Minimum + 9, type.Maximum - 9);
            Requantization Factor(int channels, int least) =>
                new(
                    [
                        .. Enumerable
                            .Range(0, channels)
                            .Select(_ => new FixedPointMultiplier(
                                layers.Random.Next(1 << 15, 1 << 16),
                                least + layers.Random.Next(2)
                            )),
                    ],
                    0
                );
            Graph graph = new(
                "operators",
                GraphStage.Quantized,
                [
                    new QuantizedInput("x", input, x),
                    new QuantizedRescale("z", ["x"], input, z, Factor(seed % 2 == 0 ? 1 : input.Channels, 15), clamp),
                    new QuantizedAdd(
                        "s",
                        ["x", "z"],
                        input,
                        Codes(0.4),
                        Factor(1, 16),
                        Factor(1, 16),
                        Factor(1, 34),
                        clamp
                    ),
                    new QuantizedMaxPool("m", ["x"], pooled, x, window, clamp),
                    new QuantizedAveragePool("a", ["x"], pooled, x, window, seed % 2 == 0, clamp),
                    new QuantizedConcat("k", ["m", "a"], pooled with { Channels = 2 * pooled.Channels }, x),
                    new QuantizedPad(
                        "b",
                        ["k"],
                        new(pooled.Height + 3, pooled.Width + 1, 2 * pooled.Channels),
                        x,
                        1,
                        2,
                        0,
                        1,
                        x.ZeroPoint
                    ),
                    new QuantizedSoftmax(
                        "t",
                        ["b"],
                        new(pooled.Height + 3, pooled.Width + 1, 2 * pooled.Channels),
                        new(type, 1.0 / 256, type.Minimum)
                    ),
                ],
                "t",
                RecordLayout.Nhwc
            );

            AssertEqual(graph, layers);
        }
    }

    [Fact]
    public void RunAllKeepsTheRecordsOrder_AndReusesArrays()
    {
        var layers = new RandomLayers(3);
        var graph = Convolution(layers, 2, 4, 5, 1);
        var records = Enumerable.Range(0, 200).Select(_ => layers.Codes(graph["x"].Shape)).ToArray();
        var plain = new IntegerExecutor(graph);

        var all = new FastExecutor(graph).RunAll(records, values => values["y"].ToArray()).ToArray();

        Assert.Equal(records.Select(record => plain.Run(record)["y"]), all);
    }

    [Fact]
    public void RefusesWrongInput()
    {
        var layers = new RandomLayers(4);
        var graph = Convolution(layers, 1, 2, 3, 0);
        var executor = new FastExecutor(graph);

        Assert.Throws<ArgumentException>(() => executor.Run(new short[graph["x"].Shape.Elements + 1]));
        Assert.Throws<ArgumentException>(() =>
            executor.Run([.. Enumerable.Repeat((short)-1, (int)graph["x"].Shape.Elements)])
        );
    }

    /// <summary>Half of the seeds requantize as TensorFlow Lite, with qint8 codes.</summary>
    private static Graph Convolution(
        RandomLayers layers,
        int groups,
        int groupInputs,
        int groupOutputs,
        int seed,
        (TensorShape Input, Window2d Window)? geometry = null
    )
    {
        var tflite = seed % 3 == 2;
        var type = tflite ? CodeType.Qint8 : CodeType.Quint8;
        var real = layers.FloatConvolution(groups, groupInputs, groupOutputs, geometry);
        var conv = (Conv2d)real["y"];
        var random = layers.Random;
        // Zero points near the middle keep sums, and so most codes, off the ends.
        int Zero() => type.Minimum + random.Next(108, 149);
        var weightZero = tflite ? 0 : Zero();
        var preshift = tflite || seed % 2 == 0 ? 0 : 8;

        // Accumulators of about this many bits become codes of about 6 bits, so that few are clamped.
        var bits = (int)Math.Round(Math.Log2((Math.Sqrt(conv.Window.Taps * groupInputs) * 2e4) + 5e4));
        FixedPointMultiplier Factor() =>
            tflite
                ? new(random.Next(1 << 30, int.MaxValue), 6 - bits)
                : new(random.Next(1 << 15, 1 << 16), 16 + bits - 6 - preshift);
        QuantizedConv2d quantized = new(
            "y",
            ["x"],
            conv.Shape,
            new(type, 1, Zero()),
            conv.Window,
            groups,
            [.. conv.Weights.Select(_ => (short)random.Next(type.Minimum, type.Maximum + 1))],
            new(type, [1], weightZero),
            [.. conv.Bias.Select(bias => (int)bias)],
            new([.. Enumerable.Range(0, seed % 2 == 0 ? 1 : conv.Shape.Channels).Select(_ => Factor())], preshift),
            new(type.Minimum + 3, type.Maximum - 2)
        );
        QuantizedInput input = new("x", real["x"].Shape, new(type, 1, Zero()));
        return new("random", GraphStage.Quantized, [input, quantized], "y", RecordLayout.Nhwc)
        {
            Arithmetic = tflite ? Arithmetic.TfLite : Arithmetic.Default,
        };
    }

    private static void AssertEqual(Graph graph, RandomLayers layers)
    {
        var minimum = ((QuantizedNode)graph.InputNode).Output.Type.Minimum;
        short[] codes = [.. layers.Codes(graph.InputNode.Shape).Select(code => (short)(code + minimum))];

        var expected = new IntegerExecutor(graph).Run(codes);
        var actual = new FastExecutor(graph).Run(codes);

        Assert.All(graph.Nodes, node => Assert.Equal(expected[node.Name], actual[node.Name]));
        if (graph.Nodes is [_, QuantizedConv2d { Clamp: var clamp }] && expected["y"].Length > 100)
            Assert.True(
                expected["y"].Count(code => code > clamp.Low && code < clamp.High) > expected["y"].Length / 4,
                "Most codes are clamped."
            );
    }
}
