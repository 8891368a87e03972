// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Configuration;
using CoDesign.Ir.Diagnostics;
using CoDesign.Mapping.Banks;
using CoDesign.Mapping.Estimates;
using CoDesign.Mapping.Layers;

namespace CoDesign.Mapping.Tiling;

/// <summary>
/// Cuts the layers of a network into segments that fit the banks, each in as few bands as do. A longer segment keeps more tensors on the chip, but computes the rows at the borders of its bands
/// again and reads its weights once a band. The cheapest cut is
/// <code>
/// best[end] = min over first of best[first] + cost(first, end)
/// cost = sum over bands of (steps of the layers, or words of their weights where those take longer, + words in + words out + Overhead)
/// </code>
/// </summary>
internal sealed class SegmentChooser
{
    // Layers of a segment; a chain of more gains nothing that was ever seen.
    private const int MostLayers = 32;

    // A segment that does not fit may fit with a later layer behind it, whose result is smaller. Not often.
    private const int MostMisfits = 3;

    // Cycles of a group that moves nothing: descriptors, drains, latency of the memory.
    private const int Overhead = 150;

    private readonly NetworkMap _map;
    private readonly AcceleratorConfiguration _configuration;
    private readonly ImmutableArray<byte> _padWords;
    private readonly int _depth;

    private SegmentChooser(
        NetworkMap map,
        AcceleratorConfiguration configuration,
        ImmutableArray<byte> padWords,
        int depth
    )
    {
        _map = map;
        _configuration = configuration;
        _padWords = padWords;
        _depth = depth;
    }

    /// <summary>The segments, or null after a diagnostic for each layer of which not even one row fits.</summary>
    public static ImmutableArray<Segment>? Choose(
        NetworkMap map,
        AcceleratorConfiguration configuration,
        ImmutableArray<byte> padWords,
        int depth,
        DiagnosticBag diagnostics
    ) => new SegmentChooser(map, configuration, padWords, depth).Choose(diagnostics);

    private ImmutableArray<Segment>? Choose(DiagnosticBag diagnostics)
    {
        var count = _map.Network.Layers.Length;
        var best = new (long Cost, Segment? Last)[count + 1];
        Array.Fill(best, (long.MaxValue, null));
        best[0].Cost = 0;
        var before = diagnostics.Items.Count;
        for (var first = 0; first < count; first++)
        {
            if (best[first].Cost == long.MaxValue)
                continue;
            var misfits = 0;
            for (var end = first + 1; end <= Math.Min(count, first + MostLayers) && misfits < MostMisfits; end++)
            {
                if (Fit(new BandNetworks(_map.Network, first, end)) is not var (bands, cost))
                {
                    misfits++;
                    continue;
                }

                if (best[first].Cost + cost < best[end].Cost)
                    best[end] = (best[first].Cost + cost, new Segment(first, end, bands));
            }

            if (best.AsSpan(first + 1).ContainsAnyExcept((long.MaxValue, null)))
                continue;
            diagnostics.Add(Refusal(first));
            return null;
        }

        if (diagnostics.Items.Count > before)
            return null;
        var segments = new List<Segment>();
        for (var end = count; best[end].Last is { } segment; end = segment.First)
            segments.Add(segment);
        segments.Reverse();
        return [.. segments];
    }

    private (int Bands, long Cost)? Fit(BandNetworks networks)
    {
        for (var bands = 1; bands <= networks.MostBands; )
        {
            var words = 0;
            long cost = 0;
            // A band in the middle has borders on both sides, so it is the first to tell.
            foreach (var band in Enumerable.Range(0, bands).OrderBy(band => Math.Abs((2 * band) - bands)))
            {
                var network = networks.Band(band, bands);
                words = Words(network);
                if (words > _depth)
                    break;
                cost += Cost(network, networks.First);
            }

            if (words <= _depth)
                return (bands, cost);
            bands = Math.Max(bands + 1, (int)Math.Min(networks.MostBands, (long)bands * words / _depth));
        }

        return null;
    }

    private int Words(EngineNetwork network) =>
        BankPlanner.PeakWords(network, _map.Layouts, _configuration.Pixels, _padWords);

    private long Cost(EngineNetwork network, int first)
    {
        long cost = Overhead;
        for (var index = 0; index < network.Layers.Length; index++)
        {
            var loops = _map.Loops[first + index];
            var weights = (long)loops.TileSteps * (network.Layers[index].HasConstantWeights ? 1 : loops.OutputBlocks);
            cost += Math.Max(
                CycleModel.Issue(network.Layers[index], loops, _configuration.Pixels),
                weights * _configuration.CyclesPerWeightWord
            );
        }

        var words = network.Inputs.Sum(input => (long)input.Shape.Pixels * _map.Layouts[input.Name].Blocks);
        words += network.Results.Sum(result => (long)result.Pixels * _map.Layouts[result.Name].Blocks);
        return cost + (words * _configuration.CyclesPerWeightWord);
    }

    private Diagnostic Refusal(int first)
    {
        var networks = new BandNetworks(_map.Network, first, first + 1);
        var bands = networks.MostBands;
        var network =
            Enumerable.Range(0, bands).Select(band => networks.Band(band, bands)).MaxBy(Words)
            ?? throw new InvalidOperationException("No band.");
        var layer = network.Layers[0];
        return MappingDiagnostics.BandTooLarge(
            layer.Name,
            layer.Op,
            layer.Shape.Height,
            layer.Input.Height,
            Words(network),
            _depth
        );
    }
}
