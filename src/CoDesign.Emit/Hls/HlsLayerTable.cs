// SPDX-License-Identifier: Apache-2.0
using CoDesign.Emit.Native;
using CoDesign.Ir.Configuration;
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Numerics;

namespace CoDesign.Emit.Hls;

/// <summary>The accelerator's part of a graph (all but a softmax at the end) as structs, constant arrays and calls.</summary>
internal sealed class HlsLayerTable
{
    private readonly Dictionary<string, int> _index = new(StringComparer.Ordinal);
    private readonly List<HlsLayerView> _layers = [];
    private readonly List<HlsCallView> _calls = [];
    private readonly Graph _graph;
    private readonly AcceleratorConfiguration _accelerator;

    public HlsLayerTable(Graph graph, AcceleratorConfiguration accelerator)
    {
        _graph = graph;
        _accelerator = accelerator;
        foreach (var node in graph.Nodes)
            _index.Add(node.Name, _index.Count);
        Input = (QuantizedNode)graph.InputNode;
        Result = (QuantizedNode)graph[graph.Output];
        Softmax = Result as QuantizedSoftmax;
        Output = Softmax is null ? Result : (QuantizedNode)graph[Softmax.Inputs[0]];
        foreach (var node in Layers)
            Append(node);
    }

    public QuantizedNode Input { get; }

    /// <summary>What the accelerator sends.</summary>
    public QuantizedNode Output { get; }

    /// <summary>What the host makes of it: the value of <see cref="Softmax"/>, or the same.</summary>
    public QuantizedNode Result { get; }

    public QuantizedSoftmax? Softmax { get; }

    public ConstantArrays Arrays { get; } = new();

    public IReadOnlyList<HlsLayerView> Structs => _layers;

    public IReadOnlyList<HlsCallView> Calls => _calls;

    /// <summary>Nodes that the accelerator computes.</summary>
    public IEnumerable<QuantizedNode> Layers =>
        _graph.Nodes.OfType<QuantizedNode>().Where(node => node is not QuantizedInput and not QuantizedSoftmax);

    /// <summary>Arrays between the layers.</summary>
    public IEnumerable<HlsValueView> Values =>
        Layers
            .Where(node => node.Name != Output.Name)
            .Select(node => new HlsValueView(
                _index[node.Name],
                node.Shape.Elements,
                HlsLanes.Of(node, _accelerator).Channels
            ));

    /// <summary>Every layer reads the value of the one before it and nothing else does: the layers may run at the same time.</summary>
    public bool IsChain =>
        Layers
            .Zip<Node, Node>([Input, .. Layers])
            .All(pair => pair.First.Inputs.Length == 1 && pair.First.Inputs[0] == pair.Second.Name);

    public int IndexOf(QuantizedNode node) => _index[node.Name];

    private void Append(QuantizedNode node)
    {
        var source = (QuantizedNode)_graph[node.Inputs[0]];
        var second = node is QuantizedAdd ? (QuantizedNode)_graph[node.Inputs[1]] : null;
        var lanes = HlsLanes.Of(node, _accelerator);
        var load = source is QuantizedInput ? 1 : HlsLanes.Of(source, _accelerator).Channels;
        var index = _index[node.Name];
        var mode = _graph.Arithmetic.Mode == RequantizeMode.HalfUp ? "half_up" : "tflite";
        if (node is not QuantizedConcat)
            _layers.Add(
                new HlsLayerView(
                    index,
                    NativeText.Comment(node.Name),
                    node.Op,
                    mode,
                    HlsConstants.Of(node, source, second, lanes, load)
                )
            );
        var calls = CallsOf(node, index, lanes);
        for (var i = 0; i < calls.Count; i++)
        {
            _calls.Add(
                new HlsCallView(
                    calls[i],
                    i == calls.Count - 1,
                    index,
                    NativeText.Literal(node.Name),
                    node.Shape.Elements,
                    CarriedCodes.SignOf(node.Output.Type)
                )
            );
        }
    }

    private IReadOnlyList<string> CallsOf(QuantizedNode node, int index, HlsLanes lanes)
    {
        var x = $"value_{_index[node.Inputs[0]]}";
        var y = $"value_{index}";
        return node switch
        {
            QuantizedConv2d conv =>
            [
                $"cd::convolution<layer_{index}>({x}, {y}, {ConvolutionArrays(conv, index, lanes)})",
            ],
            QuantizedMaxPool => [$"cd::max_pool<layer_{index}>({x}, {y})"],
            QuantizedAveragePool => [$"cd::average_pool<layer_{index}>({x}, {y})"],
            QuantizedAdd add => [$"cd::add<layer_{index}>({x}, value_{_index[add.Inputs[1]]}, {y})"],
            QuantizedPad => [$"cd::pad<layer_{index}>({x}, {y})"],
            QuantizedRescale rescale =>
            [
                $"cd::rescale<layer_{index}>({x}, {y}, {Factors(rescale, index, rescale.Requantization)})",
            ],
            QuantizedConcat concat => Copies(concat, y),
            _ => throw new NotSupportedException($"No HLS for {node.GetType().Name}."),
        };
    }

    private string ConvolutionArrays(QuantizedConv2d conv, int index, HlsLanes lanes)
    {
        var weights = Arrays.AddBytes(conv, index, "weights", ConvolutionWeights.Lanes(conv, lanes.Channels).Codes);
        var bias = Arrays.AddWords(conv, index, "bias", conv.Bias);
        return $"{weights}, {bias}, {Factors(conv, index, conv.Requantization)}";
    }

    private string Factors(Node node, int index, Requantization requantization)
    {
        var (multipliers, shifts) = Arrays.AddFactors(node, index, requantization);
        return $"{multipliers}, {shifts}";
    }

    private List<string> Copies(QuantizedConcat concat, string y)
    {
        var calls = new List<string>();
        var offset = 0;
        foreach (var input in concat.Inputs)
        {
            var channels = _graph[input].Shape.Channels;
            calls.Add(
                $"cd::copy_channels<{concat.Shape.Pixels}, {channels}, {concat.Shape.Channels}, {offset}>(value_{_index[input]}, {y})"
            );
            offset += channels;
        }

        return calls;
    }
}
