// SPDX-License-Identifier: Apache-2.0
using CoDesign.Import.TfLite.FlatBuffers;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;

namespace CoDesign.Import.TfLite.Operators;

/// <summary>
/// Window geometry as TFLite computes it. SAME: <c>out = ceil(in / stride)</c>, <c>total = max((out - 1) * stride + span - in, 0)</c>,
/// half of it (rounded down) before, the rest after. VALID: no padding.
/// </summary>
/// <param name="IsSame">SAME, else VALID.</param>
/// <param name="StrideHeight">1 or more.</param>
/// <param name="StrideWidth">1 or more.</param>
/// <param name="DilationHeight">1 or more.</param>
/// <param name="DilationWidth">1 or more.</param>
internal sealed record WindowOptions(
    bool IsSame,
    int StrideHeight,
    int StrideWidth,
    int DilationHeight,
    int DilationWidth
)
{
    /// <summary>Padding and strides are fields 0 to 2 of every options table; null and diagnostics when out of range.</summary>
    public static WindowOptions? Read(
        OperatorImport op,
        FlatTable options,
        int dilationHeight = 1,
        int dilationWidth = 1
    )
    {
        var padding = options.SByte(0);
        var valid = padding is 0 or 1;
        if (!valid)
            op.Report(TfLiteDiagnostics.Option(op.Where, "padding", $"{padding}", "SAME (0), VALID (1)"));
        var window = new WindowOptions(padding == 0, options.Int32(2), options.Int32(1), dilationHeight, dilationWidth);
        valid &= Extent(op, "stride_h", window.StrideHeight);
        valid &= Extent(op, "stride_w", window.StrideWidth);
        valid &= Extent(op, "dilation_h_factor", dilationHeight);
        valid &= Extent(op, "dilation_w_factor", dilationWidth);
        return valid ? window : null;
    }

    /// <summary>True when a kernel, stride or dilation is in range.</summary>
    public static bool Extent(OperatorImport op, string option, int value)
    {
        if (value is >= 1 and <= MapShape.GreatestExtent)
            return true;
        op.Report(TfLiteDiagnostics.Option(op.Where, option, $"{value}", $"1 to {MapShape.GreatestExtent}"));
        return false;
    }

    /// <summary>The window over <paramref name="input"/>; null and a diagnostic when it does not fit.</summary>
    public Window2d? Over(OperatorImport op, TensorShape input, int kernelHeight, int kernelWidth)
    {
        var spanHeight = ((long)(kernelHeight - 1) * DilationHeight) + 1;
        var spanWidth = ((long)(kernelWidth - 1) * DilationWidth) + 1;
        var (top, bottom) = Pads(input.Height, StrideHeight, spanHeight);
        var (left, right) = Pads(input.Width, StrideWidth, spanWidth);
        var fits = IsSame || (spanHeight <= input.Height && spanWidth <= input.Width);
        if (fits && spanHeight <= MapShape.GreatestExtent && spanWidth <= MapShape.GreatestExtent)
            return new Window2d(
                kernelHeight,
                kernelWidth,
                StrideHeight,
                StrideWidth,
                DilationHeight,
                DilationWidth,
                top,
                bottom,
                left,
                right
            );
        op.Report(
            TfLiteDiagnostics.Option(
                op.Where,
                "the window",
                $"{spanHeight} x {spanWidth}",
                $"at most the map, {input.Height} x {input.Width}"
            )
        );
        return null;
    }

    private (int Before, int After) Pads(int input, int stride, long span)
    {
        if (!IsSame)
            return (0, 0);
        var output = ((long)input + stride - 1) / stride;
        var total = (int)Math.Clamp(((output - 1) * stride) + span - input, 0, int.MaxValue);
        return (total / 2, total - (total / 2));
    }
}
