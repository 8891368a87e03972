// SPDX-License-Identifier: Apache-2.0
using CoDesign.Mapping.Estimates;

namespace CoDesign.Mapping.Tests.Estimates;

public sealed class EstimatorTests
{
    private static readonly AcceleratorConfiguration Streaming = AcceleratorConfiguration.Default with
    {
        Weights = WeightPlacement.Stream,
    };

    /// <summary>FactorizeNet at full width (the thesis' conv MACs: 266.0, 153.8, 104.3 M): no on-chip memory of a small device holds its 4 M parameters.</summary>
    [Theory]
    [InlineData(new int[0], 266_010_624)]
    [InlineData(new[] { 2, 2, 2, 2, 2, 2, 2, 2 }, 153_812_992)]
    [InlineData(new[] { 2, 2, 2, 4, 4, 4, 8, 8 }, 104_267_776)]
    public void FullWidthFactorizeNetHasTheThesisMacs(int[] groups, long convMacs)
    {
        var diagnostics = new DiagnosticBag();

        var estimate = Estimator.Estimate(FactorizeNet(groups), Streaming, diagnostics)!;

        Assert.Empty(diagnostics.Items);
        Assert.Equal(convMacs, estimate.Layers.Where(l => l.Layer.Op == "conv2d").Sum(l => l.Estimate.Macs));
        Assert.All(
            estimate.Layers.Where(l => l.Layer.Op == "conv2d"),
            l => Assert.InRange(l.Estimate.Utilization(estimate.Lanes), 0.95, 1.0)
        );
        Assert.InRange(estimate.Cycles, convMacs / 128, (long)(convMacs / 128 * 1.2));
        Assert.True(estimate.EnergyPj > convMacs * 0.3);
    }

    [Fact]
    public void EqualsThePlanOfALoweredGraph()
    {
        var graph = new SmallGraph(new TensorShape(12, 12, 3))
            .Conv("a", 20, kernel: 3)
            .Conv("dw", 20, 20, kernel: 3, stride: 2)
            .Conv("b", 10)
            .Build();

        var estimate = Estimator.Estimate(graph, AcceleratorConfiguration.Default, new DiagnosticBag())!;
        var plan = PlanRun.Plan(graph, AcceleratorConfiguration.Default);

        Assert.Equal(plan.Estimate.Cycles, estimate.Cycles);
        Assert.Equal(plan.Estimate.BankWords, estimate.BankWords);
        Assert.Equal(plan.Images.Weights.Length, estimate.WeightBytes);
        Assert.Equal((12 * 12 * 27 * 20) + (6 * 6 * 9 * 20) + (6 * 6 * 20 * 10), estimate.Macs);
        Assert.Equal(560 + 200 + 210, estimate.Parameters);
    }

    [Fact]
    public void CyclesAreStepsTimesBlocksPlusALittle()
    {
        // n = 32, 4 blocks, T = 576 (study, section 4).
        var graph = new SmallGraph(new TensorShape(16, 16, 64))
            .Conv("a", 64, kernel: 3)
            .Conv("b", 64, kernel: 3)
            .Build();

        var plan = PlanRun.Plan(graph, AcceleratorConfiguration.Default);

        Assert.InRange(plan.Layers[0].Estimate.Cycles, 32 * 4 * 576, (32 * 4 * 576) + 4);
        Assert.InRange(plan.Layers[1].Estimate.Cycles, 32 * 4 * 576, (32 * 4 * 576) + 30);
        Assert.True(plan.Layers[0].Estimate.Utilization(128) > 0.9999);
    }

    /// <summary>25 pixels in lanes of 4 of one block: whatever the order, a 3 x 3 window reads pixels that lanes beside it write last. Twice the blocks, and there is always one to go on with.</summary>
    [Theory]
    [InlineData(16, true)]
    [InlineData(32, false)]
    public void WaitsForPixelsInTheDrainAreInTheBoundWithTheirReason(int channels, bool isExpected)
    {
        var graph = new SmallGraph(new TensorShape(5, 5, channels))
            .Conv("a", channels)
            .Conv("b", channels, channels, kernel: 3)
            .Build();

        var plan = PlanRun.Plan(graph, AcceleratorConfiguration.Default with { LaneWeights = LaneWeights.Shared });

        var layer = plan.Layers[0];
        var issue = CycleModel.Issue(layer.Layer, layer.Loops, 8);
        Assert.Equal(isExpected, layer.Estimate.WaitCycles > 20);
        Assert.Equal(
            layer.Estimate.Macs / (128.0 * (issue + layer.Estimate.WaitCycles)),
            layer.Estimate.UtilizationBound,
            9
        );
        Assert.Equal(
            isExpected,
            layer.Estimate.Reasons.Contains(
                $"{layer.Estimate.WaitCycles} cycles of waiting for pixels that are still in the drain"
            )
        );
        Assert.InRange(layer.Estimate.Utilization(128) / layer.Estimate.UtilizationBound, 0.97, 1.0);
    }

    private static Graph FactorizeNet(int[] groups)
    {
        var nodes = new List<Node> { new Input("x", new TensorShape(32, 32, 3)) };
        (int Channels, int Stride)[] blocks =
        [
            (64, 1),
            (64, 1),
            (128, 2),
            (128, 1),
            (128, 1),
            (256, 2),
            (256, 1),
            (256, 1),
        ];
        Convolution(64, 3, 1, 1);
        for (var block = 0; block < blocks.Length; block++)
        {
            var (channels, stride) = blocks[block];
            if (groups.Length == 0)
                Convolution(channels, 3, stride, 1);
            else
            {
                Convolution(nodes[^1].Shape.Channels, 3, stride, groups[block]);
                Convolution(channels, 1, 1, 1);
            }
        }

        foreach (var channels in (int[])[128, 64, 10])
            Dense(channels);
        return new Graph("factorizenet", GraphStage.Folded, [.. nodes], nodes[^1].Name, RecordLayout.Nchw);

        void Convolution(int channels, int kernel, int stride, int group) =>
            Append(
                channels,
                new Window2d(kernel, kernel, stride, stride, 1, 1, kernel / 2, kernel / 2, kernel / 2, kernel / 2),
                group,
                dense: false
            );

        void Dense(int channels) =>
            Append(channels, new Window2d(nodes[^1].Shape.Height, nodes[^1].Shape.Width), 1, dense: true);

        void Append(int channels, Window2d window, int group, bool dense)
        {
            var source = nodes[^1];
            var weights = channels * window.Taps * source.Shape.Channels / group;
            nodes.Add(
                new Conv2d(
                    $"n{nodes.Count}",
                    [source.Name],
                    window.Output(source.Shape, channels),
                    window,
                    group,
                    [.. new double[weights]],
                    [.. new double[channels]],
                    RealClamp.Relu,
                    dense
                )
            );
        }
    }
}
