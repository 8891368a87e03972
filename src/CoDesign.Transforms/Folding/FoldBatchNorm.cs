// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Transforms.Folding;

/// <summary>
/// Batch norm into the convolution or matrix product before it (thesis, Eq. 3.2):
/// <code>
/// conv2d(x, W, b) -> batch_norm(gamma, beta, mean, var)   ---->   conv2d(x, W', b')
///   a = gamma / sqrt(var + eps)     W'[o] = W[o] * a[o]     b'[o] = (b[o] - mean[o]) * a[o] + beta[o]
/// </code>
/// A batch norm behind anything else, or behind a convolution that others read as well, becomes a depthwise 1 x 1 convolution:
/// <code>
/// batch_norm(gamma, beta, mean, var)   ---->   conv2d(x, a, beta - mean * a, groups = C)
/// </code>
/// The convolution keeps its name.
/// </summary>
public sealed class FoldBatchNorm : Pass
{
    /// <inheritdoc/>
    public override GraphStage Needs => GraphStage.Imported;

    /// <inheritdoc/>
    public override GraphStage Yields => GraphStage.Imported;

    /// <inheritdoc/>
    public override Graph Run(Graph graph, PassContext context)
    {
        var nodes = new List<Node>(graph.Nodes.Length);
        var names = new ValueNames();
        foreach (var node in graph.Nodes)
        {
            if (node is not BatchNorm norm)
            {
                nodes.Add(names.Rewire(node));
                continue;
            }

            var producer = nodes.FindIndex(n => n.Name == names.Current(norm.Inputs[0]));
            if (nodes[producer] is Conv2d { Clamp.IsNone: true } conv && IsOnlyReader(graph, norm))
            {
                nodes[producer] = Fold(conv, norm);
                names.Merge(norm.Name, conv.Name);
            }
            else
            {
                nodes.Add(names.Rewire(Depthwise(norm)));
            }
        }

        return nodes.Count == graph.Nodes.Length && nodes.SequenceEqual(graph.Nodes, ReferenceEqualityComparer.Instance)
            ? graph
            : graph.WithNodes(nodes) with
            {
                Output = names.Current(graph.Output),
            };
    }

    private static bool IsOnlyReader(Graph graph, BatchNorm norm) =>
        graph.Output != norm.Inputs[0] && graph.ConsumersOf(norm.Inputs[0]).Count() == 1;

    private static double[] Factors(BatchNorm norm) =>
        [.. norm.Gamma.Select((gamma, c) => gamma / Math.Sqrt(norm.Variance[c] + norm.Epsilon))];

    private static Conv2d Fold(Conv2d conv, BatchNorm norm)
    {
        var a = Factors(norm);
        var taken = conv.Weights.Length / a.Length;
        return conv with
        {
            Weights = [.. conv.Weights.Select((weight, index) => weight * a[index / taken])],
            Bias = [.. conv.Bias.Select((bias, o) => ((bias - norm.Mean[o]) * a[o]) + norm.Beta[o])],
        };
    }

    private static Conv2d Depthwise(BatchNorm norm)
    {
        var a = Factors(norm);
        return new Conv2d(
            norm.Name,
            norm.Inputs,
            norm.Shape,
            new Window2d(1, 1),
            norm.Shape.Channels,
            [.. a],
            [.. a.Select((factor, c) => norm.Beta[c] - (norm.Mean[c] * factor))],
            RealClamp.None
        )
        {
            SourceOp = norm.SourceOp,
            SourceName = norm.SourceName,
        };
    }
}
