// SPDX-License-Identifier: Apache-2.0
using CoDesign.Analysis.Accuracy;
using CoDesign.Analysis.Factorization;
using CoDesign.Ir.Configuration;
using CoDesign.Mapping;
using CoDesign.Reports.Factorization;
using CoDesign.Reports.Json;
using CoDesign.Transforms;

namespace CoDesign.Reports.Tests.Factorization;

public sealed class FactorizationSummaryTests
{
    private static readonly ArchitectureConfiguration Architecture = new(
        "net",
        new TensorShape(8, 8, 3),
        new BlockConfiguration(16, 3, 1),
        [new BlockConfiguration(16, 3, 1), new BlockConfiguration(32, 3, 2)],
        [10]
    );

    [Fact]
    public void PointsHaveCostsAndNoAccuracyWithoutModels()
    {
        var json = Summary([null, null, null], EnergyTable.Horowitz45Nm).ToJson();
        var points = json["points"]!.AsArray();

        Assert.Equal(["1", "4", "dw"], points.Select(point => (string?)point!["rate"]));
        Assert.All(
            points,
            point => Assert.Equal((long)point!["macs"]!, (long)point["convMacs"]! + (long)point["denseMacs"]!)
        );
        Assert.All(
            points,
            point =>
                Assert.Equal(
                    (double)point!["energyPj"]!,
                    (double)point["arithmeticPj"]! + (double)point["memoryPj"]!,
                    1e-6
                )
        );
        Assert.All(points, point => Assert.False(point!.AsObject().ContainsKey("isOnMacsFront")));
        Assert.DoesNotContain("NaN", ResultJson.Write(json), StringComparison.Ordinal);
    }

    [Fact]
    public void FrontHoldsPointsThatNoCheaperPointBeats()
    {
        var points = Summary([80, 75, 76], EnergyTable.Horowitz45Nm).ToJson()["points"]!.AsArray();

        Assert.Equal([true, false, true], points.Select(point => (bool)point!["isOnMacsFront"]!));
    }

    [Fact]
    public void EnergyOfTheEstimateIsThatOfTheFirstTable()
    {
        var point = Summary([null, null, null], EnergyTable.Horowitz45Nm).Points[1];

        Assert.Equal(point.Plan.Estimate.EnergyPj, point.EnergyPj(EnergyTable.Horowitz45Nm), 1e-6);
    }

    [Fact]
    public void TablesThatDisagreeAreSaid()
    {
        var dear = EnergyTable.Horowitz45Nm;
        var free = new EnergyTable(0, 0, 0, 0, 0, 0, 0, 0) { Name = "free", Source = "nowhere" };
        var summary = Summary([null, null, null], dear, free);

        Assert.True(summary.Ranking.DependsOnTable);
        Assert.Contains(
            " The order depends on the table: free: 1 < 4 < dw.",
            summary.RankingText(),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void CrossingIsTheFactorAtWhichTwoPointsCostTheSame()
    {
        var factor = Assert.Single(EnergyRanking.CrossingsOf([(10, 1), (4, 4)]));

        Assert.Equal(2.0, factor);
        Assert.Equal(10 + (factor * 1), 4 + (factor * 4));
        Assert.Empty(EnergyRanking.CrossingsOf([(10, 4), (4, 1)]));
    }

    internal static FactorizationSummary Summary(double?[] accuracies, params EnergyTable[] tables)
    {
        var bag = new DiagnosticBag();
        var points = new[] { "1", "4", "dw" }.Select(
            (rate, index) =>
            {
                var factorized = FactorizedArchitecture.Of(Architecture, rate, bag)!;
                var graph = ArchitectureGraph.Of(factorized, WeightInitializer.Of("he_normal", 1, bag)!, bag)!;
                var lowered = Pipeline.Run(
                    graph,
                    PipelineOptions.Default,
                    CoDesign.Analysis.Tests.SmallNetworks.Reals(graph, 1, 2),
                    bag
                )!;
                var plan = Planner.Plan(lowered, AcceleratorConfiguration.Default, bag)!;
                var accuracy = accuracies[index] is { } top1
                    ? new AccuracySummary(100) { IntegerTop1Percent = top1 }
                    : null;
                return FactorizationPoint.Of(factorized, graph, plan) with { Accuracy = accuracy };
            }
        );
        ImmutableArray<FactorizationPoint> built = [.. points];
        Assert.Empty(bag.Items.Select(item => item.ToString()));
        return new FactorizationSummary("net", built, [.. tables]);
    }
}
