// SPDX-License-Identifier: Apache-2.0
using CoDesign.Mapping.Estimates;

namespace CoDesign.Mapping.Tests.Estimates;

public sealed class DspCountTests
{
    /// <summary>One a MAC lane; 1, 2 or 4 a requantizer; fewer where lanes share one (hw/README.md, measured by DspSynthesisTests).</summary>
    [Theory]
    [InlineData(RequantizeProfile.Lean, 32, MacKind.Plain, RequantizerKind.Single, 16, 8, 128, 16)]
    [InlineData(RequantizeProfile.Wide, 32, MacKind.Plain, RequantizerKind.Single, 16, 8, 128, 32)]
    [InlineData(RequantizeProfile.Exact, 26, MacKind.Plain, RequantizerKind.Single, 16, 8, 128, 64)]
    [InlineData(RequantizeProfile.Exact, 25, MacKind.Plain, RequantizerKind.Single, 16, 8, 128, 32)]
    [InlineData(RequantizeProfile.Exact, null, MacKind.Plain, RequantizerKind.Single, 4, 3, 12, 16)]
    [InlineData(RequantizeProfile.Lean, 24, MacKind.Packed, RequantizerKind.Single, 16, 7, 64, 16)]
    [InlineData(RequantizeProfile.Lean, 24, MacKind.Packed, RequantizerKind.Doubled, 16, 8, 64, 8)]
    [InlineData(RequantizeProfile.Exact, 24, MacKind.Packed, RequantizerKind.Doubled, 16, 8, 64, 16)]
    [InlineData(RequantizeProfile.Exact, 24, MacKind.Quad, RequantizerKind.Doubled, 16, 8, 32, 16)]
    [InlineData(RequantizeProfile.Lean, 24, MacKind.Quad, RequantizerKind.Doubled, 16, 7, 48, 8)]
    [InlineData(RequantizeProfile.Lean, 24, MacKind.Ice40, RequantizerKind.Shared, 8, 1, 4, 2)]
    [InlineData(RequantizeProfile.Lean, 24, MacKind.Ice40, RequantizerKind.Shared, 4, 3, 6, 2)]
    [InlineData(RequantizeProfile.Lean, 24, MacKind.Plain, RequantizerKind.Shared, 8, 2, 16, 1)]
    public void CountsArrayAndRequantizers(
        RequantizeProfile profile,
        int? accBits,
        MacKind multipliers,
        RequantizerKind clock,
        int channels,
        int pixels,
        int array,
        int requantizers
    )
    {
        var count = DspCount.Of(
            AcceleratorConfiguration.Default with
            {
                Channels = channels,
                Pixels = pixels,
                Multipliers = multipliers,
                Requantizers = clock,
            },
            profile,
            accBits
        );

        Assert.Equal(new DspCount(array, requantizers), count);
        Assert.Equal(array + requantizers, count.Total);
        Assert.Equal(0.5, count.MacsPerDspCycle(count.Total * 50L, 100), 1e-12);
    }

    [Fact]
    public void ASecondPortDoublesTheRequantizers() =>
        Assert.Equal(
            new DspCount(128, 32),
            DspCount.Of(AcceleratorConfiguration.Default, RequantizeProfile.Lean, 24, drainPorts: 2)
        );

    [Fact]
    public void TheEstimateCountsTheProfileOfTheGraph_NotOfTheConfiguration()
    {
        var graph = new SmallGraph(new TensorShape(8, 8, 16)).Conv("a", 16, kernel: 3).Build();
        var plan = PlanRun.Plan(graph, AcceleratorConfiguration.Default with { Profile = RequantizeProfile.Wide });

        Assert.Equal(
            DspCount.Of(AcceleratorConfiguration.Default, graph.Arithmetic.Profile, plan.Parameters.AccBits),
            plan.Estimate.Dsps
        );
        Assert.Equal(
            plan.Estimate.Macs / ((double)plan.Estimate.Cycles * plan.Estimate.Dsps.Total),
            plan.Estimate.MacsPerDspCycle,
            1e-12
        );
    }
}
