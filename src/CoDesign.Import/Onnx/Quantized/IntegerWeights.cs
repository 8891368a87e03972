// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Numerics;

namespace CoDesign.Import.Onnx.Quantized;

/// <summary>Weights and biases of integer layers.</summary>
internal static class IntegerWeights
{
    private const double BiasScaleTolerance = 1e-5;

    /// <summary>Codes of a weight tensor of an operator over codes.</summary>
    public static ConstantCodes? Codes(OnnxNode node, int index, int scaleIndex, int zeroPointIndex, int axis) =>
        node.Constant(index, "weights") is { } tensor
            ? Linear.ConstantCodes(node, tensor, scaleIndex, zeroPointIndex, axis)
            : null;

    /// <summary>The bias of an operator over codes, int32 at scale <c>S_x * S_w</c>; null when it is absent or reported.</summary>
    public static ConstantTensor? Int32Bias(OnnxNode node, int index)
    {
        var tensor = node.HasInput(index) ? node.Constant(index, "bias") : null;
        if (tensor is null || tensor.Type == ElementType.Int32)
            return tensor;
        node.Report(
            ImportDiagnostics.AttributeValue(
                node.Where,
                $"element type of input {index} (bias)",
                ElementTypes.NameOf((int)tensor.Type),
                "int32"
            )
        );
        return null;
    }

    /// <summary>Type, scales and the one zero point of weights whose output channels lie along <paramref name="axis"/>.</summary>
    public static WeightQuantization? Quantization(OnnxNode node, ConstantCodes weights, int axis)
    {
        if (weights.Tensor.Type is not (ElementType.Int8 or ElementType.UInt8))
            node.Report(
                ImportDiagnostics.AttributeValue(
                    node.Where,
                    "element type of the weights",
                    ElementTypes.NameOf((int)weights.Tensor.Type),
                    "int8 or uint8"
                )
            );
        else if (weights.Scales.Length > 1 && weights.Axis != axis)
            node.Report(
                ImportDiagnostics.AttributeValue(
                    node.Where,
                    "axis of the weight scales",
                    $"{weights.Axis}",
                    $"{axis}, the output channels"
                )
            );
        else if (weights.ZeroPoints.Any(z => z != weights.ZeroPoints[0]))
            node.Report(
                ImportDiagnostics.AttributeValue(
                    node.Where,
                    "zero points of the weights",
                    "different ones",
                    "one value for all channels"
                )
            );
        else
            return new WeightQuantization(
                weights.Tensor.Type == ElementType.Int8 ? CodeType.Qint8 : CodeType.Quint8,
                weights.Scales,
                weights.ZeroPoints[0]
            );
        return null;
    }

    /// <summary>Int32 codes are taken as they are when their scale is <c>S_x * S_w</c>, else real values are quantized to that scale.</summary>
    public static PendingBias? Bias(
        OnnxNode node,
        MapValue x,
        WeightQuantization weights,
        ConstantTensor? bias,
        int index,
        int outputs
    )
    {
        if (bias is null)
            return node.Failed ? null : PendingBias.Zero(outputs);
        if (bias.Values.Length != outputs || bias.Rank > 2 || (bias.Rank == 2 && bias.Dims[0] != 1))
        {
            node.Report(
                ImportDiagnostics.WrongShape(
                    node.Where,
                    $"input {index} (bias)",
                    ConstantTensor.Text(bias.Dims),
                    $"[{outputs}]"
                )
            );
            return null;
        }

        var inputScale =
            x.Codes?.Scale ?? throw new InvalidOperationException($"The input of {node.Where} has no codes.");
        if (bias.Type == ElementType.Int32)
            return new PendingBias([.. bias.Values.Select((b, o) => b * inputScale * weights.ScaleOf(o))], bias.Values);
        var codes = (node.Input(index) as ConstantValue)?.Codes;
        var isExact =
            codes is not null
            && codes.ZeroPoints.All(z => z == 0)
            && codes.Tensor.Type == ElementType.Int32
            && Enumerable
                .Range(0, outputs)
                .All(o => IsNear(codes.Scales[codes.Scales.Length == 1 ? 0 : o], inputScale * weights.ScaleOf(o)));
        return new PendingBias(bias.Values, isExact ? codes?.Tensor.Values : null);
    }

    private static bool IsNear(double a, double b) => Math.Abs(a - b) <= BiasScaleTolerance * b;
}
