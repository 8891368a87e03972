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

    /// <summary>A lane reads the last block of the layer before it from the start, so it may wait for its drain: for all engines the cycles of 8 lanes, lean.</summary>
    private const int DrainCycles = 26;

    private readonly int _pixels = configuration.Pixels;

    /// <summary>Words of a weight row in which every lane (<paramref name="full"/>), or every few lanes that share a multiplier, has its own: a power of two.</summary>
    public static int RowWords(AcceleratorConfiguration configuration, bool full) =>
        (int)
            System.Numerics.BitOperations.RoundUpToPowerOf2(
                (uint)LaneSplit.OwnWeightsOf(full ? 1 : SharingOf(configuration.Multipliers), configuration.Pixels)
            );

    /// <summary>The multiplier of two lanes may take one activation and two weights.</summary>
    private static bool MaySwap(MacKind kind) => kind is MacKind.Packed or MacKind.Quad;

    /// <summary>Pixel lanes that share a multiplier.</summary>
    public static int SharingOf(MacKind kind) =>
        kind switch
        {
            MacKind.Plain => 1,
            MacKind.Packed or MacKind.Ice40 => 2,
            MacKind.Quad => 4,
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "unknown kind"),
        };

    /// <summary>
    /// The layers and loops after the choice; the same ones where nothing gains. Full rows, with which lanes may share activations, only where they gain enough on top.
    /// </summary>
    public (EngineNetwork Network, ImmutableArray<LoopNest> Loops) Split(
        EngineNetwork network,
        ImmutableArray<LoopNest> loops
    )
    {
        if (!IsAllowed(configuration))
            return (network, loops);
        var split = Split(network, loops, fullRows: false);
        if (!MaySwap(configuration.Multipliers))
            return split;
        var full = Split(network, loops, fullRows: true);
        var (cycles, fullCycles) = (Total(split), Total(full));
        return (cycles - fullCycles) * LeastGain < cycles ? split : full;

        long Total((EngineNetwork Network, ImmutableArray<LoopNest> Loops) chosen) =>
            chosen.Network.Layers.Zip(chosen.Loops).Sum(l => Cycles(l.First, l.Second));
    }

    private (EngineNetwork Network, ImmutableArray<LoopNest> Loops) Split(
        EngineNetwork network,
        ImmutableArray<LoopNest> loops,
        bool fullRows
    )
    {
        if (RowWords(configuration, fullRows) == 1)
            return (network, loops);
        var before = network.Layers.Zip(loops).Sum(l => Cycles(l.First, l.Second));
        // The fewer pixels at once, the more of the map stands in every bank.
        Predicate<LaneSplit>[] choices =
        [
            _ => true,
            split => split.IsFlat || !split.IsSwapped,
            split => split.Groups == 1 && (split.IsFlat || !split.IsSwapped),
            split => split.IsFlat,
        ];
        var words = (int?)null;
        foreach (var choice in choices)
        {
            var chosen = network.Layers.Zip(loops, (layer, nest) => Best(layer, nest, fullRows, choice)).ToArray();
            var cycles = chosen.Sum(l => Cycles(l.Layer, l.Loops));
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
        configuration.LaneWeights == LaneWeights.Auto && !configuration.StreamsWeights && !configuration.IsUltraPlus;

    private int PeakWords(EngineNetwork network)
    {
        ImmutableArray<byte> padWords = network.Layers.Any(l => l.ReadsPadding) ? [0] : [];
        return BankPlanner.PeakWords(network, layouts, _pixels, padWords);
    }

    private (EngineLayer Layer, LoopNest Loops) Best(
        EngineLayer layer,
        LoopNest loops,
        bool fullRows,
        Predicate<LaneSplit> choice
    )
    {
        var best = (Layer: layer, Loops: loops);
        var least = Cycles(layer, loops);
        if (layer.Kind != LayerKind.Convolution || layer.Taps.Positions > 1)
            return best;
        foreach (
            var split in Kinds(loops, fullRows)
                .SelectMany(kind => IsDense(layer, loops) ? FlatSplits(layer, kind) : Splits(layer, loops, kind))
                .Where(split => choice(split))
        )
        {
            var divided = Divided(loops, split);
            var shared = layer with { Split = split, InHalves = false, BothPorts = false, DrainCycles = _pixels };
            var cycles = Cycles(shared, divided) + DrainCycles;
            // Short tiles take few rows of weights: each group of lanes has a copy, and lanes that share a weight leave a word of a full row empty.
            if (
                cycles < least
                || (cycles == least && best.Layer.Split is not null && divided.TileSteps < best.Loops.TileSteps)
            )
                (best, least) = ((shared, divided), cycles);
        }

        return best;
    }

    /// <summary>A block's records take their time, which shows where it is a single short tile.</summary>
    private long Cycles(EngineLayer layer, LoopNest loops) =>
        Math.Max(CycleModel.Issue(layer, loops, _pixels), loops.OutputBlocks * CycleModel.RecordCycles);

    /// <summary>One output pixel that reads the whole map, pixel after pixel, and all its words.</summary>
    private static bool IsDense(EngineLayer layer, LoopNest loops) =>
        layer.Shape.Pixels == 1
        && layer.Taps.Taps == layer.Input.Pixels
        && !layer.ReadsPadding
        && layer.Taps is { TapStepX: 1, TapStepY: 1 }
        && loops.BlocksPerGroup >= loops.OutputBlocks;

    /// <summary>What lanes of a multiplier may share, on splits of one slice. Swapped, every lane reads all bytes of a word in two halves.</summary>
    private IEnumerable<LaneSplit> Kinds(LoopNest loops, bool fullRows)
    {
        var sharing = fullRows ? 2 : SharingOf(configuration.Multipliers);
        var shared = new LaneSplit(sharing, 1, 1, 1, 1, 1, true) { HasFullRows = fullRows };
        yield return shared;
        if (fullRows && loops.LaneGroup == configuration.Channels)
            yield return shared with
            {
                IsSwapped = true,
            };
    }

    private IEnumerable<LaneSplit> FlatSplits(EngineLayer layer, LaneSplit kind)
    {
        var row = layouts[layer.Inputs[0]].Blocks * layer.Input.Pixels;
        for (var slices = Math.Min(row, _pixels / kind.Sharing); slices >= LeastSlices(kind); slices--)
            yield return kind with
            {
                Words = row,
                WordsEach = (row + slices - 1) / slices,
            };
    }

    /// <summary>The halves of a word are two slices where pairs are swapped.</summary>
    private static int LeastSlices(LaneSplit kind) => kind.IsSwapped ? 1 : 2;

    private IEnumerable<LaneSplit> Splits(EngineLayer layer, LoopNest loops, LaneSplit kind)
    {
        var most = _pixels / kind.Sharing;
        for (var words = 1; words <= Math.Min(loops.InputWords, most); words++)
        {
            for (var rows = 1; rows <= layer.Taps.KernelHeight && words * rows <= most; rows++)
            {
                var split = kind with
                {
                    Words = loops.InputWords,
                    WordsEach = (loops.InputWords + words - 1) / words,
                    Rows = layer.Taps.KernelHeight,
                    RowsEach = (layer.Taps.KernelHeight + rows - 1) / rows,
                    IsFlat = false,
                };
                if (split.Slices >= LeastSlices(kind))
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
        if (split.IsSwapped)
            lanes = Math.Min(lanes, loops.LaneGroup / 2);
        return loops with
        {
            LaneGroup = split.IsSwapped ? loops.LaneGroup / 2 : loops.LaneGroup,
            InputWords = split.WordsEach,
            Lanes = lanes,
            LastLanes = lanes,
            Taps = split.IsFlat ? 1 : loops.Taps / split.Rows * split.RowsEach,
        };
    }
}
