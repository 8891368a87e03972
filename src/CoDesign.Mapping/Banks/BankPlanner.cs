// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Configuration;
using CoDesign.Ir.Nodes;
using CoDesign.Mapping.Layers;
using CoDesign.Mapping.Layouts;

namespace CoDesign.Mapping.Banks;

/// <summary>Places every tensor of a network in the banks.</summary>
internal static class BankPlanner
{
    /// <summary>The tensors and the allocation, with the image of the next frame in mind.</summary>
    /// <param name="map">The layers and the channel layout of every tensor.</param>
    /// <param name="configuration">PX, and what is asked of the banks.</param>
    /// <param name="padWords">Distinct bytes of the PAD words.</param>
    public static (ImmutableSortedDictionary<string, TensorPlan> Tensors, BankAllocation Allocation) Place(
        NetworkMap map,
        AcceleratorConfiguration configuration,
        ImmutableArray<byte> padWords
    ) =>
        Place(
            map.Network,
            map.Layouts,
            configuration.Pixels,
            padWords,
            (plain, image) =>
                ImagePrefetch.Choose(
                    configuration,
                    plain,
                    image,
                    map.ImageWords,
                    map.FreeCycles(configuration.Pixels),
                    map.IssueCycles(configuration.Pixels)
                )
        );

    /// <summary>The tensors and the allocation of a band, for itself.</summary>
    /// <param name="map">The layers and the channel layout of every tensor.</param>
    /// <param name="pixels">PX.</param>
    /// <param name="padWords">Distinct bytes of the PAD words.</param>
    public static (ImmutableSortedDictionary<string, TensorPlan> Tensors, BankAllocation Allocation) PlaceBand(
        NetworkMap map,
        int pixels,
        ImmutableArray<byte> padWords
    ) => Place(map.Network, map.Layouts, pixels, padWords, (plain, _) => plain);

    /// <summary>Words that a bank needs when the image arrives between two frames.</summary>
    /// <param name="network">The layers.</param>
    /// <param name="layouts">Channel layout of every tensor.</param>
    /// <param name="pixels">PX.</param>
    /// <param name="padWords">Distinct bytes of the PAD words.</param>
    public static int PeakWords(
        EngineNetwork network,
        ImmutableSortedDictionary<string, ChannelLayout> layouts,
        int pixels,
        ImmutableArray<byte> padWords
    ) => Place(network, layouts, pixels, padWords, (plain, _) => plain).Allocation.PeakWords;

    private static (ImmutableSortedDictionary<string, TensorPlan> Tensors, BankAllocation Allocation) Place(
        EngineNetwork network,
        ImmutableSortedDictionary<string, ChannelLayout> layouts,
        int pixels,
        ImmutableArray<byte> padWords,
        Func<BankAllocation, BankRegion, BankAllocation> decide
    )
    {
        var ranges = PixelRanges.Of(network, pixels);
        var places = Places(network, layouts);
        var regions = new Dictionary<string, BankRegion>(StringComparer.Ordinal);
        foreach (var name in network.Tensors.Keys)
        {
            var (region, _) = places[name];
            var (first, last) = Lifetime(network, name);
            var words = layouts[region].Blocks * ranges[region].Size;
            var seen = regions.GetValueOrDefault(region) ?? new BankRegion(region, 0, words, first, last);
            regions[region] = seen with
            {
                FirstLayer = Math.Min(seen.FirstLayer, first),
                LastLayer = Math.Max(seen.LastLayer, last),
            };
        }

        var plain = BankAllocator.Allocate(
            padWords,
            [.. regions.Values.OrderBy(r => r.FirstLayer).ThenBy(r => r.Name, StringComparer.Ordinal)]
        );
        var allocation = decide(plain, regions[places[network.Input.Name].Region]);
        var bases = allocation.Regions.ToDictionary(r => r.Name, r => r.Base, StringComparer.Ordinal);
        var values = network
            .Layers.Select(layer => (layer.Name, layer.Value))
            .Concat(network.Concatenations.Select(whole => (whole.Name, whole.Value)))
            .Concat(network.Inputs.Select(input => (input.Name, input.Value)))
            .ToDictionary(pair => pair.Name, pair => pair.Value, StringComparer.Ordinal);
        var nodes = network.Graph.Nodes.ToDictionary(node => node.Name, StringComparer.Ordinal);
        var tensors = network.Tensors.ToImmutableSortedDictionary(
            pair => pair.Key,
            pair => Plan(pair.Key, pair.Value),
            StringComparer.Ordinal
        );
        return (tensors, allocation);

        TensorPlan Plan(string name, TensorShape shape)
        {
            var (region, block) = places[name];
            var value = values[name];
            var offset = nodes[value] is QuantizedNode { Output.Type.Signed: true } ? 128 : 0;
            var address = bases[region] + (block * ranges[name].Size);
            return new TensorPlan(name, value, shape, layouts[name], ranges[name], region, block, address, offset)
            {
                FirstRow = network.FirstRow(name),
            };
        }
    }

    /// <summary>Region and first block of every tensor.</summary>
    private static Dictionary<string, (string Region, int Block)> Places(
        EngineNetwork network,
        ImmutableSortedDictionary<string, ChannelLayout> layouts
    )
    {
        var wholes = new Dictionary<string, (string Whole, int Block)>(StringComparer.Ordinal);
        foreach (var whole in network.Concatenations)
        {
            var block = 0;
            foreach (var part in whole.Parts)
            {
                wholes[part] = (whole.Name, block);
                block += layouts[part].Blocks;
            }
        }

        return network.Tensors.Keys.ToDictionary(name => name, Place, StringComparer.Ordinal);

        (string, int) Place(string name)
        {
            if (!wholes.TryGetValue(name, out var inside))
                return (name, 0);
            var (region, block) = Place(inside.Whole);
            return (region, block + inside.Block);
        }
    }

    private static (int First, int Last) Lifetime(EngineNetwork network, string name)
    {
        var first = int.MaxValue;
        var last = -1;
        if (network.Inputs.Any(input => input.Name == name))
            first = -1;
        for (var index = 0; index < network.Layers.Length; index++)
        {
            if (network.Layers[index].Name == name)
                first = index;
            if (network.Layers[index].Inputs.Contains(name, StringComparer.Ordinal))
                last = index;
        }

        return (first, network.Results.Any(result => result.Name == name) ? network.Layers.Length : last);
    }
}
