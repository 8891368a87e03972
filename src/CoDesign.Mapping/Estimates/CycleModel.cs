// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Configuration;
using CoDesign.Ir.Numerics;
using CoDesign.Mapping.Layers;

namespace CoDesign.Mapping.Estimates;

/// <summary>
/// Cycles of the engine when nothing stalls from outside. A layer issues for <c>n * OB * positions * max(T, D)</c> cycles (engine study, section 3), since a tile must last
/// until the one before it is drained, D = PX cycles or, through two ports, half of them. Around it: the hand-over to the next layer, the interlock with blocks that still drain, the fetch of descriptors and of
/// requantization records. The constants are latencies of hw/engine.
/// </summary>
/// <param name="pixels">PX.</param>
/// <param name="streamsWeights">Weights arrive one word a cycle.</param>
/// <param name="profile">The requantizer, whose pipelines differ in length.</param>
/// <param name="requantizers">On the doubled clock they take a cycle more.</param>
/// <param name="folds">The drain has a stage that joins the halves of the channel lanes (cd_lane_fold).</param>
/// <param name="cyclesPerWord">Cycles between two words of the weight stream; more than 1 on a bus narrower than a word.</param>
internal sealed class CycleModel(
    int pixels,
    bool streamsWeights,
    RequantizeProfile profile,
    RequantizerKind requantizers,
    bool folds,
    int cyclesPerWord = 1
)
{
    /// <summary>From the last step of a layer to the first of the next: take, load.</summary>
    private const int HandOver = 2;

    /// <summary>From the step that ends the last tile of a block to the first step that may read the block, the drain apart.</summary>
    private readonly int _writeLatency =
        10
        + profile switch
        {
            RequantizeProfile.Lean => 8,
            RequantizeProfile.Wide => 9,
            _ => 12,
        }
        + (requantizers == RequantizerKind.Doubled ? 1 : 0)
        + (folds ? 1 : 0);

    /// <summary>Steps on two pixels at once wait a cycle for the second pixel's word.</summary>
    private int LatencyOf(EngineLayer layer) => _writeLatency + layer.PixelsAtOnce - 1;

    /// <summary>From the drain's copy of a layer's settings to the next layer's first step, beyond the latency to a read.</summary>
    private const int LatchLatency = 3;

    /// <summary>From the last word written to the first result word.</summary>
    private const int ResultLatency = 7;

    /// <summary>From the last result word to the cycle in which the next frame's first descriptor may be taken: finish, idle, wait.</summary>
    private const int FrameEnd = 3;

    /// <summary>Least cycles from the first tile of an output block to that of the next: its requantization records are read meanwhile.</summary>
    public const int RecordCycles = 9;

    private readonly int _recordCycles = RecordCycles + (folds ? 1 : 0);

    /// <summary>From the first image word, which buses take before the frame is started, to the fetch of the first descriptor, with a host that writes addresses and control at once.</summary>
    private const int HostLatency = 3;

    /// <summary>Load of an Add's table, once its descriptor is there.</summary>
    private const int TableCycles = 260;

    /// <summary>Cycles of a descriptor fetch on top of its rows.</summary>
    private const int FetchLatency = 3;

    /// <summary>Header and records of an output block in a weight stream.</summary>
    private const int StreamedRecordWords = 8;

    /// <summary>From a weight's arrival to the step that reads it.</summary>
    private const int StreamLatency = 2;

    private readonly int _fetchCycles =
        (Images.DescriptorFields.Count(pixels) / Images.DescriptorFields.RowWords) + FetchLatency;

    /// <summary>Cycles in which the array could issue for a layer.</summary>
    public static long Issue(EngineLayer layer, LoopNest loops, int pixels) =>
        (long)layer.PixelSteps(pixels)
        * loops.OutputBlocks
        * layer.Taps.Positions
        * Math.Max(loops.TileSteps, layer.DrainCycles);

    /// <summary>
    /// From each layer's first step to the next one's; the last layer's to its last word.
    /// </summary>
    /// <param name="map">The network.</param>
    /// <param name="origin">When the first layer may begin.</param>
    /// <param name="stream">When weights arrive, if they do.</param>
    public LayerTimes LayerCycles(NetworkMap map, long origin, WeightStreamTimes? stream)
    {
        var (layers, loops, dependencies) = (map.Network.Layers, map.Loops, map.Dependencies);
        var starts = new long[layers.Length + 1];
        var waits = new long[layers.Length];
        starts[0] = origin;
        var (writtenBefore, ready, tail) = (origin, origin, 0L);
        var tiles = new TileTimes(origin, origin - _recordCycles);
        long[] written = [];
        for (var index = 0; index < layers.Length; index++)
        {
            var wroteAll = written.Length > 0 ? written[^1] : origin;
            var (first, ends, lost) = BlockEnds(map, index, starts[index], written, ref tiles, stream);
            waits[index] += lost;
            var latency = LatencyOf(layers[index]);
            written = [.. ends.Select(end => end + layers[index].DrainCycles + latency)];
            // The next descriptor is taken when it is there, the first pixel has left the settings to the drain, and no older layer drains.
            var next = Math.Max(
                ends[^1] + 1 + HandOver,
                Math.Max(ready + _fetchCycles, Math.Max(writtenBefore, wroteAll) + HandOver)
            );
            next = Math.Max(next, first + latency + LatchLatency);
            writtenBefore = wroteAll;
            if (index + 1 == layers.Length)
            {
                // The drain goes on over lanes without a pixel.
                var idle = layers[index].DrainCycles - 1 - layers[index].LastLane(pixels, map.Orders[index]);
                starts[index + 1] = written[^1] - idle;
                tail = idle + Math.Max(0, ready + _fetchCycles - ResultLatency - written[^1]);
                break;
            }

            if (layers[index + 1].Kind == LayerKind.Add)
                next = Math.Max(next, Math.Max(ready + _fetchCycles, wroteAll + HandOver) + TableCycles);
            ready = next;
            if (loops[index + 1].TileSteps == 1)
                next = Math.Max(next, FirstTileEnd(tiles));
            var unhindered = next;
            if (dependencies[index + 1].Mode == DependencyMode.Wait)
                next = Math.Max(next, written[^1]);
            else if (dependencies[index + 1].Mode == DependencyMode.LastBlock)
                next = Math.Max(next, written[^1] - Ahead(map, index + 1));
            else if (dependencies[index + 1].Mode == DependencyMode.Blocks)
                next = Math.Max(next, written.Length > 1 ? written[0] : written[0] - Ahead(map, index + 1));
            waits[index] += next - unhindered;
            starts[index + 1] = next;
        }

        return new LayerTimes(
            [.. Enumerable.Range(0, layers.Length).Select(i => starts[i + 1] - starts[i])],
            waits,
            tail
        );
    }

    /// <summary>The stream of weights, whose first word comes at <paramref name="start"/>; null when they are on the chip.</summary>
    public WeightStreamTimes? Stream(long start, long ringWords) =>
        streamsWeights ? new WeightStreamTimes(start, ringWords, cyclesPerWord) : null;

    /// <summary>PAD words, which are written before the first image is taken.</summary>
    public long PaddingCycles(int padWords) => (padWords + pixels - 1) / pixels * (long)_fetchCycles;

    /// <summary>On buses: from the first image word to the descriptor that takes the image, which follows <paramref name="padWords"/> PAD words.</summary>
    public long HostCycles(int padWords) => HostLatency + _fetchCycles + PaddingCycles(padWords);

    /// <summary>From the last result word of a frame to the first step of the next one, whose first descriptor is fetched from the result's begin on.</summary>
    /// <param name="imageWords">Words of the image when it arrives between the frames, 0 when it was taken ahead.</param>
    /// <param name="resultWords">Words of the result.</param>
    /// <param name="beginsWithAdd">The first layer is an Add.</param>
    public long Between(long imageWords, long resultWords, bool beginsWithAdd)
    {
        var table = beginsWithAdd ? TableCycles : 0;
        var first = Math.Max(FrameEnd, _fetchCycles + (imageWords == 0 ? table : 0) - ResultLatency - resultWords);
        return first + (imageWords == 0 ? 0 : Math.Max(imageWords + 1, _fetchCycles + table)) + HandOver;
    }

    /// <summary>Before the first layer of a group: inputs of so many cycles each.</summary>
    public long GroupLead(ImmutableArray<long> inputCycles, bool beginsWithAdd) =>
        inputCycles[..^1].Sum(cycles => Math.Max(cycles, _fetchCycles))
        + Math.Max(inputCycles[^1], _fetchCycles + (beginsWithAdd ? TableCycles : 0))
        + HandOver
        + 2;

    /// <summary>Results of so many cycles each, behind the last layer of a group; where another group follows, its first descriptor is fetched meanwhile.</summary>
    public long GroupTail(ImmutableArray<long> resultCycles, bool isLast) =>
        ResultLatency
        + resultCycles[..^1].Sum(cycles => Math.Max(cycles + ResultLatency, _fetchCycles))
        + (isLast ? resultCycles[^1] : Math.Max(resultCycles[^1], _fetchCycles));

    /// <summary>Behind the last layer.</summary>
    public static long ResultCycles(long words) => ResultLatency + words;

    /// <summary>
    /// Slack with which <paramref name="layer"/> does not wait for the last block of the layer before it: that is written some cycles after the layer could begin, and
    /// the layer comes to it later or begins with pixels that need less of it. 0 when it comes late enough.
    /// </summary>
    public int WantedSlack(
        EngineLayer layer,
        LoopNest loops,
        Dependency dependency,
        EngineLayer producer,
        LoopNest producerLoops
    )
    {
        var left =
            producer.DrainCycles
            + LatencyOf(producer)
            - HandOver
            - FirstRead(layer, loops, dependency, producerLoops.OutputBlocks - 1);
        var step = Math.Min(StepCycles(layer, loops), StepCycles(producer, producerLoops));
        return left <= 0 ? 0 : (int)((left + step - 1) / step);
    }

    private static int InputBlock(LoopNest loops, Dependency dependency, int block, int word) =>
        dependency.Mode == DependencyMode.LastBlock
            ? dependency.GroupStep
            : (block / loops.BlocksPerGroup * dependency.GroupStep) + (word * dependency.WordStep);

    /// <summary>Cycles from the first step to the one that first reads input block <paramref name="needed"/>.</summary>
    private long FirstRead(EngineLayer layer, LoopNest loops, Dependency dependency, int needed)
    {
        for (var block = 0; block < loops.OutputBlocks; block++)
        {
            for (var word = 0; word < loops.InputWords; word++)
            {
                if (InputBlock(loops, dependency, block, word) >= needed)
                    return (block * BlockCycles(layer, loops)) + ((long)word * loops.Lanes * loops.Taps);
            }
        }

        return 0;
    }

    /// <summary>Tiles of an output block.</summary>
    private long TilesOf(EngineLayer layer) => (long)layer.PixelSteps(pixels) * layer.Taps.Positions;

    /// <summary>Cycles of one pixel step.</summary>
    private long StepCycles(EngineLayer layer, LoopNest loops) =>
        (long)layer.Taps.Positions * Math.Max(loops.TileSteps, layer.DrainCycles);

    /// <summary>How long before the last block is written a layer may begin to read it.</summary>
    private long Ahead(NetworkMap map, int index) =>
        map.Orders[index].Slack * StepCycles(map.Network.Layers[index - 1], map.Loops[index - 1]);

    private long BlockCycles(EngineLayer layer, LoopNest loops) =>
        Math.Max(TilesOf(layer) * Math.Max(loops.TileSteps, layer.DrainCycles), _recordCycles);

    /// <summary>When a block's first tile may end: the tile before it is drained, its records are there.</summary>
    private long FirstTileEnd(TileTimes tiles) => Math.Max(tiles.Drained, tiles.BlockFirst + _recordCycles);

    /// <summary>When the layer's first tile ends, when the last step of each output block is issued, and the cycles lost because input blocks were not written.</summary>
    private (long First, long[] Ends, long Lost) BlockEnds(
        NetworkMap map,
        int index,
        long start,
        long[] written,
        ref TileTimes tiles,
        WeightStreamTimes? stream
    )
    {
        var (layer, loops, dependency) = (map.Network.Layers[index], map.Loops[index], map.Dependencies[index]);
        var waits = index > 0 && dependency.Mode is DependencyMode.Blocks or DependencyMode.LastBlock;
        var rest = (TilesOf(layer) - 1) * Math.Max(loops.TileSteps, layer.DrainCycles);
        var ends = new long[loops.OutputBlocks];
        var (first, at, allLost) = (0L, start, 0L);
        for (var block = 0; block < ends.Length; block++)
        {
            var lost = waits ? Stall(map, index, block, at, written) : 0;
            allLost += lost;
            var end = Math.Max(at + loops.TileSteps - 1 + lost, FirstTileEnd(tiles));
            if (stream is not null)
                end = Math.Max(
                    end,
                    stream.Arrival(block > 0 && layer.HasConstantWeights ? 0 : loops.TileSteps, StreamedRecordWords)
                        + StreamLatency
                );
            ends[block] = end + rest;
            stream?.Release(ends[block]);
            var late = LatencyOf(layer) - _writeLatency;
            tiles = new TileTimes(ends[block] + layer.DrainCycles + (block + 1 == ends.Length ? late : 0), end + late);
            at = ends[block] + 1;
            first = block == 0 ? end : first;
        }

        return (first, ends, allLost);
    }

    /// <summary>Cycles lost in an output block's first tile because an input block is not yet written when the tile comes to it.</summary>
    private long Stall(NetworkMap map, int index, int block, long start, long[] written)
    {
        var (layer, loops, dependency) = (map.Network.Layers[index], map.Loops[index], map.Dependencies[index]);
        var behind = map.Orders[index].Slack * StepCycles(layer, loops);
        long lost = 0;
        for (var word = 0; word < loops.InputWords; word++)
        {
            var (needed, last) = (InputBlock(loops, dependency, block, word), written.Length - 1);
            var at = start + ((long)word * loops.Lanes * loops.Taps) + lost;
            lost +=
                // Blocks beyond the last one were written by the layer before it, but the interlock counts no others.
                needed != last
                    ? Math.Max(0, written[Math.Min(needed, last)] - at)
                    : Math.Max(0, Math.Max(written[last] - Ahead(map, index), written[last] - behind) - at);
        }

        return lost;
    }

    /// <summary>When the last tile has left the array, and when the first one of the last block ended.</summary>
    private readonly record struct TileTimes(long Drained, long BlockFirst);
}
