// SPDX-License-Identifier: Apache-2.0
using CoDesign.Mapping.Layers;

namespace CoDesign.Mapping.Tests.Layouts;

/// <summary>Copies between group convolutions whose orders of channels do not fit.</summary>
public sealed class LayoutCopiesTests
{
    private const int NetworksPerCase = 12;

    private static readonly AcceleratorConfiguration Engine = AcceleratorConfiguration.Default with { DrainPorts = 1 };

    /// <summary>Weights on the chip, streamed, and with maps that pass through memory in bands.</summary>
    [Theory]
    [InlineData(8, 8)]
    [InlineData(16, 7)]
    [InlineData(16, 8)]
    [InlineData(32, 8)]
    [InlineData(16, 16, 2)]
    public void EveryLayerEqualsTheIntegerModel(int channels, int pixels, int drainPorts = 1)
    {
        var orders = new List<CopyOrder>();
        var bands = 0;
        for (var seed = 0; seed < NetworksPerCase; seed++)
        {
            var graph = RandomNetwork.CreateOddGroups(
                (seed * 100) + channels + pixels,
                2 + (seed % 6),
                FuzzCases.ArithmeticOf(seed)
            );
            var configuration = Engine with
            {
                Channels = channels,
                Pixels = pixels,
                DrainPorts = drainPorts,
                Multipliers = FuzzCases.KindOf(seed),
                Weights = seed % 2 == 0 ? WeightPlacement.OnChip : WeightPlacement.Memory,
                Bus = seed % 2 == 0 ? null : new BusConfiguration(128),
            };
            var plan = PlanRun.Plan(graph, configuration);
            Check(plan, graph, seed);
            orders.AddRange(plan.Layers.Select(l => l.Layer.Order).OfType<CopyOrder>());
            if (configuration.Weights != WeightPlacement.Memory)
                continue;
            configuration = configuration with { BankDepth = Math.Max(2, plan.Allocation.PeakWords / 2) };
            if (Planner.Plan(graph, configuration, new DiagnosticBag()) is not { } tiled)
                continue;
            Check(tiled, graph, seed);
            bands += tiled.Transfers is null ? 0 : tiled.Layers.Count(l => l.Layer.Order is not null);
        }

        Assert.Contains(orders, order => order.IsInput);
        Assert.Contains(orders, order => !order.IsInput);
        Assert.True(orders.Count >= NetworksPerCase / 2, $"{orders.Count} copies");
        Assert.True(bands > 0, "no copy in a band");
    }

    private static void Check(AcceleratorPlan plan, Graph graph, int seed)
    {
        var codes = RandomNetwork.Codes(graph, seed);
        PlanRun.Check(plan, codes, holdsBack: false);
        PlanRun.Check(plan, codes, holdsBack: true);
    }

    /// <summary>Groups of 36 channels before groups of 12: 13.9 % of the array without a copy.</summary>
    [Fact]
    public void ConsecutiveGroupConvolutionsFillTheArray()
    {
        var graph = new SmallGraph(new TensorShape(17, 17, 16))
            .Conv("a", 48)
            .Conv("g2", 72, 2, kernel: 3)
            .Conv("g6", 72, 6, kernel: 3)
            .Conv("b", 16)
            .Build();

        var plan = PlanRun.Plan(graph, Engine);

        // Six words of 12 channels each.
        Assert.InRange(Of(plan, "g2").Estimate.Utilization(128), 0.73, 1);
        Assert.InRange(Of(plan, "g6").Estimate.Utilization(128), 0.73, 1);
    }

    /// <summary>The convolution of three channels a group ends a network whose result is natural: 6 % of the array without copies.</summary>
    [Fact]
    public void LastGroupConvolutionFillsTheArray()
    {
        var graph = new SmallGraph(new TensorShape(20, 20, 16))
            .Conv("a", 96, stride: 2)
            .Conv("g6", 96, 6, kernel: 7)
            .Conv("g", 96, 32, kernel: 3)
            .Build();

        var plan = PlanRun.Plan(graph, Engine);

        Assert.InRange(Of(plan, "g").Estimate.Utilization(128), 0.95, 1);
        Assert.Equal(
            [
                "copy: puts 96 channels into the order of groups of 3 for g",
                "copy: takes 96 channels out of the order of groups of 3 of g",
            ],
            plan.Layers.Where(l => l.Layer.Order is not null).SelectMany(l => l.Estimate.Reasons)
        );
        Assert.All(
            plan.Layers.Where(l => l.Layer.Order is not null),
            l => Assert.Equal(("copy", 0L), (l.Layer.Op, l.Layer.Macs))
        );
        PlanRun.Check(plan, RandomNetwork.Codes(graph, 1), holdsBack: true);
    }

    /// <summary>12, 16 and 4 groups around a depthwise layer: the network takes twice the cycles without a copy.</summary>
    [Fact]
    public void GroupConvolutionsAroundADepthwiseLayerFillTheArray()
    {
        var graph = new SmallGraph(new TensorShape(20, 20, 3))
            .Conv("a", 48, kernel: 3)
            .Conv("g12", 48, 12, kernel: 5)
            .Conv("dw", 48, 48)
            .Conv("g16", 48, 16, kernel: 3)
            .Conv("g4", 48, 4)
            .Conv("b", 48)
            .Build();

        var plan = PlanRun.Plan(graph, Engine);

        Assert.All(
            ["g12", "g16", "g4", "b"],
            name => Assert.InRange(Of(plan, name).Estimate.Utilization(128), 0.98, 1)
        );
        Assert.InRange(plan.Estimate.Cycles, 0, IssueWithoutCopies(graph) / 2);
    }

    /// <summary>Memories that hold the network without copies go on to hold it.</summary>
    [Fact]
    public void ConfiguredMemoriesKeepTheNetworkWithoutCopies()
    {
        var graph = new SmallGraph(new TensorShape(20, 20, 48)).Conv("g", 48, 16, kernel: 3).Build();
        var free = PlanRun.Plan(graph, Engine);
        Assert.Contains(free.Layers, l => l.Layer.Order is not null);
        AcceleratorConfiguration[] tight =
        [
            Engine with
            {
                ParameterDepth = free.Images.ParameterWords - 1,
            },
            Engine with
            {
                DescriptorDepth = free.Images.Descriptors.Length - 1,
            },
        ];

        Assert.All(tight, configuration => Assert.Single(PlanRun.Plan(graph, configuration).Layers));
    }

    /// <summary>Powers of two and groups that fit each other need none.</summary>
    [Theory]
    [InlineData(64, 4, 16, 64)]
    [InlineData(48, 12, 12, 48)]
    public void MatchingGroupsTakeNoCopies(int channels, params int[] groups)
    {
        var graph = new SmallGraph(new TensorShape(16, 16, 16)).Conv("a", channels);
        foreach (var count in groups)
            graph.Conv($"g{graph.Last}", channels, count, kernel: 3);

        var plan = PlanRun.Plan(graph.Conv("b", 16).Build(), Engine);

        Assert.DoesNotContain(plan.Layers, l => l.Layer.Kind == LayerKind.Copy);
    }

    private static LayerPlan Of(AcceleratorPlan plan, string name) => plan.Layers.First(l => l.Layer.Name == name);

    private static long IssueWithoutCopies(Graph graph) =>
        NetworkMap.Of(graph, Engine, new DiagnosticBag(), copies: false)!.IssueCycles(Engine.Pixels);
}
