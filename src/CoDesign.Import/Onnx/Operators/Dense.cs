// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Numerics;

namespace CoDesign.Import.Onnx.Operators;

/// <summary>Matrix products over a vector or a flattened map: a convolution whose kernel covers the map.</summary>
internal static class Dense
{
    /// <summary><c>Y = alpha * A * B' + beta * C</c>, A [N, K], B [K, O] or with transB [O, K], C broadcast to [N, O].</summary>
    public static void Gemm(OnnxNode node)
    {
        node.RequireInputs(2, "A", "B");
        var alpha = node.Float("alpha", 1);
        var beta = node.Float("beta", 1);
        var isTransposed = node.Int("transB", 0) != 0;
        if (node.Int("transA", 0) != 0)
            node.Report(
                ImportDiagnostics.AttributeValue(node.Where, "transA", "1", "0, the batch is the first dimension of A")
            );
        if (!float.IsFinite(alpha) || !float.IsFinite(beta))
            node.Report(
                ImportDiagnostics.AttributeValue(node.Where, "alpha, beta", $"{alpha}, {beta}", "finite numbers")
            );
        var weights = node.Weights(1, "weights");
        var bias = node.HasInput(2) ? node.Weights(2, "bias") : null;
        var x = Matrix(node, 0);
        if (
            x is null
            || weights is null
            || node.Failed
            || Outputs(node, x, weights.Dims, isTransposed) is not { } outputs
        )
            return;
        var biases = bias is null ? Zeros(outputs) : Bias(node, 2, bias, outputs);
        if (biases is null)
            return;
        var scaled = alpha == 1 ? weights.Values : [.. weights.Values.Select(w => w * alpha)];
        Define(node, x, scaled, isTransposed, beta == 1 ? biases.Value : [.. biases.Value.Select(b => b * beta)]);
    }

    /// <summary>A [N, K] times B [K, O]. A following Add of a constant becomes its bias.</summary>
    public static void MatMul(OnnxNode node)
    {
        node.RequireInputs(2, "A", "B");
        var weights = node.Weights(1, "weights");
        var x = Matrix(node, 0);
        if (
            x is null
            || weights is null
            || node.Failed
            || Outputs(node, x, weights.Dims, isTransposed: false) is not { } outputs
        )
            return;
        Define(node, x, weights.Values, isTransposed: false, Zeros(outputs));
    }

    /// <summary>A value [N, K].</summary>
    public static MapValue? Matrix(OnnxNode node, int index)
    {
        var x = node.Map(index);
        if (x is null || x.IsMatrix)
            return x;
        node.Report(ImportDiagnostics.NotAMap(node.Where, index, x.Text, "a matrix [N, K]; put Flatten before it"));
        return null;
    }

    /// <summary>O of a weight matrix over <paramref name="x"/>, or null after a diagnostic.</summary>
    public static int? Outputs(OnnxNode node, MapValue x, ImmutableArray<long> dims, bool isTransposed)
    {
        var count = x.Shape.Elements;
        if (
            dims.Length == 2
            && dims[isTransposed ? 1 : 0] == count
            && dims[isTransposed ? 0 : 1] is >= 1 and <= MapLimits.GreatestExtent
        )
            return (int)dims[isTransposed ? 0 : 1];
        var expected = isTransposed ? $"[O, {count}]" : $"[{count}, O]";
        node.Report(ImportDiagnostics.WrongShape(node.Where, "input 1 (weights)", ConstantTensor.Text(dims), expected));
        return null;
    }

    /// <summary>Zeros for a layer without bias.</summary>
    public static ImmutableArray<double> Zeros(int count) => [.. Enumerable.Repeat(0.0, count)];

    private static ImmutableArray<double>? Bias(OnnxNode node, int index, ConstantTensor bias, int outputs)
    {
        var isRow = bias.Rank <= 2 && (bias.Rank < 2 || bias.Dims[0] == 1);
        if (isRow && bias.Values.Length == outputs)
            return bias.Values;
        if (isRow && bias.Values.Length == 1)
            return [.. Enumerable.Repeat(bias.Values[0], outputs)];
        node.Report(
            ImportDiagnostics.WrongShape(
                node.Where,
                $"input {index} (bias)",
                ConstantTensor.Text(bias.Dims),
                $"[{outputs}], [1, {outputs}] or one element"
            )
        );
        return null;
    }

    private static void Define(
        OnnxNode node,
        MapValue x,
        ImmutableArray<double> weights,
        bool isTransposed,
        ImmutableArray<double> bias
    )
    {
        var layout = WeightLayout.FromMatrix(weights, x.Shape, bias.Length, isTransposed, x.Order);
        var window = new Window2d(x.Shape.Height, x.Shape.Width);
        node.Define(
            new Conv2d(
                node.Name,
                [x.Source],
                new TensorShape(1, 1, bias.Length),
                window,
                1,
                layout,
                bias,
                RealClamp.None,
                IsDense: true
            ),
            [node.Import.Batch, bias.Length]
        );
    }
}
