// SPDX-License-Identifier: Apache-2.0
using System.Numerics;
using CoDesign.Ir.Configuration;
using CoDesign.Ir.Numerics;
using CoDesign.Mapping.Layers;

namespace CoDesign.Mapping.Estimates;

/// <summary>
/// Cycles of the engine when nothing stalls from outside. A layer issues for <c>n * OB * positions * max(T, D)</c> cycles (engine study, section 3), since a tile must last
/// until the one before it is drained, D = PX cycles or, through two ports, half of them. Around it: the hand-over to the next layer, the interlock with blocks that still drain, the fetch of descriptors and of
/// requantization records. The constants are latencies of hw/engine.
/// </summary>
/// <param name="configuration">The array.</param>
/// <param name="profile">The requantizer, whose pipelines differ in length.</param>
/// <param name="folds">The drain has a stage that joins the halves of the channel lanes (cd_lane_fold).</param>
/// <param name="halves">Some layer works on two pixels at once.</param>
internal sealed class CycleModel(
    AcceleratorConfiguration configuration,
    RequantizeProfile profile,
    bool folds,
    bool halves
)
{
    /// <summary>From the last step of a layer to the first of the next: take, load.</summary>
    private const int HandOver = 2;

    /// <summary>CODE_STAGE: from the selection of a sum to its code (cd_drain).</summary>
    private readonly int _codeStage =
        profile switch
        {
            RequantizeProfile.Lean => 8,
            RequantizeProfile.Wide => 9,
            _ => 12,
        }
        + (configuration.Requantizers == RequantizerKind.Doubled ? 1 : 0)
        + (folds ? 1 : 0);

    /// <summary>From the step that ends a tile to the cycle in which the interlock counts it, CODE_STAGE and the drain apart.</summary>
    private const int CountLatency = 8;

    /// <summary>From the step that ends a tile to its last word, the drain apart: the steps of the array's pipeline, those of the requantizer, two of the write-back.</summary>
    private int LatencyOf(EngineLayer layer) => 10 + _codeStage + layer.PixelsAtOnce - 1;

    /// <summary>From the drain's copy of a layer's settings, which comes with the first tile's first code, to the cycle in which the next layer may be taken.</summary>
    private const int LatchLatency = 1;

    /// <summary>From a layer's last word to the cycle in which the result may be taken.</summary>
    private const int QuietLatency = 3;

    /// <summary>From the last word written to the first result word.</summary>
    private const int ResultLatency = 7;

    /// <summary>From the cycle in which a result is taken to its first word, less one.</summary>
    private const int ResultStart = 5;

    /// <summary>From the cycle in which an input is taken to its first word.</summary>
    private const int InputStart = 2;

    /// <summary>From the last result word to the cycle in which the next frame's first descriptor may be taken: finish, idle, wait.</summary>
    private const int FrameEnd = 3;

    /// <summary>Least cycles from the first tile of an output block to that of the next: its requantization records are read meanwhile.</summary>
    public const int RecordCycles = 9;

    private readonly int _recordCycles = RecordCycles + (folds ? 1 : 0);

    /// <summary>From the first image word, which buses take before the frame is started, to the fetch of the first descriptor, with a host that writes addresses and control at once.</summary>
    private const int HostLatency = 3;

    /// <summary>Load of an Add's table, once its descriptor is there.</summary>
    private const int TableCycles = 259;

    /// <summary>Cycles of a descriptor fetch on top of its rows.</summary>
    private const int FetchLatency = 3;

    /// <summary>From the start of a frame to the first word of its weights at the ring: planning of the burst, 10 cycles of memory, FIFO, width converter and register.</summary>
    private const int MemoryLatency = 15;

    /// <summary>From a beat that leaves the read master's FIFO to the one that is asked for in its place.</summary>
    private const int MemoryRoundTrip = 14;

    /// <summary>From the step that reads a weight for the last time to the arrival of another in its place (cd_weight_store, READ_DELAY).</summary>
    private readonly int _releaseCycles = halves ? 5 : 4;

    private readonly int _pixels = configuration.Pixels;
    private readonly int _fetchCycles =
        (Images.DescriptorFields.Count(configuration.Pixels) / Images.DescriptorFields.RowWords) + FetchLatency;

    /// <summary>Cycles in which the array could issue for a layer.</summary>
    public static long Issue(EngineLayer layer, LoopNest loops, int pixels) =>
        (long)layer.PixelSteps(pixels)
        * loops.OutputBlocks
        * layer.Taps.Positions
        * Math.Max(loops.TileSteps, layer.DrainCycles);

    /// <summary>The layers one after the other.</summary>
    /// <param name="map">The network.</param>
    /// <param name="origin">When the first layer may begin.</param>
    /// <param name="stream">When weights arrive, if they do.</param>
    /// <param name="image">The next frame's image, if it is taken meanwhile.</param>
    public LayerTimes LayerCycles(NetworkMap map, long origin, WeightRingClock? stream, ImageClock? image)
    {
        var layers = map.Network.Layers;
        var clock = new IssueClock(origin, _recordCycles, stream);
        var starts = new List<long>(layers.Length);
        var waits = new long[layers.Length];
        DrainTimes? older = null;
        DrainTimes? current = null;
        var (take, fetched, last, idle) = (origin - HandOver, origin, origin, 0);
        for (var index = 0; index < layers.Length; index++)
        {
            var layer = layers[index];
            if (index > 0 && layer.Kind == LayerKind.Add)
                take = Math.Max(take, Math.Max(fetched, Quiet(older)) + TableCycles);
            image?.Take(index - 1, take);
            (older, current) = (
                current,
                new DrainTimes(
                    layer.PixelSteps(_pixels),
                    layer.DrainCycles + _codeStage + CountLatency + layer.PixelsAtOnce - 1
                )
            );
            var drained = index;
            var times = clock.Issue(
                layer,
                map.Loops[index],
                map.Dependencies[index],
                map.Orders[index],
                take + 1,
                older,
                current,
                end => image?.Drain(drained, layer, end + LatencyOf(layer))
            );
            starts.Add(times.First);
            waits[index] += times.Waited;
            waits[Math.Max(0, index - 1)] += times.WaitedBefore;
            last = times.Last + layer.DrainCycles + LatencyOf(layer);
            // The drain goes on over lanes without a pixel.
            idle = layer.DrainCycles - 1 - layer.LastLane(_pixels, map.Orders[index]);
            fetched = take + _fetchCycles;
            // The next descriptor is taken when it is there, the last step is issued, the first pixel has left the settings to the drain, and no older layer drains.
            take = Math.Max(Math.Max(times.Last + 1, fetched), Quiet(older));
            take = Math.Max(take, times.FirstTile + LatencyOf(layer) + LatchLatency);
        }

        // A network without layers passes its input on.
        if (starts.Count == 0)
            return new LayerTimes(0, [], [], 0, origin);
        // The last of the lanes without a pixel writes into no bank: without an image on its way nobody waits for it.
        var unstored = idle > 0 && image is null ? 1 : 0;
        var result = Math.Max(last + QuietLatency - unstored, fetched);
        image?.Take(layers.Length - 1, result);
        var cycles = starts.Skip(1).Append(last - idle).Zip(starts, (next, start) => next - start);
        return new LayerTimes(starts[0] - origin, [.. cycles], waits, idle + result - last - QuietLatency, result);
    }

    /// <summary>The first cycle in which the next layer may be taken as far as the one before the last is concerned.</summary>
    private static long Quiet(DrainTimes? older) => older is null ? long.MinValue / 2 : older.Last + 1;

    /// <summary>The weights of a frame that starts at <paramref name="start"/>; null when they are on the chip.</summary>
    public WeightRingClock? Stream(long start, long ringWords)
    {
        if (!configuration.StreamsWeights)
            return null;
        var records = Images.ParameterImage.WordsPerBlock(profile, isSmall: false);
        return new WeightRingClock(
            ringWords,
            configuration.ParameterDepth ?? (int)BitOperations.RoundUpToPowerOf2((uint)(2 * records)),
            records,
            _releaseCycles,
            SourceOfWeights(start)
        );
    }

    /// <summary>A stream is there before the first descriptor is fetched; the read master begins with the frame.</summary>
    private WordSource SourceOfWeights(long start)
    {
        if (configuration is not { Bus: { } bus, Weights: WeightPlacement.Memory })
            return new WordSource(start - _fetchCycles, 1, 1, 1, 0);
        var beats = Math.Max(1, configuration.Channels * 8 / bus.Width);
        return new WordSource(
            start + MemoryLatency + ((beats - 1) * bus.CyclesPerBeat),
            configuration.CyclesPerWeightWord,
            bus.FifoBeats * configuration.WordsPerBeat / beats,
            beats,
            MemoryRoundTrip
        );
    }

    /// <summary>PAD words, which are written before the first image is taken.</summary>
    public long PaddingCycles(int padWords) => (padWords + _pixels - 1) / _pixels * (long)_fetchCycles;

    /// <summary>On buses: from the first image word to the descriptor that takes the image, which follows <paramref name="padWords"/> PAD words.</summary>
    public long HostCycles(int padWords) => HostLatency + _fetchCycles + PaddingCycles(padWords);

    /// <summary>From the last result word of a frame to the first step of the next one, whose first descriptor is fetched from the result's begin on.</summary>
    /// <param name="imageWords">Words of the image when it arrives between the frames, 0 when it was taken ahead.</param>
    /// <param name="resultWords">Words of the result.</param>
    /// <param name="beginsWithAdd">The first layer is an Add.</param>
    public long Between(long imageWords, long resultWords, bool beginsWithAdd)
    {
        var table = beginsWithAdd ? TableCycles : 0;
        var first = Math.Max(FrameEnd, _fetchCycles + (imageWords == 0 ? table : 0) - ResultStart - resultWords);
        var input = imageWords == 0 ? 0 : Math.Max(imageWords + InputStart, _fetchCycles + table);
        return first + input + HandOver + 1;
    }

    /// <summary>How long the first layer of the next frame waits for its image, which is taken while this frame is computed.</summary>
    /// <param name="image">The image; null when it is not.</param>
    /// <param name="layers">Of this frame.</param>
    /// <param name="resultWords">Words of the result.</param>
    /// <param name="beginsWithAdd">The first layer is an Add.</param>
    public long ImageWait(ImageClock? image, LayerTimes layers, long resultWords, bool beginsWithAdd)
    {
        if (image is null)
            return 0;
        var lastResult = layers.ResultTake + ResultStart + resultWords;
        var take = lastResult + Between(0, resultWords, beginsWithAdd) - HandOver - 1;
        return Math.Max(0, image.Complete() + 1 - take);
    }

    /// <summary>From the first input word to the first step of a group of layers: inputs of so many cycles each.</summary>
    /// <param name="inputCycles">Of each input.</param>
    /// <param name="beginsWithAdd">The first layer is an Add.</param>
    /// <param name="isKept">The input's settings are kept for frames that take it ahead, which costs a cycle.</param>
    public long GroupLead(ImmutableArray<long> inputCycles, bool beginsWithAdd, bool isKept = false)
    {
        var start = InputStart + (isKept ? 1 : 0);
        return inputCycles[..^1].Sum(cycles => Math.Max(cycles + start, _fetchCycles))
            + Math.Max(inputCycles[^1] + start, _fetchCycles + (beginsWithAdd ? TableCycles : 0))
            - start
            + HandOver
            + 2;
    }

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
    private long TilesOf(EngineLayer layer) => (long)layer.PixelSteps(_pixels) * layer.Taps.Positions;

    /// <summary>Cycles of one pixel step.</summary>
    private long StepCycles(EngineLayer layer, LoopNest loops) =>
        (long)layer.Taps.Positions * Math.Max(loops.TileSteps, layer.DrainCycles);

    /// <summary>How long before the last block is written a layer may begin to read it.</summary>
    private long Ahead(NetworkMap map, int index) =>
        map.Orders[index].Slack * StepCycles(map.Network.Layers[index - 1], map.Loops[index - 1]);

    private long BlockCycles(EngineLayer layer, LoopNest loops) =>
        Math.Max(TilesOf(layer) * Math.Max(loops.TileSteps, layer.DrainCycles), _recordCycles);
}
