// SPDX-License-Identifier: Apache-2.0
using CoDesign.Golden.Float;
using CoDesign.Golden.Integer;

namespace CoDesign.Transforms.Tests.Quantization;

public sealed class QuantizeGraphTests
{
    private static readonly TensorShape Vector = new(1, 1, 1);

    /// <summary>
    /// On the dequantized weights and biases the float convolution gives the exact real result; the code is within half a step of it, plus what the
    /// 16-bit multiplier and the preshift lose.
    /// </summary>
    [Theory]
    [InlineData(WeightScheme.UnsignedPerTensor, RequantizeProfile.Lean, 1.0)]
    [InlineData(WeightScheme.SignedPerChannel, RequantizeProfile.Lean, 1.0)]
    [InlineData(WeightScheme.UnsignedPerTensor, RequantizeProfile.Lean, 4000.0)]
    [InlineData(WeightScheme.UnsignedPerTensor, RequantizeProfile.Wide, 4000.0)]
    public void ConvolutionCodesAreWithinHalfAStepOfTheExactResult(
        WeightScheme weights,
        RequantizeProfile profile,
        double bias
    )
    {
        for (var seed = 0; seed < 30; seed++)
        {
            var random = new Random(seed);
            var input = new TensorShape(5, 6, 4);
            var window = new Window2d(3, 2, 2, 1, 1, 2, 1, 0, 2, 1);
            ImmutableArray<double> Reals(int count, double bound) =>
                [.. Enumerable.Range(0, count).Select(_ => (random.NextDouble() - 0.3) * bound)];
            var conv = new Conv2d(
                "c",
                ["x"],
                window.Output(input, 6),
                window,
                2,
                Reals(6 * 6 * 2, 0.2),
                Reals(6, bias),
                new(0, 3 * bias)
            );
            Graph graph = new("one", GraphStage.Folded, [new Input("x", input), conv], "c", RecordLayout.Nhwc);
            double[] x = [.. Reals((int)input.Elements, 2)];

            var quantized = Run(graph, new PipelineOptions { Quantization = new(0, weights), Profile = profile }, [x]);

            var source = (QuantizedInput)quantized["x"];
            var result = (QuantizedConv2d)quantized["c"];
            short[] codes = [.. x.Select(value => (short)source.Output.Quantize(value))];
            var actual = new IntegerExecutor(quantized).Run(codes)["c"];
            var expected = new FloatExecutor(Dequantized(graph, result, source.Output)).Run([
                .. codes.Select(code => source.Output.Dequantize(code)),
            ])["c"];
            for (var i = 0; i < actual.Length; i++)
            {
                var tolerance = result.Output.Scale * 0.52;
                Assert.InRange(result.Output.Dequantize(actual[i]), expected[i] - tolerance, expected[i] + tolerance);
            }

            Assert.Equal(profile == RequantizeProfile.Lean && bias > 1 ? 8 : 0, result.Requantization.Preshift);
        }
    }

    [Fact]
    public void ConstantWeightsAreExact()
    {
        var conv = Convolution([0.5, 0.5], [0.0]);

        var codes = (QuantizedConv2d)
            Run(
                conv,
                PipelineOptions.Default,
                [
                    [1, 0.5],
                    [-1, 0.25],
                ]
            )["c"];

        Assert.Equal((CodeType.Quint8, 0), (codes.WeightQuantization.Type, codes.WeightQuantization.ZeroPoint));
        Assert.Equal([0.5 / 255], codes.WeightQuantization.Scales.AsEnumerable());
        Assert.Equal([255, 255], codes.Weights.Select(weight => (int)weight));
    }

    [Theory]
    [InlineData(WeightScheme.UnsignedPerTensor)]
    [InlineData(WeightScheme.SignedPerChannel)]
    public void ZeroWeightsGiveTheBias_AndAWarning(WeightScheme weights)
    {
        var bag = new DiagnosticBag();
        var options = new PipelineOptions { Quantization = new(0, weights) };

        var graph = Pipeline.Run(
            Convolution([0, 0], [0.75]),
            options,
            [
                [1, 0.5],
                [-1, 0.25],
            ],
            bag
        )!;

        Assert.Equal(
            ["CD3014: Conv2d 'c': all weights are 0; its weight scale is 1 and its output depends on the bias only."],
            bag.Items.Select(item => item.ToString())
        );
        var output = ((QuantizedNode)graph["c"]).Output;
        var code = new IntegerExecutor(graph).Run([3, 200])["c"][0];
        Assert.InRange(output.Dequantize(code), 0.75 - 0.01, 0.75 + 0.01);
    }

