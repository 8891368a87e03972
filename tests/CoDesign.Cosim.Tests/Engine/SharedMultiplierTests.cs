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

    private static Arithmetic[] Arithmetics { get; } =
    [Arithmetic.Default, Arithmetic.Default with { Profile = RequantizeProfile.Wide }, Arithmetic.TfLite];

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
        foreach (var arithmetic in Arithmetics)
        {
            for (var seed = 0; seed < NightlyNetworks; seed++)
                Check(channels, pixels, multipliers, requantizers, arithmetic, (100 * channels) + seed);
        }
    }

    /// <summary>Two drain ports: layers in pairs and layers lane by lane, odd lane counts, multipliers shared by neighbours, add tables of both ports.</summary>
    [ToolFact("verilator", "g++", "make")]
    public void TwoDrainPortsKeepEveryWord() =>
        Check(4, 7, MacKind.Packed, RequantizerKind.Doubled, Arithmetic.Default, seed: 3, drainPorts: 2);

    [ToolTheory("verilator", "g++", "make")]
    [InlineData(4, 3, MacKind.Plain, RequantizerKind.Single)]
    [InlineData(4, 4, MacKind.Ice40, RequantizerKind.Single)]
    [InlineData(4, 6, MacKind.Packed, RequantizerKind.Doubled)]
    [InlineData(8, 9, MacKind.Quad, RequantizerKind.Doubled)]
    [InlineData(8, 11, MacKind.Quad, RequantizerKind.Single)]
    [InlineData(16, 16, MacKind.Packed, RequantizerKind.Single)]
    [Trait("Category", "Nightly")]
    public void TwoDrainPortsKeepEveryWordOfEveryProfile(
        int channels,
        int pixels,
        MacKind multipliers,
        RequantizerKind requantizers
    )
    {
        foreach (var arithmetic in Arithmetics)
        {
            for (var seed = 0; seed < NightlyNetworks; seed++)
                Check(channels, pixels, multipliers, requantizers, arithmetic, (100 * pixels) + seed, drainPorts: 2);
        }
    }

    private static void Check(
        int channels,
        int pixels,
        MacKind multipliers,
        RequantizerKind requantizers,
        Arithmetic arithmetic,
        int seed,
        int? drainPorts = null
    )
    {
        var configuration = AcceleratorConfiguration.Default with
        {
            Channels = channels,
            Pixels = pixels,
            Multipliers = multipliers,
            Requantizers = requantizers,
            DrainPorts = drainPorts,
            Target = AcceleratorConfiguration.TargetsOf(multipliers)[0],
        };
        var graph = RandomNetwork.Create(seed, Operators, arithmetic);

        var (_, outcome) = EngineMeasurement.Simulate(graph, RandomNetwork.Codes(graph, seed), configuration);

        Assert.Equal(0, outcome.MismatchingWords);
        Assert.True(outcome.Layers.Length > 0);
    }
}
