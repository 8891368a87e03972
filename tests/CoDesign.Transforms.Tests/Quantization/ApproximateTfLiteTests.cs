// SPDX-License-Identifier: Apache-2.0
using CoDesign.Golden.Integer;
using CoDesign.Import;
using CoDesign.Transforms.Pruning;

namespace CoDesign.Transforms.Tests.Quantization;

/// <summary>MLPerf Tiny networks in half_up arithmetic against their own.</summary>
public sealed class ApproximateTfLiteTests
{
    private const string Folder = "models/mlperf-tiny";

    /// <summary>Given the exact inputs, no layer is off by more than one code, and channels that are constant are exact.</summary>
    [SharedTheory(Folder)]
    [InlineData("ic", RequantizeProfile.Lean)]
    [InlineData("ic", RequantizeProfile.Wide)]
    [InlineData("kws", RequantizeProfile.Lean)]
    [InlineData("vww", RequantizeProfile.Lean)]
    [InlineData("ad", RequantizeProfile.Lean)]
    public void EachLayerIsOffByAtMostOne(string model, RequantizeProfile profile)
    {
        var (exact, approximate) = Read(model, profile);
        var values = new IntegerExecutor(exact).Run(Records(model)[0]);
        var ranges = ChannelRanges.Of(exact);
        var differing = 0;
        foreach (
            var node in approximate.Nodes.Where(node => node is QuantizedConv2d or QuantizedAdd or QuantizedRescale)
        )
        {
            var actual = RunAlone(approximate, (QuantizedNode)node, values);
            var expected = values[node.Name];
            for (var i = 0; i < expected.Length; i++)
            {
                var tolerance = ranges[node.Name][i % node.Shape.Channels].IsConstant ? 0 : 1;
                Assert.InRange(actual[i] - expected[i], -tolerance, tolerance);
                differing += actual[i] != expected[i] ? 1 : 0;
            }
        }

        Assert.True(differing > 0, "The arithmetics cannot be told apart by this input.");
    }

    [SharedTheory(Folder)]
    [InlineData("ic")]
    [InlineData("kws")]
    [InlineData("vww")]
    public void ClassesStayTheSame(string model)
    {
        var (exact, approximate) = Read(model, RequantizeProfile.Lean);
        var logits = exact[exact.Output].Inputs[0];

        var comparison = OutputComparison.Run(
            exact,
            approximate,
            logits,
            Records(model).Select(codes => (codes, (int?)null))
        );

        Assert.Equal((10, 10), (comparison.Records, comparison.SameClass));
        Assert.InRange(comparison.GreatestDifference, 1, 10);
        Assert.InRange(comparison.Differing, 1, comparison.Bytes);
    }

    [SharedFact(Folder)]
    public void RunsOnlyWhenAsked_AndLowers()
    {
        var diagnostics = new DiagnosticBag();
        var graph = ModelReader.Read(SharedFolder.PathOf($"{Folder}/kws/model_int8.tflite"), diagnostics)!;

        Assert.Equal(Arithmetic.TfLite, Pipeline.Run(graph, PipelineOptions.Default, null, diagnostics)!.Arithmetic);
        Assert.Equal(
            Arithmetic.Default,
            Pipeline
                .Run(
                    graph,
                    PipelineOptions.Default with
                    {
                        Quantization = new() { ApproximateTfLite = true },
                    },
                    null,
                    diagnostics
                )!
                .Arithmetic
        );
        Assert.Empty(diagnostics.Items);
    }

    /// <summary>The node with inputs of its own that hold the given values.</summary>
    private static short[] RunAlone(Graph graph, QuantizedNode node, IReadOnlyDictionary<string, short[]> values)
    {
        var first = (QuantizedNode)graph[node.Inputs[0]];
        if (node is not QuantizedAdd)
        {
            var input = new QuantizedInput(first.Name, first.Shape, first.Output);
            return new IntegerExecutor(graph.WithNodes([input, node]) with { Output = node.Name }).Run(
                values[first.Name]
            )[node.Name];
        }

        // An add reads two values of one input: both side by side, then taken apart by 1 x 1 convolutions of factor 1.
        var second = (QuantizedNode)graph[node.Inputs[1]];
        var channels = first.Shape.Channels;
        var joined = new QuantizedInput(
            "joined",
            first.Shape with
            {
                Channels = 2 * channels,
            },
            first.Output with
            {
                Scale = 1,
                ZeroPoint = 0,
            }
        );
        var codes = new short[2 * values[first.Name].Length];
        for (var i = 0; i < values[first.Name].Length; i++)
        {
            codes[(i / channels * 2 * channels) + (i % channels)] = values[first.Name][i];
            codes[(i / channels * 2 * channels) + channels + (i % channels)] = values[second.Name][i];
        }

        var nodes = new Node[] { joined, Part(joined, first, 0), Part(joined, second, channels), node };
        return new IntegerExecutor(graph.WithNodes(nodes) with { Output = node.Name }).Run(codes)[node.Name];
    }

    private static QuantizedConv2d Part(QuantizedInput joined, QuantizedNode value, int offset)
    {
        var channels = value.Shape.Channels;
        var weights = new short[channels * 2 * channels];
        for (var o = 0; o < channels; o++)
            weights[(o * 2 * channels) + offset + o] = 1;
        var zeroPoint = value.Output.ZeroPoint;
        return new QuantizedConv2d(
            value.Name,
            [joined.Name],
            value.Shape,
            value.Output,
            new Window2d(1, 1),
            1,
            [.. weights],
            new WeightQuantization(CodeType.Qint8, [1.0], 0),
            [.. Enumerable.Repeat(-zeroPoint, channels)],
            new Requantization([HalfUpFactor.FromReal(1.0, 16, 0) ?? throw new InvalidOperationException()], 0),
            new CodeClamp(-128, 127)
        );
    }

    private static (Graph Exact, Graph Approximate) Read(string model, RequantizeProfile profile)
    {
        var diagnostics = new DiagnosticBag();
        var exact = ModelReader.Read(SharedFolder.PathOf($"{Folder}/{model}/model_int8.tflite"), diagnostics)!;
        var options = PipelineOptions.Default with
        {
            Profile = profile,
            StopAfter = "ApproximateTfLite",
            Quantization = new() { ApproximateTfLite = true },
        };
        var approximate = Pipeline.Run(exact, options, null, diagnostics);
        Assert.Empty(diagnostics.Items);
        Assert.NotNull(approximate);
        return (exact, approximate);
    }

    private static short[][] Records(string model)
    {
        var bytes = File.ReadAllBytes(SharedFolder.PathOf($"{Folder}/{model}/inputs.bin"));
        return [.. bytes.Chunk(bytes.Length / 10).Select(record => record.Select(b => (short)(sbyte)b).ToArray())];
    }
}
