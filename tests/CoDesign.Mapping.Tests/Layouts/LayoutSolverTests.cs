// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Mapping.Tests.Layouts;

public sealed class LayoutSolverTests
{
    private static readonly TensorShape Map = new(16, 16, 16);

    [Theory]
    [InlineData(48, 4)]
    [InlineData(48, 16)]
    [InlineData(96, 8)]
    [InlineData(64, 64)]
    public void GroupConvolutionBetweenPointwiseLayersFillsTheArray(int channels, int groups)
    {
        var graph = new SmallGraph(Map)
            .Conv("a", channels)
            .Conv("g", channels, groups, kernel: 3)
            .Conv("b", 16)
            .Build();

        var plan = PlanRun.Plan(graph, AcceleratorConfiguration.Default);

        Assert.Equal(1.0, plan.Layers[1].Estimate.UtilizationBound);
        Assert.Empty(plan.Layers[1].Estimate.Reasons);
        PlanRun.Check(plan, RandomNetwork.Codes(graph, 1), holdsBack: true);
    }

    [Fact]
    public void GroupConvolutionOnTheInputKeepsNaturalOrderAndSaysWhatItCosts()
    {
        var graph = new SmallGraph(Map with { Channels = 48 }).Conv("g", 48, 4).Conv("b", 16).Build();

        var layer = PlanRun.Plan(graph, AcceleratorConfiguration.Default).Layers[0];

        // A copy would take longer. One group in each output block; its 12 inputs lie in two words.
        Assert.Equal(4, layer.Loops.OutputBlocks);
        Assert.Equal(
            [
                "48 output channels fill 64 lanes",
                "a tile takes 32 steps for 12 taps: groups of 12 channels share words in natural order",
            ],
            layer.Estimate.Reasons.AsEnumerable()
        );
        Assert.Equal(48 / 64.0 * 12 / 32, layer.Estimate.UtilizationBound, 6);
    }

    [Fact]
    public void LayersThatKeepTheLayoutShareIt()
    {
        var graph = new SmallGraph(Map)
            .Conv("a", 48)
            .Conv("dw", 48, 48, kernel: 3)
            .Conv("g", 48, 4, kernel: 3)
            .Add("sum", "dw", "g")
            .Conv("b", 16)
            .Build();

        var plan = PlanRun.Plan(graph, AcceleratorConfiguration.Default);

        Assert.All(["dw", "g", "sum"], name => Assert.Equal(plan.Tensors["a"].Layout, plan.Tensors[name].Layout));
        Assert.Equal(1.0, plan.Layers[2].Estimate.UtilizationBound);
    }

    /// <summary>Layouts that one convolution after the other prefers by itself take 31,698 and 21,348 cycles.</summary>
    [Theory]
    [InlineData(36, new[] { 12, 36, 36, 18, 36, 36, 12 }, 9504)]
    [InlineData(24, new[] { 8, 24, 8, 24, 12, 4, 4 }, 9540)]
    public void ConvolutionsOfOddGroupsFindLayoutsThatSuitThemAll(int channels, int[] groups, long cycles)
    {
        var graph = new SmallGraph(new TensorShape(12, 12, 8)).Conv("a", channels);
        for (var i = 0; i < groups.Length; i++)
            graph.Conv($"g{i}", channels, groups[i], kernel: 3);
        var built = graph.Conv("b", 16).Build();
        var configuration = AcceleratorConfiguration.Default with { DrainPorts = 1 };

        var plan = PlanRun.Plan(built, configuration);

        var issue = plan.Layers.Sum(l => Mapping.Estimates.CycleModel.Issue(l.Layer, l.Loops, configuration.Pixels));
        Assert.InRange(issue, 0, cycles);
        PlanRun.Check(plan, RandomNetwork.Codes(built, 1), holdsBack: true);
    }

    [Fact]
    public void InputAndResultAreNatural()
    {
        var graph = new SmallGraph(Map with { Channels = 48 }).Conv("g", 48, 16, kernel: 3).Build();

        var plan = PlanRun.Plan(graph, AcceleratorConfiguration.Default);

        Assert.Equal(Mapping.Layouts.ChannelLayout.Natural(48, 16), plan.Input.Layout);
        Assert.Equal(Mapping.Layouts.ChannelLayout.Natural(48, 16), plan.Result.Layout);
    }

    [Fact]
    public void LeadingBoundsAreNamed()
    {
        var graph = new SmallGraph(new TensorShape(7, 7, 16)).Conv("a", 24).Conv("b", 24, 24).Build();

        var layers = PlanRun.Plan(graph, AcceleratorConfiguration.Default).Layers;

        Assert.Equal(
            ["24 output channels fill 32 lanes", "49 output pixels fill 56 pixel slots"],
            layers[0].Estimate.Reasons.AsEnumerable()
        );
        Assert.Contains("a tile of 1 steps waits for 8 pixels to drain", layers[1].Estimate.Reasons);
    }
}
