// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Nodes;

namespace CoDesign.Mapping.Layers;

/// <summary>
/// Where the taps of an output pixel lie in the input map (engine, section 2): pixel (oy, ox), window position (wy, wx) and kernel tap (ky, kx) read input row
/// <c>OriginY + oy * PixelStepY + wy * WindowStepY + ky * TapStepY</c>, columns likewise.
/// </summary>
public sealed record TapGeometry(
    int KernelHeight,
    int KernelWidth,
    int TapStepY,
    int TapStepX,
    int WindowHeight,
    int WindowWidth,
    int WindowStepY,
    int WindowStepX,
    int PixelStepY,
    int PixelStepX,
    int OriginY,
    int OriginX
)
{
    /// <summary>Each pixel reads itself.</summary>
    public static TapGeometry Single { get; } = new(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0);

    /// <summary>Rows from the first to the last tap of a pixel, less one.</summary>
    public int LastOffsetY => ((WindowHeight - 1) * WindowStepY) + ((KernelHeight - 1) * TapStepY);

    /// <summary>Columns from the first to the last tap of a pixel, less one.</summary>
    public int LastOffsetX => ((WindowWidth - 1) * WindowStepX) + ((KernelWidth - 1) * TapStepX);

    /// <summary>Window positions of a pixel: 1 unless pooled.</summary>
    public int Positions => WindowHeight * WindowWidth;

    /// <summary>Kernel taps, KH * KW.</summary>
    public int Taps => KernelHeight * KernelWidth;

    /// <summary>A convolution, or an average pool as a depthwise convolution.</summary>
    public static TapGeometry Convolution(Window2d window) =>
        Single with
        {
            KernelHeight = window.KernelHeight,
            KernelWidth = window.KernelWidth,
            TapStepY = window.DilationHeight,
            TapStepX = window.DilationWidth,
            PixelStepY = window.StrideHeight,
            PixelStepX = window.StrideWidth,
            OriginY = -window.PadTop,
            OriginX = -window.PadLeft,
        };

    /// <summary>A maximum pool: 1 x 1 taps over a window loop.</summary>
    public static TapGeometry MaxPool(Window2d window) =>
        Single with
        {
            WindowHeight = window.KernelHeight,
            WindowWidth = window.KernelWidth,
            WindowStepY = window.DilationHeight,
            WindowStepX = window.DilationWidth,
            PixelStepY = window.StrideHeight,
            PixelStepX = window.StrideWidth,
            OriginY = -window.PadTop,
            OriginX = -window.PadLeft,
        };

    /// <summary>A maximum pool without padding over the outputs of a convolution that are never stored.</summary>
    public static TapGeometry PooledConvolution(Window2d convolution, Window2d pool) =>
        Convolution(convolution) with
        {
            WindowHeight = pool.KernelHeight,
            WindowWidth = pool.KernelWidth,
            WindowStepY = pool.DilationHeight * convolution.StrideHeight,
            WindowStepX = pool.DilationWidth * convolution.StrideWidth,
            PixelStepY = pool.StrideHeight * convolution.StrideHeight,
            PixelStepX = pool.StrideWidth * convolution.StrideWidth,
        };

    /// <summary>The same pixel of <paramref name="count"/> tensors; the distance between them is an address step of its own.</summary>
    public static TapGeometry Tensors(int count) =>
        Single with
        {
            WindowHeight = count,
            WindowStepY = 0,
            WindowStepX = 0,
        };

    /// <summary>Pieces of a row, <paramref name="length"/> pixels each.</summary>
    public static TapGeometry Pieces(int length) => Single with { KernelWidth = length, PixelStepX = length };

    /// <summary>A border around the map.</summary>
    public static TapGeometry Border(int top, int left) => Single with { OriginY = -top, OriginX = -left };

    /// <summary>Row of the top-left tap of output row <paramref name="row"/>; negative in the padding.</summary>
    public int FirstRow(int row) => OriginY + (row * PixelStepY);

    /// <summary>Column of the top-left tap of output column <paramref name="column"/>.</summary>
    public int FirstColumn(int column) => OriginX + (column * PixelStepX);

    /// <summary>Input rows that output row <paramref name="row"/> reads, padding left out; null when it reads none.</summary>
    public (int First, int Last)? ValidRows(int row, int height) =>
        Valid(FirstRow(row), height, KernelHeight, TapStepY, WindowHeight, WindowStepY);

    /// <summary>Input columns that output column <paramref name="column"/> reads, padding left out; null when it reads none.</summary>
    public (int First, int Last)? ValidColumns(int column, int width) =>
        Valid(FirstColumn(column), width, KernelWidth, TapStepX, WindowWidth, WindowStepX);

    /// <summary>True when some tap of an output of <paramref name="output"/> lies outside <paramref name="input"/>.</summary>
    public bool ReadsPadding(TensorShape input, TensorShape output) =>
        OriginY < 0
        || OriginX < 0
        || FirstRow(output.Height - 1) + LastOffsetY >= input.Height
        || FirstColumn(output.Width - 1) + LastOffsetX >= input.Width;

    /// <summary>The different numbers of kernel taps that lie inside the map, over all output pixels, ascending.</summary>
    public ImmutableArray<int> ValidCounts(TensorShape input, TensorShape output)
    {
        var rows = Enumerable
            .Range(0, output.Height)
            .Select(y => Inside(FirstRow(y), KernelHeight, TapStepY, input.Height))
            .Distinct();
        var columns = Enumerable
            .Range(0, output.Width)
            .Select(x => Inside(FirstColumn(x), KernelWidth, TapStepX, input.Width))
            .Distinct()
            .ToArray();
        return [.. rows.SelectMany(_ => columns, (r, c) => r * c).Distinct().Order()];

        static int Inside(int origin, int count, int step, int extent) =>
            Enumerable.Range(0, count).Count(k => origin + (k * step) >= 0 && origin + (k * step) < extent);
    }

    private static (int First, int Last)? Valid(
        int origin,
        int extent,
        int taps,
        int tapStep,
        int positions,
        int positionStep
    )
    {
        (int First, int Last)? valid = null;
        for (var position = 0; position < positions; position++)
        {
            for (var tap = 0; tap < taps; tap++)
            {
                var at = origin + (position * positionStep) + (tap * tapStep);
                if (at < 0 || at >= extent)
                    continue;
                valid = valid is { } seen ? (Math.Min(seen.First, at), Math.Max(seen.Last, at)) : (at, at);
            }
        }

        return valid;
    }
}
