// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;

namespace CoDesign.Import.Onnx.Operators;

/// <summary>Whether each position of a window has a tap on the map; else a maximum would have nothing to choose from, a mean nothing to divide by.</summary>
internal static class WindowCoverage
{
    /// <summary>True when every position has a tap on the map.</summary>
    public static bool IsWhole(Window2d window, TensorShape input) =>
        IsWhole(
            input.Height,
            window.PadTop,
            window.OutputHeight(input.Height),
            window.KernelHeight,
            window.StrideHeight,
            window.DilationHeight
        )
        && IsWhole(
            input.Width,
            window.PadLeft,
            window.OutputWidth(input.Width),
            window.KernelWidth,
            window.StrideWidth,
            window.DilationWidth
        );

    /// <summary>The message when it is not.</summary>
    public static Diagnostic Problem(OnnxNode node, Window2d window, TensorShape input, bool mustCover) =>
        ImportDiagnostics.WindowDoesNotFit(
            node.Where,
            $"kernel {window.KernelHeight}x{window.KernelWidth}, strides {window.StrideHeight}x{window.StrideWidth}, dilations {window.DilationHeight}x{window.DilationWidth}, "
                + $"pads top {window.PadTop}, left {window.PadLeft}, bottom {window.PadBottom}, right {window.PadRight}",
            $"{input.Height}x{input.Width}",
            mustCover
        );

    private static bool IsWhole(int size, int padBegin, int outputs, int kernel, int stride, int dilation)
    {
        for (var i = 0; i < outputs; i++)
        {
            var start = ((long)i * stride) - padBegin;
            var firstTap = start >= 0 ? 0 : (-start + dilation - 1) / dilation;
            if (firstTap >= kernel || start + (firstTap * dilation) >= size)
                return false;
        }

        return true;
    }
}
