// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Configuration;
using CoDesign.Ir.Nodes;
using CoDesign.Mapping.Banks;
using CoDesign.Mapping.Estimates;
using CoDesign.Mapping.Layouts;

namespace CoDesign.Mapping.Layers;

/// <summary>
/// Chooses the layers whose lanes share the taps of an output pixel instead of the pixels: dense layers, which have one pixel, and maps whose pixels leave lanes idle. Each layer
/// gets the split with the fewest cycles, so long as the banks hold it and the network gains enough.
/// </summary>
/// <param name="configuration">The accelerator.</param>
/// <param name="layouts">Channel layout of every tensor.</param>
internal sealed class LaneSplitter(
    AcceleratorConfiguration configuration,
    ImmutableSortedDictionary<string, ChannelLayout> layouts
)
{
    /// <summary>Own weights cost a wide weight memory and a choice for each lane: a network that gains less than one cycle in so many does without.</summary>
    private const int LeastGain = 100;

    /// <summary>Words of a bank that block RAM has in any case.</summary>
    private const int FreeBankWords = 512;

    /// <summary>A lane reads the last block of the layer before it from the start, so it may wait for its drain.</summary>
    private const int DrainCycles = 26;

    private readonly int _pixels = configuration.Pixels;
    private readonly int _sharing = SharingOf(configuration.Multipliers);

    /// <summary>Words of a weight row in which every lane, or every few lanes that share a multiplier, has its own: a power of two.</summary>
    public static int RowWords(AcceleratorConfiguration configuration) =>
        (int)
            System.Numerics.BitOperations.RoundUpToPowerOf2(
                (uint)LaneSplit.OwnWeightsOf(SharingOf(configuration.Multipliers), configuration.Pixels)
            );

    /// <summary>Pixel lanes that share a multiplier.</summary>
    public static int SharingOf(MacKind kind) =>
        kind switch
        {
            MacKind.Plain => 1,
            MacKind.Packed or MacKind.Ice40 => 2,
            MacKind.Quad => 4,
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "unknown kind"),
        };

    /// <summary>The layers and loops after the choice; the same ones where nothing gains.</summary>
    public (EngineNetwork Network, ImmutableArray<LoopNest> Loops) Split(
        EngineNetwork network,
        ImmutableArray<LoopNest> loops
    )
    {
        if (!IsAllowed(configuration))
            return (network, loops);
        var best = network.Layers.Zip(loops, (layer, nest) => Best(layer, nest)).ToArray();
        var before = network.Layers.Zip(loops).Sum(l => CycleModel.Issue(l.First, l.Second, _pixels));
        Predicate<EngineLayer>[] choices =
        [
            _ => true,
            layer => layer.Split?.Groups == 1,
            layer => layer.Split?.IsFlat == true,
        ];
        var words = (int?)null;
        foreach (var choice in choices)
        {
            var chosen = network
                .Layers.Select(
                    (layer, index) => choice(best[index].Layer) ? best[index] : (Layer: layer, Loops: loops[index])
                )
                .ToArray();
            var cycles = chosen.Sum(l => CycleModel.Issue(l.Layer, l.Loops, _pixels));
            if ((before - cycles) * LeastGain < before)
                return (network, loops);
            var split = network with { Layers = [.. chosen.Select(l => l.Layer)] };
            if (PeakWords(split) <= (configuration.BankDepth ?? Math.Max(FreeBankWords, words ??= PeakWords(network))))
                return (split, [.. chosen.Select(l => l.Loops)]);
        }

        return (network, loops);
    }

    /// <summary>On-chip weights only: a stream brings one word a cycle, however wide a row is. Rows take more logic than the iCE40 UltraPlus can spare.</summary>
    private static bool IsAllowed(AcceleratorConfiguration configuration) =>
        configuration.LaneWeights == LaneWeights.Auto
        && !configuration.StreamsWeights
        && !configuration.IsUltraPlus
        && RowWords(configuration) > 1;

    private int PeakWords(EngineNetwork network)
    {
        ImmutableArray<byte> padWords = network.Layers.Any(l => l.ReadsPadding) ? [0] : [];
        return BankPlanner.PeakWords(network, layouts, _pixels, padWords);
    }

    private (EngineLayer Layer, LoopNest Loops) Best(EngineLayer layer, LoopNest loops)
    {
        var best = (Layer: layer, Loops: loops);
        var least = CycleModel.Issue(layer, loops, _pixels);
        if (layer.Kind != LayerKind.Convolution || layer.Taps.Positions > 1)
            return best;
        foreach (var split in IsDense(layer, loops) ? FlatSplits(layer) : Splits(layer, loops))
        {
            var divided = Divided(loops, split);
            var shared = layer with { Split = split, BothPorts = false, DrainCycles = _pixels };
            var cycles = CycleModel.Issue(shared, divided, _pixels) + DrainCycles;
            // Each group of lanes has a copy of the weights.
            if (cycles < least || (cycles == least && split.Groups < best.Layer.Split?.Groups))
                (best, least) = ((shared, divided), cycles);
        }

        return best;
    }

    /// <summary>One output pixel that reads the whole map, pixel after pixel, and all its words.</summary>
    private static bool IsDense(EngineLayer layer, LoopNest loops) =>
        layer.Shape.Pixels == 1
        && layer.Taps.Taps == layer.Input.Pixels
        && !layer.ReadsPadding
        && layer.Taps is { TapStepX: 1, TapStepY: 1 }
        && loops.BlocksPerGroup >= loops.OutputBlocks;

    private IEnumerable<LaneSplit> FlatSplits(EngineLayer layer)
    {
        var row = layouts[layer.Inputs[0]].Blocks * layer.Input.Pixels;
        for (var slices = Math.Min(row, _pixels / _sharing); slices > 1; slices--)
            yield return new LaneSplit(_sharing, 1, row, (row + slices - 1) / slices, 1, 1, true);
    }

    private IEnumerable<LaneSplit> Splits(EngineLayer layer, LoopNest loops)
    {
        var most = _pixels / _sharing;
        for (var words = 1; words <= Math.Min(loops.InputWords, most); words++)
        {
            for (var rows = 1; rows <= layer.Taps.KernelHeight && words * rows <= most; rows++)
            {
                var split = new LaneSplit(
                    _sharing,
                    1,
                    loops.InputWords,
                    (loops.InputWords + words - 1) / words,
                    layer.Taps.KernelHeight,
                    (layer.Taps.KernelHeight + rows - 1) / rows,
                    false
                );
                if (split.Slices > 1)
                    yield return split with
                    {
                        Groups = most / split.Slices,
                    };
            }
        }
    }

    /// <summary>Loops of a lane's slice: every word may be the last one of some lane.</summary>
    private static LoopNest Divided(LoopNest loops, LaneSplit split)
    {
        var lanes = loops.InputWords == 1 ? loops.LastLanes : Math.Max(loops.Lanes, loops.LastLanes);
        return loops with
        {
            InputWords = split.WordsEach,
            Lanes = lanes,
            LastLanes = lanes,
            Taps = split.IsFlat ? 1 : loops.Taps / split.Rows * split.RowsEach,
        };
    }
}
