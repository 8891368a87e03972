// SPDX-License-Identifier: Apache-2.0
using CoDesign.Benchmarks.Engine;
using CoDesign.Ir.Configuration;
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Numerics;
using CoDesign.Mapping;
using CoDesign.Mapping.Tests;

namespace CoDesign.Cosim.Tests.Engine;

/// <summary>The engine's rate and the estimate of it, in Verilator, over a part of the engine table and over random networks.</summary>
public sealed class EngineRateTests
{
    private const int ShortCycles = 80;
    private const int LongCycles = 1000;
    private const double EstimateTolerance = 0.02;

    /// <summary>Every cycle from a layer's first issued step to the next layer's counts.</summary>
    [ToolTheory("verilator", "g++", "make")]
    [InlineData(16, 8, 1)]
    [InlineData(16, 16, 2)]
    public void EveryConvolutionIsNearItsBound(int channels, int pixels, int drainPorts) =>
        Check(EngineRows.Few, channels, pixels, drainPorts);

    [ToolTheory("verilator", "g++", "make")]
    [InlineData(4, 4)]
    [InlineData(8, 8)]
    [InlineData(16, 7)]
    [InlineData(16, 8)]
    [InlineData(32, 8)]
    [InlineData(16, 16, 2)]
    [Trait("Category", "Nightly")]
    public void EveryRowOfTheTableIsNearItsBound(int channels, int pixels, int drainPorts = 1) =>
        Check(EngineRows.All, channels, pixels, drainPorts);

    /// <summary>The same where lanes with weights of their own share the taps of a pixel in the layers that gain by it.</summary>
    [ToolFact("verilator", "g++", "make")]
    [Trait("Category", "Nightly")]
    public void EveryRowIsNearItsBoundWhereLanesShareTaps() =>
        Check(EngineRows.All, 16, 7, drainPorts: 1, LaneWeights.Auto);

    /// <summary>Pools, sums, concatenations, rescales, borders and dense layers: the estimate of each layer is exact.</summary>
    [ToolTheory("verilator", "g++", "make")]
    [InlineData(4, 3, 1, WeightPlacement.OnChip)]
    [InlineData(8, 4, 2, WeightPlacement.OnChip)]
    [InlineData(16, 8, 3, WeightPlacement.OnChip)]
    [InlineData(16, 8, 4, WeightPlacement.Stream)]
    [InlineData(8, 8, 5, WeightPlacement.Stream)]
    [InlineData(16, 7, 6, WeightPlacement.OnChip)]
    [InlineData(4, 1, 7, WeightPlacement.Stream)]
    [Trait("Category", "Nightly")]
    public void EstimateOfRandomNetworksIsWithinTwoPercent(int channels, int pixels, int seed, WeightPlacement weights)
    {
        var configuration = AcceleratorConfiguration.Default with
        {
            Channels = channels,
            Pixels = pixels,
            Weights = weights,
        };
        var graph = RandomNetwork.Create(seed, 12, Arithmetic.Default);

        CheckEstimate(graph, seed, configuration);
    }

    /// <summary>Dense layers and convolutions on maps of a few pixels, whose lanes split the inputs, lanes that share a multiplier among them: every word, and the estimate.</summary>
    [ToolFact("verilator", "g++", "make")]
    public void LayersThatSplitTheirInputsKeepEveryWord() => CheckSplits(8, 7, MacKind.Packed, seed: 3, swaps: false);

    /// <summary>The same where lanes of a multiplier share the activation, in both halves of a doubled clock; one lane is left over.</summary>
    [ToolFact("verilator", "g++", "make")]
    public void SwappedLayersKeepEveryWord() => CheckSplits(4, 3, MacKind.Quad, seed: 9, swaps: true);

    [ToolTheory("verilator", "g++", "make")]
    [InlineData(4, 4, MacKind.Plain, 1)]
    [InlineData(16, 8, MacKind.Plain, 2)]
    [InlineData(16, 8, MacKind.Packed, 5)]
    [InlineData(16, 7, MacKind.Plain, 4)]
    [InlineData(8, 13, MacKind.Quad, 6)]
    [InlineData(16, 8, MacKind.Quad, 8)]
    [InlineData(8, 16, MacKind.Plain, 7)]
    [Trait("Category", "Nightly")]
    public void LayersThatSplitTheirInputsKeepEveryWordOnAllArrays(
        int channels,
        int pixels,
        MacKind multipliers,
        int seed
    ) => CheckSplits(channels, pixels, multipliers, seed, swaps: multipliers is MacKind.Packed or MacKind.Quad);

    private static void CheckSplits(int channels, int pixels, MacKind multipliers, int seed, bool swaps)
    {
        var configuration = AcceleratorConfiguration.Default with
        {
            Channels = channels,
            Pixels = pixels,
            Multipliers = multipliers,
        };
        var graph = RandomNetwork.CreateSmallMaps(seed, 10, Arithmetic.Default);

        var plan = CheckEstimate(graph, seed, configuration);

        Assert.True(plan.Parameters.WeightLanes > 1);
        Assert.True(plan.Layers.Count(l => l.Layer.Split is not null) > 1);
        Assert.Equal(swaps, plan.Layers.Any(l => l.Layer.Split is { IsSwapped: true }));
    }

    private static AcceleratorPlan CheckEstimate(Graph graph, int seed, AcceleratorConfiguration configuration)
    {
        var (plan, outcome) = EngineMeasurement.Simulate(graph, RandomNetwork.Codes(graph, seed), configuration);

        var lines = plan
            .Estimate.Layers.Zip(outcome.Layers)
            .Where(l => l.First.Estimate.Cycles != l.Second.Cycles)
            .Select(l =>
                $"{l.First.Layer.Name} {l.First.Layer.Op} {l.First.Layer.Input} -> {l.First.Layer.Shape}, {l.First.Loops.TileSteps} steps, {l.First.Loops.OutputBlocks} blocks: "
                + $"{l.Second.Cycles} cycles, estimated {l.First.Estimate.Cycles}"
            );
        Assert.Empty(lines);
        return plan;
    }

    private static void Check(
        ImmutableArray<EngineRow> rows,
        int channels,
        int pixels,
        int drainPorts,
        LaneWeights laneWeights = LaneWeights.Shared
    )
    {
        var configuration = EngineMeasurement.SharedWeights with
        {
            Channels = channels,
            Pixels = pixels,
            DrainPorts = drainPorts,
            LaneWeights = laneWeights,
        };

        var measured = EngineMeasurement.Run(rows, configuration);

        var slow = measured.Where(r => r.OfBoundWithoutWaits < Demanded(r.Cycles)).ToArray();
        Assert.True(
            slow.Length == 0,
            string.Join('\n', slow.Select(r => $"{r.Row}: {r.Cycles} cycles, {r.OfBoundWithoutWaits:P2} of its bound"))
        );
        var wrong = measured.Where(r => Math.Abs(r.EstimateError) > EstimateTolerance).ToArray();
        Assert.True(
            wrong.Length == 0,
            string.Join('\n', wrong.Select(r => $"{r.Row}: {r.Cycles} cycles, estimated {r.Estimate.Cycles}"))
        );
    }

    private static double Demanded(long cycles) =>
        cycles switch
        {
            >= LongCycles => 0.99,
            >= ShortCycles => 0.95,
            _ => 0,
        };
}
