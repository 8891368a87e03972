// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using CoDesign.Import.Onnx.Operators;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Numerics;

namespace CoDesign.Import.Onnx.Quantized;

/// <summary>Conv, Gemm and MatMul over dequantized values and weights (QDQ), and QLinearConv, QGemm and QLinearMatMul over codes.</summary>
internal static class IntegerLayers
{
    /// <summary>X, W, B, dequantized.</summary>
    public static void Conv(OnnxNode node)
    {
        node.RequireInputs(2, "X", "W");
        var weights = node.Codes(1, "weights");
        var bias = node.HasInput(2) ? node.Weights(2, "bias") : null;
        if (Convolution(node, Dequantized(node, 0), weights, bias, 2) is { } pending)
            node.Define(pending);
    }

    /// <summary>x, x_scale, x_zero_point, w, w_scale, w_zero_point, y_scale, y_zero_point, B (int32 at scale x_scale * w_scale).</summary>
    public static void QLinearConv(OnnxNode node)
    {
        node.RequireInputs(
            8,
            "x",
            "x_scale",
            "x_zero_point",
            "w",
            "w_scale",
            "w_zero_point",
            "y_scale",
            "y_zero_point"
        );
        var output = Linear.Parameters(node, 6, 7);
        var weights = IntegerWeights.Codes(node, 3, 4, 5, 0);
        var pending = Convolution(node, Linear.CodesOf(node, 0, 1, 2), weights, IntegerWeights.Int32Bias(node, 8), 8);
        if (pending is not null && output is not null && !node.Failed)
            Linear.Finish(node, pending, output);
    }

    /// <summary>A, B, C, dequantized; alpha and beta 1.</summary>
    public static void Gemm(OnnxNode node)
    {
        node.RequireInputs(2, "A", "B");
        RequireOne(node, "alpha");
        RequireOne(node, "beta");
        RequireZero(node, "transA");
        var weights = node.Codes(1, "weights");
        var bias = node.HasInput(2) ? node.Weights(2, "bias") : null;
        if (Product(node, Dequantized(node, 0), weights, node.Int("transB", 0) != 0, bias, 2) is { } pending)
            node.Define(pending);
    }

    /// <summary>A, B, dequantized.</summary>
    public static void MatMul(OnnxNode node)
    {
        node.RequireInputs(2, "A", "B");
        var weights = node.Codes(1, "weights");
        if (Product(node, Dequantized(node, 0), weights, isTransposed: false, null, 2) is { } pending)
            node.Define(pending);
    }

    /// <summary>A, a_scale, a_zero_point, B, b_scale, b_zero_point, C (int32), y_scale, y_zero_point.</summary>
    public static void QGemm(OnnxNode node)
    {
        node.RequireInputs(6, "A", "a_scale", "a_zero_point", "B", "b_scale", "b_zero_point");
        RequireOne(node, "alpha");
        RequireZero(node, "transA");
        var isTransposed = node.Int("transB", 0) != 0;
        if (!node.HasInput(7))
            node.Report(ImportDiagnostics.Missing(node.Where, "input 7 (y_scale)"));
        var output = node.HasInput(7) ? Linear.Parameters(node, 7, 8) : null;
        var weights = IntegerWeights.Codes(node, 3, 4, 5, isTransposed ? 0 : 1);
        var pending = Product(
            node,
            Linear.CodesOf(node, 0, 1, 2),
            weights,
            isTransposed,
            IntegerWeights.Int32Bias(node, 6),
            6
        );
        if (pending is not null && output is not null && !node.Failed)
            Linear.Finish(node, pending, output);
    }

    /// <summary>a, a_scale, a_zero_point, b, b_scale, b_zero_point, y_scale, y_zero_point.</summary>
    public static void QLinearMatMul(OnnxNode node)
    {
        node.RequireInputs(
            8,
            "a",
            "a_scale",
            "a_zero_point",
            "b",
            "b_scale",
            "b_zero_point",
            "y_scale",
            "y_zero_point"
        );
        var output = Linear.Parameters(node, 6, 7);
        var weights = IntegerWeights.Codes(node, 3, 4, 5, 1);
        var pending = Product(node, Linear.CodesOf(node, 0, 1, 2), weights, isTransposed: false, null, 8);
        if (pending is not null && output is not null && !node.Failed)
            Linear.Finish(node, pending, output);
    }

