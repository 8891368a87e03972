// SPDX-License-Identifier: Apache-2.0
using CoDesign.Mapping.Layers;

namespace CoDesign.Mapping.Layouts;

/// <summary>
/// The layouts of a network while they are searched. Tensors that a layer must keep in the same layout (pooling, depthwise, add, rescale) form a class. The classes of the network's input
/// and result are natural; a concatenation follows its parts.
/// </summary>
internal sealed class LayoutClasses
{
    private readonly EngineNetwork _network;
    private readonly LayoutCosts _costs;
    private readonly Dictionary<string, string> _parent = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ChannelLayout> _chosen = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Concatenation> _derived = new(StringComparer.Ordinal);
    private readonly HashSet<string> _pinned = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<EngineLayer>> _touched = new(StringComparer.Ordinal);

    /// <summary>All classes in natural order, or as <paramref name="start"/> has it.</summary>
    public LayoutClasses(
        EngineNetwork network,
        LayoutCosts costs,
        IReadOnlyDictionary<string, ChannelLayout>? start = null
    )
    {
        _network = network;
        _costs = costs;
        foreach (var tensor in network.Tensors.Keys)
            _parent[tensor] = tensor;
        foreach (var layer in network.Layers.Where(l => l.KeepsLayout))
        {
            foreach (var input in layer.Inputs)
                _parent[ClassOf(input)] = ClassOf(layer.Name);
        }

        foreach (var whole in network.Concatenations)
            _derived[ClassOf(whole.Name)] = whole;
        _pinned.Add(ClassOf(network.Input.Name));
        _pinned.Add(ClassOf(network.Result));
        foreach (var (tensor, shape) in network.Tensors)
            _chosen[ClassOf(tensor)] =
                start?.GetValueOrDefault(tensor) is { } known && !_pinned.Contains(ClassOf(tensor))
                    ? known
                    : ChannelLayout.Natural(shape.Channels, costs.Lanes);
        foreach (var layer in network.Layers)
        {
            Touch(layer, ClassOf(layer.Inputs[0]));
            Touch(layer, ClassOf(layer.Name));
        }
    }

    /// <summary>Layers that have a say.</summary>
    public IEnumerable<EngineLayer> GroupConvolutions => _network.Layers.Where(l => l.IsGroupConvolution);

    /// <summary>Layers whose costs were looked at, were all of them looked at each time.</summary>
    public long Looks { get; private set; }

    /// <summary>Layout of a class.</summary>
    public ChannelLayout this[string tensorClass]
    {
        get => _chosen[tensorClass];
        set => _chosen[tensorClass] = value;
    }

    /// <summary>A copy of what is chosen.</summary>
    public Dictionary<string, ChannelLayout> Chosen => new(_chosen, StringComparer.Ordinal);

    /// <summary>Neither natural nor made of parts.</summary>
    public bool IsFree(string tensorClass) => !_pinned.Contains(tensorClass) && !_derived.ContainsKey(tensorClass);

    /// <summary>The class of <paramref name="tensor"/>.</summary>
    public string ClassOf(string tensor)
    {
        while (_parent[tensor] != tensor)
            tensor = _parent[tensor];
        return tensor;
    }

    /// <summary>Layers that read or write a class, or a concatenation with a part of it.</summary>
    public IReadOnlyList<EngineLayer> Around(string tensorClass) =>
        _touched.TryGetValue(tensorClass, out var layers) ? layers : [];

    /// <summary>Layout of <paramref name="tensor"/>.</summary>
    public ChannelLayout Layout(string tensor) =>
        _derived.TryGetValue(ClassOf(tensor), out var whole)
            ? ChannelLayout.Concatenated([.. whole.Parts.Select(Layout)])
            : _chosen[ClassOf(tensor)];

    /// <summary>Layouts of all tensors.</summary>
    public ImmutableSortedDictionary<string, ChannelLayout> Layouts() =>
        _network.Tensors.Keys.ToImmutableSortedDictionary(t => t, Layout, StringComparer.Ordinal);

    /// <summary>Cycles of the network.</summary>
    public long Total()
    {
        Looks += _network.Layers.Length;
        return CyclesOf(_network.Layers);
    }

    /// <summary>Cycles of <paramref name="layer"/>.</summary>
    public long CyclesOf(EngineLayer layer) => _costs.Of(layer, Layout(layer.Inputs[0]), Layout(layer.Name));

    /// <summary>Gives a class the one of <paramref name="layouts"/> that shortens the network most; returns the network's cycles, <paramref name="total"/> before.</summary>
    public long Improve(string tensorClass, ImmutableArray<ChannelLayout> layouts, long total)
    {
        var around = Around(tensorClass);
        var others = total - CyclesOf(around);
        var best = _chosen[tensorClass];
        foreach (var layout in layouts)
        {
            _chosen[tensorClass] = layout;
            Looks += _network.Layers.Length;
            var now = others + CyclesOf(around);
            if (now < total)
                (total, best) = (now, layout);
        }

        _chosen[tensorClass] = best;
        return total;
    }

    /// <summary>The same for the classes on both sides of a group convolution, with each P for both and for either.</summary>
    public long Improve(EngineLayer layer, long total)
    {
        var input = ClassOf(layer.Inputs[0]);
        var output = ClassOf(layer.Name);
        EngineLayer[] around = [.. Around(input), .. Around(output).Where(other => !Around(input).Contains(other))];
        var others = total - CyclesOf(around);
        var best = (Input: _chosen[input], Output: _chosen[output]);
        foreach (var (inputLayout, outputLayout) in Candidates(layer))
        {
            Set(input, inputLayout);
            Set(output, outputLayout);
            Looks += _network.Layers.Length;
            var now = others + CyclesOf(around);
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
        foreach (var laneGroup in _costs.LaneGroups)
        {
            var input = _costs.Grouped(layer.Groups, layer.GroupInputs, laneGroup);
            var output = _costs.Grouped(layer.Groups, layer.GroupOutputs, laneGroup);
            yield return (input, output);
            yield return (input, current.Output);
            yield return (current.Input, output);
        }
    }

    private void Touch(EngineLayer layer, string tensorClass)
    {
        if (!_touched.TryGetValue(tensorClass, out var layers))
            _touched[tensorClass] = layers = [];
        if (!layers.Contains(layer))
            layers.Add(layer);
        if (_derived.TryGetValue(tensorClass, out var whole))
        {
            foreach (var part in whole.Parts)
                Touch(layer, ClassOf(part));
        }
    }

    /// <summary>Sets the layout of a class unless it is bound.</summary>
    private void Set(string tensorClass, ChannelLayout layout)
    {
        if (IsFree(tensorClass))
            _chosen[tensorClass] = layout;
    }

    private long CyclesOf(IEnumerable<EngineLayer> layers) => layers.Sum(CyclesOf);
}
