// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Numerics;

namespace CoDesign.Ir.Verification;

/// <summary>Constants of float nodes.</summary>
internal static class FloatRules
{
    public static void Verify(Node node, ImmutableArray<Node> inputs, DiagnosticBag findings)
    {
        switch (node)
        {
            case Conv2d conv:
                VerifyConvolution(conv, inputs[0].Shape.Channels, findings);
                VerifyClamp(node, conv.Clamp, findings);
                break;
            case BatchNorm norm:
                VerifyBatchNorm(norm, findings);
                break;
            case Activation activation:
                VerifyClamp(node, activation.Clamp, findings);
                break;
            case MaxPool pool:
                VerifyClamp(node, pool.Clamp, findings);
                break;
            case AveragePool pool:
                VerifyClamp(node, pool.Clamp, findings);
                break;
            case Add add:
                VerifyClamp(node, add.Clamp, findings);
                break;
            case Pad pad when !double.IsFinite(pad.Value):
                findings.Add(GraphDiagnostics.NotFinite(node, "pad value", 0, pad.Value));
                break;
        }
    }

    /// <summary>Channels and groups fit, and the weights have O * KH * KW * (C / G) elements.</summary>
    internal static bool VerifyGroups(
        Node node,
        int groups,
        int inputs,
        int weights,
        Window2d window,
        DiagnosticBag findings
    )
    {
        var outputs = node.Shape.Channels;
        if (groups < 1 || inputs % groups != 0 || outputs % groups != 0)
        {
            findings.Add(GraphDiagnostics.GroupsDoNotDivide(node, groups, inputs, outputs));
            return false;
        }

        var expected = (long)outputs * window.Taps * (inputs / groups);
        if (weights == expected)
            return true;
        findings.Add(GraphDiagnostics.WrongLength(node, "weights", weights, $"{expected}"));
        return false;
    }

    private static void VerifyConvolution(Conv2d conv, int inputs, DiagnosticBag findings)
    {
        var outputs = conv.Shape.Channels;
        if (conv.Bias.Length != outputs)
            findings.Add(GraphDiagnostics.WrongLength(conv, "bias", conv.Bias.Length, $"{outputs}"));
        else
            VerifyFinite(conv, "bias", conv.Bias, 1, findings);
        if (VerifyGroups(conv, conv.Groups, inputs, conv.Weights.Length, conv.Window, findings))
            VerifyFinite(conv, "a weight", conv.Weights, conv.Weights.Length / outputs, findings);
    }

    private static void VerifyBatchNorm(BatchNorm norm, DiagnosticBag findings)
    {
        var constants = new (string What, ImmutableArray<double> Values)[]
        {
            ("gamma", norm.Gamma),
            ("beta", norm.Beta),
            ("mean", norm.Mean),
            ("variance", norm.Variance),
        };
        foreach (var (what, values) in constants)
        {
            if (values.Length != norm.Shape.Channels)
                findings.Add(GraphDiagnostics.WrongLength(norm, what, values.Length, $"{norm.Shape.Channels}"));
            else
                VerifyFinite(norm, what, values, 1, findings);
        }

        for (var c = 0; c < norm.Variance.Length; c++)
        {
            if (norm.Variance[c] < 0.0 || !(norm.Variance[c] + norm.Epsilon > 0.0))
                findings.Add(GraphDiagnostics.BadVariance(norm, c, norm.Variance[c], norm.Epsilon));
        }
    }

    /// <summary>Reports the first element of each channel that is not finite.</summary>
    private static void VerifyFinite(
        Node node,
        string what,
        ImmutableArray<double> values,
        int perChannel,
        DiagnosticBag findings
    )
    {
        for (var c = 0; c < values.Length / perChannel; c++)
        {
            var channel = values.AsSpan(c * perChannel, perChannel);
            foreach (var value in channel)
            {
                if (double.IsFinite(value))
                    continue;
                findings.Add(GraphDiagnostics.NotFinite(node, what, c, value));
                break;
            }
        }
    }

    private static void VerifyClamp(Node node, RealClamp clamp, DiagnosticBag findings)
    {
        if (!(clamp.Low <= clamp.High))
            findings.Add(GraphDiagnostics.BadClamp(node, clamp.Low, clamp.High));
    }
}