    [Fact]
    public void AlwaysZeroValuesHaveScaleOne_AndAWarning()
    {
        var bag = new DiagnosticBag();

        var graph = Pipeline.Run(
            Convolution([1, 1], [0]),
            PipelineOptions.Default,
            [
                [0, 0],
            ],
            bag
        )!;

        Assert.Equal(
            [
                "CD3013: Input 'x': all calibration values are 0; its scale is 1.",
                "CD3013: Conv2d 'c': all calibration values are 0; its scale is 1.",
            ],
            bag.Items.Select(item => item.ToString())
        );
        Assert.Equal(new QuantizationParameters(CodeType.Quint8, 1, 0), ((QuantizedNode)graph["c"]).Output);
    }

    [Fact]
    public void ABiasOutsideInt32NamesTheChannel()
    {
        Graph graph = new(
            "dead",
            GraphStage.Folded,
            [
                new Input("x", Vector),
                new Conv2d("c", ["x"], new(1, 1, 2), new(1, 1), 1, [1.0, 1e-30], [0.0, 0.5], RealClamp.None)
                {
                    SourceOp = "Conv",
                    SourceName = "/c",
                },
            ],
            "c",
            RecordLayout.Nhwc
        );

        Assert.Equal(
            [
                "CD3010: Conv2d 'c' (Conv '/c'): bias 0.5 of channel 1 at scale 3.08785E-35 is 1.61925E+34, outside int32. "
                    + "The weights of the channel are too small for its bias; prune the channel or quantize the weights per tensor.",
            ],
            Errors(
                graph,
                new PipelineOptions { Quantization = new(0, WeightScheme.SignedPerChannel) },
                [
                    [1],
                ]
            )
        );
        Assert.Empty(
            Errors(
                graph,
                new PipelineOptions { Quantization = new(0, WeightScheme.UnsignedPerTensor) },
                [
                    [1],
                ]
            )
        );
    }

    [Fact]
    public void AnAccumulatorOutsideInt32NamesTheChannel()
    {
        var inputs = 40000;
        Graph graph = new(
            "wide",
            GraphStage.Folded,
            [
                new Input("x", new(1, 1, inputs)),
                new Conv2d(
                    "c",
                    ["x"],
                    Vector,
                    new(1, 1),
                    1,
                    [.. Enumerable.Repeat(1.0, inputs)],
                    [0.0],
                    RealClamp.None,
                    IsDense: true
                ),
            ],
            "c",
            RecordLayout.Nhwc
        );

        Assert.Equal(
            [
                "CD3011: Conv2d 'c': the accumulator of channel 0 can reach 2601000000, which is not below 2^31. Use fewer bits, or split the layer's inputs.",
            ],
            Errors(
                graph,
                PipelineOptions.Default,
                [
                    [.. Enumerable.Repeat(1.0, inputs)],
                ]
            )
        );
    }

    [Fact]
    public void AFactorThatNoShiftHoldsNamesTheChannelAndTheProfile()
    {
        const int inputs = 600;
        double[] record = [0.99999, .. Enumerable.Repeat(1.0, inputs - 1)];
        var cancelling = Convolution([.. Enumerable.Range(0, inputs).Select(i => i % 2 == 0 ? -1e6 : 1e6)], [0]);
        Graph dead = new(
            "dead",
            GraphStage.Folded,
            [
                new Input("x", Vector),
                new Conv2d("c", ["x"], new(1, 1, 2), new(1, 1), 1, [1.0, 1e-14], [0, 0], RealClamp.None),
            ],
            "c",
            RecordLayout.Nhwc
        );

        Assert.Equal(
            [
                "CD3012: Conv2d 'c': the requantization factor 784.314 of channel 0 needs a shift outside 1 to 47 in profile lean with preshift 8. "
                    + "Profile wide can hold it.",
            ],
            Errors(cancelling, PipelineOptions.Default, [record])
        );
        Assert.Empty(Errors(cancelling, new PipelineOptions { Profile = RequantizeProfile.Wide }, [record]));
        Assert.Equal(
            [
                "CD3012: Conv2d 'c': the requantization factor 7.87402E-17 of channel 1 needs a shift outside 1 to 47 in profile lean with preshift 0. "
                    + "No profile can hold it; the scales of the layer's input and output are too far apart.",
            ],
            Errors(
                dead,
                new PipelineOptions { Quantization = new(0, WeightScheme.SignedPerChannel) },
                [
                    [1],
                ]
            )
        );
    }

