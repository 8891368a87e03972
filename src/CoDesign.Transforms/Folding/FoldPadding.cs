// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Transforms.Folding;

/// <summary>
/// A border of real 0 into the windows of the convolutions that read it, whose own padding is 0 too:
/// <code>
/// pad(x, t, b, l, r, 0) -> conv2d(pads)   ---->   conv2d(x, pads + (t, b, l, r))
/// </code>
/// Likewise into an average pool without padding of its own, which then counts the border. Other readers keep the pad node.
/// </summary>
public sealed class FoldPadding : Pass
{
    /// <inheritdoc/>
    public override GraphStage Needs => GraphStage.Imported;

    /// <inheritdoc/>
    public override GraphStage Yields => GraphStage.Folded;

    /// <inheritdoc/>
    public override Graph Run(Graph graph, PassContext context)
    {
        var folded = new Dictionary<string, Pad>(StringComparer.Ordinal);
        var nodes = new List<Node>(graph.Nodes.Length);
        foreach (var node in graph.Nodes)
        {
            if (node is Pad { Value: 0.0 } pad)
                folded[pad.Name] = pad;
            nodes.Add(Fold(node, folded));
        }

        // Backwards, so that a pad that only a dropped pad reads goes too.
        for (var index = nodes.Count - 1; index > 0; index--)
        {
            var name = nodes[index].Name;
            if (
                folded.ContainsKey(name)
                && name != graph.Output
                && !nodes.Exists(node => node.Inputs.Contains(name, StringComparer.Ordinal))
            )
                nodes.RemoveAt(index);
        }

        return graph.WithNodes(nodes) with
        {
            Stage = GraphStage.Folded,
        };
    }

    private static Node Fold(Node node, Dictionary<string, Pad> pads)
    {
        while (node.Inputs.Length == 1 && pads.TryGetValue(node.Inputs[0], out var pad))
        {
            switch (node)
            {
                case Conv2d conv:
                    node = conv with { Inputs = pad.Inputs, Window = Widen(conv.Window, pad) };
                    break;
                case AveragePool pool when FitsPool(pool, pad):
                    node = pool with { Inputs = pad.Inputs, Window = Widen(pool.Window, pad), CountPadding = true };
                    break;
                default:
                    return node;
            }
        }

        return node;
    }

    private static Window2d Widen(Window2d window, Pad pad) =>
        window with
        {
            PadTop = window.PadTop + pad.Top,
            PadBottom = window.PadBottom + pad.Bottom,
            PadLeft = window.PadLeft + pad.Left,
            PadRight = window.PadRight + pad.Right,
        };

    /// <summary>A pool with padding of its own that it does not count sees two kinds of border; and no window may lie in the border only.</summary>
    private static bool FitsPool(AveragePool pool, Pad pad)
    {
        var window = Widen(pool.Window, pad);
        return (pool.CountPadding || !pool.Window.HasPadding)
            && Math.Max(window.PadTop, window.PadBottom) < window.SpanHeight
            && Math.Max(window.PadLeft, window.PadRight) < window.SpanWidth;
    }
}
