// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Nodes;
using CoDesign.Mapping.Layers;

namespace CoDesign.Mapping.Tiling;

/// <summary>
/// The layers [first, end) of a network, cut into bands: each band is a network of its own, whose inputs come from memory and whose results go there. Every result is cut into about equal
/// parts; from them each tensor's rows follow backwards,
/// <code>
/// rows(input) = hull over its readers of [first valid tap row of the first output row, last valid tap row of the last]
/// </code>
/// so the rows at a border between bands are computed twice inside a chain. Tensors that share a bank range (operands of an add, parts of a concatenation) have the same rows.
/// </summary>
internal sealed class BandNetworks
{
    private readonly EngineNetwork _network;
    private readonly int _first;
    private readonly ImmutableArray<EngineLayer> _layers;
    private readonly ImmutableArray<Concatenation> _concatenations;
    private readonly ImmutableArray<string> _inputs;
    private readonly ImmutableArray<string> _results;
    private readonly Dictionary<string, string> _parent = new(StringComparer.Ordinal);

    /// <summary>For the layers [first, end) of <paramref name="network"/>.</summary>
    public BandNetworks(EngineNetwork network, int first, int end)
    {
        _network = network;
        _first = first;
        _layers = network.Layers[first..end];
        var read = _layers.SelectMany(layer => layer.Inputs).ToHashSet(StringComparer.Ordinal);
        var wholes = network.Concatenations.ToDictionary(c => c.Name, StringComparer.Ordinal);
        var needed = new HashSet<string>(StringComparer.Ordinal);
        foreach (
            var whole in network.Concatenations.Where(c => read.Contains(c.Name) || _layers.Any(l => ReadsParts(l, c)))
        )
            Need(whole);
        _concatenations = [.. network.Concatenations.Where(c => needed.Contains(c.Name))];
        var written = _layers.Select(layer => layer.Name).ToHashSet(StringComparer.Ordinal);
        _inputs =
        [
            .. _layers
                .SelectMany(layer => layer.Inputs)
                .SelectMany(name => Leaves(name, wholes))
                .Distinct(StringComparer.Ordinal)
                .Where(name => !written.Contains(name)),
        ];
        var later = network
            .Layers[end..]
            .SelectMany(layer => layer.Inputs)
            .Append(network.Result)
            .SelectMany(name => Leaves(name, wholes))
            .ToHashSet(StringComparer.Ordinal);
        _results = [.. _layers.Select(layer => layer.Name).Where(later.Contains)];
        foreach (var layer in _layers.Where(l => l.Kind == LayerKind.Add))
            Join(layer.Inputs[0], layer.Inputs[1]);
        foreach (var whole in _concatenations)
        {
            foreach (var part in whole.Parts)
                Join(part, whole.Name);
        }

        void Need(Concatenation whole)
        {
            needed.Add(whole.Name);
            foreach (var part in whole.Parts)
            {
                if (wholes.TryGetValue(part, out var inner))
                    Need(inner);
            }
        }
    }

    /// <summary>Index of the first layer.</summary>
    public int First => _first;

    /// <summary>Tensors that come from outside.</summary>
    public ImmutableArray<string> Inputs => _inputs;

    /// <summary>Tensors that later layers, or the host, read.</summary>
    public ImmutableArray<string> Results => _results;

    /// <summary>The most bands: each has a row of every result.</summary>
    public int MostBands => _results.Min(name => _network.Tensors[name].Height);

    /// <summary>Band <paramref name="band"/> of <paramref name="bands"/>.</summary>
    /// <param name="band">From 0, top first.</param>
    /// <param name="bands">At most <see cref="MostBands"/>.</param>
    public EngineNetwork Band(int band, int bands)
    {
        var rows = Rows(band, bands);
        var layers = _layers.Select(layer => Cut(layer, rows[RootOf(layer.Name)], rows[RootOf(layer.Inputs[0])]));
        var names = _inputs.Concat(_layers.Select(layer => layer.Name)).Concat(_concatenations.Select(c => c.Name));
        return new EngineNetwork(
            _network.Graph,
            [
                .. _inputs.Select(name => new NetworkInput(
                    name,
                    _network.Layers.FirstOrDefault(layer => layer.Name == name)?.Value ?? name,
                    Shape(name)
                )),
            ],
            [.. layers],
            [.. _concatenations.Select(whole => whole with { Shape = Shape(whole.Name) })],
            [.. _results.Select(Result)]
        )
        {
            FirstRows = names.ToImmutableDictionary(
                name => name,
                name => rows[RootOf(name)].First,
                StringComparer.Ordinal
            ),
            SpreadsResults = true,
        };

        NetworkResult Result(string name)
        {
            var (width, part) = (
                _network.Tensors[name].Width,
                RowRange.Part(_network.Tensors[name].Height, band, bands)
            );
            return new NetworkResult(name, (part.First - rows[RootOf(name)].First) * width, part.Rows * width);
        }

        TensorShape Shape(string name) => _network.Tensors[name] with { Height = rows[RootOf(name)].Rows };
    }

    private Dictionary<string, RowRange> Rows(int band, int bands)
    {
        var rows = new Dictionary<string, RowRange>(StringComparer.Ordinal);
        foreach (var name in _results)
            Add(name, RowRange.Part(_network.Tensors[name].Height, band, bands));
        // The image may come from its stream, which has all rows.
        if (bands == 1 && _inputs.Contains(_network.Input.Name, StringComparer.Ordinal))
            Add(_network.Input.Name, new RowRange(0, _network.Input.Shape.Height));
        // Tensors that share rows may send the search back to layers that it has passed.
        for (var changed = true; changed; )
        {
            changed = false;
            for (var index = _layers.Length - 1; index >= 0; index--)
            {
                if (!rows.TryGetValue(RootOf(_layers[index].Name), out var output))
                    continue;
                foreach (var input in _layers[index].Inputs)
                    changed |= Add(input, output.InputOf(_layers[index], _network.Tensors[input].Height));
            }
        }

        return rows;

        bool Add(string name, RowRange more)
        {
            var root = RootOf(name);
            var hull = RowRange.Hull(rows.TryGetValue(root, out var seen) ? seen : null, more);
            if (rows.ContainsKey(root) && hull == seen)
                return false;
            rows[root] = hull;
            return true;
        }
    }

    private static EngineLayer Cut(EngineLayer layer, RowRange output, RowRange input) =>
        layer.AddedLanes > 0
            ? layer
            : layer with
            {
                Input = layer.Input with { Height = input.Rows },
                Shape = layer.Shape with { Height = output.Rows },
                Taps = layer.Taps with { OriginY = layer.Taps.FirstRow(output.First) - input.First },
                Macs = layer.Macs * output.Rows / layer.Shape.Height,
            };

    /// <summary>The greatest of several tensors steps from one to the next, so they must stand together.</summary>
    private static bool ReadsParts(EngineLayer layer, Concatenation whole) =>
        layer.Kind == LayerKind.Greatest && layer.Inputs.SequenceEqual(whole.Parts, StringComparer.Ordinal);

    /// <summary>The tensors that are written one by one: parts of a concatenation, or the tensor itself.</summary>
    private static IEnumerable<string> Leaves(string name, Dictionary<string, Concatenation> wholes) =>
        wholes.TryGetValue(name, out var whole) ? whole.Parts.SelectMany(part => Leaves(part, wholes)) : [name];

    private void Join(string a, string b) => _parent[RootOf(a)] = RootOf(b);

    private string RootOf(string tensor)
    {
        while (_parent.TryGetValue(tensor, out var parent) && parent != tensor)
            tensor = parent;
        return tensor;
    }
}
