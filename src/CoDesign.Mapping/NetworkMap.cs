// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Configuration;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Numerics;
using CoDesign.Mapping.Banks;
using CoDesign.Mapping.Estimates;
using CoDesign.Mapping.Images;
using CoDesign.Mapping.Layers;
using CoDesign.Mapping.Layouts;

namespace CoDesign.Mapping;

/// <summary>The part of a plan that shapes alone decide: layers, channel layouts and loops. Works for float graphs too.</summary>
/// <param name="Network">Layers in order.</param>
/// <param name="Layouts">Channel layout of every tensor.</param>
/// <param name="Loops">Loop bounds of every layer.</param>
/// <param name="Dependencies">What every layer waits for.</param>
/// <param name="Orders">In which order the lanes of every layer walk over their pixels.</param>
internal sealed record NetworkMap(
    EngineNetwork Network,
    ImmutableSortedDictionary<string, ChannelLayout> Layouts,
    ImmutableArray<LoopNest> Loops,
    ImmutableArray<Dependency> Dependencies,
    ImmutableArray<PixelOrder> Orders
)
{
    /// <summary>Pixels that leave the array per cycle.</summary>
    public int DrainPorts { get; private init; } = 1;

    private const int MostPixels = 16;
    private static readonly int[] LegalChannels = [4, 8, 16, 32];

    /// <summary>The map of <paramref name="graph"/>, or null after a diagnostic.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="configuration">The accelerator.</param>
    /// <param name="diagnostics">Gets what does not hold.</param>
    /// <param name="copies">Copies may change the order of channels.</param>
    public static NetworkMap? Of(
        Graph graph,
        AcceleratorConfiguration configuration,
        DiagnosticBag diagnostics,
        bool copies = true
    )
    {
        var before = diagnostics.Items.Count;
        if (!LegalChannels.Contains(configuration.Channels))
            diagnostics.Add(MappingDiagnostics.Channels(configuration.Channels));
        if (configuration.Pixels is < 1 or > MostPixels)
            diagnostics.Add(MappingDiagnostics.Pixels(configuration.Pixels));
        var targets = AcceleratorConfiguration.TargetsOf(configuration.Multipliers);
        if (!targets.Contains(configuration.Target))
            diagnostics.Add(
                MappingDiagnostics.Multipliers(configuration.MultiplierName, configuration.Target, targets)
            );
        if (configuration.IsSmall || configuration.SinglePortBanks)
            SmallEngine.Check(configuration, ProfileOf(graph, configuration), diagnostics);
        if (configuration is { DrainPorts: > 1 and var wanted, Pixels: < Layers.DrainPorts.LeastPixels })
            diagnostics.Add(MappingDiagnostics.DrainPorts(wanted, configuration.Pixels));
        var network = NetworkBuilder.Build(graph, configuration, diagnostics);
        if (network is null || diagnostics.Items.Skip(before).Any(d => d.Severity == Severity.Error))
            return null;
        var ports = configuration.DrainPorts ?? PortsFor(network, configuration, ProfileOf(graph, configuration));
        var costs = CostsOf(configuration);
        var map = Of(network, configuration, ports, costs);
        return copies && !configuration.IsSmall && WithCopies(network, map, configuration, costs) is { } copied
            ? CopyChoice.Of(map, copied, configuration)
            : map;
    }

    /// <summary>The map of <paramref name="network"/> with copies between orders of channels, or null where none seems to pay on top of <paramref name="plain"/>.</summary>
    private static NetworkMap? WithCopies(
        EngineNetwork network,
        NetworkMap plain,
        AcceleratorConfiguration configuration,
        LayoutCosts costs
    )
    {
        network = Layers.DrainPorts.Assign(network, configuration, plain.DrainPorts);
        var (copied, found) = LayoutCopies.Insert(network, plain.Layouts, costs, configuration.DrainCycles);
        return ReferenceEquals(copied, network) ? null : Of(copied, configuration, plain.DrainPorts, costs, found);
    }

    private static NetworkMap Of(
        EngineNetwork network,
        AcceleratorConfiguration configuration,
        int ports,
        LayoutCosts costs,
        ImmutableSortedDictionary<string, ChannelLayout>? layouts = null
    )
    {
        (network, layouts, var loops) = LoopsOf(network, configuration, ports, costs, layouts);
        return Of(network, layouts, loops, configuration, ports);
    }

    private static LayoutCosts CostsOf(AcceleratorConfiguration configuration) =>
        new(configuration.Channels, (layer, nest) => CycleModel.Issue(layer, nest, configuration.Pixels));

    /// <summary>The map of a band of the layers from <paramref name="first"/> on: layouts and loops are those of the whole maps; the banks hold other pixels.</summary>
    public NetworkMap Band(EngineNetwork band, int first, AcceleratorConfiguration configuration) =>
        Of(
            Layers.DrainPorts.Assign(band, configuration, DrainPorts),
            Layouts,
            Loops[first..(first + band.Layers.Length)],
            configuration,
            DrainPorts
        );

    private static NetworkMap Of(
        EngineNetwork network,
        ImmutableSortedDictionary<string, ChannelLayout> layouts,
        ImmutableArray<LoopNest> loops,
        AcceleratorConfiguration configuration,
        int ports
    )
    {
        ImmutableArray<Dependency> dependencies =
        [
            .. network.Layers.Select(
                (_, index) => configuration.IsSmall ? Dependency.Wait : Dependency.Of(network, index, loops)
            ),
        ];
        return new NetworkMap(
            network,
            layouts,
            loops,
            dependencies,
            OrdersOf(network, loops, dependencies, configuration, ModelOf(network, configuration))
        )
        {
            DrainPorts = ports,
        };
    }

    private static (
        EngineNetwork Network,
        ImmutableSortedDictionary<string, ChannelLayout> Layouts,
        ImmutableArray<LoopNest> Loops
    ) LoopsOf(
        EngineNetwork network,
        AcceleratorConfiguration configuration,
        int ports,
        LayoutCosts costs,
        ImmutableSortedDictionary<string, ChannelLayout>? known = null
    )
    {
        network = Layers.DrainPorts.Assign(network, configuration, ports);
        var layouts = LayoutsOf(network, costs, known);
        ImmutableArray<LoopNest> loops =
        [
            .. network.Layers.Select(l => LoopNest.Of(l, layouts[l.Inputs[0]], layouts[l.Name])),
        ];
        if (configuration.IsSmall)
            return (network, layouts, loops);
        network = LaneHalves.Assign(network, layouts, loops, configuration);
        (network, loops) = new LaneSplitter(configuration, layouts).Split(network, loops);
        (network, layouts, loops) = LeftoverBlocks.Assign(network, layouts, loops, configuration);
        // Split layers read and write otherwise, so what the banks hold is another.
        return (Layers.DrainPorts.Assign(network, configuration, ports), layouts, loops);
    }

    /// <summary>The layouts found for <paramref name="network"/>, or <paramref name="known"/> ones that are better.</summary>
    private static ImmutableSortedDictionary<string, ChannelLayout> LayoutsOf(
        EngineNetwork network,
        LayoutCosts costs,
        ImmutableSortedDictionary<string, ChannelLayout>? known
    )
    {
        var (layouts, cycles) = LayoutSolver.Solve(network, costs);
        return known is not null && new LayoutClasses(network, costs, known).Total() <= cycles ? known : layouts;
    }

    /// <summary>The drain ports of an engine for <paramref name="network"/> when the configuration leaves them open: two where they pay, on families with DSP48 blocks.</summary>
    private static int PortsFor(
        EngineNetwork network,
        AcceleratorConfiguration configuration,
        RequantizeProfile profile
    )
    {
        if (
            configuration.IsSmall
            || configuration.Pixels < Layers.DrainPorts.LeastPixels
            || !AcceleratorConfiguration.TargetsOf(MacKind.Packed).Contains(configuration.Target)
        )
            return 1;
        var one = LoopsOf(network, configuration, 1, CostsOf(configuration));
        if (one.Loops.All(l => l.TileSteps >= configuration.Pixels))
            return 1;
        var two = LoopsOf(network, configuration, 2, CostsOf(configuration));
        return Layers.DrainPorts.Pay(
            (Cycles(one.Network, one.Loops), Cycles(two.Network, two.Loops)),
            (Dsps(1), Dsps(2))
        )
            ? 2
            : 1;

        long Cycles(EngineNetwork mapped, ImmutableArray<LoopNest> loops) =>
            mapped.Layers.Zip(loops).Sum(l => CycleModel.Issue(l.First, l.Second, configuration.Pixels));

        int Dsps(int ports) => DspCount.Of(configuration, profile, null, ports).Total;
    }

    /// <summary>Cycles of the accelerator.</summary>
    public static CycleModel ModelOf(EngineNetwork network, AcceleratorConfiguration configuration) =>
        new(
            configuration,
            ProfileOf(network.Graph, configuration),
            network.HasFullRows,
            network.Layers.Any(layer => layer.InHalves)
        );

    /// <summary>The requantizer that <paramref name="graph"/> gets.</summary>
    public static RequantizeProfile ProfileOf(Graph graph, AcceleratorConfiguration configuration) =>
        graph.Stage >= GraphStage.Quantized ? graph.Arithmetic.Profile : configuration.Profile;

    private static ImmutableArray<PixelOrder> OrdersOf(
        EngineNetwork network,
        ImmutableArray<LoopNest> loops,
        ImmutableArray<Dependency> dependencies,
        AcceleratorConfiguration configuration,
        CycleModel model
    )
    {
        var orders = ImmutableArray.CreateBuilder<PixelOrder>(loops.Length);
        for (var index = 0; index < loops.Length; index++)
        {
            if (
                dependencies[index].Mode is not (DependencyMode.Blocks or DependencyMode.LastBlock)
                || network.Layers[index].AddedLanes > 0
            )
            {
                orders.Add(PixelOrder.Plain);
                continue;
            }

            var (layer, producer) = (network.Layers[index], network.Layers[index - 1]);
            var wanted = model.WantedSlack(layer, loops[index], dependencies[index], producer, loops[index - 1]);
            orders.Add(PixelOrder.Behind(layer, producer, orders[index - 1], configuration.Pixels, wanted));
        }

        return orders.MoveToImmutable();
    }

    /// <summary>Words of the image stream.</summary>
    public long ImageWords => (long)Network.Input.Shape.Pixels * Layouts[Network.Input.Name].Blocks;

    /// <summary>Cycles in which the array could issue, all layers.</summary>
    public long IssueCycles(int pixels) =>
        Network.Layers.Zip(Loops, (l, loops) => CycleModel.Issue(l, loops, pixels)).Sum();

    /// <summary>Of each layer: the cycles of the layers behind it in which no code leaves the drain, so that a word of the next image can be written.</summary>
    public long[] FreeCycles(int pixels)
    {
        var free = new long[Network.Layers.Length];
        for (var index = free.Length - 2; index >= 0; index--)
        {
            var (layer, loops) = (Network.Layers[index + 1], Loops[index + 1]);
            var tiles = (long)layer.PixelSteps(pixels) * loops.OutputBlocks * layer.Taps.Positions;
            free[index] = free[index + 1] + CycleModel.Issue(layer, loops, pixels) - (tiles * layer.DrainCycles);
        }

        return free;
    }

    /// <summary>Words of a weight row: 1 unless the lanes of some layer read weights of their own.</summary>
    public int WeightLanes(AcceleratorConfiguration configuration) =>
        Network.Layers.Any(l => l.Split is not null) ? LaneSplitter.RowWords(configuration, Network.HasFullRows) : 1;

    /// <summary>Words of every layer in the weight image; those that fill up the row before it belong to a layer that begins with a row.</summary>
    public long[] WeightWords(AcceleratorConfiguration configuration)
    {
        var row = WeightLanes(configuration);
        var at = 0L;
        return [.. Network.Layers.Zip(Loops, (layer, loops) => Words(layer, loops))];

        long Words(EngineLayer layer, LoopNest loops)
        {
            var start = at;
            at = WeightImage.FirstWord(layer, at, row) + WeightImage.WordsOf(layer, loops, row);
            return at - start;
        }
    }

    /// <summary>How often the weights of an output block are read: in every pixel step and window position, and for all blocks where they share them.</summary>
    public static long Passes(EngineLayer layer, LoopNest loops, int pixelSteps) =>
        (long)pixelSteps * layer.Taps.Positions * (layer.HasConstantWeights ? loops.OutputBlocks : 1);
}
