// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Ir.Nodes;

/// <summary>Geometry of a convolution or pooling window, in pixels. Pads may differ on the four sides.</summary>
public sealed record Window2d(
    int KernelHeight,
    int KernelWidth,
    int StrideHeight = 1,
    int StrideWidth = 1,
    int DilationHeight = 1,
    int DilationWidth = 1,
    int PadTop = 0,
    int PadBottom = 0,
    int PadLeft = 0,
    int PadRight = 0
)
{
    /// <summary>Rows from the first to the last tap, <c>(KH - 1) * DH + 1</c>.</summary>
    public int SpanHeight => ((KernelHeight - 1) * DilationHeight) + 1;

    /// <summary>Columns from the first to the last tap, <c>(KW - 1) * DW + 1</c>.</summary>
    public int SpanWidth => ((KernelWidth - 1) * DilationWidth) + 1;

    /// <summary>Number of taps, KH * KW.</summary>
    public int Taps => KernelHeight * KernelWidth;

    /// <summary>True when any side is padded.</summary>
    public bool HasPadding => (PadTop | PadBottom | PadLeft | PadRight) != 0;

    /// <summary>Output rows over <paramref name="height"/> input rows: <c>floor((H + pads - span) / stride) + 1</c>; below 1 when the window does not fit.</summary>
    public int OutputHeight(int height) => FloorDivide(height + PadTop + PadBottom - SpanHeight, StrideHeight) + 1;

    /// <summary>Output columns over <paramref name="width"/> input columns.</summary>
    public int OutputWidth(int width) => FloorDivide(width + PadLeft + PadRight - SpanWidth, StrideWidth) + 1;

    /// <summary>Output shape over <paramref name="input"/> with <paramref name="channels"/> channels.</summary>
    public TensorShape Output(TensorShape input, int channels) =>
        new(OutputHeight(input.Height), OutputWidth(input.Width), channels);

    private static int FloorDivide(int a, int b) => (int)Math.Floor((double)a / b);
}
