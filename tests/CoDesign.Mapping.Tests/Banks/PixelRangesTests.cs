// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Mapping.Tests.Banks;

public sealed class PixelRangesTests
{
    private static readonly AcceleratorConfiguration Four = AcceleratorConfiguration.Default with
    {
        Channels = 4,
        Pixels = 4,
    };

    [Fact]
    public void HaloIsClippedAtTheMapsBorder()
    {
        // 4 x 4, 3 x 3 kernel: lane 1 makes row 1 and reads rows 0..2.
        var plan = PlanRun.Plan(new SmallGraph(new TensorShape(4, 4, 4)).Conv("a", 4, kernel: 3).Build(), Four);

        Assert.Equal([0, 0, 4, 8], plan.Input.Range.Starts.AsEnumerable());
        Assert.Equal(12, plan.Input.Range.Size);
    }

    [Fact]
    public void EarliestReaderDecidesWhereABankBegins()
    {
        var graph = new SmallGraph(new TensorShape(4, 4, 4))
            .Conv("a", 4, kernel: 3)
            .Conv("b", 4, from: "x")
            .Add("sum", "a", "b")
            .Build();

        var plan = PlanRun.Plan(graph, Four);

        Assert.Equal([0, 0, 4, 8], plan.Input.Range.Starts.AsEnumerable());
        Assert.Equal(12, plan.Input.Range.Size);
    }

    [Fact]
    public void OperandsOfASumShareTheirRange()
    {
        var graph = new SmallGraph(new TensorShape(4, 4, 4))
            .Conv("a", 4)
            .Conv("b", 4, kernel: 3)
            .Add("sum", "a", "b")
            .Build();

        var plan = PlanRun.Plan(graph, Four);

        Assert.Same(plan.Tensors["a"].Range, plan.Tensors["b"].Range);
        Assert.Equal(12, plan.Tensors["b"].Range.Size);
    }

    [Fact]
    public void ResultStandsInBankZeroAlone()
    {
        var plan = PlanRun.Plan(new SmallGraph(new TensorShape(3, 3, 4)).Conv("a", 4).Build(), Four);

        Assert.Equal([0, null, null, null], plan.Result.Range.Starts.AsEnumerable());
        Assert.Equal(9, plan.Result.Range.Size);
    }

    [Fact]
    public void LaneWithoutPixelsReadsNothing()
    {
        var plan = PlanRun.Plan(new SmallGraph(new TensorShape(1, 2, 4)).Conv("a", 4).Build(), Four);

        Assert.Equal([0, 1, null, null], plan.Input.Range.Starts.AsEnumerable());
    }
}