    /// <summary>An input that is a dequantized value; null after a diagnostic.</summary>
    public static MapValue? Dequantized(OnnxNode node, int index)
    {
        var map = node.Map(index);
        if (map is null || map.IsDequantized)
            return map;
        node.Report(ImportDiagnostics.ReadsCodes(node.Where, index));
        return null;
    }

    private static PendingValue? Convolution(
        OnnxNode node,
        MapValue? x,
        ConstantCodes? weights,
        ConstantTensor? bias,
        int biasIndex
    )
    {
        var attributes = WindowAttributes.Read(node);
        var groups = node.Int("group", 1);
        if (x is not null && !x.IsImage)
            node.Report(ImportDiagnostics.NotAMap(node.Where, 0, x.Text, "images [N, C, H, W]"));
        if (
            x is null
            || weights is null
            || node.Failed
            || !Operators.Convolution.CheckShapes(node, x, groups, weights.Tensor.Dims, attributes.Kernel)
        )
            return null;
        var dims = weights.Tensor.Dims;
        var window = attributes.Over(node, x.Shape, dims[2], dims[3], mustCover: false);
        if (
            window is null
            || IntegerWeights.Quantization(node, weights, 0) is not { } codes
            || IntegerWeights.Bias(node, x, codes, bias, biasIndex, (int)dims[0]) is not { } biases
        )
            return null;
        ImmutableArray<short> layout =
        [
            .. WeightLayout.ToChannelsLast(weights.Tensor.Values, dims).Select(w => (short)w),
        ];
        var shape = window.Output(x.Shape, (int)dims[0]);
        var operation = new PendingConvolution(node, x, window, (int)groups, layout, codes, biases, IsDense: false);
        return Pending(node, shape, [node.Import.Batch, shape.Channels, shape.Height, shape.Width], operation);
    }

    private static PendingValue? Product(
        OnnxNode node,
        MapValue? x,
        ConstantCodes? weights,
        bool isTransposed,
        ConstantTensor? bias,
        int biasIndex
    )
    {
        if (x is not null && !x.IsMatrix)
            node.Report(ImportDiagnostics.NotAMap(node.Where, 0, x.Text, "a matrix [N, K]; put Flatten before it"));
        if (
            x is null
            || weights is null
            || node.Failed
            || Dense.Outputs(node, x, weights.Tensor.Dims, isTransposed) is not { } outputs
        )
            return null;
        if (
            IntegerWeights.Quantization(node, weights, isTransposed ? 0 : 1) is not { } codes
            || IntegerWeights.Bias(node, x, codes, bias, biasIndex, outputs) is not { } biases
        )
            return null;
        ImmutableArray<short> layout =
        [
            .. WeightLayout
                .FromMatrix(weights.Tensor.Values, x.Shape, outputs, isTransposed, x.Order)
                .Select(w => (short)w),
        ];
        var operation = new PendingConvolution(
            node,
            x,
            new Window2d(x.Shape.Height, x.Shape.Width),
            1,
            layout,
            codes,
            biases,
            IsDense: true
        );
        return Pending(node, new TensorShape(1, 1, outputs), [node.Import.Batch, outputs], operation);
    }

    private static PendingValue? Pending(
        OnnxNode node,
        TensorShape shape,
        ImmutableArray<long> dims,
        PendingConvolution operation
    )
    {
        if (MapLimits.Check(node.Where, dims.AsSpan()[1..]) is not { } problem)
            return new PendingValue(shape, dims, RecordLayout.Nchw, operation, RealClamp.None);
        node.Report(problem);
        return null;
    }

    private static void RequireOne(OnnxNode node, string attribute)
    {
        if (node.Float(attribute, 1) is var value && value != 1)
            node.Report(ImportDiagnostics.AttributeValue(node.Where, attribute, $"{value}", "1 in an integer model"));
    }

    private static void RequireZero(OnnxNode node, string attribute)
    {
        if (node.Int(attribute, 0) is not 0 and var value)
            node.Report(ImportDiagnostics.AttributeValue(node.Where, attribute, $"{value}", "0"));
    }
}
