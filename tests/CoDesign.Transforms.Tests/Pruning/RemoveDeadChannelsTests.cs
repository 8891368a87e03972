// SPDX-License-Identifier: Apache-2.0
using CoDesign.Golden.Integer;
using CoDesign.Import;
using CoDesign.Ir.Verification;
using CoDesign.Transforms.Pruning;

namespace CoDesign.Transforms.Tests.Pruning;

public sealed class RemoveDeadChannelsTests
{
    private const int Seeds = 150;

    /// <summary>Random networks whose convolutions have been given constant outputs (at the zero point, elsewhere, beyond the clamp) and unused inputs.</summary>
    [Theory]
    [InlineData(WeightScheme.UnsignedPerTensor)]
    [InlineData(WeightScheme.SignedPerChannel)]
    public void KeepsEveryByteThatStays(WeightScheme weights)
    {
        var removed = 0;
        for (var seed = 0; seed < Seeds; seed++)
        {
            var graph = WithDeadChannels(Quantize(seed, weights), new Random(seed));
            var dead = DeadChannels.Find(graph);
            var smaller = RemoveDeadChannels.Apply(graph);
            var findings = new DiagnosticBag();
            Assert.True(GraphVerifier.Verify(smaller, findings), string.Join('\n', findings.Items));
            removed += DeadChannelReport.Compare(graph, smaller).Channels;
            for (var record = 0; record < 3; record++)
            {
                var codes = Codes((QuantizedNode)graph.InputNode, new Random((seed * 3) + record));
                var expected = new IntegerExecutor(graph).Run(codes);
                var actual = new IntegerExecutor(smaller).Run(codes);

                Assert.Equal(expected[graph.Output], actual[smaller.Output]);
                foreach (var node in graph.Nodes)
                    AssertKeptChannels(seed, node, dead.KeptOf(node.Name), expected[node.Name], actual[node.Name]);
            }
        }

        Assert.True(removed > Seeds / 2, $"Only {removed} channels went in {Seeds} networks.");
    }

