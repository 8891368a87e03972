// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using CoDesign.Import.Onnx.Operators;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Numerics;

namespace CoDesign.Import.Onnx.Quantized;

/// <summary>Pools in an integer model, over dequantized values (QDQ) and over codes.</summary>
internal static class IntegerPools
{
    /// <summary>Maximum keeps the codes.</summary>
    public static void MaxPool(OnnxNode node)
    {
        if (Pooling.ReadMax(node) is { } pool)
            IntegerOperators.KeepCodes(
                node,
                pool.X,
                pool.Window.Output(pool.X.Shape, pool.X.Shape.Channels),
                (shape, codes) =>
                    new QuantizedMaxPool(
                        node.Name,
                        [pool.X.Source],
                        shape,
                        codes,
                        pool.Window,
                        codes.Bounds(RealClamp.None)
                    )
            );
    }

    public static void GlobalMaxPool(OnnxNode node)
    {
        node.RequireInputs(1, "X");
        if (node.Image(0) is { } x && !node.Failed)
            IntegerOperators.KeepCodes(
                node,
                x,
                new TensorShape(1, 1, x.Shape.Channels),
                (shape, codes) =>
                    new QuantizedMaxPool(
                        node.Name,
                        [x.Source],
                        shape,
                        codes,
                        new Window2d(x.Shape.Height, x.Shape.Width),
                        codes.Bounds(RealClamp.None)
                    )
            );
    }

    public static void AveragePool(OnnxNode node)
    {
        if (Pooling.ReadAverage(node) is { } pool && IntegerLayers.Dequantized(node, 0) is not null)
            Average(node, pool.X, pool.Window, pool.CountPadding, dims: null, output: null);
    }

    public static void GlobalAveragePool(OnnxNode node)
    {
        node.RequireInputs(1, "X");
        if (IntegerLayers.Dequantized(node, 0) is not null && node.Image(0) is { } x && !node.Failed)
            Average(
                node,
                x,
                new Window2d(x.Shape.Height, x.Shape.Width),
                countPadding: false,
                dims: null,
                output: null
            );
    }

    public static void ReduceMean(OnnxNode node)
    {
        if (IntegerLayers.Dequantized(node, 0) is not null && Pooling.ReadReduceMean(node) is { } mean)
            Average(
                node,
                mean.X,
                new Window2d(mean.X.Shape.Height, mean.X.Shape.Width),
                countPadding: false,
                mean.Dims,
                output: null
            );
    }

    /// <summary>X, x_scale, x_zero_point, y_scale, y_zero_point (com.microsoft); channels_last = 0.</summary>
    public static void QLinearGlobalAveragePool(OnnxNode node)
    {
        node.RequireInputs(5, "X", "x_scale", "x_zero_point", "y_scale", "y_zero_point");
        RejectChannelsLast(node);
        var output = Linear.Parameters(node, 3, 4);
        var x = Linear.CodesOf(node, 0, 1, 2);
        if (x is null || output is null || node.Image(0) is null || node.Failed)
            return;
        Average(node, x, new Window2d(x.Shape.Height, x.Shape.Width), countPadding: false, dims: null, output);
    }

    /// <summary>X, x_scale, x_zero_point, y_scale, y_zero_point (com.microsoft).</summary>
    public static void QLinearAveragePool(OnnxNode node)
    {
        node.RequireInputs(4, "X", "x_scale", "x_zero_point", "y_scale");
        RejectChannelsLast(node);
        var output = Linear.Parameters(node, 3, 4);
        var x = Linear.CodesOf(node, 0, 1, 2);
        if (x is not null && output is not null && Pooling.ReadAverage(node) is { } pool)
            Average(node, x, pool.Window, pool.CountPadding, dims: null, output);
    }

    private static void Average(
        OnnxNode node,
        MapValue x,
        Window2d window,
        bool countPadding,
        ImmutableArray<long>? dims,
        QuantizationParameters? output
    )
    {
        var shape = window.Output(x.Shape, x.Shape.Channels);
        var result = dims ?? [node.Import.Batch, shape.Channels, shape.Height, shape.Width];
        IntegerOperators.Finish(
            node,
            new PendingValue(
                shape,
                result,
                dims is null ? RecordLayout.Nchw : x.Order,
                new PendingAverage(node, x, window, countPadding),
                RealClamp.None
            ),
            output
        );
    }

    private static void RejectChannelsLast(OnnxNode node)
    {
        if (node.Int("channels_last", 0) is not 0 and var value)
            node.Report(ImportDiagnostics.AttributeValue(node.Where, "channels_last", $"{value}", "0"));
    }
}
