// SPDX-License-Identifier: Apache-2.0
using CoDesign.Benchmarks.Engine;
using CoDesign.Cosim.Icarus;
using CoDesign.Cosim.Simulators;
using CoDesign.Ir.Configuration;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Numerics;
using CoDesign.Mapping;
using CoDesign.Mapping.Estimates;
using CoDesign.Mapping.Tests;

namespace CoDesign.Cosim.Tests.Engine;

/// <summary>Random networks of narrow layers, which work on two pixels at once: every word equals the integer model, and the estimate of every layer is exact.</summary>
public sealed class NarrowLayerTests
{
    private const int Operators = 8;
    private const int NightlyNetworks = 6;
    private const int MostTries = 50;

    [ToolFact("iverilog", "vvp")]
    public void KeepEveryWordInIcarus() =>
        Check(8, 4, MacKind.Plain, WeightPlacement.OnChip, Arithmetic.Default, seed: 3, new IcarusSimulator());

    [ToolFact("verilator", "g++", "make")]
    public void KeepEveryWordWhereLanesShareMultipliers() =>
        Check(16, 7, MacKind.Packed, WeightPlacement.OnChip, Arithmetic.TfLite, seed: 2, drainPorts: 2);

    /// <summary>
    /// The blocks that leave half of the lanes idle, of 24 and 40 channels on 16 lanes and 48 on 32: together with the layers between them every row takes the cycles that its plan says, bounds and all, and
    /// less than it would with one pixel for each lane.
    /// </summary>
    [ToolTheory("verilator", "g++", "make")]
    [InlineData(16, new[] { 24, 40 })]
    [InlineData(32, new[] { 48 })]
    public void LastBlocksWorkOnTwoPixelsAtOnce(int lanes, int[] channels)
    {
        EngineRow[] rows =
        [
            .. channels.Select(count => new EngineRow(new TensorShape(16, 16, count), count, 3, 3, 1)),
            new(new TensorShape(16, 16, channels[^1]), lanes / 2, 1, 1, 1),
            new(new TensorShape(16, 16, lanes / 2), channels[0], 3, 3, 1),
            new(new TensorShape(16, 16, channels[0]), channels[0], 3, 3, channels[0]),
        ];
        var configuration = EngineMeasurement.SharedWeights with { Channels = lanes };

        var measured = EngineMeasurement.Run(rows, configuration);
        var single = Estimator.Estimate(
            EngineChain.Of(rows),
            configuration with
            {
                Halves = ChannelHalves.Never,
            },
            new DiagnosticBag()
        );

        Assert.NotNull(single);
        for (var index = 0; index < rows.Length; index++)
        {
            var (row, whole) = (
                measured[index],
                single.Layers.First(layer => layer.Layer.Name == EngineChain.NameOf(index))
            );
            Assert.Equal(row.Estimate.Cycles, row.Cycles);
            Assert.Equal(whole.Estimate.Macs, row.Estimate.Macs);
            Assert.InRange(row.OfBound, 0.97, 1);
            if (rows[index].Groups == 1)
                Assert.InRange(row.Cycles, 1, whole.Estimate.Cycles * 0.85);
        }
    }

    /// <summary>Layers that read both halves of their input words, among wider ones.</summary>
    [ToolFact("verilator", "g++", "make")]
    public void KeepEveryWordWhereWholeInputWordsAreRead() =>
        Check(8, 4, MacKind.Packed, WeightPlacement.OnChip, Arithmetic.Default, seed: 5, most: 20);

    [ToolTheory("verilator", "g++", "make")]
    [InlineData(4, 1, MacKind.Plain, WeightPlacement.OnChip, null)]
    [InlineData(8, 3, MacKind.Plain, WeightPlacement.Stream, null)]
    [InlineData(16, 8, MacKind.Packed, WeightPlacement.OnChip, null)]
    [InlineData(16, 8, MacKind.Quad, WeightPlacement.Stream, null)]
    [InlineData(16, 16, MacKind.Plain, WeightPlacement.OnChip, 2)]
    [InlineData(32, 4, MacKind.Quad, WeightPlacement.OnChip, null)]
    [Trait("Category", "Nightly")]
    public void KeepEveryWordOnAllArrays(
        int channels,
        int pixels,
        MacKind multipliers,
        WeightPlacement weights,
        int? drainPorts
    )
    {
        Arithmetic[] arithmetics = [Arithmetic.Default, Arithmetic.TfLite];
        for (var seed = 0; seed < NightlyNetworks; seed++)
            Check(
                channels,
                pixels,
                multipliers,
                weights,
                arithmetics[seed % 2],
                (100 * pixels) + seed,
                null,
                drainPorts
            );
    }

    /// <summary>Layers of up to two and a half words: whole input words, last blocks as a LAYER of their own, with streamed weights, shared multipliers and two drain ports.</summary>
    [ToolTheory("verilator", "g++", "make")]
    [InlineData(4, 3, MacKind.Plain, WeightPlacement.OnChip, null)]
    [InlineData(8, 8, MacKind.Quad, WeightPlacement.OnChip, 2)]
    [InlineData(16, 7, MacKind.Packed, WeightPlacement.Stream, null)]
    [InlineData(32, 4, MacKind.Plain, WeightPlacement.OnChip, null)]
    [Trait("Category", "Nightly")]
    public void KeepEveryWordOfLastBlocks(
        int channels,
        int pixels,
        MacKind multipliers,
        WeightPlacement weights,
        int? drainPorts
    )
    {
        Arithmetic[] arithmetics = [Arithmetic.Default, Arithmetic.TfLite];
        for (var seed = 0; seed < arithmetics.Length; seed++)
            Check(
                channels,
                pixels,
                multipliers,
                weights,
                arithmetics[seed],
                (100 * pixels) + seed,
                null,
                drainPorts,
                channels * 5 / 2
            );
    }

    private static void Check(
        int channels,
        int pixels,
        MacKind multipliers,
        WeightPlacement weights,
        Arithmetic arithmetic,
        int seed,
        Simulator? simulator = null,
        int? drainPorts = null,
        int? most = null
    )
    {
        var configuration = AcceleratorConfiguration.Default with
        {
            Channels = channels,
            Pixels = pixels,
            Multipliers = multipliers,
            Weights = weights,
            DrainPorts = drainPorts,
        };
        var graph = Enumerable
            .Range(0, MostTries)
            .Select(k => RandomNetwork.CreateNarrow(seed + (1000 * k), Operators, arithmetic, most ?? channels / 2))
            .First(g =>
                Planner.Plan(g, configuration, new DiagnosticBag()) is { } found
                && found.Layers.Count(layer => layer.Layer.InHalves) > 1
                && found.Parameters.HasWholeHalves == most > channels
                && found.Layers.Any(layer => layer.Layer.Part is not null) == most > 2 * channels
            );

        var (plan, outcome) = EngineMeasurement.Simulate(
            graph,
            RandomNetwork.Codes(graph, seed),
            configuration,
            simulator
        );

        Assert.True(plan.Parameters.HasHalves);
        Assert.All(
            plan.Estimate.Layers.Zip(outcome.Layers),
            layer => Assert.Equal(layer.Second.Cycles, layer.First.Estimate.Cycles)
        );
    }
}
