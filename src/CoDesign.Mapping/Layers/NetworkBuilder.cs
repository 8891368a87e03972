// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Configuration;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;

namespace CoDesign.Mapping.Layers;

/// <summary>
/// Nodes to layers of the engine. Float graphs are read as well, for estimates. Dead nodes vanish, a softmax at the end stays on the host,
/// a maximum pool joins the convolution before it where that is shorter, and copies are put in where a tensor would have to be in two places.
/// </summary>
internal sealed partial class NetworkBuilder
{
    private readonly Graph _graph;
    private readonly int _pixels;
    private readonly int _drainCycles;
    private readonly bool _addsLanes;
    private readonly DiagnosticBag _diagnostics;
    private readonly List<EngineLayer> _layers = [];
    private readonly List<Concatenation> _concatenations = [];
    private readonly Dictionary<string, string> _tensorOf = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TensorShape> _shapes = new(StringComparer.Ordinal);
    private readonly HashSet<string> _parts = new(StringComparer.Ordinal);
    private readonly HashSet<string> _boundToConcatenation = new(StringComparer.Ordinal);

    private NetworkBuilder(Graph graph, AcceleratorConfiguration configuration, DiagnosticBag diagnostics)
    {
        _graph = graph;
        _pixels = configuration.Pixels;
        _drainCycles = configuration.DrainCycles;
        _addsLanes = !configuration.IsSmall;
        _diagnostics = diagnostics;
    }

    /// <summary>The layers of <paramref name="graph"/>, or null after a diagnostic.</summary>
    public static EngineNetwork? Build(
        Graph graph,
        AcceleratorConfiguration configuration,
        DiagnosticBag diagnostics
    ) => new NetworkBuilder(graph, configuration, diagnostics).Build();

    private EngineNetwork? Build()
    {
        var output = _graph[_graph.Output];
        var resultValue = output is Softmax or QuantizedSoftmax ? output.Inputs[0] : output.Name;
        var live = Live(resultValue);
        var found = _diagnostics.HasErrors;
        foreach (var node in _graph.Nodes.Where(n => live.Contains(n.Name)))
            Visit(node, live);
        if (!found && _diagnostics.HasErrors)
            return null;
        var result = _tensorOf[resultValue];
        if (_boundToConcatenation.Contains(result))
            result = Copy(result);
        return new EngineNetwork(
            _graph,
            [new NetworkInput(_graph.InputNode.Name, _graph.InputNode.Name, _graph.InputNode.Shape)],
            [.. _layers],
            [.. _concatenations],
            [new NetworkResult(result, 0, _shapes[result].Pixels)]
        );
    }

    private HashSet<string> Live(string result)
    {
        var live = new HashSet<string>(StringComparer.Ordinal) { result, _graph.InputNode.Name };
        foreach (var node in _graph.Nodes.Reverse().Where(node => live.Contains(node.Name)))
            live.UnionWith(node.Inputs);
        return live;
    }

    private void Visit(Node node, HashSet<string> live)
    {
        switch (node)
        {
            case Input or QuantizedInput:
                Define(node.Name, node.Name, node.Shape);
                break;
            case Conv2d conv:
                AddConvolution(conv, conv.Window, conv.Groups, live);
                break;
            case QuantizedConv2d conv:
                AddConvolution(conv, conv.Window, conv.Groups, live);
                break;
            case MaxPool { Window: var window }:
                AddMaxPool(node, window);
                break;
            case QuantizedMaxPool { Window: var window }:
                AddMaxPool(node, window);
                break;
            case AveragePool pool:
                AddAveragePool(node, pool.Window, pool.CountPadding);
                break;
            case QuantizedAveragePool pool:
                AddAveragePool(node, pool.Window, pool.CountPadding);
                break;
            case Add or QuantizedAdd:
                AddSum(node);
                break;
            case Activation or QuantizedRescale or BatchNorm:
                AddElementwise(node, LayerKind.Rescale, TapGeometry.Single);
                break;
            case Pad pad:
                AddElementwise(node, LayerKind.Pad, TapGeometry.Border(pad.Top, pad.Left));
                break;
            case QuantizedPad pad:
                AddElementwise(node, LayerKind.Pad, TapGeometry.Border(pad.Top, pad.Left));
                break;
            case Concat or QuantizedConcat:
                AddConcatenation(node);
                break;
            default:
                _diagnostics.Add(MappingDiagnostics.UnsupportedOperator(node));
                Define(node.Name, node.Name, node.Shape);
                break;
        }
    }

