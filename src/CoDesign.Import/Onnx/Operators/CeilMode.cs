// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Nodes;

namespace CoDesign.Import.Onnx.Operators;

/// <summary>
/// ceil_mode = 1: <c>out = ceil((in + pads - span) / stride) + 1</c>, as padding appended at the end. A window that would start in the padding at the end
/// is left out, as PyTorch, ONNX Runtime and opset 22 do.
/// </summary>
internal static class CeilMode
{
    /// <summary>The window with its end padding extended; unchanged without <paramref name="isCeil"/>.</summary>
    public static Window2d Extend(Window2d window, TensorShape input, bool isCeil) =>
        !isCeil
            ? window
            : window with
            {
                PadBottom =
                    window.PadBottom
                    + Extra(input.Height, window.PadTop, window.PadBottom, window.SpanHeight, window.StrideHeight),
                PadRight =
                    window.PadRight
                    + Extra(input.Width, window.PadLeft, window.PadRight, window.SpanWidth, window.StrideWidth),
            };

    private static int Extra(int size, int begin, int end, int span, int stride)
    {
        var rest = size + begin + end - span;
        var steps = (rest + stride - 1) / stride;
        if (steps * stride >= size + begin)
            steps--;
        return Math.Max(0, (steps * stride) - rest);
    }
}
