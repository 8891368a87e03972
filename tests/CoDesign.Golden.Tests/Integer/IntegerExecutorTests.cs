// SPDX-License-Identifier: Apache-2.0
using CoDesign.Golden.Float;
using CoDesign.Golden.Integer;

namespace CoDesign.Golden.Tests.Integer;

public sealed class IntegerExecutorTests
{
    private static readonly QuantizationParameters Codes = new(CodeType.Quint8, 0.5, 100);

    /// <summary>
    /// On integers below 2^53 the float executor is exact: run on (x - Zx) and (w - Zw) it gives the accumulator, independently of the integer loops.
    /// </summary>
    [Theory]
    [InlineData(1, 3, 5)]
    [InlineData(2, 3, 4)]
    [InlineData(6, 1, 1)]
    [InlineData(3, 1, 2)]
    public void ConvolutionEqualsExactFloatAccumulatorsRequantized(int groups, int groupInputs, int groupOutputs)
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var layers = new RandomLayers(seed);
            var floatGraph = layers.FloatConvolution(groups, groupInputs, groupOutputs);
            var (graph, conv) = Quantize(floatGraph, layers.Random, seed % 2 * 8);
            var codes = layers.Codes(graph["x"].Shape);

            var y = new IntegerExecutor(graph).Run(codes)["y"];

