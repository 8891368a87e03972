// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Numerics;

namespace CoDesign.Ir.Verification;

/// <summary>Codes, scales and factors of integer nodes (arithmetic, sections 1 to 4).</summary>
internal static class QuantizedRules
{
    public static void Verify(
        Arithmetic arithmetic,
        QuantizedNode node,
        ImmutableArray<Node> inputs,
        DiagnosticBag findings
    )
    {
        if (!VerifyOutput(node, findings))
            return;
        switch (node)
        {
            case QuantizedConv2d conv:
                ConvolutionRules.Verify(arithmetic, conv, (QuantizedNode)inputs[0], findings);
                VerifyClamp(node, conv.Clamp, findings);
                break;
            case QuantizedRescale rescale:
                FactorRules.Verify(
                    arithmetic,
                    node,
                    "the requantization",
                    rescale.Requantization,
                    node.Shape.Channels,
                    findings
                );
                VerifyClamp(node, rescale.Clamp, findings);
                break;
            case QuantizedAdd add:
                FactorRules.Verify(arithmetic, node, "the rescale of operand 0", add.First, 1, findings);
                FactorRules.Verify(arithmetic, node, "the rescale of operand 1", add.Second, 1, findings);
                FactorRules.Verify(arithmetic, node, "the rescale of the sum", add.Sum, 1, findings);
                VerifyClamp(node, add.Clamp, findings);
                break;
            case QuantizedMaxPool pool:
                VerifySameCodes(node, inputs, findings);
                VerifyClamp(node, pool.Clamp, findings);
                break;
            case QuantizedAveragePool pool:
                VerifySameCodes(node, inputs, findings);
                VerifyClamp(node, pool.Clamp, findings);
                break;
            case QuantizedPad pad:
                VerifySameCodes(node, inputs, findings);
                VerifyCode(node, "the pad code", pad.Code, findings);
                break;
            case QuantizedConcat:
                VerifySameCodes(node, inputs, findings);
                break;
        }
    }

    private static bool VerifyOutput(QuantizedNode node, DiagnosticBag findings)
    {
        var output = node.Output;
        if (output.Type.Bits is < 2 or > 8)
        {
            findings.Add(GraphDiagnostics.BadBits(node, "the codes", output.Type.Bits));
            return false;
        }

        if (!(output.Scale > 0.0) || !double.IsFinite(output.Scale))
            findings.Add(GraphDiagnostics.BadScale(node, "the scale", output.Scale));
        VerifyCode(node, "the zero point", output.ZeroPoint, findings);
        return true;
    }

    private static void VerifyClamp(QuantizedNode node, CodeClamp clamp, DiagnosticBag findings)
    {
        VerifyCode(node, "the clamp's lower bound", clamp.Low, findings);
        VerifyCode(node, "the clamp's upper bound", clamp.High, findings);
        if (clamp.Low > clamp.High)
            findings.Add(GraphDiagnostics.BadClamp(node, clamp.Low, clamp.High));
    }

    private static void VerifyCode(QuantizedNode node, string what, int code, DiagnosticBag findings)
    {
        if (!node.Output.Type.Contains(code))
            findings.Add(GraphDiagnostics.NotACode(node, what, code, node.Output.Type.ToString()));
    }

    private static void VerifySameCodes(QuantizedNode node, ImmutableArray<Node> inputs, DiagnosticBag findings)
    {
        foreach (var input in inputs.Cast<QuantizedNode>().Where(input => input.Output != node.Output))
            findings.Add(GraphDiagnostics.ScalesDiffer(node, input.Name));
    }
}
