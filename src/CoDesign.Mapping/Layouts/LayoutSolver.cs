// SPDX-License-Identifier: Apache-2.0
using CoDesign.Mapping.Layers;

namespace CoDesign.Mapping.Layouts;

/// <summary>
/// Chooses a channel layout for every tensor. Tensors that a layer must keep in the same layout (pooling, depthwise, add, rescale) form a class. The classes of
/// the network's input and result are natural; a concatenation follows its parts. The others start natural, and each group convolution in turn
/// tries lane groups of P = 1, 2, .. PO on both of its sides; a try that shortens the whole network is kept. What a layer cannot have, its loops make up for
/// (<see cref="LoopNest"/> serves any pair of layouts).
/// </summary>
internal sealed class LayoutSolver
{
    private const int Passes = 3;

    private readonly EngineNetwork _network;
    private readonly int _lanes;
    private readonly Func<EngineLayer, LoopNest, long> _cycles;
    private readonly Dictionary<string, string> _parent = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ChannelLayout> _chosen = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Concatenation> _derived = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Layer, ChannelLayout Input, ChannelLayout Output), long> _known = [];
    private readonly HashSet<string> _pinned = new(StringComparer.Ordinal);

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

        var total = Total();
        for (var pass = 0; pass < Passes; pass++)
        {
            var before = total;
            foreach (
                var layer in _network.Layers.Where(l =>
                    l.Kind == LayerKind.Convolution && l.Groups > 1 && !l.KeepsLayout
                )
            )
                total = Improve(layer, total);
            if (total == before)
                break;
        }

        return _network.Tensors.Keys.ToImmutableSortedDictionary(t => t, Layout, StringComparer.Ordinal);
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
        for (var laneGroup = _lanes; laneGroup >= 1; laneGroup /= 2)
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
