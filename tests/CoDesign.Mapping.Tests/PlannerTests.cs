// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Mapping.Tests;

public sealed class PlannerTests
{
    [Fact]
    public void SamePlanTwiceGivesTheSameImages()
    {
        var graph = RandomNetwork.Create(7, 8, Arithmetic.Default);

        var first = PlanRun.Plan(graph, AcceleratorConfiguration.Default);
        var second = PlanRun.Plan(graph, AcceleratorConfiguration.Default);

        Assert.True(first.Images.Weights.SequenceEqual(second.Images.Weights));
        Assert.True(first.Images.Parameters.SequenceEqual(second.Images.Parameters));
        Assert.True(first.Images.Descriptors.SequenceEqual(second.Images.Descriptors));
        Assert.Equal(first.Parameters, second.Parameters);
    }

    [Fact]
    public void PoolJoinsTheConvolutionBeforeIt()
    {
        var graph = new SmallGraph(new TensorShape(8, 8, 16))
            .Conv("a", 16, kernel: 3)
            .With(s => Pool("max", s, new Window2d(2, 2, 2, 2)))
            .Build();

        var plan = PlanRun.Plan(graph, AcceleratorConfiguration.Default);

        var layer = Assert.Single(plan.Layers);
        Assert.Equal("conv2d+max_pool", layer.Layer.Op);
        Assert.True(plan.Parameters.HasWindow);
        Assert.Equal(1.0, layer.Estimate.UtilizationBound);
        PlanRun.Check(plan, RandomNetwork.Codes(graph, 5), holdsBack: true);
    }

    [Fact]
    public void PoolWithOverlapAfterALongConvolutionStaysApart()
    {
        var graph = new SmallGraph(new TensorShape(8, 8, 16))
            .Conv("a", 16, kernel: 3)
            .With(s => Pool("max", s, new Window2d(3, 3, 1, 1)))
            .Build();

        Assert.Equal(2, PlanRun.Plan(graph, AcceleratorConfiguration.Default).Layers.Length);
    }

    [Fact]
    public void SoftmaxAtTheEndStaysOnTheHost()
    {
        var graph = new SmallGraph(new TensorShape(1, 1, 16))
            .Conv("a", 10)
            .With(s => new QuantizedSoftmax("soft", [s.Name], s.Shape, s.Output))
            .Build();

        var plan = PlanRun.Plan(graph, AcceleratorConfiguration.Default);

        Assert.Equal("a", plan.Result.Value);
    }

    [Fact]
    public void DeadNodesAreNotMapped()
    {
        var graph = new SmallGraph(new TensorShape(4, 4, 8)).Conv("dead", 8).Conv("a", 8, from: "x").Build();

        Assert.Equal("a", Assert.Single(PlanRun.Plan(graph, AcceleratorConfiguration.Default).Layers).Layer.Name);
    }

    [Fact]
    public void ConcatenationOfWholeBlocksCopiesNothing()
    {
        var graph = new SmallGraph(new TensorShape(4, 4, 16))
            .Conv("a", 16)
            .Conv("b", 32, from: "x")
            .Concat("cat", "a", "b")
            .Conv("c", 16)
            .Build();

        var plan = PlanRun.Plan(graph, AcceleratorConfiguration.Default);

        Assert.Equal(3, plan.Layers.Length);
        Assert.Equal(plan.Tensors["a"].Base + plan.Tensors["a"].Words, plan.Tensors["b"].Base);
        PlanRun.Check(plan, RandomNetwork.Codes(graph, 5), holdsBack: true);
    }

    [Fact]
    public void TensorInTwoConcatenationsIsCopied()
    {
        var graph = new SmallGraph(new TensorShape(4, 4, 16))
            .Conv("a", 16)
            .Concat("cat", "a", "a")
            .Conv("c", 16)
            .Build();

        var plan = PlanRun.Plan(graph, AcceleratorConfiguration.Default);

        Assert.Equal(["a", "a/copy1", "c"], plan.Layers.Select(l => l.Layer.Name));
        PlanRun.Check(plan, RandomNetwork.Codes(graph, 5), holdsBack: true);
    }

    [Fact]
    public void NetworkWithoutLayersPassesItsInputOn()
    {
        var graph = new SmallGraph(new TensorShape(3, 4, 5)).Build();

        PlanRun.Check(
            PlanRun.Plan(graph, AcceleratorConfiguration.Default),
            RandomNetwork.Codes(graph, 5),
            holdsBack: true
        );
    }

    [Fact]
    public void StreamedRingHoldsEveryBlockThatIsReadAgain()
    {
        // 9 x 11 mean over two blocks of channels: one set of 13 weight words, which 8 lanes share, read once for each block.
        var graph = new SmallGraph(new TensorShape(9, 11, 20))
            .With(s => new QuantizedAveragePool(
                "mean",
                [s.Name],
                new(1, 1, 20),
                s.Output,
                new Window2d(9, 11),
                true,
                new CodeClamp(0, 255)
            ))
            .Build();

        var plan = PlanRun.Plan(graph, AcceleratorConfiguration.Default with { Weights = WeightPlacement.Stream });

        Assert.Equal([13, 0], plan.Images.Blocks.Select(b => b.WeightWords));
        Assert.InRange(plan.Parameters.WeightDepth, 13, 256);
    }

    [Fact]
    public void StreamCarriesEveryWordOnceBehindItsHeader()
    {
        var plan = PlanRun.Plan(
            new SmallGraph(new TensorShape(4, 4, 20)).Conv("a", 20, kernel: 3).Build(),
            AcceleratorConfiguration.Default with
            {
                Weights = WeightPlacement.Stream,
            }
        );

        var words = plan.Images.StreamWords().ToArray();

        Assert.Equal(2 * (1 + 7 + 180), words.Length);
        Assert.Equal(180u | (7u << 16), BitConverter.ToUInt32(words[0]));
        Assert.Equal(plan.Images.Parameters.Take(16), words[1]);
        Assert.Equal(plan.Images.Weights.Take(16), words[8]);
        Assert.Equal(plan.Images.Weights.TakeLast(16), words[^1]);
    }

    [Fact]
    public void WordsGrowWithTheMap()
    {
        Assert.Equal(20, ConfigBits(32));
        Assert.Equal(24, ConfigBits(1100));
        Assert.Equal(28, ConfigBits(5000));

        static int ConfigBits(int width) =>
            PlanRun
                .Plan(
                    new SmallGraph(new TensorShape(1, width, 4)).Conv("a", 4).Build(),
                    AcceleratorConfiguration.Default
                )
                .Parameters.ConfigBits;
    }

    private static QuantizedMaxPool Pool(string name, QuantizedNode source, Window2d window) =>
        new(
            name,
            [source.Name],
            window.Output(source.Shape, source.Shape.Channels),
            source.Output,
            window,
            new CodeClamp(0, 255)
        );
}
