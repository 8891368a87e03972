// SPDX-License-Identifier: Apache-2.0
using CoDesign.Benchmarks.Engine;
using CoDesign.Ir.Configuration;
using CoDesign.Ir.Numerics;
using CoDesign.Mapping.Tests;

namespace CoDesign.Cosim.Tests.Engine;

/// <summary>Random networks in Verilator on the engine with one requantizer: every word equals the integer model, and the estimate of every layer is exact where weights are on the chip.</summary>
public sealed class SmallEngineTests
{
    private const int Operators = 12;
    private const int NightlyNetworks = 6;

    /// <summary>Cycles of an output block by which a layer may be off when its weights arrive as a stream: the ring's fill is not followed word by word.</summary>
    private const int StreamedHandful = 6;

    [ToolTheory("verilator", "g++", "make")]
    [InlineData(4, 2, false, WeightPlacement.OnChip)]
    [InlineData(8, 1, true, WeightPlacement.Stream)]
    public void KeepsEveryWord(int channels, int pixels, bool singlePort, WeightPlacement weights) =>
        Check(channels, pixels, MacKind.Ice40, singlePort, weights, seed: 1);

    [ToolTheory("verilator", "g++", "make")]
    [InlineData(4, 1, MacKind.Ice40, false, WeightPlacement.Stream)]
    [InlineData(4, 2, MacKind.Ice40, true, WeightPlacement.OnChip)]
    [InlineData(8, 1, MacKind.Ice40, true, WeightPlacement.OnChip)]
    [InlineData(8, 2, MacKind.Plain, false, WeightPlacement.Stream)]
    [InlineData(4, 3, MacKind.Ice40, true, WeightPlacement.OnChip)]
    [Trait("Category", "Nightly")]
    public void EverySizeKeepsEveryWord(
        int channels,
        int pixels,
        MacKind multipliers,
        bool singlePort,
        WeightPlacement weights
    )
    {
        for (var seed = 0; seed < NightlyNetworks; seed++)
            Check(channels, pixels, multipliers, singlePort, weights, (100 * channels) + (10 * pixels) + seed);
    }

    private static void Check(
        int channels,
        int pixels,
        MacKind multipliers,
        bool singlePort,
        WeightPlacement weights,
        int seed
    )
    {
        var configuration = AcceleratorConfiguration.Default with
        {
            Channels = channels,
            Pixels = pixels,
            Multipliers = multipliers,
            Requantizers = RequantizerKind.Shared,
            SinglePortBanks = singlePort,
            Weights = weights,
            Target = "ice40up5k",
        };
        var graph = RandomNetwork.Create(seed, Operators, Arithmetic.Default);

        var (plan, outcome) = EngineMeasurement.Simulate(graph, RandomNetwork.Codes(graph, seed), configuration);

        Assert.Equal(0, outcome.MismatchingWords);
        var wrong = plan
            .Layers.Where(l =>
                Math.Abs(l.Estimate.Cycles - outcome.Layers[l.Index].Cycles)
                > (weights == WeightPlacement.OnChip ? 0 : StreamedHandful * l.Loops.OutputBlocks)
            )
            .Select(l =>
                $"seed {seed} {l.Layer.Name} {l.Layer.Op} {l.Layer.Input} -> {l.Layer.Shape}, {l.Loops.TileSteps} steps: {outcome.Layers[l.Index].Cycles} cycles, estimated {l.Estimate.Cycles}"
            );
        Assert.True(!wrong.Any(), string.Join('\n', wrong));
    }
}
