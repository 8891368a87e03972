// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Configuration;
using CoDesign.Mapping.Banks;
using CoDesign.Mapping.Layers;
using CoDesign.Mapping.Tiling;

namespace CoDesign.Mapping.Estimates;

/// <summary>The estimate of a frame: its groups one after the other, the layers of each overlapping, transfers between them.</summary>
/// <param name="map">The whole network.</param>
/// <param name="frame">Its groups and transfers.</param>
/// <param name="configuration">The accelerator.</param>
/// <param name="padWords">PAD words among the bank words.</param>
internal sealed class FrameEstimator(
    NetworkMap map,
    FramePlan frame,
    AcceleratorConfiguration configuration,
    int padWords
)
{
    /// <summary>From the last beat of a result to the memory's answer, and from there to the first beat of an input that waits for it: 10 cycles of memory each, and the masters.</summary>
    private const int MemoryRoundTrip = 40;

    /// <summary>From the word that an input takes first to the first beat of a read that was sent before.</summary>
    private const int ReadStart = 4;

    private readonly CycleModel _model = NetworkMap.ModelOf(map.Network, configuration);

    /// <summary>The estimate, and that of each LAYER descriptor.</summary>
    /// <param name="accBits">ACC_BITS where that is known.</param>
    public (NetworkEstimate Network, ImmutableArray<LayerEstimate> Layers) Estimate(int? accBits)
    {
        var streams = configuration.StreamsWeights;
        var largest = frame.Groups.SelectMany(group => Blocks(group.Map)).DefaultIfEmpty(0).Max();
        var weights = map.WeightWords(configuration);
        var channels = configuration.Channels;
        var bankWords = frame.Groups.Max(group => group.Allocation.PeakWords);
        var estimator = new LayerEstimator(
            channels,
            configuration.Pixels,
            (long)bankWords * channels,
            (streams ? 2 * largest : weights.Sum()) * channels,
            streams
        );
        var ring = configuration.WeightDepth ?? ParameterChooser.RingWords(largest);
        var (cycles, overhead, interval) = frame.Transfers is null ? WholeCycles(ring) : TiledCycles(ring);
        var bands = ImmutableArray.CreateBuilder<LayerEstimate>();
        var parts = map.Network.Layers.Select(_ => new List<LayerEstimate>()).ToArray();
        foreach (var (group, times) in frame.Groups.Zip(cycles))
        {
            for (var index = 0; index < times.Cycles.Length; index++)
            {
                var layer = group.Map.Network.Layers[index];
                bands.Add(
                    estimator.Estimate(
                        layer,
                        index > 0 ? group.Map.Network.Layers[index - 1] : null,
                        group.Map.Loops[index],
                        map.Layouts[layer.Inputs[0]],
                        weights[group.FirstLayer + index],
                        times.Cycles[index],
                        times.Waits[index]
                    )
                );
                parts[group.FirstLayer + index].Add(bands[^1]);
            }
        }

        // Both parts of a layer are one.
        var layers = Enumerable
            .Range(0, parts.Length)
            .Where(index => map.Network.Layers[index].Part is not { IsRest: true })
            .Select(index =>
                map.Network.Layers[index].Part is { } part
                    ? Together(part, parts[index - 1][0], parts[index][0])
                    : Whole(map.Network.Layers[index], map.Loops[index], parts[index])
            );
        var dsps = DspCount.Of(
            configuration,
            NetworkMap.ProfileOf(map.Network.Graph, configuration),
            accBits,
            map.DrainPorts
        );
        return (
            new NetworkEstimate(configuration, dsps, [.. layers], overhead, bankWords, largest)
            {
                FrameIntervalCycles = interval,
                Tiling = Tiling(),
            },
            bands.ToImmutable()
        );
    }

    private IEnumerable<long> Blocks(NetworkMap band) =>
        band
            .Network.Layers.Zip(band.Loops)
            .Where(l => NetworkMap.Passes(l.First, l.Second, l.First.PixelSteps(configuration.Pixels)) > 1)
            .Select(l => (long)l.Second.TileSteps);

    private static long WeightWords(EngineLayer layer, LoopNest loops) =>
        (long)loops.TileSteps * (layer.HasConstantWeights ? 1 : loops.OutputBlocks);

    /// <summary>One group, whose image may arrive while the frame before it is computed.</summary>
    private (ImmutableArray<LayerTimes> Cycles, long Overhead, long Interval) WholeCycles(long ringWords)
    {
        var allocation = frame.Groups[0].Allocation;
        var result = Words(map, map.Network.Result, map.Network.Results[^1].Pixels);
        var (cycles, overhead, interval) = configuration.IsSmall
            ? new SmallCycleModel(configuration).Cycles(map, padWords, map.ImageWords, result, ringWords)
            : new FrameCycles(map, configuration, _model).Of(allocation, result, ringWords);
        return ([cycles], overhead, interval);
    }

    /// <summary>Cycles of every layer of every group, and of all else.</summary>
    private (ImmutableArray<LayerTimes> Cycles, long Overhead, long Interval) TiledCycles(long ringWords)
    {
        var cycles = ImmutableArray.CreateBuilder<LayerTimes>();
        var inputs = new Queue<Transfer>(frame.Transfers?.Inputs ?? []);
        var outputs = new OutputTimes(configuration, frame.Transfers?.Outputs ?? []);
        outputs.TakeImage(0);
        var image = outputs.Written > 0 ? outputs.Written + MemoryRoundTrip : 0;
        var lead = image + _model.GroupLead(InputCycles(frame.Groups[0].Map, inputs), BeginsWithAdd(frame.Groups[0]));
        var stream = _model.Stream(-_model.PaddingCycles(padWords), ringWords);
        var at = lead;
        for (var index = 0; index < frame.Groups.Length; index++)
        {
            var group = frame.Groups[index];
            var origin = at;
            if (index > 0)
            {
                // An input that waits for a result waits for the memory's answer too.
                var awaited = group.Map.Network.Inputs.Zip(inputs).Max(input => input.Second.Waits);
                origin = Math.Max(at + ReadStart, awaited == 0 ? 0 : outputs.End(awaited - 1) + MemoryRoundTrip);
                origin += _model.GroupLead(InputCycles(group.Map, inputs), BeginsWithAdd(group));
            }

            var layers = _model.LayerCycles(group.Map, origin, stream, image: null);
            cycles.Add(layers);
            // The image's next part comes while the group runs.
            outputs.TakeImage(at);
            at = origin + layers.Lead + layers.Sum + layers.Tail;
            at += _model.GroupTail(
                outputs.TakeResults(at, group.Map.Network.Results.Length),
                index + 1 == frame.Groups.Length
            );
        }

        // Frames follow each other without overlap.
        at += _model.HostCycles(0);
        return (cycles.ToImmutable(), at - cycles.Sum(layers => layers.Sum), at);
    }

    private static bool BeginsWithAdd(FrameGroup group) => group.Map.Network.Layers is [{ Kind: LayerKind.Add }, ..];

    private ImmutableArray<long> InputCycles(NetworkMap band, Queue<Transfer> inputs) =>
        [
            .. band.Network.Inputs.Select(input =>
                inputs.TryDequeue(out var from)
                    ? from.Words
                        * (from.UsesMemory ? configuration.CyclesPerWeightWord : configuration.CyclesPerStreamWord)
                    : Words(band, input.Name, input.Shape.Pixels)
            ),
        ];

    private static long Words(NetworkMap band, string name, int pixels) => (long)pixels * band.Layouts[name].Blocks;

    private EstimatedLayer Whole(EngineLayer layer, LoopNest loops, List<LayerEstimate> bands)
    {
        if (bands is [var only])
            return new EstimatedLayer(layer, loops, only);
        var sum = bands[0] with
        {
            Macs = layer.Macs,
            ActivationBytes = layer.Shape.Elements,
            Cycles = bands.Sum(band => band.Cycles),
            WaitCycles = bands.Sum(band => band.WaitCycles),
            UtilizationBound =
                layer.Macs / bands.Sum(band => band.UtilizationBound == 0 ? 0 : band.Macs / band.UtilizationBound),
            Reasons = [.. bands.SelectMany(band => band.Reasons).Distinct(StringComparer.Ordinal)],
            Operations = bands.Select(band => band.Operations).Aggregate((a, b) => a.Plus(b)),
        };
        var again = bands.Sum(band => band.Macs) - layer.Macs;
        return new EstimatedLayer(layer, loops, layer.Macs == 0 ? sum with { UtilizationBound = 0 } : sum)
        {
            Bands = bands.Count,
            HaloMacs = Math.Max(0, again),
        };
    }

    private static EstimatedLayer Together(BlockPart part, LayerEstimate rest, LayerEstimate full) =>
        new(
            part.Whole,
            part.Loops,
            new LayerEstimate(
                part.Whole.Macs,
                rest.Parameters + full.Parameters,
                rest.WeightBytes + full.WeightBytes,
                rest.ActivationBytes + full.ActivationBytes,
                rest.Cycles + full.Cycles,
                part.Whole.Macs / ((rest.Macs / rest.UtilizationBound) + (full.Macs / full.UtilizationBound)),
                [.. full.Reasons.Concat(rest.Reasons).Distinct(StringComparer.Ordinal)],
                rest.Operations.Plus(full.Operations)
            )
            {
                WaitCycles = rest.WaitCycles + full.WaitCycles,
            }
        );

    private TilingEstimate? Tiling() =>
        frame.Transfers is { } transfers
            ? new TilingEstimate(
                [.. transfers.Segments],
                transfers.ScratchWords * configuration.Channels,
                transfers.MemoryWords * configuration.Channels,
                frame.Groups.Sum(group =>
                    group.Map.Network.Layers.Zip(group.Map.Loops).Sum(l => WeightWords(l.First, l.Second))
                ) * configuration.Channels
            )
            : null;
}
