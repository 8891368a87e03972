// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Nodes;

namespace CoDesign.Ir.Verification;

/// <summary>Output shapes from input shapes.</summary>
public static class ShapeRules
{
    /// <summary>The window of a convolution or pooling; null for other operators.</summary>
    public static Window2d? WindowOf(Node node) =>
        node switch
        {
            Conv2d conv => conv.Window,
            QuantizedConv2d conv => conv.Window,
            MaxPool pool => pool.Window,
            QuantizedMaxPool pool => pool.Window,
            AveragePool pool => pool.Window,
            QuantizedAveragePool pool => pool.Window,
            _ => null,
        };

    /// <summary>The shape that the inputs give; null where they do not determine it, or contradict each other (then no shape is right and the first input's stands).</summary>
    internal static TensorShape? Expected(Node node, ImmutableArray<Node> inputs)
    {
        if (inputs.IsEmpty)
            return null;
        var input = inputs[0].Shape;
        return node switch
        {
            Conv2d or QuantizedConv2d => WindowOf(node)?.Output(input, node.Shape.Channels),
            MaxPool or QuantizedMaxPool or AveragePool or QuantizedAveragePool => WindowOf(node)
                ?.Output(input, input.Channels),
            Pad pad => Bordered(input, pad.Top, pad.Bottom, pad.Left, pad.Right),
            QuantizedPad pad => Bordered(input, pad.Top, pad.Bottom, pad.Left, pad.Right),
            Add or QuantizedAdd => node.Shape == input ? inputs[1].Shape : input,
            Concat or QuantizedConcat => Concatenated(node, inputs),
            _ => input,
        };
    }

    private static TensorShape Bordered(TensorShape input, int top, int bottom, int left, int right) =>
        new(input.Height + top + bottom, input.Width + left + right, input.Channels);

    private static TensorShape Concatenated(Node node, ImmutableArray<Node> inputs)
    {
        var odd = inputs.FirstOrDefault(input =>
            input.Shape.Height != node.Shape.Height || input.Shape.Width != node.Shape.Width
        );
        var map = (odd ?? inputs[0]).Shape;
        return map with { Channels = inputs.Sum(input => input.Shape.Channels) };
    }
}
