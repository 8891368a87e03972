// SPDX-License-Identifier: Apache-2.0
using CoDesign.Mapping.Layers;

namespace CoDesign.Mapping.Tests.Layers;

public sealed class LaneSplitterTests
{
    /// <summary>Dense layers from 128 to 128 to 640 channels: 1,024 + 5,120 / 8 steps at 16 x 8, whatever lanes share a multiplier, but for a stage of the drain.</summary>
    [Theory]
    [InlineData(MacKind.Packed)]
    [InlineData(MacKind.Quad)]
    public void SharedMultipliersDoNotSlowDownDenseLayers(MacKind multipliers)
    {
        var plain = Plan(Dense, MacKind.Plain, 8);
        var shared = Plan(Dense, multipliers, 8);

        Assert.All(plain.Layers, l => Assert.False(l.Layer.Split?.IsSwapped));
        Assert.All(shared.Layers, l => Assert.True(l.Layer.Split?.IsSwapped));
        Assert.Equal((8, 8), (plain.Parameters.WeightLanes, shared.Parameters.WeightLanes));
        Assert.Equal(plain.Parameters.WeightDepth, shared.Parameters.WeightDepth);
        Assert.Equal([128, 640], shared.Layers.Select(l => l.Loops.OutputBlocks * l.Loops.TileSteps));
        Assert.Equal(plain.Layers.Select(l => l.Estimate.Cycles + 1), shared.Layers.Select(l => l.Estimate.Cycles));
    }

    /// <summary>Of seven lanes three pairs have a part: 8 words in 3 slices of 3, each in two halves of 8 channels.</summary>
    [Theory]
    [InlineData(MacKind.Packed)]
    [InlineData(MacKind.Quad)]
    public void TheLaneThatIsLeftOverHasNoPart(MacKind multipliers)
    {
        var split = Plan(Dense, multipliers, 7).Layers[0].Layer.Split;

        Assert.NotNull(split);
        Assert.True(split.IsSwapped);
        Assert.Equal((3, 6), (split.Slices, split.LanesOfSum));
        Assert.Equal([0, 0, 1, 1, 2, 2], Enumerable.Range(0, 6).Select(split.SliceOf));
        Assert.Equal((0, null), (split.PixelLaneOf(5), split.PixelLaneOf(6)));
        Assert.Equal([true, false], new[] { 5, 6 }.Select(split.HasWeight));
        Assert.Equal(5, split.LastLaneOf(0));
    }

    /// <summary>Wide rows and the stage of the drain are built for networks only that gain by them.</summary>
    [Theory]
    [InlineData(MacKind.Packed)]
    [InlineData(MacKind.Quad)]
    public void NetworksThatGainNothingKeepOneWeightForAllLanes(MacKind multipliers)
    {
        var plan = Plan(new SmallGraph(new TensorShape(16, 16, 32)).Conv("a", 32, kernel: 3), multipliers, 8);

        Assert.Equal(1, plan.Parameters.WeightLanes);
        Assert.Null(plan.Layers[0].Layer.Split);
    }

    /// <summary>Lanes with a kernel row each read the layer before block for block: neither waits for the other's drain. Slices of the words reach to the last block from the first step on.</summary>
    [Fact]
    public void OnlySlicesOfTheWordsWaitForTheLastBlock()
    {
        var rows = Plan(
            new SmallGraph(new TensorShape(8, 8, 32)).Conv("a", 32, 32, kernel: 5).Conv("b", 32, 32, kernel: 7),
            MacKind.Plain,
            7
        );
        var words = Plan(Dense, MacKind.Plain, 8);

        Assert.Equal((7, 1, false), SlicesOf(rows.Layers[1]));
        Assert.Equal(new Dependency(DependencyMode.Blocks, 1, 1), rows.Layers[1].Dependency);
        Assert.Equal((2 * 10 * 25) + 2, rows.Layers[0].Estimate.Cycles);
        Assert.Equal(new Dependency(DependencyMode.LastBlock, 7, 0), words.Layers[1].Dependency);
        foreach (var holdsBack in new[] { false, true })
            PlanRun.Check(rows, RandomNetwork.Codes(rows.Graph, 1), holdsBack);

        static (int? Slices, int? Rows, bool? Words) SlicesOf(LayerPlan layer) =>
            (layer.Layer.Split?.Slices, layer.Layer.Split?.RowsEach, layer.Layer.Split?.DividesWords);
    }

    private static SmallGraph Dense => new SmallGraph(new TensorShape(1, 1, 128)).Conv("a", 128).Conv("b", 640);

    private static AcceleratorPlan Plan(SmallGraph graph, MacKind multipliers, int pixels) =>
        PlanRun.Plan(
            graph.Build(),
            AcceleratorConfiguration.Default with
            {
                Channels = 16,
                Pixels = pixels,
                Multipliers = multipliers,
            }
        );
}
