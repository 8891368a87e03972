// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Transforms.Quantization;

/// <summary>
/// Float nodes to integer nodes (arithmetic, sections 1 to 4):
/// <code>
/// conv2d(x, W, b), clamp [low, high]   ---->   conv2d(codes, W codes, b int32, multiplier and shift per channel), clamp [code(low), code(high)]
/// activation(x, low, high)             ---->   rescale(S_x / S_y), clamp
/// concat(a, b)                         ---->   concat(rescale(a), b)      where a's scale differs
/// </code>
/// Activations become quint of N bits; weights quint per tensor with a zero point, or qint per output channel, symmetric.
/// </summary>
public sealed class QuantizeGraph : Pass
{
    /// <inheritdoc/>
    public override GraphStage Needs => GraphStage.Calibrated;

    /// <inheritdoc/>
    public override GraphStage Yields => GraphStage.Quantized;

    /// <inheritdoc/>
    public override Graph? Run(Graph graph, PassContext context)
    {
        var errors = new DiagnosticBag();
        var options = context.Options;
        var codes = new ValueCodes(graph, new CodeType(options.Quantization.Bits, Signed: false));
        var nodes = new List<Node>(graph.Nodes.Length);
        foreach (var node in graph.Nodes)
        {
            if (graph.Ranges[node.Name] is { Minimum: 0.0, Maximum: 0.0 })
                errors.Add(QuantizationDiagnostics.AlwaysZero(node));
            if (node is Concat concat)
                nodes.AddRange(QuantizeConcat(concat, graph, codes, options, errors));
            else if (Quantize(node, codes, options, errors) is { } quantized)
                nodes.Add(quantized with { SourceOp = node.SourceOp, SourceName = node.SourceName });
        }

        context.Diagnostics.AddRange(errors.Items);
        return errors.HasErrors
            ? null
            : graph.WithNodes(nodes) with
            {
                Stage = GraphStage.Quantized,
                Arithmetic = new Arithmetic(RequantizeMode.HalfUp, options.Profile, options.MultiplierBits),
            };
    }

    private static QuantizedNode? Quantize(Node node, ValueCodes codes, PipelineOptions options, DiagnosticBag errors)
    {
        var output = codes[node.Name];
        return node switch
        {
            Input => new QuantizedInput(node.Name, node.Shape, output),
            Conv2d conv => ConvolutionQuantizer.Quantize(conv, codes[conv.Inputs[0]], output, options, errors),
            Add add => AddQuantizer.Quantize(add, codes[add.Inputs[0]], codes[add.Inputs[1]], output, options, errors),
            Activation activation => Rescale(
                activation,
                activation.Name,
                activation.Inputs[0],
                activation.Clamp,
                codes,
                output,
                options,
                errors
            ),
            MaxPool pool => new QuantizedMaxPool(
                pool.Name,
                pool.Inputs,
                pool.Shape,
                output,
                pool.Window,
                output.Bounds(pool.Clamp)
            ),
            AveragePool pool => new QuantizedAveragePool(
                pool.Name,
                pool.Inputs,
                pool.Shape,
                output,
                pool.Window,
                pool.CountPadding,
                output.Bounds(pool.Clamp)
            ),
            Pad pad => new QuantizedPad(
                pad.Name,
                pad.Inputs,
                pad.Shape,
                output,
                pad.Top,
                pad.Bottom,
                pad.Left,
                pad.Right,
                output.Quantize(pad.Value)
            ),
            Softmax softmax => new QuantizedSoftmax(softmax.Name, softmax.Inputs, softmax.Shape, output),
            _ => throw new NotSupportedException($"No quantization of {node.GetType().Name}."),
        };
    }

    private static QuantizedRescale? Rescale(
        Node node,
        string name,
        string input,
        RealClamp clamp,
        ValueCodes codes,
        QuantizationParameters output,
        PipelineOptions options,
        DiagnosticBag errors
    )
    {
        var factor = FactorQuantizer.Quantize(
            node,
            0,
            codes[input].Scale / output.Scale,
            AccumulatorBound.MaximumDistance(codes[input]),
            options,
            errors
        );
        return factor is null
            ? null
            : new QuantizedRescale(name, [input], node.Shape, output, factor, output.Bounds(clamp));
    }

    private static IEnumerable<QuantizedNode> QuantizeConcat(
        Concat concat,
        Graph graph,
        ValueCodes codes,
        PipelineOptions options,
        DiagnosticBag errors
    )
    {
        var output = codes[concat.Name];
        var inputs = concat.Inputs;
        for (var index = 0; index < inputs.Length; index++)
        {
            if (codes[inputs[index]] == output)
                continue;
            var source = graph[inputs[index]];
            var name = $"{concat.Name}.rescale{index}";
            inputs = inputs.SetItem(index, name);
            if (Rescale(source, name, source.Name, RealClamp.None, codes, output, options, errors) is { } rescale)
                yield return rescale;
        }

        yield return new QuantizedConcat(concat.Name, inputs, concat.Shape, output)
        {
            SourceOp = concat.SourceOp,
            SourceName = concat.SourceName,
        };
    }
}
