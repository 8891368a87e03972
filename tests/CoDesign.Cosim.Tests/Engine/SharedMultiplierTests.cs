// SPDX-License-Identifier: Apache-2.0
using CoDesign.Benchmarks.Engine;
using CoDesign.Ir.Configuration;
using CoDesign.Ir.Numerics;
using CoDesign.Mapping.Tests;

namespace CoDesign.Cosim.Tests.Engine;

/// <summary>
/// Random networks (every operator, sums with tables, odd lane counts) in Verilator on engines whose lanes and requantizers share multipliers: every word equals the integer model.
/// </summary>
public sealed class SharedMultiplierTests
{
    private const int Operators = 10;
    private const int NightlyNetworks = 4;

    /// <summary>Both clocks, four lanes left over for a pair and a plain one, add tables of the exact profile.</summary>
    [ToolFact("verilator", "g++", "make")]
    public void QuadsAndDoubledRequantizersKeepEveryWord() =>
        Check(4, 7, MacKind.Quad, RequantizerKind.Doubled, Arithmetic.TfLite, seed: 2);

    [ToolTheory("verilator", "g++", "make")]
    [InlineData(4, 3, MacKind.Packed, RequantizerKind.Single)]
    [InlineData(4, 2, MacKind.Ice40, RequantizerKind.Single)]
    [InlineData(8, 8, MacKind.Packed, RequantizerKind.Doubled)]
    [InlineData(8, 6, MacKind.Quad, RequantizerKind.Single)]
    [InlineData(16, 8, MacKind.Quad, RequantizerKind.Doubled)]
    [InlineData(16, 8, MacKind.Plain, RequantizerKind.Doubled)]
    [Trait("Category", "Nightly")]
    public void EveryProfileKeepsEveryWord(int channels, int pixels, MacKind multipliers, RequantizerKind requantizers)
    {
        Arithmetic[] arithmetics =
        [
            Arithmetic.Default,
            Arithmetic.Default with
            {
                Profile = RequantizeProfile.Wide,
            },
            Arithmetic.TfLite,
        ];
        foreach (var arithmetic in arithmetics)
        {
            for (var seed = 0; seed < NightlyNetworks; seed++)
                Check(channels, pixels, multipliers, requantizers, arithmetic, (100 * channels) + seed);
        }
    }

    private static void Check(
        int channels,
        int pixels,
        MacKind multipliers,
        RequantizerKind requantizers,
        Arithmetic arithmetic,
        int seed
    )
    {
        var configuration = AcceleratorConfiguration.Default with
        {
            Channels = channels,
            Pixels = pixels,
            Multipliers = multipliers,
            Requantizers = requantizers,
            Target = AcceleratorConfiguration.TargetsOf(multipliers)[0],
        };
        var graph = RandomNetwork.Create(seed, Operators, arithmetic);

        var (_, outcome) = EngineMeasurement.Simulate(graph, RandomNetwork.Codes(graph, seed), configuration);

        Assert.Equal(0, outcome.MismatchingWords);
        Assert.True(outcome.Layers.Length > 0);
    }
}
