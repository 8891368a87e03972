// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Configuration;
using CoDesign.Mapping.Banks;
using CoDesign.Mapping.Images;
using CoDesign.Mapping.Layers;

namespace CoDesign.Mapping.Estimates;

/// <summary>
/// Cycles of the engine with one requantizer. A tile must last until the one before it has left the array, one value a cycle (D = PX * PO). Where banks have one port, a word that is written takes
/// the cycle of a step. Descriptors are fetched when all of the layer before is written, so layers follow each other at a constant distance. Walks from tile to tile; the constants are latencies of hw/engine.
/// </summary>
/// <param name="configuration">The array.</param>
internal sealed class SmallCycleModel(AcceleratorConfiguration configuration)
{
    /// <summary>From the step that ends a tile to the cycle in which its first word keeps the issue from a step, the drain of PO values apart.</summary>
    private const int HoldLatency = 17;

    /// <summary>From the step that ends a layer's last tile to its last word, the drain apart.</summary>
    private const int WriteLatency = 18;

    /// <summary>From the last word to the fetch of the next descriptor; one less when no bank takes it.</summary>
    private const int QuietLatency = 2;

    /// <summary>Cycles of a descriptor fetch on top of its rows, and from there to the first step or word.</summary>
    private const int FetchLatency = 6;

    /// <summary>From the last word of a fill or of the input to the fetch of the next descriptor.</summary>
    private const int InputLatency = 3;

    /// <summary>From the fetch of the result's descriptor to its first word.</summary>
    private const int ResultLatency = 1;

    /// <summary>On buses: from the first image word, which they take before the frame is started, to the first descriptor.</summary>
    private const int HostCycles = 16;

    /// <summary>Cycles of a word of the result.</summary>
    private const int ResultCycles = 4;

    /// <summary>Load of an Add's table, once its descriptor is there.</summary>
    private const int TableCycles = 259;

    /// <summary>Output blocks whose records there is room for when they are streamed.</summary>
    private const int StreamedRecordBlocks = 2;

    /// <summary>From the step that ends a block's last tile to the room of its records, the drain apart.</summary>
    private const int RecordLatency = 17;

    /// <summary>Header and records of an output block in a weight stream.</summary>
    private const int StreamedRecordWords = 9;

    /// <summary>From a weight's arrival to the step that reads it.</summary>
    private const int StreamLatency = 2;

    private readonly int _drainCycles = configuration.DrainCycles;
    private readonly int _fetchCycles =
        (DescriptorFields.Count(configuration.Pixels) / DescriptorFields.RowWords) + FetchLatency;

