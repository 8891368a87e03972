// SPDX-License-Identifier: Apache-2.0
using CoDesign.Golden.Float;
using CoDesign.Golden.Integer;
using CoDesign.Ir.Printing;

namespace CoDesign.Transforms.Tests;

public sealed class PipelineTests
{
    private const int Seeds = 200;

    [Fact]
    public void FloatPassesKeepTheFloatOutput()
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            var graph = RandomNetworks.Create(seed);
            var x = RandomNetworks.Record(graph, seed);
            var expected = new FloatExecutor(graph).Run(x)[graph.Output];
            var tolerance = 1e-9 * expected.Max(Math.Abs);
            foreach (var pass in new[] { "FoldBatchNorm", "FuseActivations", "FoldPadding" })
            {
                var result = Run(graph, PipelineOptions.Default with { StopAfter = pass });

                var actual = new FloatExecutor(result).Run(x)[result.Output];
                Assert.All(
                    expected.Zip(actual),
                    pair => Assert.InRange(pair.Second, pair.First - tolerance, pair.First + tolerance)
                );
            }
        }
    }

    [Fact]
    public void FoldedGraphsHoldNoBatchNorm_NorAnActivationThatCouldBeFused()
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            var graph = Run(RandomNetworks.Create(seed), PipelineOptions.Default with { StopAfter = "FoldPadding" });

            Assert.Equal(GraphStage.Folded, graph.Stage);
            Assert.DoesNotContain(graph.Nodes, node => node is BatchNorm);
            foreach (var activation in graph.Nodes.OfType<Activation>())
            {
                var producer = graph[activation.Inputs[0]];
                Assert.True(
                    producer is Input or Pad or Concat
                        || graph.ConsumersOf(producer.Name).Count() > 1
                        || producer.Name == graph.Output,
                    $"seed {seed}: {activation.Name}"
                );
            }
        }
    }

    [Theory]
    [InlineData(WeightScheme.UnsignedPerTensor, RequantizeProfile.Lean)]
    [InlineData(WeightScheme.SignedPerChannel, RequantizeProfile.Lean)]
    [InlineData(WeightScheme.UnsignedPerTensor, RequantizeProfile.Wide)]
    public void LoweringKeepsTheIntegerOutput(WeightScheme weights, RequantizeProfile profile)
    {
        var options = PipelineOptions.Default with { Quantization = new(0, weights), Profile = profile };
        for (var seed = 0; seed < Seeds; seed++)
        {
            var imported = RandomNetworks.Create(seed);
            var quantized = Run(imported, options with { StopAfter = "QuantizeGraph" });
            var lowered = Run(imported, options);
            var x = RandomNetworks.Record(imported, seed);
            var codes = Codes(quantized, x);

            Assert.Equal(
                new IntegerExecutor(quantized).Run(codes)[quantized.Output],
                new IntegerExecutor(lowered).Run(codes)[lowered.Output]
            );
        }
    }

    /// <summary>Rounding errors of 12 layers of 8 bits: the output's error is a small part of its range.</summary>
    [Fact]
    public void IntegerOutputFollowsTheFloatOutput()
    {
        var ratios = new List<double>();
        for (var seed = 0; seed < Seeds; seed++)
        {
            var imported = RandomNetworks.Create(seed);
            var lowered = Run(imported, PipelineOptions.Default with { Quantization = new(0) });
            var x = RandomNetworks.Record(imported, seed);
            var expected = new FloatExecutor(imported).Run(x)[imported.Output];
            var output = ((QuantizedNode)lowered[lowered.Output]).Output;
            var actual = new IntegerExecutor(lowered).Run(Codes(lowered, x))[lowered.Output];
            var signal = expected.Sum(value => value * value);
            var noise = expected.Zip(actual, (real, code) => Math.Pow(real - output.Dequantize(code), 2)).Sum();
            if (signal > 0)
                ratios.Add(Math.Sqrt(noise / signal));
        }

        ratios.Sort();
        Assert.True(ratios.Count > Seeds * 9 / 10);
        Assert.InRange(ratios[ratios.Count / 2], 0, 0.02);
        Assert.InRange(ratios[ratios.Count * 95 / 100], 0, 0.15);
    }

    [Fact]
    public void SkipsPassesThatTheGraphHasBehindIt()
    {
        var ran = new List<string>();
        var quantized = Run(RandomNetworks.Create(3), PipelineOptions.Default with { StopAfter = "QuantizeGraph" });

        Run(quantized, PipelineOptions.Default with { AfterPass = result => ran.Add(result.Pass) });

        Assert.Equal(["RemoveDeadChannels", "ApproximateTfLite", "LowerToEngine"], ran);
    }

    [Fact]
    public void CallsAfterPassWithEveryGraph_AndStops()
    {
        var ran = new List<(string, GraphStage)>();

        var result = Run(
            RandomNetworks.Create(3),
            PipelineOptions.Default with
            {
                StopAfter = "calibrateranges",
                AfterPass = r => ran.Add((r.Pass, r.Graph.Stage)),
            }
        );

        Assert.Equal(GraphStage.Calibrated, result.Stage);
        Assert.Equal(
            [
                ("FoldBatchNorm", GraphStage.Imported),
                ("FuseActivations", GraphStage.Imported),
                ("FoldPadding", GraphStage.Folded),
                ("CalibrateRanges", GraphStage.Calibrated),
            ],
            ran
        );
    }

    [Fact]
    public void IsDeterministic()
    {
        var first = GraphText.Of(Run(RandomNetworks.Create(5), PipelineOptions.Default));
        var second = GraphText.Of(Run(RandomNetworks.Create(5), PipelineOptions.Default));

        Assert.Equal(first, second);
    }

    [Fact]
    public void AnInvalidGraphIsRefusedBeforeAnyPass()
    {
        var bag = new DiagnosticBag();
        var graph = RandomNetworks.Create(1) with { Output = "nowhere" };

        Assert.Null(Pipeline.Run(graph, PipelineOptions.Default, null, bag));
        Assert.Equal(
            ["CD2004: Graph 'random1': the output 'nowhere' is not defined by any node."],
            bag.Items.Select(d => d.ToString())
        );
    }

    [Fact]
    public void AnUnknownPassIsNamedWithTheKnownOnes()
    {
        var bag = new DiagnosticBag();

        Assert.Null(
            Pipeline.Run(RandomNetworks.Create(1), PipelineOptions.Default with { StopAfter = "Fold" }, null, bag)
        );
        Assert.Equal(
            [
                "CD2021: There is no pass 'Fold'. Passes, in order: FoldBatchNorm, FuseActivations, FoldPadding, CalibrateRanges, QuantizeGraph, RemoveDeadChannels, ApproximateTfLite, LowerToEngine.",
            ],
            bag.Items.Select(d => d.ToString())
        );
    }

    internal static Graph Run(Graph graph, PipelineOptions options)
    {
        var bag = new DiagnosticBag();
        var records =
            graph.Stage < GraphStage.Quantized
                ? Enumerable.Range(0, 8).Select(k => RandomNetworks.Record(graph, 1000 + k))
                : null;
        var result = Pipeline.Run(graph, options, records, bag);
        Assert.DoesNotContain(bag.Items, item => item.Severity == Severity.Error);
        return result!;
    }

    private static short[] Codes(Graph graph, double[] x)
    {
        var input = (QuantizedNode)graph.InputNode;
        return [.. x.Select(value => (short)input.Output.Quantize(value))];
    }
}
