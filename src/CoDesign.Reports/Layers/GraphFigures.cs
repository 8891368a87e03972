// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Numerics;

namespace CoDesign.Reports.Layers;

/// <summary>What can be said of a graph without hardware: shapes, MACs, parameters, bytes.</summary>
public static class GraphFigures
{
    private const int BitsPerByte = 8;
    private const int BiasBytes = 4;

    /// <summary>The summary of <paramref name="graph"/> at any stage; values of float graphs count one byte an element, as they will be codes.</summary>
    public static NetworkSummary Of(Graph graph) =>
        new(
            graph.Name,
            Shape(graph.InputNode.Shape),
            [.. graph.Nodes.Where(n => !n.Inputs.IsEmpty).Select(n => LayerOf(graph, n))]
        )
        {
            PeakActivationBytes = PeakBytes(graph),
            Arithmetic = graph.Stage >= GraphStage.Quantized ? ArithmeticOf(graph) : null,
        };

    /// <summary>The figures of the layer that <paramref name="node"/> is.</summary>
    public static LayerSummary LayerOf(Graph graph, Node node)
    {
        var summary = new LayerSummary(node.Name, node.Op, Shape(graph[node.Inputs[0]].Shape), Shape(node.Shape))
        {
            ActivationBytes = BytesOf(node),
        };
        return node switch
        {
            Conv2d conv => Convolution(summary, conv.Window, conv.Groups, conv.Weights.Length, BitsPerByte),
            QuantizedConv2d conv => Convolution(
                summary,
                conv.Window,
                conv.Groups,
                conv.Weights.Length,
                conv.WeightQuantization.Type.Bits
            ),
            BatchNorm => summary with { Parameters = 2L * node.Shape.Channels },
            MaxPool pool => Pool(summary, pool.Window),
            AveragePool pool => Pool(summary, pool.Window),
            QuantizedMaxPool pool => Pool(summary, pool.Window),
            QuantizedAveragePool pool => Pool(summary, pool.Window),
            _ => summary,
        };
    }

    /// <summary>
    /// Parameters as training frameworks count them, nothing folded: weights, biases, and gamma and beta of batch normalization. A convolution whose
    /// biases are all zero before a batch normalization counts as one without bias.
    /// </summary>
    public static long TrainedParameters(Graph graph) =>
        graph.Nodes.Sum(node =>
            node switch
            {
                Conv2d conv => conv.Weights.Length + (HasBias(graph, conv) ? conv.Bias.Length : 0),
                QuantizedConv2d conv => conv.Weights.Length + conv.Bias.Length,
                BatchNorm norm => norm.Gamma.Length + norm.Beta.Length,
                _ => 0L,
            }
        );

    /// <summary>[H, W, C].</summary>
    public static ImmutableArray<int> Shape(TensorShape shape) => [shape.Height, shape.Width, shape.Channels];

    /// <summary>Greatest sum of bytes of the values alive while a node runs: those that it or a later node reads, and the one that it defines.</summary>
    public static long PeakBytes(Graph graph)
    {
        var lastUse = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < graph.Nodes.Length; i++)
        {
            lastUse[graph.Nodes[i].Name] = i;
            foreach (var input in graph.Nodes[i].Inputs)
                lastUse[input] = i;
        }

        long alive = 0,
            peak = 0;
        for (var i = 0; i < graph.Nodes.Length; i++)
        {
            var node = graph.Nodes[i];
            alive += BytesOf(node);
            peak = Math.Max(peak, alive);
            foreach (var name in node.Inputs.Append(node.Name).Distinct(StringComparer.Ordinal))
            {
                if (lastUse[name] == i)
                    alive -= BytesOf(graph[name]);
            }
        }

        return peak;
    }

    private static ArithmeticSummary ArithmeticOf(Graph graph) =>
        new(
            graph.Arithmetic.Mode == RequantizeMode.HalfUp ? "half_up" : "tflite",
            graph.Arithmetic.Profile.ToString().ToLowerInvariant(),
            graph.Arithmetic.MultiplierBits,
            graph.Nodes.Count(n => n is QuantizedConv2d { Requantization.Preshift: > 0 })
        );

    private static bool HasBias(Graph graph, Conv2d conv) =>
        conv.Bias.Any(bias => bias != 0) || !graph.ConsumersOf(conv.Name).All(reader => reader is BatchNorm);

    private static LayerSummary Convolution(LayerSummary summary, Window2d window, int groups, long weights, int bits)
    {
        var channels = summary.Shape[2];
        return Pool(summary, window) with
        {
            Groups = groups,
            Macs = weights * summary.Shape[0] * summary.Shape[1],
            Parameters = weights + channels,
            WeightBytes = (((weights * bits) + BitsPerByte - 1) / BitsPerByte) + (BiasBytes * channels),
        };
    }

    private static LayerSummary Pool(LayerSummary summary, Window2d window) =>
        summary with
        {
            Kernel = [window.KernelHeight, window.KernelWidth],
            Stride = [window.StrideHeight, window.StrideWidth],
        };

    private static long BytesOf(Node node)
    {
        var bits = node is QuantizedNode quantized ? quantized.Output.Type.Bits : BitsPerByte;
        return ((node.Shape.Elements * bits) + BitsPerByte - 1) / BitsPerByte;
    }
}
