// SPDX-License-Identifier: Apache-2.0
using System.Numerics.Tensors;

namespace CoDesign.Golden.Integer;

/// <summary>
/// Runs a graph at stage Quantized or Lowered with plain loops: the normative result of every operator (arithmetic, sections 2 to 4).
/// Thread-safe.
/// </summary>
public sealed class IntegerExecutor
{
    private readonly Graph _graph;
    private readonly Dictionary<string, QuantizedNode> _nodes = new(StringComparer.Ordinal);
    private readonly RequantizeStep _requantize;

    /// <summary>An executor of <paramref name="graph"/>.</summary>
    /// <exception cref="ArgumentException">The graph holds a node that is not integer.</exception>
    public IntegerExecutor(Graph graph)
    {
        _graph = graph;
        _requantize = Requantize.StepFor(graph.Arithmetic.Mode);
        foreach (var node in graph.Nodes)
        {
            _nodes[node.Name] =
                node as QuantizedNode
                ?? throw new ArgumentException(
                    $"{node.GetType().Name} '{node.Name}' is not an integer node; graph at stage {graph.Stage}.",
                    nameof(graph)
                );
        }
    }

    /// <summary>All values of one record.</summary>
    /// <param name="codesHwc">Codes of the input, [H, W, C].</param>
    /// <returns>Codes [H, W, C] by value name, the input among them.</returns>
    /// <exception cref="ArgumentException">Wrong number of codes, or one outside the input's type.</exception>
    public IReadOnlyDictionary<string, short[]> Run(ReadOnlySpan<short> codesHwc)
    {
        var values = new Dictionary<string, short[]>(_nodes.Count, StringComparer.Ordinal);
        foreach (var node in _graph.Nodes)
        {
            if (node is QuantizedInput input)
                CheckInput(input, codesHwc);
            values[node.Name] = node is QuantizedInput ? codesHwc.ToArray() : Compute(_nodes[node.Name], values);
        }

        return values;
    }

    /// <summary>The value of <paramref name="node"/> from those of its inputs.</summary>
    internal short[] Compute(QuantizedNode node, Dictionary<string, short[]> values)
    {
        var source = _nodes[node.Inputs[0]];
        var x = values[source.Name];
        return node switch
        {
            QuantizedConv2d conv => IntegerConvolution.Run(conv, source, x, _requantize),
            QuantizedMaxPool pool => IntegerPooling.Max(pool, source.Shape, x),
            QuantizedAveragePool pool => IntegerPooling.Average(pool, source.Shape, x),
            QuantizedAdd add => IntegerElementwise.Add(
                add,
                source,
                x,
                _nodes[add.Inputs[1]],
                values[add.Inputs[1]],
                _requantize
            ),
            QuantizedRescale rescale => IntegerElementwise.Rescale(rescale, source, x, _requantize),
            QuantizedPad pad => IntegerElementwise.Pad(pad, source.Shape, x),
            QuantizedConcat concat => IntegerElementwise.Concat(
                concat,
                [.. concat.Inputs.Select(name => values[name])]
            ),
            QuantizedSoftmax softmax => Softmax(softmax, source, x),
            _ => throw new NotSupportedException($"No integer execution of {node.GetType().Name}."),
        };
    }

    private short[] Softmax(QuantizedSoftmax node, QuantizedNode source, short[] x) =>
        _graph.Arithmetic.Mode switch
        {
            RequantizeMode.HalfUp => IntegerSoftmax.Exact(node, source, x),
            RequantizeMode.TfLite => TfLiteSoftmax.Run(node, source, x),
            var mode => throw new NotSupportedException($"No softmax for mode {mode}."),
        };

    /// <summary>Throws unless <paramref name="codes"/> are as many codes as the input has.</summary>
    internal static void CheckInput(QuantizedInput input, ReadOnlySpan<short> codes)
    {
        if (codes.Length != input.Shape.Elements)
            throw new ArgumentException(
                $"Input '{input.Name}' has {input.Shape.Elements} codes, got {codes.Length}.",
                nameof(codes)
            );
        if (
            TensorPrimitives.Min(codes) >= input.Output.Type.Minimum
            && TensorPrimitives.Max(codes) <= input.Output.Type.Maximum
        )
            return;
        foreach (var code in codes)
        {
            if (!input.Output.Type.Contains(code))
                throw new ArgumentException(
                    $"Input '{input.Name}': {code} is not a {input.Output.Type} code.",
                    nameof(codes)
                );
        }
    }
}
