// SPDX-License-Identifier: Apache-2.0
using CoDesign.Mapping.Tiling;

namespace CoDesign.Mapping.Tests;

/// <summary>
/// Random networks on banks that are far too small: maps pass through memory in bands of rows, and every byte of every band equals the integer model. The interpreter sees descriptors,
/// packets and transfer lists only.
/// </summary>
public sealed class TilingFuzzTests
{
    private const int NetworksPerCase = 8;
    private const int LeastRows = 20;
    private static readonly Arithmetic[] Arithmetics =
    [
        Arithmetic.Default,
        Arithmetic.Default with
        {
            Profile = RequantizeProfile.Wide,
        },
        Arithmetic.TfLite,
    ];

    [Theory]
    [InlineData(4, 1, 128)]
    [InlineData(4, 3, 32)]
    [InlineData(8, 8, 128)]
    [InlineData(16, 7, 256)]
    [InlineData(32, 16, 64)]
    [InlineData(16, 16, 128, 2)]
    public void EveryBandEqualsTheIntegerModel(int channels, int pixels, int busBits, int? drainPorts = null)
    {
        var (tiled, bands) = (0, 0);
        for (var seed = 0; seed < NetworksPerCase; seed++)
        {
            var graph = RandomNetwork.Create(
                (seed * 100) + channels + pixels,
                2 + (seed % 9),
                Arithmetics[seed % Arithmetics.Length],
                LeastRows
            );
            var configuration = AcceleratorConfiguration.Default with
            {
                Channels = channels,
                Pixels = pixels,
                Weights = WeightPlacement.Memory,
                DrainPorts = drainPorts,
                Bus = new BusConfiguration(busBits),
            };
            var whole = PlanRun.Plan(graph, configuration).Allocation.PeakWords;
            foreach (var share in new[] { 2, 3, 5 })
            {
                var diagnostics = new DiagnosticBag();
                if (
                    Planner.Plan(graph, configuration with { BankDepth = Math.Max(2, whole / share) }, diagnostics)
                    is not { } plan
                )
                {
                    Assert.All(diagnostics.Items, d => Assert.Equal("CD4023", d.Code));
                    continue;
                }

                tiled += plan.Transfers is null ? 0 : 1;
                bands = Math.Max(bands, plan.Layers.Max(layer => layer.Band + 1));
                Check(graph, plan, seed);
            }
        }

        Assert.True(tiled >= NetworksPerCase / 2 && bands >= 3, $"{tiled} tiled, at most {bands} bands");
    }

    private static void Check(Graph graph, AcceleratorPlan plan, int seed)
    {
        try
        {
            PlanRun.Check(plan, RandomNetwork.Codes(graph, seed), holdsBack: false);
            PlanRun.Check(plan, RandomNetwork.Codes(graph, seed), holdsBack: true);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            var nodes = string.Join(
                ", ",
                graph.Nodes.Select(n => $"{n.Name}={n.Op}({string.Join(' ', n.Inputs)}){n.Shape}")
            );
            IEnumerable<Segment> segments = plan.Transfers?.Segments ?? [];
            throw new InvalidOperationException(
                $"Seed {seed}, depth {plan.Parameters.BankDepth}, {string.Join(", ", segments)}: {nodes}",
                failure
            );
        }
    }
}
