// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;

namespace CoDesign.Ir.Verification;

/// <summary>Geometry of convolutions, pools and pads.</summary>
internal static class WindowRules
{
    /// <summary>False when the geometry is so wrong that shapes cannot be computed from it.</summary>
    public static bool Verify(Node node, ImmutableArray<Node> inputs, DiagnosticBag findings)
    {
        var before = findings.Items.Count;
        if (node is Pad pad)
            VerifyBorder(node, [pad.Top, pad.Bottom, pad.Left, pad.Right], findings);
        if (node is QuantizedPad quantizedPad)
            VerifyBorder(
                node,
                [quantizedPad.Top, quantizedPad.Bottom, quantizedPad.Left, quantizedPad.Right],
                findings
            );
        if (ShapeRules.WindowOf(node) is not { } window)
            return findings.Items.Count == before;

        Least(node, "kernel height", window.KernelHeight, 1, findings);
        Least(node, "kernel width", window.KernelWidth, 1, findings);
        Least(node, "vertical stride", window.StrideHeight, 1, findings);
        Least(node, "horizontal stride", window.StrideWidth, 1, findings);
        Least(node, "vertical dilation", window.DilationHeight, 1, findings);
        Least(node, "horizontal dilation", window.DilationWidth, 1, findings);
        VerifyBorder(node, [window.PadTop, window.PadBottom, window.PadLeft, window.PadRight], findings);
        if (findings.Items.Count != before)
            return false;

        var input = inputs[0].Shape;
        if (window.OutputHeight(input.Height) < 1 || window.OutputWidth(input.Width) < 1)
            findings.Add(GraphDiagnostics.WindowDoesNotFit(node, window, input));
        else if (node is not (Conv2d or QuantizedConv2d))
            VerifyPoolPads(node, window, findings);
        return findings.Items.Count == before;
    }

    private static void VerifyBorder(Node node, ReadOnlySpan<int> pads, DiagnosticBag findings)
    {
        Least(node, "top padding", pads[0], 0, findings);
        Least(node, "bottom padding", pads[1], 0, findings);
        Least(node, "left padding", pads[2], 0, findings);
        Least(node, "right padding", pads[3], 0, findings);
    }

    private static void VerifyPoolPads(Node node, Window2d window, DiagnosticBag findings)
    {
        Below(node, "top", window.PadTop, window.SpanHeight, findings);
        Below(node, "bottom", window.PadBottom, window.SpanHeight, findings);
        Below(node, "left", window.PadLeft, window.SpanWidth, findings);
        Below(node, "right", window.PadRight, window.SpanWidth, findings);
    }

    private static void Least(Node node, string what, int value, int least, DiagnosticBag findings)
    {
        if (value < least)
            findings.Add(GraphDiagnostics.BadWindow(node, what, value, least));
    }

    private static void Below(Node node, string side, int pad, int span, DiagnosticBag findings)
    {
        if (pad >= span)
            findings.Add(GraphDiagnostics.WindowInPadding(node, side, pad, span));
    }
}
