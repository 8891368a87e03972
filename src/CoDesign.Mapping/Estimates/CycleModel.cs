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
/// <param name="cyclesPerWord">Cycles between two words of the weight stream; more than 1 on a bus narrower than a word.</param>
internal sealed class CycleModel(int pixels, bool streamsWeights, RequantizeProfile profile, RequantizerClock requantizers, int cyclesPerWord = 1)
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

    /// <summary>From the drain's copy of a layer's settings to the next layer's first step, beyond the latency to a read.</summary>
    private const int LatchLatency = 3;

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

    /// <summary>
    /// From each layer's first step to the next one's; the last layer's to its last word. Tail: from there to where the result could begin, while its descriptor is fetched.
    /// </summary>
    public (long[] Cycles, long Tail) LayerCycles(NetworkMap map)
    {
        var (layers, loops, dependencies) = (map.Network.Layers, map.Loops, map.Dependencies);
        var starts = new long[layers.Length + 1];
        var writtenBefore = 0L;
        var lastTile = -(long)pixels;
        var ready = 0L;
        var tail = 0L;
        long[] written = [];
        for (var index = 0; index < layers.Length; index++)
        {
            var stall = index > 0 && dependencies[index].Mode == DependencyMode.Blocks ? Stalls(map, index, starts[index], written) : [];
            var delay = SpacingDelay(loops[index], starts[index], lastTile);
            var blocks = BlockEnds(layers[index], loops[index], starts[index] + delay, stall);
            lastTile = blocks[^1];
            var end = blocks[^1] + 1;
            var wroteAll = written.Length > 0 ? written[^1] : 0;
            written = [.. blocks.Select(block => block + pixels + _writeLatency)];
            // The next descriptor is taken when it is there, the first pixel has left the settings to the drain, and no older layer drains.
            var firstTile = blocks[0] - ((TilesOf(layers[index]) - 1) * Math.Max(loops[index].TileSteps, pixels));
            var next = Math.Max(end + HandOver, Math.Max(ready + _fetchCycles, Math.Max(writtenBefore, wroteAll) + HandOver));
            next = Math.Max(next, firstTile + _writeLatency + LatchLatency);
            writtenBefore = wroteAll;
            if (index + 1 < layers.Length && layers[index + 1].Kind == LayerKind.Add)
                next = Math.Max(next, ready + _fetchCycles + TableCycles);
            var fetched = ready + _fetchCycles;
            ready = next;
            starts[index + 1] = next;
            if (index + 1 < layers.Length && loops[index + 1].TileSteps == 1)
                starts[index + 1] = Math.Max(starts[index + 1], lastTile + pixels);
            if (index + 1 == layers.Length)
            {
                starts[index + 1] = written[^1];
                tail = Math.Max(0, fetched - ResultLatency - written[^1]);
            }
            else if (dependencies[index + 1].Mode == DependencyMode.Wait)
                starts[index + 1] = Math.Max(starts[index + 1], written[^1]);
            else if (dependencies[index + 1].Mode == DependencyMode.Blocks)
                starts[index + 1] = Math.Max(starts[index + 1], written.Length > 1 ? written[0] : written[0] - Ahead(map, index + 1));
        }

        return ([.. Enumerable.Range(0, layers.Length).Select(i => starts[i + 1] - starts[i])], tail);
    }

    /// <summary>Everything but the layers: PAD words, input, result.</summary>
    public long Overhead(int padWords, long inputWords, long resultWords, bool beginsWithAdd)
    {
        var fills = (padWords + pixels - 1) / pixels;
        return (fills * (long)_fetchCycles) + Math.Max(inputWords, _fetchCycles + (beginsWithAdd ? TableCycles : 0)) + HandOver + 2 + ResultLatency + resultWords;
    }

    /// <summary>
    /// Slack with which <paramref name="layer"/> does not wait for the last block of the layer before it: that is written some cycles after the layer could begin, and
    /// the layer comes to it later or begins with pixels that need less of it. 0 when it comes late enough.
    /// </summary>
    public int WantedSlack(EngineLayer layer, LoopNest loops, Dependency dependency, EngineLayer producer, LoopNest producerLoops)
    {
        long left = pixels + _writeLatency - HandOver;
        foreach (var (block, word, needed) in FirstReads(loops, dependency))
        {
            if (needed < producerLoops.OutputBlocks - 1)
                continue;
            left -= (block * BlockCycles(layer, loops)) + ((long)word * loops.Lanes * loops.Taps);
            break;
        }

        var step = Math.Min(StepCycles(layer, loops), StepCycles(producer, producerLoops));
        return left <= 0 ? 0 : (int)((left + step - 1) / step);
    }

    /// <summary>Output block, word and the input block that the word belongs to, in the order of each group's first tile.</summary>
    private static IEnumerable<(int Block, int Word, int Needed)> FirstReads(LoopNest loops, Dependency dependency)
    {
        for (var block = 0; block < loops.OutputBlocks; block++)
        {
            for (var word = 0; word < loops.InputWords; word++)
                yield return (block, word, (block / loops.BlocksPerGroup * dependency.GroupStep) + (word * dependency.WordStep));
        }
    }

    /// <summary>Tiles of an output block.</summary>
    private long TilesOf(EngineLayer layer) => (long)PixelRanges.StepsOf(layer.Shape, pixels) * layer.Taps.Positions;

    /// <summary>Cycles of one pixel step.</summary>
    private long StepCycles(EngineLayer layer, LoopNest loops) => (long)layer.Taps.Positions * Math.Max(loops.TileSteps, pixels);

    /// <summary>How long before the last block is written a layer may begin to read it.</summary>
    private long Ahead(NetworkMap map, int index) =>
        map.Orders[index].Slack * StepCycles(map.Network.Layers[index - 1], map.Loops[index - 1]);

    private long BlockCycles(EngineLayer layer, LoopNest loops)
    {
        var cycles = Math.Max(TilesOf(layer) * Math.Max(loops.TileSteps, pixels), RecordCycles);
        return streamsWeights && !layer.HasConstantWeights ? Math.Max(cycles, (long)cyclesPerWord * (loops.TileSteps + StreamedRecordWords)) : cycles;
    }

    /// <summary>A layer's first tile ends no sooner than PX cycles after the last tile of the layer before it.</summary>
    private long SpacingDelay(LoopNest loops, long start, long lastTile) => Math.Max(0, lastTile + pixels - (start + loops.TileSteps - 1));

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
    private long[] Stalls(NetworkMap map, int index, long start, long[] written)
    {
        var (layer, loops, dependency) = (map.Network.Layers[index], map.Loops[index], map.Dependencies[index]);
        var slack = map.Orders[index].Slack;
        var cycles = BlockCycles(layer, loops);
        var stalls = new long[loops.OutputBlocks];
        long lost = 0;
        foreach (var (block, word, reads) in FirstReads(loops, dependency))
        {
            var needed = Math.Min(reads, written.Length - 1);
            var at = start + (block * cycles) + ((long)word * loops.Lanes * loops.Taps) + lost;
            lost += needed < written.Length - 1
                ? Math.Max(0, written[needed] - at)
                : Math.Max(0, Math.Max(written[needed] - Ahead(map, index) - at, written[needed] - at - (slack * StepCycles(layer, loops))));
            stalls[block] = lost;
        }

        return stalls;
    }
}
