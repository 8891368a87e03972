// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Configuration;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Numerics;
using CoDesign.Mapping;
using CoDesign.Mapping.Tests;

namespace CoDesign.Cosim.Tests.Engine;

/// <summary>A random network on a random array, both of a seed.</summary>
/// <param name="Seed">Same seed, same case.</param>
/// <param name="Configuration">The array.</param>
/// <param name="Graph">The network.</param>
internal sealed record SweepCase(int Seed, AcceleratorConfiguration Configuration, Graph Graph)
{
    private const int Operators = 14;

    // Every fourth network is tiny, so that what stands around the layers of a frame counts.
    private const int FewOperators = 2;

    // With two drain ports.
    private const int LeastPixels = 3;

    // What banks hold of what a network needs: the least that some band fits.
    private static readonly double[] Fewer = [0.5, 0.7, 0.8, 0.9, 1];
    private static readonly int[] Channels = [4, 4, 8, 8, 16];
    private static readonly int[] Pixels = [1, 2, 3, 4, 4, 7, 8, 8, 16];

    /// <summary>The case of a seed.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="weights">Where weights come from.</param>
    public static SweepCase Of(int seed, WeightPlacement weights)
    {
        var random = new Random(seed);
        var pixels = Pick(random, Pixels);
        var configuration = AcceleratorConfiguration.Default with
        {
            Channels = Pick(random, Channels),
            Pixels = pixels,
            Multipliers = Pick(random, [MacKind.Plain, MacKind.Plain, MacKind.Packed, MacKind.Quad]),
            Requantizers = Pick(random, [RequantizerKind.Single, RequantizerKind.Single, RequantizerKind.Doubled]),
            DrainPorts = Pick<int?>(random, [null, null, 1, pixels >= LeastPixels ? 2 : 1]),
            Halves = Pick(random, [ChannelHalves.Auto, ChannelHalves.Auto, ChannelHalves.Never]),
            LaneWeights = Pick(random, [LaneWeights.Auto, LaneWeights.Auto, LaneWeights.Shared]),
            Prefetch = Pick(random, [ImageArrival.Auto, ImageArrival.Ahead, ImageArrival.Between]),
            Profile = Pick(random, [RequantizeProfile.Lean, RequantizeProfile.Lean, RequantizeProfile.Wide]),
            Weights = weights,
        };
        var arithmetic = Pick(
            random,
            [Arithmetic.Default, Arithmetic.Default with { Profile = RequantizeProfile.Wide }, Arithmetic.TfLite]
        );
        var operators = seed % 4 == 3 ? FewOperators : Operators;
        var graph = random.Next(3) switch
        {
            0 => RandomNetwork.Create(seed, operators, arithmetic),
            1 => RandomNetwork.CreateSmallMaps(seed, operators, arithmetic),
            _ => RandomNetwork.CreateNarrow(seed, operators, arithmetic, configuration.Channels / 2),
        };
        return new SweepCase(seed, configuration, graph);
    }

    /// <summary>The same with weights in memory, behind a random bus.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="tiled">The banks hold less than the network needs, so that maps pass through memory.</param>
    public static SweepCase InMemory(int seed, bool tiled)
    {
        var sweep = Of(seed, WeightPlacement.Memory);
        var configuration = sweep.Configuration with { Bus = BusOf(new Random(seed)) };
        if (tiled && Planner.Plan(sweep.Graph, configuration, new DiagnosticBag()) is { } whole)
        {
            var depths = Fewer.Select(part => (int)(part * whole.Allocation.LiveWords));
            configuration = configuration with
            {
                BankDepth = depths.First(depth =>
                    Planner.Plan(sweep.Graph, configuration with { BankDepth = depth }, new DiagnosticBag()) is not null
                ),
            };
        }

        return sweep with
        {
            Configuration = configuration,
        };
    }

    private static BusConfiguration BusOf(Random random)
    {
        var burst = Pick(random, [1, 1, 2, 4, 8, 16, 16, 32]);
        return new BusConfiguration(Pick(random, [32, 64, 128, 256]), BurstBeats: burst);
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"seed {Seed}: {Graph.Name}, {Configuration.Channels} x {Configuration.Pixels}, {Configuration.Multipliers}, {Graph.Arithmetic.Profile}, {Configuration.Requantizers}, {Configuration.Weights}{(Configuration.Bus is { } bus ? $" {bus.Width} bits, bursts of {bus.BurstBeats}" : "")}";

    private static T Pick<T>(Random random, IReadOnlyList<T> choices) => choices[random.Next(choices.Count)];
}
