// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Numerics;

namespace CoDesign.Ir.Verification;

/// <summary>Integer convolutions: lengths, codes, factors, and the proof that accumulators stay in their bits.</summary>
internal static class ConvolutionRules
{
    public static void Verify(Arithmetic arithmetic, QuantizedConv2d conv, QuantizedNode source, DiagnosticBag findings)
    {
        var channels = conv.Shape.Channels;
        var weights = conv.WeightQuantization;
        if (conv.Bias.Length != channels)
            findings.Add(GraphDiagnostics.WrongLength(conv, "bias", conv.Bias.Length, $"{channels}"));
        if (weights.Scales.Length != 1 && weights.Scales.Length != channels)
            findings.Add(
                GraphDiagnostics.WrongLength(conv, "weight scales", weights.Scales.Length, $"1 or {channels}")
            );
        if (weights.Type.Bits is < 2 or > 8)
            findings.Add(GraphDiagnostics.BadBits(conv, "the weights", weights.Type.Bits));
        foreach (var scale in weights.Scales.Where(scale => !(scale > 0.0) || !double.IsFinite(scale)))
            findings.Add(GraphDiagnostics.BadScale(conv, "a weight scale", scale));
        if (!weights.Type.Contains(weights.ZeroPoint))
            findings.Add(
                GraphDiagnostics.NotACode(conv, "the weight zero point", weights.ZeroPoint, weights.Type.ToString())
            );
        foreach (var weight in conv.Weights)
        {
            if (weights.Type.Contains(weight))
                continue;
            findings.Add(GraphDiagnostics.NotACode(conv, "a weight", weight, weights.Type.ToString()));
            break;
        }

        FactorRules.Verify(arithmetic, conv, "the requantization", conv.Requantization, channels, findings);
        if (
            FloatRules.VerifyGroups(
                conv,
                conv.Groups,
                source.Shape.Channels,
                conv.Weights.Length,
                conv.Window,
                findings
            )
            && conv.Bias.Length == channels
        )
            VerifyBounds(arithmetic, conv, source, findings);
    }

    private static void VerifyBounds(
        Arithmetic arithmetic,
        QuantizedConv2d conv,
        QuantizedNode source,
        DiagnosticBag findings
    )
    {
        for (var o = 0; o < conv.Shape.Channels; o++)
        {
            var bound = AccumulatorBound.Of(conv, source.Output, o);
            if (bound >= AccumulatorBound.Limit)
                findings.Add(GraphDiagnostics.AccumulatorOverflow(conv, o, bound));
            else if (
                arithmetic.Profile == RequantizeProfile.Lean
                && bound >> conv.Requantization.Preshift >= HalfUpFactor.LeanOperandBound
            )
                findings.Add(GraphDiagnostics.OperandOverflow(conv, o, bound, conv.Requantization.Preshift));
        }
    }
}
