// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using CoDesign.Import.TfLite.Schema;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Numerics;

namespace CoDesign.Import.TfLite;

/// <summary>Scales and zero points of tensors. A scale is the file's float32, widened.</summary>
internal static class TensorCodes
{
    /// <summary>Scale and zero point of an activation: int8, at the model's ends also uint8.</summary>
    public static QuantizationParameters? Activation(
        string where,
        TfLiteTensor tensor,
        DiagnosticBag diagnostics,
        bool allowUnsigned = false
    )
    {
        if (tensor.Type != TensorType.Int8 && !(allowUnsigned && tensor.Type == TensorType.Uint8))
        {
            diagnostics.Add(
                TfLiteDiagnostics.ElementType(
                    where,
                    tensor.Name,
                    TensorTypes.NameOf(tensor.Type),
                    allowUnsigned ? "FLOAT32, INT8 or UINT8" : "INT8"
                )
            );
            return null;
        }

        var type = tensor.Type == TensorType.Int8 ? CodeType.Qint8 : CodeType.Quint8;
        if (tensor.Special.Length > 0)
        {
            diagnostics.Add(TfLiteDiagnostics.SpecialTensor(where, tensor.Name, tensor.Special));
            return null;
        }

        if (tensor.Scales.Count != 1 || tensor.ZeroPoints.Count != 1)
        {
            var counts = $"{tensor.Scales.Count} scales and {tensor.ZeroPoints.Count} zero points";
            diagnostics.Add(TfLiteDiagnostics.Quantization(where, tensor.Name, counts, "one scale and one zero point"));
            return null;
        }

        double scale = tensor.Scales.Single(0);
        var zeroPoint = tensor.ZeroPoints.Int64(0);
        if (scale > 0.0 && double.IsFinite(scale) && zeroPoint >= type.Minimum && zeroPoint <= type.Maximum)
            return new QuantizationParameters(type, scale, (int)zeroPoint);
        var allowed = $"a positive scale and a zero point from {type.Minimum} to {type.Maximum}";
        diagnostics.Add(
            TfLiteDiagnostics.Quantization(where, tensor.Name, $"scale {scale:G9} and zero point {zeroPoint}", allowed)
        );
        return null;
    }

    /// <summary>Scales and zero point of int8 weights with <paramref name="channels"/> outputs along dimension <paramref name="dimension"/>.</summary>
    public static WeightQuantization? Weights(
        string where,
        TfLiteTensor tensor,
        int channels,
        int dimension,
        DiagnosticBag diagnostics
    )
    {
        var count = tensor.Scales.Count;
        var found =
            count != 1 && count != channels ? $"{count} scales"
            : tensor.ZeroPoints.Count != count && tensor.ZeroPoints.Count > 1 ? $"{tensor.ZeroPoints.Count} zero points"
            : count > 1 && tensor.QuantizedDimension != dimension
                ? $"its scales along dimension {tensor.QuantizedDimension}"
            : "";
        if (found.Length > 0)
        {
            var allowed = $"one scale, or {channels} along dimension {dimension}, and zero points of the same number";
            diagnostics.Add(TfLiteDiagnostics.Quantization(where, tensor.Name, found, allowed));
            return null;
        }

        var scales = ImmutableArray.CreateBuilder<double>(count);
        for (var i = 0; i < count; i++)
        {
            double scale = tensor.Scales.Single(i);
            if (!(scale > 0.0) || !double.IsFinite(scale))
            {
                diagnostics.Add(
                    TfLiteDiagnostics.Quantization(
                        where,
                        tensor.Name,
                        $"scale {scale:G9} of channel {i}",
                        "positive scales"
                    )
                );
                return null;
            }

            scales.Add(scale);
        }

        return ZeroPoint(where, tensor, diagnostics) is { } zeroPoint
            ? new WeightQuantization(CodeType.Qint8, scales.MoveToImmutable(), zeroPoint)
            : null;
    }

    /// <summary>The one zero point of weights; several must all be 0.</summary>
    private static int? ZeroPoint(string where, TfLiteTensor tensor, DiagnosticBag diagnostics)
    {
        var count = tensor.ZeroPoints.Count;
        for (var i = 0; i < count; i++)
        {
            var zeroPoint = tensor.ZeroPoints.Int64(i);
            if (zeroPoint == 0 || (count == 1 && zeroPoint is >= sbyte.MinValue and <= sbyte.MaxValue))
                continue;
            var allowed = count == 1 ? "a zero point from -128 to 127" : "zero points 0";
            diagnostics.Add(
                TfLiteDiagnostics.Quantization(where, tensor.Name, $"zero point {zeroPoint} of channel {i}", allowed)
            );
            return null;
        }

        return count == 0 ? 0 : (int)tensor.ZeroPoints.Int64(0);
    }
}