    private void AddConvolution(Node conv, Window2d window, int groups, HashSet<string> live)
    {
        var input = ShapeOf(conv, 0);
        var macs = conv.Shape.Elements * (input.Channels / groups) * window.Taps;
        if (FusablePool(conv, window, groups, live) is var (pool, poolWindow))
        {
            // The pool node finds its value defined already and adds nothing.
            var taps = TapGeometry.PooledConvolution(window, poolWindow);
            Append(
                new(
                    pool.Name,
                    pool.Name,
                    LayerKind.Convolution,
                    Tensors(conv),
                    input,
                    pool.Shape,
                    taps,
                    groups,
                    [conv, pool],
                    macs
                )
            );
            return;
        }

        var plain = TapGeometry.Convolution(window);
        Append(
            new(
                conv.Name,
                conv.Name,
                LayerKind.Convolution,
                Tensors(conv),
                input,
                conv.Shape,
                plain,
                groups,
                [conv],
                macs
            )
        );
    }

    /// <summary>
    /// The maximum pool that is the only reader of <paramref name="conv"/>, when computing each window's convolution outputs (again, where windows overlap) takes no
    /// more steps than storing and pooling them.
    /// </summary>
    private (Node Pool, Window2d Window)? FusablePool(Node conv, Window2d window, int groups, HashSet<string> live)
    {
        if (
            conv.Name == _graph.Output
            || _graph.ConsumersOf(conv.Name).Where(n => live.Contains(n.Name)).ToArray() is not [var reader]
        )
            return null;
        var pool = reader switch
        {
            MaxPool max => max.Window,
            QuantizedMaxPool max => max.Window,
            _ => null,
        };
        if (pool is null || TapGeometry.MaxPool(pool).ReadsPadding(conv.Shape, reader.Shape))
            return null;
        var steps = Math.Max(_drainCycles, (long)window.Taps * (ShapeOf(conv, 0).Channels / groups));
        var pooledTiles = (long)reader.Shape.Pixels * pool.Taps;
        return pooledTiles * steps <= (conv.Shape.Pixels * steps) + (pooledTiles * _drainCycles)
            ? (reader, pool)
            : null;
    }

    private void AddMaxPool(Node pool, Window2d window)
    {
        if (!_tensorOf.ContainsKey(pool.Name))
            AddElementwise(pool, LayerKind.MaxPool, TapGeometry.MaxPool(window));
    }

    private void AddElementwise(Node node, LayerKind kind, TapGeometry taps)
    {
        var input = ShapeOf(node, 0);
        Append(new(node.Name, node.Name, kind, Tensors(node), input, node.Shape, taps, input.Channels, [node], 0));
    }

    private void AddSum(Node node)
    {
        var shape = ShapeOf(node, 0);
        // The operands must share a layout; what stands in a concatenation has one already.
        var operands = Tensors(node).Select(t => _boundToConcatenation.Contains(t) ? Copy(t) : t).ToImmutableArray();
        Append(
            new(
                node.Name,
                node.Name,
                LayerKind.Add,
                operands,
                shape,
                node.Shape,
                TapGeometry.Single,
                shape.Channels,
                [node],
                0
            )
        );
    }

    private void AddConcatenation(Node node)
    {
        var parts = Tensors(node).Select(tensor => _parts.Add(tensor) ? tensor : Copied(tensor)).ToImmutableArray();
        _concatenations.Add(new Concatenation(node.Name, node.Name, parts, node.Shape));
        _boundToConcatenation.Add(node.Name);
        Define(node.Name, node.Name, node.Shape);

        string Copied(string tensor)
        {
            var copy = Copy(tensor);
            _parts.Add(copy);
            return copy;
        }
    }

    private string Copy(string tensor)
    {
        var shape = _shapes[tensor];
        var name = Unused($"{tensor}/copy");
        _layers.Add(EngineLayer.CopyOf(name, ValueOf(tensor), tensor, shape));
        _shapes[name] = shape;
        return name;
    }

    /// <summary>The name with the first number behind it that makes it new.</summary>
    private string Unused(string name)
    {
        var number = 1;
        while (_shapes.ContainsKey($"{name}{number}") || _graph.Nodes.Any(node => node.Name == $"{name}{number}"))
            number++;
        return $"{name}{number}";
    }

    private string ValueOf(string tensor) => _layers.Find(layer => layer.Name == tensor)?.Value ?? tensor;

    private void Append(EngineLayer layer)
    {
        _layers.Add(layer);
        Define(layer.Value, layer.Name, layer.Shape);
        if (layer.KeepsLayout && layer.Inputs.Any(_boundToConcatenation.Contains))
            _boundToConcatenation.Add(layer.Name);
    }

    private void Define(string value, string tensor, TensorShape shape)
    {
        _tensorOf[value] = tensor;
        _shapes[tensor] = shape;
    }

    private ImmutableArray<string> Tensors(Node node) => [.. node.Inputs.Select(value => _tensorOf[value])];

    private TensorShape ShapeOf(Node node, int input) => _shapes[_tensorOf[node.Inputs[input]]];
}