            var acc = new FloatExecutor(floatGraph).Run([
                .. codes.Select(code => (double)(code - RandomLayers.InputCodes.ZeroPoint)),
            ])["y"];
            for (var i = 0; i < y.Length; i++)
            {
                var factor = conv.Requantization[i % conv.Shape.Channels];
                var t = Math.Floor(acc[i] / (1 << conv.Requantization.Preshift));
                var rounded = Math.Floor((t * factor.Value / Math.Pow(2, factor.Shift)) + 0.5);
                Assert.Equal(Math.Clamp(rounded + 100, 20, 230), y[i]);
            }
        }
    }

    [Fact]
    public void PoolingEqualsFloatPoolingOfCodes_RoundedAwayFromZero()
    {
        for (var seed = 0; seed < 100; seed++)
        {
            var layers = new RandomLayers(seed);
            var input = layers.Shape(1 + (seed % 5));
            var window = layers.PoolWindow(input);
            var shape = window.Output(input, input.Channels);
            var signed = seed % 2 == 1;
            var type = new QuantizationParameters(signed ? CodeType.Qint8 : CodeType.Quint8, 1.0, signed ? -7 : 0);
            var countPadding = seed % 4 == 0 && !signed;
            var codes = layers.Codes(input).Select(code => (short)(signed ? code - 128 : code)).ToArray();
            CodeClamp clamp = new(type.Type.Minimum, type.Type.Maximum);
            Graph integer = new(
                "pool",
                GraphStage.Quantized,
                [
                    new QuantizedInput("x", input, type),
                    new QuantizedMaxPool("m", ["x"], shape, type, window, clamp),
                    new QuantizedAveragePool("a", ["x"], shape, type, window, countPadding, clamp),
                ],
                "a",
                RecordLayout.Nhwc
            );
            Graph real = new(
                "pool",
                GraphStage.Folded,
                [
                    new Input("x", input),
                    new MaxPool("m", ["x"], shape, window, RealClamp.None),
                    new AveragePool("a", ["x"], shape, window, countPadding, RealClamp.None),
                ],
                "a",
                RecordLayout.Nhwc
            );

            var y = new IntegerExecutor(integer).Run(codes);

            var expected = new FloatExecutor(real).Run([.. codes.Select(code => (double)code)]);
            Assert.Equal(expected["m"], y["m"].Select(code => (double)code));
            Assert.Equal(
                expected["a"].Select(mean => Math.Round(mean, MidpointRounding.AwayFromZero)),
                y["a"].Select(code => (double)code)
            );
        }
    }

    [Fact]
    public void RoundedMeanEqualsTheExactMeanAwayFromZero_ForAllSmallSums()
    {
        for (var count = 1; count <= 64; count++)
        {
            for (var sum = -128 * count; sum <= 255 * count; sum++)
            {
                var expected = Math.Round((decimal)sum / count, MidpointRounding.AwayFromZero);
                if (expected != IntegerPooling.RoundedMean(sum, count))
                    Assert.Fail($"{sum} / {count}: expected {expected}, got {IntegerPooling.RoundedMean(sum, count)}.");
            }
        }
    }

    /// <summary>Two operands of scale 0.5 and 0.25 into scale 1: the real sum, rounded half up, wherever the multipliers are exact.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(8)]
    public void AddRoundsTheRealSumHalfUp_WhenScalesArePowersOfTwo(int preshift)
    {
        var half = Factor(0.5, preshift);
        var shape = new TensorShape(1, 1, 2);
        Graph graph = new(
            "add",
            GraphStage.Quantized,
            [
                new QuantizedInput("x", shape, new(CodeType.Quint8, 0.5, 7)),
                new QuantizedRescale("z", ["x"], shape, new(CodeType.Quint8, 0.25, 90), Factor(2, 0), new(0, 255)),
                new QuantizedAdd(
                    "y",
                    ["x", "z"],
                    shape,
                    new(CodeType.Quint8, 1.0, 11),
                    half,
                    Factor(0.25, preshift),
                    Factor(Math.Pow(2, -20), preshift),
                    new(0, 255)
                ),
            ],
            "y",
            RecordLayout.Nhwc
        );
        var executor = new IntegerExecutor(graph);
        for (var code = 0; code < 256; code++)
        {
            var values = executor.Run([(short)code, 0]);
            var z = (double)(2 * (code - 7)) + 90;
            z = Math.Clamp(z, 0, 255);
            Assert.Equal(z, values["z"][0]);
            var real = (0.5 * (code - 7)) + (0.25 * (z - 90));
            Assert.Equal(Math.Clamp(Math.Floor(real + 0.5) + 11, 0, 255), values["y"][0]);
        }
    }

    [Fact]
    public void SoftmaxIsExactOnDequantizedLogits()
    {
        var shape = new TensorShape(1, 1, 3);
        Graph graph = new(
            "softmax",
            GraphStage.Quantized,
            [
                new QuantizedInput("x", shape, new(CodeType.Quint8, 0.1, 30)),
                new QuantizedSoftmax("y", ["x"], shape, new(CodeType.Quint8, 1.0 / 256, 0)),
            ],
            "y",
            RecordLayout.Nhwc
        );

        var y = new IntegerExecutor(graph).Run([40, 20, 50])["y"];

        var e = new[] { Math.Exp(1), Math.Exp(-1), Math.Exp(2) };
        Assert.Equal(e.Select(v => (short)Math.Round(v / e.Sum() * 256)), y);
    }

    [Fact]
    public void RefusesWrongInput()
    {
        var executor = new IntegerExecutor(
            new(
                "x",
                GraphStage.Quantized,
                [new QuantizedInput("x", new(1, 1, 2), new(new CodeType(4, false), 1, 0))],
                "x",
                RecordLayout.Nhwc
            )
        );

        Assert.Throws<ArgumentException>(() => executor.Run([1]));
        Assert.Throws<ArgumentException>(() => executor.Run([1, 16]));
    }

    private static Requantization Factor(double real, int preshift) =>
        new([HalfUpFactor.FromReal(real, 16, preshift)!.Value], preshift);

    private static (Graph Graph, QuantizedConv2d Conv) Quantize(Graph graph, Random random, int preshift)
    {
        var conv = (Conv2d)graph["y"];
        const int weightZero = 5;
        var quantized = new QuantizedConv2d(
            "y",
            ["x"],
            conv.Shape,
            Codes,
            conv.Window,
            conv.Groups,
            [.. conv.Weights.Select(weight => (short)(weight + weightZero))],
            new(CodeType.Quint8, [1.0], weightZero),
            [.. conv.Bias.Select(bias => (int)bias)],
            new(
                [
                    .. conv.Bias.Select(_ => new FixedPointMultiplier(
                        random.Next(1 << 15, 1 << 16),
                        random.Next(18, 28)
                    )),
                ],
                preshift
            ),
            new(20, 230)
        );
        var nodes = new Node[] { new QuantizedInput("x", graph["x"].Shape, RandomLayers.InputCodes), quantized };
        return (new("random", GraphStage.Quantized, [.. nodes], "y", RecordLayout.Nhwc), quantized);
    }
}
