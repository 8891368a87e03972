// SPDX-License-Identifier: Apache-2.0
using CoDesign.Mapping.Layers;

namespace CoDesign.Mapping.Tests.Layers;

public sealed class LeftoverBlocksTests
{
    private static AcceleratorConfiguration Array16x8 => AcceleratorConfiguration.Default;

    /// <summary>24 channels on 16 lanes: the last block first, on two pixels at once, then the full one; 3/4 of the cycles, no reason left to lose any, and one layer in all figures.</summary>
    [Fact]
    public void LastBlockIsALayerOfItsOwn()
    {
        var graph = new SmallGraph(new TensorShape(16, 16, 3)).Conv("a", 24, kernel: 3).Conv("b", 16).Build();

        var plan = PlanRun.Plan(graph, Array16x8);

        Assert.Equal(["a/rest", "a/blocks", "b"], plan.Layers.Select(layer => layer.Layer.Name));
        Assert.Equal([true, false, false], plan.Layers.Select(layer => layer.Layer.InHalves));
        Assert.Equal(
            [DependencyMode.Wait, DependencyMode.Independent, DependencyMode.Blocks],
            plan.Layers.Select(layer => layer.Dependency.Mode)
        );
        Assert.Equal(plan.Tensors["a"].Base, plan.Layers[1].Output.Base);
        Assert.Equal(plan.Tensors["a"].Base + plan.Tensors["a"].Range.Size, plan.Layers[0].Output.Base);
        Assert.Equal(["a", "b"], plan.Estimate.Layers.Select(layer => layer.Layer.Name));
        var whole = plan.Estimate.Layers[0].Estimate;
        Assert.Equal(plan.Layers[0].Estimate.Cycles + plan.Layers[1].Estimate.Cycles, whole.Cycles);
        Assert.Equal(16 * 16 * 24 * 27, whole.Macs);
        Assert.Equal(24 * 28, whole.Parameters);
        Assert.Equal(1, whole.UtilizationBound, 9);
        Assert.Empty(whole.Reasons);
    }

    /// <summary>What leaves a layer whole: channels that fill more than half of the last block, an odd width, groups, and engines without halves.</summary>
    [Theory]
    [InlineData(40, 16, 1, ChannelHalves.Auto, 3)]
    [InlineData(41, 16, 1, ChannelHalves.Auto, 2)]
    [InlineData(48, 16, 1, ChannelHalves.Auto, 2)]
    [InlineData(40, 15, 1, ChannelHalves.Auto, 2)]
    [InlineData(40, 16, 2, ChannelHalves.Auto, 2)]
    [InlineData(40, 16, 1, ChannelHalves.Never, 2)]
    public void OnlyWhereHalfOfTheLanesAreIdle(int outputs, int width, int groups, ChannelHalves halves, int layers)
    {
        var graph = new SmallGraph(new TensorShape(16, width, 4)).Conv("a", outputs, groups, kernel: 3).Conv("b", 16);

        var plan = PlanRun.Plan(graph.Build(), Array16x8 with { Halves = halves });

        Assert.Equal(layers, plan.Layers.Count(layer => layer.Layer.Order is null));
    }

    /// <summary>Segments of a network that is cut into bands count whole layers.</summary>
    [Fact]
    public void NetworksOfBandsStayWhole()
    {
        var graph = new SmallGraph(new TensorShape(16, 16, 3)).Conv("a", 24, kernel: 3).Conv("b", 16).Build();

        var plan = PlanRun.Plan(
            graph,
            Array16x8 with
            {
                Weights = WeightPlacement.Memory,
                Bus = new BusConfiguration(),
                BankDepth = 64,
            }
        );

        Assert.DoesNotContain(plan.Layers, layer => layer.Layer.Part is not null);
    }
}
