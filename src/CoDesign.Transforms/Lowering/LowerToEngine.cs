// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Transforms.Lowering;

/// <summary>
/// To the operators of the engine, values unchanged:
/// <code>
/// pad(x, Z_x) -> conv2d(pads)           ---->   conv2d(x, pads + border)
/// rescale(x) of equal codes, no clamp   ---->   x
/// values that nothing reads             ---->   gone
/// </code>
/// What remains is conv2d, max pool, average pool, add, pad, rescale and concat, and a softmax at the end for the host.
/// </summary>
public sealed class LowerToEngine : Pass
{
    /// <inheritdoc/>
    public override GraphStage Needs => GraphStage.Quantized;

    /// <inheritdoc/>
    public override GraphStage Yields => GraphStage.Lowered;

    /// <inheritdoc/>
    public override Graph Run(Graph graph, PassContext context)
    {
        var nodes = new List<Node>(graph.Nodes.Length);
        var names = new ValueNames();
        var pads = new Dictionary<string, QuantizedPad>(StringComparer.Ordinal);
        foreach (var original in graph.Nodes)
        {
            var node = names.Rewire(original);
            if (node is QuantizedPad pad && pad.Code == pad.Output.ZeroPoint)
                pads[pad.Name] = pad;
            if (
                node is QuantizedRescale rescale
                && IsIdentity(rescale, (QuantizedNode)graph[original.Inputs[0]], graph.Arithmetic.Mode)
            )
                names.Merge(rescale.Name, rescale.Inputs[0]);
            else
                nodes.Add(FoldBorder(node, pads));
        }

        var output = names.Current(graph.Output);
        RemoveUnread(nodes, output);
        return graph.WithNodes(nodes) with { Stage = GraphStage.Lowered, Output = output };
    }

    private static Node FoldBorder(Node node, Dictionary<string, QuantizedPad> pads)
    {
        while (node is QuantizedConv2d conv && pads.TryGetValue(conv.Inputs[0], out var pad))
        {
            node = conv with
            {
                Inputs = pad.Inputs,
                Window = conv.Window with
                {
                    PadTop = conv.Window.PadTop + pad.Top,
                    PadBottom = conv.Window.PadBottom + pad.Bottom,
                    PadLeft = conv.Window.PadLeft + pad.Left,
                    PadRight = conv.Window.PadRight + pad.Right,
                },
            };
        }

        return node;
    }

    /// <summary>Equal scales make the factor 1, which every mode's multiplier holds exactly.</summary>
    private static bool IsIdentity(QuantizedRescale rescale, QuantizedNode source, RequantizeMode mode) =>
        rescale.Output == source.Output
        && rescale.Clamp == new CodeClamp(rescale.Output.Type.Minimum, rescale.Output.Type.Maximum)
        && rescale.Requantization.Multipliers.All(factor => factor == rescale.Requantization.Multipliers[0])
        && Real(rescale.Requantization, mode) == 1.0;

    private static double Real(Requantization requantization, RequantizeMode mode) =>
        mode == RequantizeMode.TfLite
            ? TfLiteFactor.ToReal(requantization[0])
            : HalfUpFactor.ToReal(requantization[0], requantization.Preshift);

    private static void RemoveUnread(List<Node> nodes, string output)
    {
        var read = new HashSet<string>(StringComparer.Ordinal) { output };
        for (var index = nodes.Count - 1; index > 0; index--)
        {
            if (read.Contains(nodes[index].Name))
                read.UnionWith(nodes[index].Inputs);
            else
                nodes.RemoveAt(index);
        }
    }
}
