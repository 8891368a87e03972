// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Configuration;
using CoDesign.Mapping.Banks;
using CoDesign.Mapping.Estimates;
using CoDesign.Mapping.Layouts;

namespace CoDesign.Mapping.Layers;

/// <summary>
/// Chooses the layers that work on two output pixels at once (engine, section 2, halves): convolutions whose output channels fill at most half of the channel lanes. A layer takes
/// <code>
/// n * OB * max(T, 2 * PX),  n = ceil(Ho * Wo / (2 * PX))     instead of     n * OB * max(T, PX),  n = ceil(Ho * Wo / PX)
/// </code>
/// cycles. A bank gives one word a cycle, so every word must last two steps (NJ, NJL >= 2), and the two pixels are neighbours in a row (Wo even). Layers that read more than the lower half
/// of their input words hold both halves of two words.
/// </summary>
internal static class LaneHalves
{
    /// <summary>The second words cost logic in every pixel lane: a network that gains less than one cycle in so many does without.</summary>
    private const int LeastGain = 100;

    /// <summary>The layers after the choice; the same ones where nothing gains.</summary>
    /// <param name="network">Layers that know how they drain.</param>
    /// <param name="layouts">Channel layout of every tensor.</param>
    /// <param name="loops">Loops of every layer; they stay.</param>
    /// <param name="configuration">The accelerator.</param>
    public static EngineNetwork Assign(
        EngineNetwork network,
        ImmutableSortedDictionary<string, ChannelLayout> layouts,
        ImmutableArray<LoopNest> loops,
        AcceleratorConfiguration configuration
    )
    {
        if (!IsAllowed(configuration))
            return network;
        // Layers that read no more of a word than its lower half take half of the registers.
        var lower = Better(network, Halved(network, nest => !ReadsWholeWords(nest, configuration.Channels)));
        return Better(lower, Halved(network, _ => true));

        EngineNetwork Halved(EngineNetwork whole, Predicate<LoopNest> may) =>
            whole with
            {
                Layers =
                [
                    .. whole.Layers.Zip(
                        loops,
                        (layer, nest) => may(nest) ? Best(layer, nest, layouts[layer.Name], configuration) : layer
                    ),
                ],
            };

        EngineNetwork Better(EngineNetwork without, EngineNetwork with)
        {
            long before = Cycles(without),
                after = Cycles(with);
            return (before - after) * LeastGain < before || after == before ? without : with;
        }

        long Cycles(EngineNetwork mapped) =>
            mapped.Layers.Zip(loops).Sum(l => CycleModel.Issue(l.First, l.Second, configuration.Pixels));
    }

    /// <summary>Engines of one requantizer and small devices are short of logic.</summary>
    public static bool IsAllowed(AcceleratorConfiguration configuration) =>
        configuration.Halves != ChannelHalves.Never && !configuration.IsSmall && !configuration.IsUltraPlus;

    /// <summary>Some output reads an input that stands in the other half of the <paramref name="channels"/> lanes.</summary>
    public static bool ReadsWholeWords(LoopNest loops, int channels) => loops.LaneGroup > channels / 2;

    /// <summary>The layer on two pixels at once where that is possible and faster; else the same one.</summary>
    public static EngineLayer Best(
        EngineLayer layer,
        LoopNest loops,
        ChannelLayout output,
        AcceleratorConfiguration configuration
    )
    {
        var pixels = configuration.Pixels;
        var halved = layer with { InHalves = true, BothPorts = false, DrainCycles = 2 * pixels };
        return
            Fits(layer, loops, output)
            && BanksHold(layer, halved, configuration)
            && CycleModel.Issue(halved, loops, pixels) < CycleModel.Issue(layer, loops, pixels)
            ? halved
            : layer;
    }

    private static bool Fits(EngineLayer layer, LoopNest loops, ChannelLayout output) =>
        layer is { Kind: LayerKind.Convolution, Taps.Positions: 1, Split: null, AddedLanes: 0 }
        && layer.Shape.Width % 2 == 0
        && loops.LastLanes > 1
        && (loops.InputWords == 1 || loops.Lanes > 1)
        && Enumerable.Range(0, output.Blocks).All(block => UpperHalfIsEmpty(output, block));

    /// <summary>The channels of a word stand in its lower half.</summary>
    public static bool UpperHalfIsEmpty(ChannelLayout layout, int block) =>
        Enumerable.Range(layout.Lanes / 2, layout.Lanes / 2).All(lane => layout[block, lane] < 0);

    /// <summary>With a configured depth the lanes' pixels stay as many as they were.</summary>
    private static bool BanksHold(EngineLayer layer, EngineLayer halved, AcceleratorConfiguration configuration) =>
        configuration.BankDepth is null
        || 2 * halved.PixelSteps(configuration.Pixels) == layer.PixelSteps(configuration.Pixels);
}
