// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Nodes;

namespace CoDesign.Mapping.Layers;

/// <summary>What a <see cref="LayerKind.WindowShare"/> takes every window to be: <paramref name="Count"/> elements of the map, the rest padding.</summary>
/// <param name="Count">Elements that the sum is divided by.</param>
/// <param name="PadsGreatest">The padding reads the greatest code; else the least.</param>
public sealed record WindowShare(int Count, bool PadsGreatest);

/// <summary>
/// Average pools. A mean over the whole map: one layer whose lanes share the map. Where all windows hold the same number of elements: one layer. Where padding is left out of the count and windows at the border hold fewer, with the counts
/// c1 &lt; .. &lt; cK: for each c the window's sum, plus (c - count) codes b for the padding, divided by c. With b the greatest code that is exact in windows of c and no more
/// than the mean in windows of more elements; with b the least code, exact and no more in windows of fewer. So
/// <code>
/// mean = max over c of min(share(c, greatest code), share(c, least code))
/// </code>
/// where c1 needs the first of the two alone and cK the second. The engine has maxima, so shares are computed as complements, <c>least + greatest - code</c>, whose maximum is the minimum's.
/// </summary>
internal sealed partial class NetworkBuilder
{
    private void AddAveragePool(Node node, Window2d window, bool countsPadding)
    {
        if (IsSharedByLanes(node, window))
        {
            AddSharedPool(node);
            return;
        }

        var taps = TapGeometry.Convolution(window);
        var counts = countsPadding ? [window.Taps] : taps.ValidCounts(ShapeOf(node, 0), node.Shape);
        if (counts.Length == 1)
        {
            AddElementwise(node, LayerKind.AveragePool, taps);
            return;
        }

        var bounds = counts.Select((count, index) => AddBound(node, taps, count, index > 0, index < counts.Length - 1));
        AddGreatest(node.Name, node, [.. bounds], [node]);
    }

    /// <summary>A mean over the whole map has one output pixel.</summary>
    private bool IsSharedByLanes(Node node, Window2d window)
    {
        var pixels = ShapeOf(node, 0).Pixels;
        return _addsLanes
            && _pixels > 1
            && !window.HasPadding
            && node.Shape.Pixels == 1
            && window.Taps == pixels
            && pixels > _pixels;
    }

    private void AddSharedPool(Node node)
    {
        var input = ShapeOf(node, 0);
        var row = new TensorShape(1, input.Pixels, input.Channels);
        var taps = TapGeometry.Pieces((input.Pixels + _pixels - 1) / _pixels);
        Append(
            new(
                node.Name,
                node.Name,
                LayerKind.AveragePool,
                Tensors(node),
                row,
                node.Shape,
                taps,
                input.Channels,
                [node],
                0
            )
            {
                AddedLanes = _pixels,
            }
        );
    }

    /// <summary>The complement of what the mean is at least, and exactly where windows hold <paramref name="count"/> elements.</summary>
    private string AddBound(Node node, TapGeometry taps, int count, bool hasFewer, bool hasMore)
    {
        if (!hasFewer || !hasMore)
            return AddShare(node, taps, new WindowShare(count, hasMore));
        ImmutableArray<string> shares =
        [
            AddShare(node, taps, new WindowShare(count, true)),
            AddShare(node, taps, new WindowShare(count, false)),
        ];
        return AddGreatest(Unused($"{node.Name}/bound"), node, shares, []);
    }

    private string AddShare(Node node, TapGeometry taps, WindowShare share)
    {
        var input = ShapeOf(node, 0);
        var name = Unused($"{node.Name}/share");
        AppendStep(
            new(name, node.Name, LayerKind.WindowShare, Tensors(node), input, node.Shape, taps, input.Channels, [], 0)
            {
                Share = share,
            }
        );
        return name;
    }

    private string AddGreatest(string name, Node node, ImmutableArray<string> parts, ImmutableArray<Node> nodes)
    {
        var shape = node.Shape;
        // Parts of a concatenation have equal distances, which the window steps over.
        _concatenations.Add(
            new Concatenation(
                Unused($"{name}/parts"),
                node.Name,
                parts,
                shape with
                {
                    Channels = parts.Length * shape.Channels,
                }
            )
        );
        EngineLayer layer = new(
            name,
            node.Name,
            LayerKind.Greatest,
            parts,
            shape,
            shape,
            TapGeometry.Tensors(parts.Length),
            shape.Channels,
            nodes,
            0
        );
        if (layer.IsStep)
            AppendStep(layer);
        else
            Append(layer);
        return name;
    }

    /// <summary>Appends a layer whose tensor is not its value.</summary>
    private void AppendStep(EngineLayer layer)
    {
        _layers.Add(layer);
        _shapes[layer.Name] = layer.Shape;
        if (layer.Inputs.Any(_boundToConcatenation.Contains))
            _boundToConcatenation.Add(layer.Name);
    }
}
