// SPDX-License-Identifier: Apache-2.0
using CoDesign.Mapping.Layers;

namespace CoDesign.Mapping.Layouts;

/// <summary>
/// Chooses a channel layout for every tensor. Tensors that a layer must keep in the same layout (pooling, depthwise, add, rescale) form a class. The classes of
/// the network's input and result are natural; a concatenation follows its parts. The search walks downhill in the cycles of the whole network: each group convolution tries lane groups of P = 1, 2, .. PO on both
/// of its sides, each class every layout that one of its layers would like best. It walks from natural layouts, from those of one P everywhere and from random ones, and keeps the cheapest end. What a
/// layer cannot have, its loops make up for (<see cref="LoopNest"/> serves any pair of layouts).
/// </summary>
internal sealed class LayoutSolver
{
    private const int Passes = 8;

    // Starts with layouts drawn at random.
    private const int RandomStarts = 4;

    // Layers looked at, after which no other start is tried: networks of hundreds of channels and layers.
    private const long MostLooks = 100_000;

    private readonly EngineNetwork _network;
    private readonly int _lanes;
    private readonly Func<EngineLayer, LoopNest, long> _cycles;
    private readonly Dictionary<string, string> _parent = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ChannelLayout> _chosen = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Concatenation> _derived = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Layer, ChannelLayout Input, ChannelLayout Output), long> _known = [];
    private readonly HashSet<string> _pinned = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, ImmutableArray<ChannelLayout>> _candidates = new(StringComparer.Ordinal);
    private long _looks;

    private LayoutSolver(EngineNetwork network, int lanes, Func<EngineLayer, LoopNest, long> cycles)
    {
        _network = network;
        _lanes = lanes;
        _cycles = cycles;
    }

    /// <summary>A layout for every tensor of <paramref name="network"/>.</summary>
    /// <param name="network">The layers.</param>
    /// <param name="lanes">PO.</param>
    /// <param name="cycles">What a layer with the given loops takes.</param>
    public static ImmutableSortedDictionary<string, ChannelLayout> Solve(
        EngineNetwork network,
        int lanes,
        Func<EngineLayer, LoopNest, long> cycles
    ) => new LayoutSolver(network, lanes, cycles).Solve();

    private ImmutableSortedDictionary<string, ChannelLayout> Solve()
    {
        foreach (var tensor in _network.Tensors.Keys)
            _parent[tensor] = tensor;
        foreach (var layer in _network.Layers.Where(l => l.KeepsLayout))
        {
            foreach (var input in layer.Inputs)
                _parent[ClassOf(input)] = ClassOf(layer.Name);
        }

        foreach (var whole in _network.Concatenations)
            _derived[ClassOf(whole.Name)] = whole;
        _pinned.Add(ClassOf(_network.Input.Name));
        _pinned.Add(ClassOf(_network.Result));
        foreach (var (tensor, shape) in _network.Tensors)
            _chosen[ClassOf(tensor)] = ChannelLayout.Natural(shape.Channels, _lanes);

        var total = Descend(Total());
        FindCandidates();
        foreach (var start in Starts())
        {
            if (_looks > MostLooks)
                break;
            var best = new Dictionary<string, ChannelLayout>(_chosen, StringComparer.Ordinal);
            foreach (var (tensorClass, layout) in start)
                _chosen[tensorClass] = layout;
            var now = Descend(Total());
            if (now < total)
            {
                total = now;
                continue;
            }

            foreach (var (tensorClass, layout) in best)
                _chosen[tensorClass] = layout;
        }

        return _network.Tensors.Keys.ToImmutableSortedDictionary(t => t, Layout, StringComparer.Ordinal);
    }

    private IEnumerable<EngineLayer> GroupConvolutions =>
        _network.Layers.Where(l => l.Kind == LayerKind.Convolution && l.Groups > 1 && !l.KeepsLayout);

    /// <summary>The layouts that group convolutions would like their tensors in, for every class that is free.</summary>
    private void FindCandidates()
    {
        foreach (var layer in GroupConvolutions)
        {
            Add(ClassOf(layer.Inputs[0]), layer.Groups, layer.GroupInputs);
            Add(ClassOf(layer.Name), layer.Groups, layer.GroupOutputs);
        }

        void Add(string tensorClass, int groups, int perGroup)
        {
            if (_pinned.Contains(tensorClass) || _derived.ContainsKey(tensorClass))
                return;
            var known = _candidates.GetValueOrDefault(tensorClass, [_chosen[tensorClass]]);
            var grouped = LaneGroups.Select(p => ChannelLayout.Grouped(groups, perGroup, p, _lanes));
            _candidates[tensorClass] = [.. known.Concat(grouped).Distinct()];
        }
    }

    /// <summary>PO, .. 2, 1.</summary>
    private IEnumerable<int> LaneGroups
    {
        get
        {
            for (var laneGroup = _lanes; laneGroup >= 1; laneGroup /= 2)
                yield return laneGroup;
        }
    }

    /// <summary>Where the search begins, besides natural layouts.</summary>
    private IEnumerable<IEnumerable<KeyValuePair<string, ChannelLayout>>> Starts()
    {
        // With one candidate besides what was found all ways lead to the same end.
        if (_candidates.Values.All(layouts => layouts.Length < 2))
            yield break;
        yield return _chosen.ToArray();
        var places = LaneGroups.Count();
        for (var place = 1; place <= places; place++)
        {
            var at = place;
            yield return _candidates.Select(c => KeyValuePair.Create(c.Key, c.Value[at % c.Value.Length]));
        }

        for (var seed = 0; seed < RandomStarts; seed++)
        {
            var random = new Random(seed);
            yield return [.. _candidates.Select(c => KeyValuePair.Create(c.Key, c.Value[random.Next(c.Value.Length)]))];
        }
    }

    /// <summary>Keeps what shortens the network, until nothing does; returns its cycles.</summary>
    private long Descend(long total)
    {
        for (var pass = 0; pass < Passes; pass++)
        {
            var before = total;
            foreach (var layer in GroupConvolutions)
                total = Improve(layer, total);
            foreach (var (tensorClass, layouts) in _candidates)
                total = Improve(tensorClass, layouts, total);
            if (total == before)
                break;
        }

        return total;
    }

    private long Improve(string tensorClass, ImmutableArray<ChannelLayout> layouts, long total)
    {
        var best = _chosen[tensorClass];
        foreach (var layout in layouts)
        {
            _chosen[tensorClass] = layout;
            var now = Total();
            if (now < total)
                (total, best) = (now, layout);
        }

        _chosen[tensorClass] = best;
        return total;
    }

    private long Improve(EngineLayer layer, long total)
    {
        var input = ClassOf(layer.Inputs[0]);
        var output = ClassOf(layer.Name);
        var best = (Input: _chosen[input], Output: _chosen[output]);
        foreach (var (inputLayout, outputLayout) in Candidates(layer))
        {
            Set(input, inputLayout);
            Set(output, outputLayout);
            var now = Total();
            if (now < total)
            {
                total = now;
                best = (_chosen[input], _chosen[output]);
            }

            _chosen[input] = best.Input;
            _chosen[output] = best.Output;
        }

        return total;
    }

    private IEnumerable<(ChannelLayout Input, ChannelLayout Output)> Candidates(EngineLayer layer)
    {
        var current = (Input: Layout(layer.Inputs[0]), Output: Layout(layer.Name));
        if (layer.GroupInputs == 1)
            yield return (current.Input, ChannelLayout.Multiplied(current.Input, layer.GroupOutputs));
        foreach (var laneGroup in LaneGroups)
        {
            var input = ChannelLayout.Grouped(layer.Groups, layer.GroupInputs, laneGroup, _lanes);
            var output = ChannelLayout.Grouped(layer.Groups, layer.GroupOutputs, laneGroup, _lanes);
            yield return (input, output);
            yield return (input, current.Output);
            yield return (current.Input, output);
        }
    }

    /// <summary>Sets the layout of a class unless it is bound.</summary>
    private void Set(string tensorClass, ChannelLayout layout)
    {
        if (!_pinned.Contains(tensorClass) && !_derived.ContainsKey(tensorClass))
            _chosen[tensorClass] = layout;
    }

    private long Total()
    {
        _looks += _network.Layers.Length;
        var layouts = new Dictionary<string, ChannelLayout>(StringComparer.Ordinal);
        return _network.Layers.Sum(layer => CyclesOf(layer, Known(layer.Inputs[0]), Known(layer.Name)));

        ChannelLayout Known(string tensor)
        {
            var tensorClass = ClassOf(tensor);
            if (!layouts.TryGetValue(tensorClass, out var layout))
                layouts[tensorClass] = layout = Layout(tensor);
            return layout;
        }
    }

    private long CyclesOf(EngineLayer layer, ChannelLayout input, ChannelLayout output)
    {
        var key = (layer.Name, input, output);
        if (!_known.TryGetValue(key, out var cycles))
            _known[key] = cycles = _cycles(layer, LoopNest.Of(layer, input, output));
        return cycles;
    }

    private ChannelLayout Layout(string tensor) =>
        _derived.TryGetValue(ClassOf(tensor), out var whole)
            ? ChannelLayout.Concatenated([.. whole.Parts.Select(Layout)])
            : _chosen[ClassOf(tensor)];

    private string ClassOf(string tensor)
    {
        while (_parent[tensor] != tensor)
            tensor = _parent[tensor];
        return tensor;
    }
}
