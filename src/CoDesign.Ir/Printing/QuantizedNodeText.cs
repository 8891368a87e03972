// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Numerics;

namespace CoDesign.Ir.Printing;

/// <summary>Attributes of integer nodes.</summary>
internal static class QuantizedNodeText
{
    public static IEnumerable<string> Of(QuantizedNode node)
    {
        yield return $"{node.Output.Type} scale {GraphText.Real(node.Output.Scale)} zero {node.Output.ZeroPoint}";
        switch (node)
        {
            case QuantizedConv2d conv:
                yield return GraphText.Window(conv.Window);
                if (conv.Groups != 1)
                    yield return $"groups {conv.Groups}";
                yield return Weights(conv);
                yield return $"bias {GraphText.Extremes([.. conv.Bias.Select(bias => (double)bias)])}";
                yield return Factors(conv.Requantization);
                yield return GraphText.Clamp(conv.Clamp);
                break;
            case QuantizedMaxPool pool:
                yield return GraphText.Window(pool.Window);
                yield return GraphText.Clamp(pool.Clamp);
                break;
            case QuantizedAveragePool pool:
                yield return GraphText.Window(pool.Window);
                if (pool.CountPadding)
                    yield return "padding counts";
                yield return GraphText.Clamp(pool.Clamp);
                break;
            case QuantizedAdd add:
                yield return $"first {Factors(add.First)}";
                yield return $"second {Factors(add.Second)}";
                yield return $"sum {Factors(add.Sum)}";
                yield return GraphText.Clamp(add.Clamp);
                break;
            case QuantizedRescale rescale:
                yield return Factors(rescale.Requantization);
                yield return GraphText.Clamp(rescale.Clamp);
                break;
            case QuantizedPad pad:
                yield return GraphText.Border(pad.Top, pad.Bottom, pad.Left, pad.Right);
                yield return $"code {pad.Code}";
                break;
            case QuantizedInput or QuantizedConcat or QuantizedSoftmax:
                break;
            default:
                throw new NotSupportedException($"No text of {node.GetType().Name}.");
        }
    }

    private static string Weights(QuantizedConv2d conv)
    {
        var quantization = conv.WeightQuantization;
        return $"weights {GraphText.Extremes([.. conv.Weights.Select(weight => (double)weight)])} {quantization.Type}"
            + $" scale {GraphText.Extremes(quantization.Scales)} zero {quantization.ZeroPoint}";
    }

    private static string Factors(Requantization requantization)
    {
        var factors = requantization.Multipliers.Select(factor => $"{factor.Value}>>{factor.Shift}").ToArray();
        var shown = factors.Length <= 4 ? string.Join(", ", factors) : $"{factors[0]}, ... ({factors.Length})";
        return requantization.Preshift == 0
            ? $"factors {shown}"
            : $"factors {shown} after preshift {requantization.Preshift}";
    }
}