    /// <summary>From each layer's first step to the next one's, the last layer's to its last word; what stands around them; from the first image word on; and the distance of frames back to back. The PAD words are written before the first image is taken.</summary>
    /// <param name="map">The network.</param>
    /// <param name="padWords">PAD words.</param>
    /// <param name="inputWords">Words of the image.</param>
    /// <param name="resultWords">Words of the result.</param>
    /// <param name="ringWords">Words that a weight ring holds.</param>
    public (LayerTimes Layers, long Overhead, long Interval) Cycles(
        NetworkMap map,
        int padWords,
        long inputWords,
        long resultWords,
        long ringWords
    )
    {
        var layers = map.Network.Layers;
        var ranges = PixelRanges.Of(map.Network, configuration.Pixels);
        var fills = (padWords + configuration.Pixels - 1) / configuration.Pixels;
        var padding = padWords + (fills * (_fetchCycles + InputLatency));
        inputWords *= configuration.CyclesPerStreamWord;
        var lead = inputWords + InputLatency + _fetchCycles;
        lead += layers is [{ Kind: LayerKind.Add }, ..] ? TableCycles : 0;
        var stream = configuration.StreamsWeights
            ? new WeightStreamTimes(-padding - _fetchCycles - lead, ringWords, configuration.CyclesPerWeightWord)
            : null;
        var ends = new Queue<long>();
        var cycles = new long[layers.Length];
        var (start, idle) = (0L, 0);
        for (var index = 0; index < layers.Length; index++)
        {
            var layer = layers[index];
            var steps = PixelRanges.StepsOf(layer.Shape, configuration.Pixels);
            var end = End(layer, map.Loops[index], steps, start, stream, ends);
            // Pixel lanes leave one after the other; those that the last step takes behind the map's end write nothing.
            var idleLanes = configuration.Pixels - (layer.Shape.Pixels / steps);
            var written = end + _drainCycles - (idleLanes * configuration.Channels) + WriteLatency;
            // The last lane's pixel of the last step lies behind the map's end, or no reader asks for it, or a bank is written.
            var isStored =
                idleLanes == 0
                && Enumerable
                    .Range(0, configuration.Pixels)
                    .Any(bank => ranges[layer.Name].Holds(bank, layer.Shape.Pixels - 1));
            var quiet = end + _drainCycles + WriteLatency + QuietLatency - (isStored ? 0 : 1);
            var next =
                quiet
                + _fetchCycles
                + (index + 1 < layers.Length && layers[index + 1].Kind == LayerKind.Add ? TableCycles : 0);
            idle = idleLanes * configuration.Channels;
            cycles[index] = (index + 1 < layers.Length ? next : written) - start;
            start = next;
        }

        // The drain goes on over lanes without a pixel before the result's descriptor is fetched.
        var overhead =
            lead
            + idle
            + _fetchCycles
            + ResultLatency
            + (Math.Max(ResultCycles, configuration.CyclesPerStreamWord) * resultWords);
        return (
            new LayerTimes(0, cycles, new long[cycles.Length], 0, 0),
            overhead + (configuration.Bus is null ? 0 : HostCycles + padding),
            cycles.Sum() + overhead + _fetchCycles
        );
    }

    /// <summary>When a layer issues its last step.</summary>
    private long End(
        EngineLayer layer,
        LoopNest loops,
        int pixelSteps,
        long start,
        WeightStreamTimes? stream,
        Queue<long> ends
    )
    {
        var held = new Queue<long>();
        var last = start - 1 - _drainCycles;
        for (var block = 0; block < loops.OutputBlocks; block++)
        {
            if (ends.Count == StreamedRecordBlocks)
                stream?.NotBefore(ends.Dequeue() + _drainCycles + RecordLatency);
            for (var pixel = 0; pixel < pixelSteps; pixel++)
            {
                for (var position = 0; position < layer.Taps.Positions; position++)
                {
                    var first = block + pixel + position == 0 ? start : last + 1;
                    var earliest = last + _drainCycles;
                    if (stream is not null && pixel + position == 0)
                        earliest = Math.Max(
                            earliest,
                            stream.Arrival(
                                block > 0 && layer.HasConstantWeights ? 0 : loops.TileSteps,
                                StreamedRecordWords
                            ) + StreamLatency
                        );
                    last = TileEnd(first, loops.TileSteps, earliest, held);
                    for (
                        var lane = 1;
                        configuration.SinglePortBanks
                            && position + 1 == layer.Taps.Positions
                            && lane <= configuration.Pixels;
                        lane++
                    )
                        held.Enqueue(last + HoldLatency + (lane * configuration.Channels));
                }
            }

            stream?.Release(last);
            ends.Enqueue(last);
        }

        return last;
    }

    /// <summary>The cycle of a tile's last step when its first may come at <paramref name="first"/> and its last not before <paramref name="earliest"/>; no step in a cycle that is held.</summary>
    private static long TileEnd(long first, int steps, long earliest, Queue<long> held)
    {
        var end = first + steps - 1;
        while (held.TryPeek(out var cycle) && cycle <= Math.Max(end, earliest))
        {
            held.Dequeue();
            if (cycle >= first && cycle <= end)
                end++;
            else if (cycle == Math.Max(end, earliest))
                earliest = cycle + 1;
        }

        return Math.Max(end, earliest);
    }
}