    /// <summary>A pooled value has its producer's codes; a concat unites the ranges of its inputs; the input's pixel codes are never widened.</summary>
    [Fact]
    public void ValuesThatOnlyMoveShareTheirScale()
    {
        TensorShape map = new(2, 2, 1);
        Conv2d Scaled(string name, double weight) => new(name, ["x"], map, new(1, 1), 1, [weight], [0], RealClamp.None);
        Graph graph = new(
            "moves",
            GraphStage.Folded,
            [
                new Input("x", map),
                Scaled("a", 1),
                Scaled("b", -3),
                new MaxPool("m", ["a"], map, new(1, 1), RealClamp.None),
                new Concat("k", ["m", "b", "x"], map with { Channels = 3 }),
                new AveragePool("v", ["k"], new(1, 1, 3), new(2, 2), false, RealClamp.Relu),
                new Conv2d("y", ["v"], Vector, new(1, 1), 1, [1, 1, 1], [0], RealClamp.None),
            ],
            "y",
            RecordLayout.Nhwc
        );
        var options = new PipelineOptions
        {
            Quantization = new(0),
            Normalization = new(1, [128], [64]),
            StopAfter = "QuantizeGraph",
        };

        var quantized = Run(
            graph,
            options,
            [
                [1, 1, 1, 1],
            ]
        );

        var parameters = quantized
            .Nodes.Cast<QuantizedNode>()
            .ToDictionary(node => node.Name, node => node.Output, StringComparer.Ordinal);
        var shared = QuantizationParameters.FromRange(new(-3, 1), CodeType.Quint8);
        Assert.All(["a", "m", "b", "k", "v", "k.rescale2"], name => Assert.Equal(shared, parameters[name]));
        Assert.Equal(new QuantizationParameters(CodeType.Quint8, 1.0 / 64, 128), parameters["x"]);
        Assert.Equal(["m", "b", "k.rescale2"], quantized["k"].Inputs.AsEnumerable());
        Assert.Equal(new CodeClamp(shared.ZeroPoint, 255), ((QuantizedAveragePool)quantized["v"]).Clamp);
    }

    [Theory]
    [InlineData(1, 128, 64, true)]
    [InlineData(255, 0.5, 0.25, false)]
    [InlineData(4, 32.5, 16, true)]
    [InlineData(1, 256, 64, false)]
    [InlineData(1, 127.5, 64, false)]
    public void PixelsAreTheCodes_WhenTheNormalizationHasAnIntegralZeroPoint(
        double scale,
        double mean,
        double deviation,
        bool exact
    )
    {
        Graph graph = new("x", GraphStage.Calibrated, [new Input("x", Vector)], "x", RecordLayout.Nhwc)
        {
            Normalization = new(scale, [mean], [deviation]),
        };

        var codes = Transforms.Quantization.ValueCodes.PixelCodes(graph, CodeType.Quint8);

        Assert.Equal(exact, codes is not null);
        for (var pixel = 0; pixel < 256 && codes is not null; pixel++)
            Assert.Equal(pixel, codes.Quantize(((pixel / scale) - mean) / deviation));
    }

    private static Graph Convolution(ImmutableArray<double> weights, ImmutableArray<double> bias) =>
        new(
            "one",
            GraphStage.Folded,
            [
                new Input("x", new(1, 1, weights.Length)),
                new Conv2d("c", ["x"], Vector, new(1, 1), 1, weights, bias, RealClamp.None),
            ],
            "c",
            RecordLayout.Nhwc
        );

    private static Graph Dequantized(Graph graph, QuantizedConv2d conv, QuantizationParameters input)
    {
        var quantization = conv.WeightQuantization;
        var taken = conv.Weights.Length / conv.Shape.Channels;
        return graph.WithNodes(
            graph.Nodes.Select(node =>
                node is Conv2d real
                    ? real with
                    {
                        Weights =
                        [
                            .. conv.Weights.Select(
                                (code, i) => quantization.ScaleOf(i / taken) * (code - quantization.ZeroPoint)
                            ),
                        ],
                        Bias = [.. conv.Bias.Select((bias, o) => input.Scale * quantization.ScaleOf(o) * bias)],
                        Clamp = new(
                            Math.Max(real.Clamp.Low, conv.Output.Dequantize(0)),
                            Math.Min(real.Clamp.High, conv.Output.Dequantize(255))
                        ),
                    }
                    : node
            )
        );
    }

    private static Graph Run(Graph graph, PipelineOptions options, double[][] records)
    {
        var bag = new DiagnosticBag();
        var result = Pipeline.Run(graph, options, records, bag);
        Assert.Empty(bag.Items);
        return result!;
    }

    private static string[] Errors(Graph graph, PipelineOptions options, double[][] records)
    {
        var bag = new DiagnosticBag();
        var result = Pipeline.Run(graph, options, records, bag);
        Assert.Equal(result is null, bag.HasErrors);
        return [.. bag.Items.Where(item => item.Severity == Severity.Error).Select(item => item.ToString())];
    }
}
