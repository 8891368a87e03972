// SPDX-License-Identifier: Apache-2.0
using CoDesign.Mapping.Layers;

namespace CoDesign.Mapping.Tests.Layers;

public sealed class LaneHalvesTests
{
    private static AcceleratorConfiguration Array16x8 => AcceleratorConfiguration.Default;

    /// <summary>The first layer of MLPerf Tiny vww, and one of 8 input channels: half of the cycles, n * max(T, 2 * PX), and no reason left to lose any.</summary>
    [Theory]
    [InlineData(3, 8, 2)]
    [InlineData(2, 5, 1)]
    [InlineData(8, 8, 1)]
    [InlineData(9, 8, 1)]
    [InlineData(32, 6, 2)]
    public void NarrowLayerWorksOnTwoPixelsAtOnce(int inputs, int outputs, int stride)
    {
        var graph = new SmallGraph(new TensorShape(32, 64, inputs))
            .Conv("a", outputs, kernel: 3, stride: stride)
            .Build();

        var plan = PlanRun.Plan(graph, Array16x8);
        var single = PlanRun.Plan(graph, Array16x8 with { Halves = ChannelHalves.Never });

        var (layer, before) = (plan.Layers[0], single.Layers[0]);
        Assert.True(layer.Layer.InHalves && plan.Parameters.HasHalves);
        Assert.Equal(inputs > 8, plan.Parameters.HasWholeHalves);
        Assert.False(before.Layer.InHalves || single.Parameters.HasHalves);
        Assert.Equal(2 * layer.PixelSteps, before.PixelSteps);
        Assert.Equal(
            2 * before.Estimate.UtilizationBound * before.Loops.TileSteps / Math.Max(before.Loops.TileSteps, 16),
            layer.Estimate.UtilizationBound,
            9
        );
        Assert.DoesNotContain(
            layer.Estimate.Reasons,
            reason => outputs == 8 || !reason.Contains("fill", StringComparison.Ordinal)
        );
    }

    /// <summary>What leaves a layer with one pixel for each lane: the width, the steps of a word, the channels, the windows of a pool, the configuration.</summary>
    [Theory]
    [InlineData(64, 3, 8, 1, ChannelHalves.Auto, true)]
    [InlineData(63, 3, 8, 1, ChannelHalves.Auto, false)]
    [InlineData(64, 1, 8, 1, ChannelHalves.Auto, false)]
    [InlineData(64, 8, 8, 8, ChannelHalves.Auto, false)]
    [InlineData(64, 3, 9, 1, ChannelHalves.Auto, false)]
    [InlineData(64, 9, 8, 1, ChannelHalves.Auto, true)]
    [InlineData(64, 64, 8, 1, ChannelHalves.Auto, true)]
    [InlineData(64, 3, 8, 1, ChannelHalves.Never, false)]
    public void OnlyWhereTwoWordsCanBeRead(
        int width,
        int inputs,
        int outputs,
        int groups,
        ChannelHalves halves,
        bool chosen
    )
    {
        var graph = new SmallGraph(new TensorShape(16, width, inputs)).Conv("a", outputs, groups, kernel: 3).Build();

        var plan = PlanRun.Plan(graph, Array16x8 with { Halves = halves });

        Assert.Equal(chosen, plan.Layers[0].Layer.InHalves);
        Assert.Equal(chosen, plan.Parameters.HasHalves);
    }

    /// <summary>A pair of pixels leaves the array in 16 cycles, one a cycle. The tiles of the depthwise layer behind it take 9 steps, so its first one waits, and its bound counts that.</summary>
    [Fact]
    public void FirstTileBehindANarrowLayerWaitsForItsPairs()
    {
        var graph = new SmallGraph(new TensorShape(8, 8, 16)).Conv("a", 16).Conv("b", 16, 16, kernel: 3).Conv("c", 64);
        var array = Array16x8 with { Channels = 32 };

        var plan = PlanRun.Plan(graph.Build(), array);
        var single = PlanRun.Plan(graph.Build(), array with { Halves = ChannelHalves.Never });

        var layer = plan.Layers[1];
        Assert.True(plan.Layers[0].Layer.InHalves && !layer.Layer.InHalves);
        Assert.Equal(8 * 9, layer.PixelSteps * layer.Loops.TileSteps);
        Assert.Equal(80, layer.Estimate.Cycles);
        Assert.Equal(16 * 64 * 9 / (79.0 * 32 * 8), layer.Estimate.UtilizationBound, 9);
        Assert.Contains(
            "the first tile waits for 7 more pixels of the layer before it to drain",
            layer.Estimate.Reasons
        );
        Assert.Equal(16 * 64 * 9 / (72.0 * 32 * 8), single.Layers[1].Estimate.UtilizationBound, 9);
        Assert.Equal(
            58,
            single.Layers.Take(2).Sum(l => l.Estimate.Cycles) - plan.Layers.Take(2).Sum(l => l.Estimate.Cycles)
        );
    }

    /// <summary>A narrow layer that takes less than one cycle in a hundred of the network costs no logic.</summary>
    [Fact]
    public void NetworkThatGainsLittleDoesWithout()
    {
        var graph = new SmallGraph(new TensorShape(8, 16, 3))
            .Conv("a", 8, kernel: 3)
            .Conv("b", 512, kernel: 3)
            .Conv("c", 512)
            .Build();

        Assert.False(PlanRun.Plan(graph, Array16x8).Parameters.HasHalves);
    }

    /// <summary>A lane's pixels of each pixel step, in the order of the drain, make up the map.</summary>
    [Theory]
    [InlineData(7)]
    [InlineData(8)]
    public void EveryPixelIsMadeOnce(int pixels)
    {
        var graph = new SmallGraph(new TensorShape(10, 12, 3)).Conv("a", 4, kernel: 3).Build();
        var layer = PlanRun.Plan(graph, Array16x8 with { Pixels = pixels }).Layers[0];

        Assert.True(layer.Layer.InHalves);
        var order = layer.TraceOrder().Select(word => word.Pixel).ToArray();
        Assert.Equal(Enumerable.Range(0, 120), order.Order());
        Assert.All(
            Enumerable.Range(0, layer.PixelSteps),
            step =>
                Assert.All(
                    layer.Layer.PixelsOf(step, layer.PixelSteps),
                    pixel => Assert.Equal(step, layer.Layer.StepOf(pixel, layer.PixelSteps))
                )
        );
        Assert.Equal(
            layer.Layer.PixelsOf(layer.Order.FirstStep, layer.PixelSteps),
            order
                .Take(2 * pixels)
                .Where((_, at) => at < layer.Layer.PixelsOf(layer.Order.FirstStep, layer.PixelSteps).Count())
        );
    }
}
