// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Numerics;

namespace CoDesign.Import.Onnx.Operators;

/// <summary>MaxPool, AveragePool, their global forms, and ReduceMean over height and width.</summary>
internal static class Pooling
{
    public static void Max(OnnxNode node)
    {
        if (ReadMax(node) is { } pool)
            Define(node, pool.X, pool.Window, CountPadding: null);
    }

    /// <summary>Input and window of a MaxPool; null after a diagnostic.</summary>
    public static (MapValue X, Window2d Window)? ReadMax(OnnxNode node)
    {
        if (node.Int("storage_order", 0) != 0)
            node.Report(ImportDiagnostics.AttributeValue(node.Where, "storage_order", "1", "0"));
        return Read(node) is { } pool ? (pool.X, CeilMode.Extend(pool.Window, pool.X.Shape, pool.IsCeil)) : null;
    }

    public static void Average(OnnxNode node)
    {
        if (ReadAverage(node) is { } pool)
            Define(node, pool.X, pool.Window, pool.CountPadding);
    }

    /// <summary>With count_include_pad = 1 the divisor is KH * KW, but what ceil_mode appends is never counted; null after a diagnostic.</summary>
    public static (MapValue X, Window2d Window, bool CountPadding)? ReadAverage(OnnxNode node)
    {
        var countPadding = node.Int("count_include_pad", 0) != 0;
        if (Read(node) is not { } pool)
            return null;
        countPadding &= pool.Window.HasPadding;
        var window = CeilMode.Extend(pool.Window, pool.X.Shape, pool.IsCeil);
        if (!countPadding || window == pool.Window)
            return (pool.X, window, countPadding);
        node.Report(
            ImportDiagnostics.CeilMode(
                node.Where,
                "with count_include_pad = 1 the last window reaches past the padding"
            )
        );
        return null;
    }

    public static void GlobalAverage(OnnxNode node)
    {
        node.RequireInputs(1, "X");
        if (node.Image(0) is { } x && !node.Failed)
            Define(node, x, new Window2d(x.Shape.Height, x.Shape.Width), CountPadding: false);
    }

    public static void GlobalMax(OnnxNode node)
    {
        node.RequireInputs(1, "X");
        if (node.Image(0) is { } x && !node.Failed)
            Define(node, x, new Window2d(x.Shape.Height, x.Shape.Width), CountPadding: null);
    }

    public static void ReduceMean(OnnxNode node)
    {
        if (ReadReduceMean(node) is not { } mean)
            return;
        var window = new Window2d(mean.X.Shape.Height, mean.X.Shape.Width);
        var shape = window.Output(mean.X.Shape, mean.X.Shape.Channels);
        node.Define(
            new AveragePool(node.Name, [mean.X.Source], shape, window, CountPadding: false, RealClamp.None),
            mean.Dims,
            mean.X.Order
        );
    }

    /// <summary>
    /// Input and result shape; axes as attribute (up to opset 17) or as input must be exactly height and width. Null after a diagnostic.
    /// </summary>
    public static (MapValue X, ImmutableArray<long> Dims)? ReadReduceMean(OnnxNode node)
    {
        node.RequireInputs(1, "X");
        var axes = node.Ints("axes") ?? (node.HasInput(1) ? node.Constant(1, "axes")?.Integers : null);
        var keep = node.Int("keepdims", 1) != 0;
        var x = node.Map(0);
        if (x is null || node.Failed)
            return null;
        var rank = x.Dims.Length;
        var found = (axes ?? []).Select(a => a < 0 ? a + rank : a).Order().ToArray();
        long[] expected =
            x.ChannelAxis == rank - 1
                ? [.. Enumerable.Range(1, Math.Max(0, rank - 2))]
                : [.. Enumerable.Range(2, Math.Max(0, rank - 2))];
        if (x.ChannelAxis < 0 || expected.Length == 0 || !found.SequenceEqual(expected))
        {
            node.Report(
                ImportDiagnostics.AttributeValue(
                    node.Where,
                    "axes",
                    axes is null ? "none" : ConstantTensor.Text(axes.Value),
                    $"all but batch and channels of {x.Text}"
                )
            );
            return null;
        }

        ImmutableArray<long> dims =
        [
            .. x.Dims.Select((d, i) => expected.Contains(i) ? 1 : d).Where((_, i) => keep || !expected.Contains(i)),
        ];
        return (x, dims);
    }

    private static (MapValue X, Window2d Window, bool IsCeil)? Read(OnnxNode node)
    {
        node.RequireInputs(1, "X");
        var attributes = WindowAttributes.Read(node);
        var isCeil = node.Int("ceil_mode", 0) != 0;
        if (attributes.Kernel is null && !node.Failed)
            node.Report(ImportDiagnostics.Missing(node.Where, "attribute 'kernel_shape'"));
        var x = node.Image(0);
        if (x is null || node.Failed || attributes.Kernel is not { } kernel)
            return null;
        return attributes.Over(node, x.Shape, kernel[0], kernel[1], mustCover: true) is { } window
            ? (x, window, isCeil)
            : null;
    }

    private static void Define(OnnxNode node, MapValue x, Window2d window, bool? CountPadding)
    {
        var shape = window.Output(x.Shape, x.Shape.Channels);
        node.DefineImage(
            CountPadding is { } count
                ? new AveragePool(node.Name, [x.Source], shape, window, count, RealClamp.None)
                : new MaxPool(node.Name, [x.Source], shape, window, RealClamp.None)
        );
    }
}