    [Fact]
    public void RangesHoldEveryCode()
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            var graph = WithDeadChannels(Quantize(seed, WeightScheme.UnsignedPerTensor), new Random(seed));
            var ranges = ChannelRanges.Of(graph);
            var values = new IntegerExecutor(graph).Run(Codes((QuantizedNode)graph.InputNode, new Random(seed)));
            foreach (var node in graph.Nodes)
            {
                var range = ranges[node.Name];
                for (var i = 0; i < values[node.Name].Length; i++)
                    Assert.InRange(values[node.Name][i], range[i % range.Length].Low, range[i % range.Length].High);
            }
        }
    }

    [Fact]
    public void FoldsAConstantIntoTheBias_WithoutPaddingOnly()
    {
        var graph = TwoLayers(new Window2d(2, 2));

        var smaller = (QuantizedConv2d)RemoveDeadChannels.Apply(graph)["b"];
        Assert.Equal<short>([1, 2, 3, 4], smaller.Weights);
        Assert.Equal<int>([100 + (20 * (2 + 3 + 4 + 5))], smaller.Bias);

        var padded = TwoLayers(new Window2d(2, 2, PadTop: 1, PadLeft: 1));
        Assert.Same(padded, RemoveDeadChannels.Apply(padded));
    }

    [Fact]
    public void RunsOnlyWhenAsked()
    {
        var graph = TwoLayers(new Window2d(2, 2));
        var diagnostics = new DiagnosticBag();

        var same = Pipeline.Run(
            graph,
            PipelineOptions.Default with
            {
                StopAfter = nameof(RemoveDeadChannels),
            },
            null,
            diagnostics
        );
        var smaller = Pipeline.Run(
            graph,
            PipelineOptions.Default with
            {
                StopAfter = nameof(RemoveDeadChannels),
                Quantization = new() { RemoveDeadChannels = true },
            },
            null,
            diagnostics
        );

        Assert.Empty(diagnostics.Items);
        Assert.Equal(graph.Nodes, same!.Nodes);
        Assert.NotEqual(graph.Nodes, smaller!.Nodes);
    }

    [SharedTheory("models/mlperf-tiny")]
    [InlineData("ic", 12501632, 0, 12501632)]
    [InlineData("kws", 2656768, 0, 2656768)]
    [InlineData("vww", 7489664, 1724, 3727313)]
    [InlineData("ad", 264192, 0, 264192)]
    public void TrainedNetworksKeepTheirOutputs(string model, long macs, int channels, long macsAfter)
    {
        var folder = $"models/mlperf-tiny/{model}";
        var diagnostics = new DiagnosticBag();
        var graph =
            ModelReader.Read(SharedFolder.PathOf($"{folder}/model_int8.tflite"), diagnostics)
            ?? throw new InvalidDataException(model);
        var smaller = RemoveDeadChannels.Apply(graph);
        var report = DeadChannelReport.Compare(graph, smaller);

        Assert.Equal((macs, channels, macsAfter), (report.MacsBefore, report.Channels, report.MacsAfter));
        foreach (var set in new[] { "", "stress_" })
        {
            var inputs = File.ReadAllBytes(SharedFolder.PathOf($"{folder}/{set}inputs.bin"));
            var outputs = File.ReadAllBytes(SharedFolder.PathOf($"{folder}/{set}outputs.bin"));
            var size = (int)graph.InputNode.Shape.Elements;
            var executor = new IntegerExecutor(smaller);
            for (var k = 0; k < inputs.Length / size; k++)
            {
                var output = executor.Run([.. inputs[(k * size)..((k + 1) * size)].Select(b => (short)(sbyte)b)])[
                    smaller.Output
                ];
                Assert.Equal(
                    outputs[(k * output.Length)..((k + 1) * output.Length)].Select(b => (short)(sbyte)b),
                    output
                );
            }
        }
    }

    /// <summary>a: channel 0 varies, channel 1 is 30 everywhere (zero point 10); b reads both through a 2 x 2 kernel.</summary>
    private static Graph TwoLayers(Window2d window)
    {
        var input = new QuantizedInput(
            "x",
            new TensorShape(3, 3, 1),
            new QuantizationParameters(CodeType.Quint8, 1, 7)
        );
        var factor = new Requantization([HalfUpFactor.FromReal(1.0, 16, 0)!.Value], 0);
        var codes = new QuantizationParameters(CodeType.Quint8, 1, 10);
        var weights = new WeightQuantization(CodeType.Quint8, [1.0], 3);
        var all = new CodeClamp(0, 255);
        var first = new QuantizedConv2d(
            "a",
            ["x"],
            new TensorShape(3, 3, 2),
            codes,
            new Window2d(1, 1),
            1,
            [4, 3],
            weights,
            [0, 20],
            factor,
            all
        );
        var second = new QuantizedConv2d(
            "b",
            ["a"],
            window.Output(input.Shape, 1),
            codes,
            window,
            1,
            [1, 5, 2, 6, 3, 7, 4, 8],
            weights,
            [100],
            factor,
            all
        );
        return new Graph("g", GraphStage.Quantized, [input, first, second], "b", RecordLayout.Nhwc);
    }

    private static Graph Quantize(int seed, WeightScheme weights)
    {
        var imported = RandomNetworks.Create(seed);
        var diagnostics = new DiagnosticBag();
        var options = PipelineOptions.Default with { Quantization = new(0, weights), StopAfter = "QuantizeGraph" };
        double[][] records = [RandomNetworks.Record(imported, seed), RandomNetworks.Record(imported, seed + 1)];
        return Pipeline.Run(imported, options, records, diagnostics)
            ?? throw new InvalidDataException(string.Join('\n', diagnostics.Items));
    }

    private static Graph WithDeadChannels(Graph graph, Random random) =>
        graph.WithNodes(
            graph.Nodes.Select(node => node is QuantizedConv2d conv ? WithDeadChannels(conv, random) : node)
        );

    private static QuantizedConv2d WithDeadChannels(QuantizedConv2d conv, Random random)
    {
        var weights = conv.Weights.ToArray();
        var bias = conv.Bias.ToArray();
        var taken = weights.Length / bias.Length;
        for (var o = 0; o < bias.Length; o++)
        {
            var kind = random.Next(5);
            if (kind < 3)
                Array.Fill(weights, (short)conv.WeightQuantization.ZeroPoint, o * taken, taken);
            if (kind < 4)
                bias[o] = kind switch
                {
                    0 => 0,
                    1 => bias[o],
                    _ => -4_000_000,
                };
        }

        if (conv.Groups == 1 && random.Next(2) == 0)
        {
            var i = random.Next(conv.GroupInputs);
            for (var k = i; k < weights.Length; k += conv.GroupInputs)
                weights[k] = (short)conv.WeightQuantization.ZeroPoint;
        }

        return conv with
        {
            Weights = [.. weights],
            Bias = [.. bias],
        };
    }

    private static short[] Codes(QuantizedNode input, Random random) =>
        [
            .. Enumerable
                .Range(0, (int)input.Shape.Elements)
                .Select(_ => (short)random.Next(input.Output.Type.Minimum, input.Output.Type.Maximum + 1)),
        ];

    private static void AssertKeptChannels(int seed, Node node, int[] kept, short[] expected, short[] actual)
    {
        var channels = node.Shape.Channels;
        Assert.Equal(node.Shape.Pixels * kept.Length, actual.Length);
        for (var i = 0; i < actual.Length; i++)
        {
            var same = expected[(i / kept.Length * channels) + kept[i % kept.Length]];
            Assert.True(same == actual[i], $"seed {seed}, {node.Name}: element {i} is {actual[i]}, was {same}");
        }
    }
}
