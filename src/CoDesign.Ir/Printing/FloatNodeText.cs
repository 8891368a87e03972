// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Numerics;

namespace CoDesign.Ir.Printing;

/// <summary>Attributes of float nodes.</summary>
internal static class FloatNodeText
{
    public static IEnumerable<string> Of(Node node)
    {
        switch (node)
        {
            case Conv2d conv:
                yield return GraphText.Window(conv.Window);
                if (conv.Groups != 1)
                    yield return $"groups {conv.Groups}";
                yield return $"weights {GraphText.Extremes(conv.Weights)}";
                yield return $"bias {GraphText.Extremes(conv.Bias)}";
                break;
            case BatchNorm norm:
                yield return $"gamma {GraphText.Extremes(norm.Gamma)}";
                yield return $"beta {GraphText.Extremes(norm.Beta)}";
                yield return $"mean {GraphText.Extremes(norm.Mean)}";
                yield return $"variance {GraphText.Extremes(norm.Variance)}";
                yield return $"epsilon {GraphText.Real(norm.Epsilon)}";
                break;
            case MaxPool pool:
                yield return GraphText.Window(pool.Window);
                break;
            case AveragePool pool:
                yield return GraphText.Window(pool.Window);
                if (pool.CountPadding)
                    yield return "padding counts";
                break;
            case Pad pad:
                yield return GraphText.Border(pad.Top, pad.Bottom, pad.Left, pad.Right);
                yield return $"value {GraphText.Real(pad.Value)}";
                break;
            case Input or Activation or Add or Concat or Softmax:
                break;
            default:
                throw new NotSupportedException($"No text of {node.GetType().Name}.");
        }

        if (ClampOf(node) is { IsNone: false } clamp)
            yield return GraphText.Clamp(clamp);
    }

    private static RealClamp ClampOf(Node node) =>
        node switch
        {
            Conv2d conv => conv.Clamp,
            Activation activation => activation.Clamp,
            MaxPool pool => pool.Clamp,
            AveragePool pool => pool.Clamp,
            Add add => add.Clamp,
            _ => RealClamp.None,
        };
}
