// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Golden.Float;

/// <summary>
/// Runs a graph of float nodes (stages Imported to Calibrated) in double. Sums are taken in one fixed order, without fused
/// multiply-add, so that a result is the same bits on every machine. NaN goes through every operator. Thread-safe.
/// </summary>
public sealed class FloatExecutor
{
    private readonly Graph _graph;
    private readonly Dictionary<string, Node> _nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FloatConvolution> _convolutions = new(StringComparer.Ordinal);

    /// <summary>An executor of <paramref name="graph"/>; weights are packed once, here.</summary>
    /// <exception cref="ArgumentException">The graph holds integer nodes.</exception>
    public FloatExecutor(Graph graph)
    {
        _graph = graph;
        foreach (var node in graph.Nodes)
        {
            if (node is QuantizedNode)
                throw new ArgumentException(
                    $"{node.GetType().Name} '{node.Name}' is not a float node; graph at stage {graph.Stage}.",
                    nameof(graph)
                );
            _nodes[node.Name] = node;
            if (node is Conv2d conv)
                _convolutions[conv.Name] = FloatConvolution.Of(conv, _nodes[conv.Inputs[0]].Shape);
        }
    }

    /// <summary>All values of one record.</summary>
    /// <param name="inputHwc">Real input, [H, W, C].</param>
    /// <returns>Real values [H, W, C] by value name, the input among them.</returns>
    /// <exception cref="ArgumentException">Wrong number of elements.</exception>
    public IReadOnlyDictionary<string, double[]> Run(ReadOnlySpan<double> inputHwc)
    {
        var values = new Dictionary<string, double[]>(_nodes.Count, StringComparer.Ordinal);
        Run(inputHwc, values);
        return values;
    }

    /// <summary>As <see cref="Run(ReadOnlySpan{double})"/>, into <paramref name="values"/>; arrays of an earlier run of the same graph are overwritten.</summary>
    public void Run(ReadOnlySpan<double> inputHwc, Dictionary<string, double[]> values)
    {
        foreach (var node in _graph.Nodes)
        {
            if (!values.TryGetValue(node.Name, out var y))
                values[node.Name] = y = new double[node.Shape.Elements];
            if (node is not Input)
                Compute(node, values, y);
            else if (inputHwc.Length == y.Length)
                inputHwc.CopyTo(y);
            else
                throw new ArgumentException(
                    $"Input '{node.Name}' has {y.Length} elements, got {inputHwc.Length}.",
                    nameof(inputHwc)
                );
        }
    }

    /// <summary>Computes one value from given inputs.</summary>
    /// <param name="value">Name of a value that is not the network's input.</param>
    /// <param name="inputs">Holds the values that the node reads; stays as it is.</param>
    /// <param name="result">Takes the value, [H, W, C].</param>
    public void Compute(string value, IReadOnlyDictionary<string, double[]> inputs, double[] result) =>
        Compute(_nodes[value], inputs, result);

    private void Compute(Node node, IReadOnlyDictionary<string, double[]> values, double[] y)
    {
        var input = _nodes[node.Inputs[0]].Shape;
        var x = values[node.Inputs[0]];
        switch (node)
        {
            case Conv2d conv:
                _convolutions[conv.Name].Run(x, y);
                Clamp(y, conv.Clamp);
                break;
            case BatchNorm norm:
                FloatElementwise.BatchNorm(norm, x, y);
                break;
            case Activation activation:
                x.CopyTo(y, 0);
                Clamp(y, activation.Clamp);
                break;
            case MaxPool pool:
                FloatPooling.Max(pool, input, x, y);
                Clamp(y, pool.Clamp);
                break;
            case AveragePool pool:
                FloatPooling.Average(pool, input, x, y);
                Clamp(y, pool.Clamp);
                break;
            case Add add:
                FloatElementwise.Add(x, values[add.Inputs[1]], y);
                Clamp(y, add.Clamp);
                break;
            case Concat concat:
                FloatElementwise.Concat(concat, [.. concat.Inputs.Select(name => values[name])], y);
                break;
            case Pad pad:
                FloatElementwise.Pad(pad, input, x, y);
                break;
            case Softmax softmax:
                FloatElementwise.Softmax(softmax, x, y);
                break;
            default:
                throw new NotSupportedException($"No float execution of {node.GetType().Name}.");
        }
    }

    private static void Clamp(double[] values, RealClamp clamp)
    {
        if (clamp.IsNone)
            return;
        for (var i = 0; i < values.Length; i++)
            values[i] = clamp.Apply(values[i]);
    }
}
