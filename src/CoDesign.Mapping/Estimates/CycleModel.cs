// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Configuration;
using CoDesign.Ir.Numerics;
using CoDesign.Mapping.Banks;
using CoDesign.Mapping.Layers;

namespace CoDesign.Mapping.Estimates;

/// <summary>
/// Cycles of the engine when nothing stalls from outside. A layer issues for <c>n * OB * positions * max(T, PX)</c> cycles (engine study, section 3), since a tile must last
/// until the one before it is drained, one pixel a cycle. Around it: the hand-over to the next layer, the interlock with blocks that still drain, the fetch of descriptors and of
/// requantization records. The constants are latencies of hw/engine.
/// </summary>
/// <param name="pixels">PX.</param>
/// <param name="streamsWeights">Weights arrive one word a cycle.</param>
/// <param name="profile">The requantizer, whose pipelines differ in length.</param>
/// <param name="requantizers">On the doubled clock they take a cycle more.</param>
internal sealed class CycleModel(int pixels, bool streamsWeights, RequantizeProfile profile, RequantizerClock requantizers)
{
    /// <summary>From the last step of a layer to the first of the next: take, load.</summary>
    private const int HandOver = 2;

    /// <summary>From the step that ends the last tile of a block to the first step that may read the block, the drain of PX pixels apart.</summary>
    private readonly int _writeLatency =
        10
        + profile switch
        {
            RequantizeProfile.Lean => 8,
            RequantizeProfile.Wide => 9,
            _ => 12,
        }
        + (requantizers == RequantizerClock.Doubled ? 1 : 0);

    /// <summary>From the last word written to the first result word.</summary>
    private const int ResultLatency = 7;

    /// <summary>Least cycles from the first tile of an output block to that of the next: its requantization records are read meanwhile.</summary>
    private const int RecordCycles = 12;

    /// <summary>Load of an Add's table, once its descriptor is there.</summary>
    private const int TableCycles = 260;

    /// <summary>Cycles of a descriptor fetch on top of its words.</summary>
    private const int FetchLatency = 3;

    /// <summary>Header and records of an output block in a weight stream.</summary>
    private const int StreamedRecordWords = 8;

    private readonly int _fetchCycles = Images.DescriptorFields.FixedWords + (3 * pixels) + FetchLatency;

    /// <summary>Cycles in which the array could issue for a layer.</summary>
    public static long Issue(EngineLayer layer, LoopNest loops, int pixels) =>
        (long)PixelRanges.StepsOf(layer.Shape, pixels) * loops.OutputBlocks * layer.Taps.Positions * Math.Max(loops.TileSteps, pixels);

    /// <summary>From each layer's first step to the next one's; the last layer's to its last word.</summary>
    public long[] LayerCycles(IReadOnlyList<EngineLayer> layers, IReadOnlyList<LoopNest> loops, IReadOnlyList<Dependency> dependencies)
    {
        var starts = new long[layers.Count + 1];
        var writtenBefore = 0L;
        long[] written = [];
        for (var index = 0; index < layers.Count; index++)
        {
            var stall = index > 0 && dependencies[index].Mode == DependencyMode.Blocks ? Stalls(layers[index], loops[index], dependencies[index], starts[index], written) : [];
            var blocks = BlockEnds(layers[index], loops[index], starts[index], stall);
            var end = blocks[^1] + 1;
            var wroteAll = written.Length > 0 ? written[^1] : 0;
            written = [.. blocks.Select(block => block + pixels + _writeLatency)];
            starts[index + 1] = Math.Max(end + HandOver, Math.Max(starts[index] + _fetchCycles, Math.Max(writtenBefore, wroteAll) + HandOver));
            writtenBefore = wroteAll;
            if (index + 1 < layers.Count && layers[index + 1].Kind == LayerKind.Add)
                starts[index + 1] = Math.Max(starts[index + 1], starts[index] + _fetchCycles + TableCycles);
            if (index + 1 == layers.Count)
                starts[index + 1] = Math.Max(written[^1], starts[index] + _fetchCycles - ResultLatency);
            else if (dependencies[index + 1].Mode == DependencyMode.Wait)
                starts[index + 1] = Math.Max(starts[index + 1], written[^1]);
            else if (dependencies[index + 1].Mode == DependencyMode.Blocks)
                starts[index + 1] = Math.Max(starts[index + 1], written[0]);
        }

        return [.. Enumerable.Range(0, layers.Count).Select(i => starts[i + 1] - starts[i])];
    }

    /// <summary>Everything but the layers: PAD words, input, result.</summary>
    public long Overhead(int padWords, long inputWords, long resultWords, bool beginsWithAdd)
    {
        var fills = (padWords + pixels - 1) / pixels;
        return (fills * (long)_fetchCycles) + Math.Max(inputWords, _fetchCycles + (beginsWithAdd ? TableCycles : 0)) + HandOver + 2 + ResultLatency + resultWords;
    }

    private long BlockCycles(EngineLayer layer, LoopNest loops)
    {
        var tiles = (long)PixelRanges.StepsOf(layer.Shape, pixels) * layer.Taps.Positions;
        var cycles = Math.Max(tiles * Math.Max(loops.TileSteps, pixels), RecordCycles);
        return streamsWeights && !layer.HasConstantWeights ? Math.Max(cycles, loops.TileSteps + StreamedRecordWords) : cycles;
    }

    /// <summary>When each output block's last step is issued. <paramref name="stalls"/>: cycles lost before each block ends.</summary>
    private long[] BlockEnds(EngineLayer layer, LoopNest loops, long start, long[] stalls)
    {
        var cycles = BlockCycles(layer, loops);
        // The last tile's steps come at the beginning of its slot.
        var early = Math.Max(0, pixels - loops.TileSteps);
        var ends = new long[loops.OutputBlocks];
        for (var block = 0; block < ends.Length; block++)
            ends[block] = start + ((block + 1) * cycles) - 1 - early + (stalls.Length > 0 ? stalls[block] : 0);
        return ends;
    }

    /// <summary>Cycles lost up to each output block because an input block was not yet written when its first tile came to it.</summary>
    private long[] Stalls(EngineLayer layer, LoopNest loops, Dependency dependency, long start, long[] written)
    {
        var cycles = BlockCycles(layer, loops);
        var stalls = new long[loops.OutputBlocks];
        long lost = 0;
        for (var block = 0; block < stalls.Length; block++)
        {
            for (var word = 0; word < loops.InputWords; word++)
            {
                var needed = Math.Min((block / loops.BlocksPerGroup * dependency.GroupStep) + (word * dependency.WordStep), written.Length - 1);
                var at = start + (block * cycles) + ((long)word * loops.Lanes * loops.Taps) + lost;
                lost += Math.Max(0, written[needed] - at);
            }

            stalls[block] = lost;
        }

        return stalls;
    }
}
