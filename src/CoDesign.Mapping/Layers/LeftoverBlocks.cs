// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Configuration;
using CoDesign.Mapping.Estimates;
using CoDesign.Mapping.Layouts;

namespace CoDesign.Mapping.Layers;

/// <summary>
/// Gives the last output blocks of a regular convolution a LAYER of their own where they fill at most half of the channel lanes (24 or 40 channels on 16 lanes), so that these work on two
/// pixels at once (<see cref="LaneHalves"/>). With q full blocks and k others it takes
/// <code>
/// n * q * max(T, D) + n' * k * max(T, 2 * PX),  n = ceil(Ho * Wo / PX), n' = ceil(Ho * Wo / (2 * PX))     instead of     n * (q + k) * max(T, D)
/// </code>
/// cycles. The last blocks come first: the layer behind both follows the full blocks by their numbers, and finds the last ones written (engine, section 4: one older layer drains).
/// </summary>
internal static class LeftoverBlocks
{
    /// <summary>A network that gains less than one cycle in so many does without.</summary>
    private const int LeastGain = 100;

    /// <summary>A layer is no shorter than the fetch of the next descriptor.</summary>
    private const int LeastCycles = 40;

    /// <summary>Cycles between two layers, and a longer drain.</summary>
    private const int BetweenCycles = 4;

    /// <summary>The layers after the choice with layouts and loops; the same ones where nothing gains.</summary>
    /// <param name="network">Layers that know their splits and how they drain.</param>
    /// <param name="layouts">Channel layout of every tensor.</param>
    /// <param name="loops">Loops of every layer.</param>
    /// <param name="configuration">The accelerator.</param>
    public static (
        EngineNetwork Network,
        ImmutableSortedDictionary<string, ChannelLayout> Layouts,
        ImmutableArray<LoopNest> Loops
    ) Assign(
        EngineNetwork network,
        ImmutableSortedDictionary<string, ChannelLayout> layouts,
        ImmutableArray<LoopNest> loops,
        AcceleratorConfiguration configuration
    )
    {
        // Bands of rows number the layers of the whole network.
        if (!LaneHalves.IsAllowed(configuration) || configuration is { BankDepth: not null, TilesThroughMemory: true })
            return (network, layouts, loops);
        var layers = ImmutableArray.CreateBuilder<EngineLayer>();
        var nests = ImmutableArray.CreateBuilder<LoopNest>();
        var concatenations = network.Concatenations.ToBuilder();
        var allLayouts = layouts.ToBuilder();
        foreach (var (layer, nest) in network.Layers.Zip(loops))
        {
            if (Divided(layer, nest, network, layouts, configuration) is not { } parts)
            {
                // What whole input words take is there then, and layers that gain too little by themselves have it for nothing.
                layers.Add(LaneHalves.Best(layer, nest, layouts[layer.Name], configuration));
                nests.Add(nest);
                continue;
            }

            foreach (var part in (Part[])[parts.Tail, parts.Full])
            {
                layers.Add(part.Layer);
                nests.Add(part.Loops);
                allLayouts[part.Layer.Name] = part.Layout;
            }

            concatenations.Add(
                new Concatenation(layer.Name, layer.Value, [parts.Full.Layer.Name, parts.Tail.Layer.Name], layer.Shape)
            );
        }

        long before = Cycles(network.Layers, loops),
            after = Cycles(layers, nests);
        if (layers.Count == network.Layers.Length || (before - after) * LeastGain < before)
            return (network, layouts, loops);
        var divided = new EngineNetwork(
            network.Graph,
            network.Inputs,
            layers.ToImmutable(),
            concatenations.ToImmutable(),
            network.Results
        );
        return (divided, allLayouts.ToImmutable(), nests.ToImmutable());

        long Cycles(IEnumerable<EngineLayer> of, IEnumerable<LoopNest> their) =>
            of.Zip(their).Sum(l => CycleModel.Issue(l.First, l.Second, configuration.Pixels));
    }

    private sealed record Part(EngineLayer Layer, LoopNest Loops, ChannelLayout Layout);

    /// <summary>The two parts of <paramref name="layer"/>, or null where it stays whole.</summary>
    private static (Part Full, Part Tail)? Divided(
        EngineLayer layer,
        LoopNest nest,
        EngineNetwork network,
        ImmutableSortedDictionary<string, ChannelLayout> layouts,
        AcceleratorConfiguration configuration
    )
    {
        if (layer is not { Kind: LayerKind.Convolution, Groups: 1, InHalves: false, Split: null })
            return null;
        var layout = layouts[layer.Name];
        var full = layout.Blocks;
        while (full > 0 && LaneHalves.UpperHalfIsEmpty(layout, full - 1))
            full--;
        if (full == 0 || full == layout.Blocks)
            return null;
        var rest = Of(full, layout.Blocks, isRest: true);
        rest = rest with { Layer = LaneHalves.Best(rest.Layer, rest.Loops, rest.Layout, configuration) };
        var first = Of(0, full, isRest: false);
        return
            rest.Layer.InHalves
            && Cycles(rest) + Cycles(first) + BetweenCycles < CycleModel.Issue(layer, nest, configuration.Pixels)
            ? (first, rest)
            : null;

        long Cycles(Part part) => Math.Max(LeastCycles, CycleModel.Issue(part.Layer, part.Loops, configuration.Pixels));

        Part Of(int from, int end, bool isRest)
        {
            var blocks = layout.Slice(from, end);
            var channels = blocks.Positions.Count(channel => channel >= 0);
            var part = layer with
            {
                Name = network.Unused($"{layer.Name}/{(isRest ? "rest" : "blocks")}"),
                Macs = layer.Macs * channels / layer.Shape.Channels,
                Part = new BlockPart(layer, nest, channels, isRest),
            };
            return new Part(part, LoopNest.Of(part, layouts[layer.Inputs[0]], blocks), blocks);
        }
    }
}
