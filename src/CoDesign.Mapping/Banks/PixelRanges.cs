// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Nodes;
using CoDesign.Mapping.Layers;

namespace CoDesign.Mapping.Banks;

/// <summary>The pixels that each bank holds of a tensor: bank b holds <c>Starts[b] &lt;= p &lt; Starts[b] + Size</c> (engine, section 1).</summary>
/// <param name="Starts">First pixel in raster order; null for a bank that nobody reads.</param>
/// <param name="Size">Pixels in each bank.</param>
public sealed record BankRange(ImmutableArray<int?> Starts, int Size)
{
    /// <summary>True when bank <paramref name="bank"/> holds pixel <paramref name="pixel"/>.</summary>
    public bool Holds(int bank, int pixel) => Starts[bank] is { } start && pixel >= start && pixel < start + Size;
}

/// <summary>
/// Bank ranges from the readers: <c>start[x] = min over readers of the first pixel that lane x reads</c>, <c>size = max over x of (last - start[x] + 1)</c>, padding left out.
/// Operands of an Add, and the parts of a concatenation, share one range. A result's range has what RESULT reads: all pixels in bank 0, or where it reads all banks the pixels of lane x in bank x.
/// </summary>
internal sealed class PixelRanges
{
    private readonly EngineNetwork _network;
    private readonly int _pixels;
    private readonly Dictionary<string, string> _parent = new(StringComparer.Ordinal);

    private PixelRanges(EngineNetwork network, int pixels)
    {
        _network = network;
        _pixels = pixels;
    }

    /// <summary>The range of every tensor over <paramref name="pixels"/> lanes.</summary>
    public static ImmutableSortedDictionary<string, BankRange> Of(EngineNetwork network, int pixels) =>
        new PixelRanges(network, pixels).Solve();

    /// <summary>First and last input pixel that lane <paramref name="lane"/> reads, or null when it reads none.</summary>
    public static (int First, int Last)? Read(EngineLayer layer, int lane, int pixels)
    {
        var shape = layer.LaneShape;
        var steps =
            layer.Split is null && !layer.InHalves
                ? StepsOf(shape, pixels)
                : layer.PixelSteps(pixels) * layer.PixelsAtOnce;
        if (layer.Split is { } split)
        {
            if (split.PixelLaneOf(lane) is not { } pixelLane)
                return null;
            // Slices of the words or kernel rows lie within what the pixels read.
            lane = pixelLane;
        }

        (int First, int Last)? read = null;
        var end = Math.Min((lane + 1) * steps, shape.Pixels);
        var columns = Enumerable
            .Range(0, shape.Width)
            .Select(x => layer.Taps.ValidColumns(x, layer.Input.Width))
            .ToArray();
        var whole = Hull(columns);
        for (var pixel = lane * steps; pixel < end; )
        {
            // The lane's pixels of one row.
            var (row, column) = (pixel / shape.Width, pixel % shape.Width);
            var count = Math.Min(shape.Width - column, end - pixel);
            pixel += count;
            if (layer.Taps.ValidRows(row, layer.Input.Height) is not var (top, bottom))
                continue;
            if ((count == shape.Width ? whole : Hull(columns.AsSpan(column, count))) is not var (left, right))
                continue;
            int first = (top * layer.Input.Width) + left,
                last = (bottom * layer.Input.Width) + right;
            read = read is { } seen ? (Math.Min(seen.First, first), Math.Max(seen.Last, last)) : (first, last);
        }

        return read;
    }

    private static (int Left, int Right)? Hull(ReadOnlySpan<(int First, int Last)?> columns)
    {
        (int Left, int Right)? hull = null;
        foreach (var column in columns)
        {
            if (column is var (first, last))
                hull = hull is { } seen ? (Math.Min(seen.Left, first), Math.Max(seen.Right, last)) : (first, last);
        }

        return hull;
    }

    /// <summary>n: pixel steps, <c>ceil(H * W / PX)</c>.</summary>
    public static int StepsOf(TensorShape shape, int pixels) => (shape.Pixels + pixels - 1) / pixels;

    private ImmutableSortedDictionary<string, BankRange> Solve()
    {
        foreach (var tensor in _network.Tensors.Keys)
            _parent[tensor] = tensor;
        foreach (var layer in _network.Layers.Where(l => l.Kind == LayerKind.Add))
            Join(layer.Inputs[0], layer.Inputs[1]);
        foreach (var whole in _network.Concatenations)
        {
            foreach (var part in whole.Parts)
                Join(part, whole.Name);
        }

        var reads = new Dictionary<string, List<(int First, int Last)?[]>>(StringComparer.Ordinal);
        foreach (var tensor in _network.Tensors.Keys)
            reads.TryAdd(RootOf(tensor), []);
        foreach (var layer in _network.Layers)
        {
            foreach (var input in layer.Inputs)
                reads[RootOf(input)].Add([.. Enumerable.Range(0, _pixels).Select(lane => Read(layer, lane, _pixels))]);
        }

        foreach (var result in _network.Results)
            reads[RootOf(result.Name)].Add(ResultReads(result));
        var ranges = reads.ToDictionary(pair => pair.Key, pair => Cover(pair.Value), StringComparer.Ordinal);
        return _network.Tensors.Keys.ToImmutableSortedDictionary(
            t => t,
            t => ranges[RootOf(t)],
            StringComparer.Ordinal
        );
    }

    /// <summary>What RESULT reads of each bank: bank x the n pixels of lane x, or bank 0 all.</summary>
    private (int First, int Last)?[] ResultReads(NetworkResult result)
    {
        var perBank = result.PerBank(_network.SpreadsResults, _pixels);
        return [.. Enumerable.Range(0, _pixels).Select(bank => Part(bank * perBank))];

        (int, int)? Part(int from) =>
            from < result.Pixels
                ? (result.FirstPixel + from, result.FirstPixel + Math.Min(from + perBank, result.Pixels) - 1)
                : null;
    }

    private BankRange Cover(List<(int First, int Last)?[]> readers)
    {
        var starts = new int?[_pixels];
        var size = 1;
        for (var lane = 0; lane < _pixels; lane++)
        {
            var reads = readers.Where(r => r[lane] is not null).Select(r => r[lane].GetValueOrDefault()).ToArray();
            if (reads.Length == 0)
                continue;
            starts[lane] = reads.Min(r => r.First);
            size = Math.Max(size, reads.Max(r => r.Last) - starts[lane].GetValueOrDefault() + 1);
        }

        return new BankRange([.. starts], size);
    }

    private void Join(string a, string b) => _parent[RootOf(a)] = RootOf(b);

    private string RootOf(string tensor)
    {
        while (_parent[tensor] != tensor)
            tensor = _parent[tensor];
        return tensor;
    }
}
