// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Numerics;

namespace CoDesign.Import.Onnx.Quantized;

/// <summary>QuantizeLinear and DequantizeLinear: <c>code = saturate(round(x / scale) + zero_point)</c>, <c>x = scale * (code - zero_point)</c>.</summary>
internal static class Linear
{
    public static void Quantize(OnnxNode node)
    {
        node.RequireInputs(2, "x", "y_scale");
        RejectBlocks(node);
        var input = node.Input(0);
        if (input is ConstantValue constant)
        {
            QuantizeConstant(node, constant.Tensor);
            return;
        }

        if (input is not TensorValue tensor || Parameters(node, 1, 2) is not { } codes || node.Failed)
            return;
        switch (tensor)
        {
            case PendingValue pending:
                Finish(node, pending, codes);
                break;
            case MapValue { Codes: null } map:
                QuantizeInput(node, map, codes);
                break;
            case MapValue { IsDequantized: false }:
                node.Report(ImportDiagnostics.ReadsCodes(node.Where, 0));
                break;
            case MapValue map when map.Codes == codes:
                node.Define(map with { IsDequantized = false });
                break;
            case MapValue map:
                Finish(
                    node,
                    new PendingValue(map.Shape, map.Dims, map.Order, new PendingRescale(node, map), RealClamp.None),
                    codes
                );
                break;
        }
    }

    public static void Dequantize(OnnxNode node)
    {
        node.RequireInputs(2, "x", "x_scale");
        RejectBlocks(node);
        switch (node.Input(0))
        {
            case ConstantValue constant:
                DequantizeConstant(node, constant.Tensor);
                break;
            case MapValue map when CodesOf(node, 0, 1, 2) is not null:
                node.Define(map with { IsDequantized = true });
                break;
            case PendingValue or MapValue { Codes: null }:
                if (!node.Failed)
                    node.Report(ImportDiagnostics.NotQuantized(node.Where, 0));
                break;
        }
    }

    /// <summary>Gives a pending value its codes: adds the IR node and defines output 0 of <paramref name="node"/>.</summary>
    public static void Finish(OnnxNode node, PendingValue pending, QuantizationParameters codes)
    {
        var origin = pending.Operation.Origin;
        var name = node.Import.HasNode(origin.Name) ? node.Name : origin.Name;
        if (pending.Operation.Finish(name, pending.Shape, codes, pending.Clamp) is not { } result)
            return;
        node.Import.Add(result);
        node.Define(new MapValue(result.Name, pending.Shape, pending.Dims, pending.Order) { Codes = codes });
    }

    /// <summary>An input that is codes with the scale and zero point that the node names; null after a diagnostic.</summary>
    public static MapValue? CodesOf(OnnxNode node, int index, int scaleIndex, int zeroPointIndex)
    {
        var codes = Parameters(node, scaleIndex, zeroPointIndex);
        var map = node.Map(index);
        if (map?.Codes is not { } found || codes is null)
            return null;
        if (map.IsDequantized)
            node.Report(ImportDiagnostics.ReadsReal(node.Where, index));
        else if (found != codes)
            node.Report(ImportDiagnostics.OtherCodes(node.Where, index, Text(codes), Text(found)));
        else
            return map;
        return null;
    }

    /// <summary>One scale and zero point from constants; the zero point's type is that of the codes (uint8 when it is absent).</summary>
    public static QuantizationParameters? Parameters(OnnxNode node, int scaleIndex, int zeroPointIndex)
    {
        if (
            Scales(node, scaleIndex) is not { } scales
            || ZeroPoints(node, zeroPointIndex, scales.Length) is not { } zero
        )
            return null;
        if (zero.Type == ElementType.Int32)
        {
            ReportType(node, zeroPointIndex, zero.Type, "uint8 or int8");
            return null;
        }

        if (scales.Length == 1)
        {
            var type = zero.Type == ElementType.Int8 ? CodeType.Qint8 : CodeType.Quint8;
            return new QuantizationParameters(type, scales[0], zero.Values[0]);
        }

        node.Report(
            ImportDiagnostics.WrongShape(
                node.Where,
                $"input {scaleIndex} (scale)",
                $"[{scales.Length}]",
                "one element, as activations have one scale"
            )
        );
        return null;
    }

    /// <summary>A constant of codes with the scales and zero points that the node names.</summary>
    public static ConstantCodes? ConstantCodes(
        OnnxNode node,
        ConstantTensor tensor,
        int scaleIndex,
        int zeroPointIndex,
        long axis
    )
    {
        if (
            Scales(node, scaleIndex) is not { } scales
            || ZeroPoints(node, zeroPointIndex, scales.Length) is not { } zero
        )
            return null;
        if (node.HasInput(zeroPointIndex) && zero.Type != tensor.Type)
        {
            ReportType(node, zeroPointIndex, zero.Type, $"{ElementTypes.NameOf((int)tensor.Type)}, as the codes");
            return null;
        }

        var place = axis < 0 ? axis + tensor.Rank : axis;
        if (tensor.Type is not (ElementType.Int8 or ElementType.UInt8 or ElementType.Int32))
            node.Report(
                ImportDiagnostics.AttributeValue(
                    node.Where,
                    "element type of the codes",
                    ElementTypes.NameOf((int)tensor.Type),
                    "int8, uint8 or int32"
                )
            );
        else if (scales.Length > 1 && (place < 0 || place >= tensor.Rank || tensor.Dims[(int)place] != scales.Length))
            node.Report(
                ImportDiagnostics.WrongShape(
                    node.Where,
                    $"input {scaleIndex} (scale)",
                    $"[{scales.Length}]",
                    $"one element, or one for each place of dimension {axis} of {ConstantTensor.Text(tensor.Dims)}"
                )
            );
        else
            return new ConstantCodes(tensor, scales, zero.Values, scales.Length > 1 ? (int)place : 0);
        return null;
    }

    private static void QuantizeInput(OnnxNode node, MapValue map, QuantizationParameters codes)
    {
        switch (node.Import.InputNode)
        {
            case Input input:
                node.Import.Replace(
                    input,
                    new QuantizedInput(input.Name, input.Shape, codes)
                    {
                        SourceOp = input.SourceOp,
                        SourceName = input.SourceName,
                    }
                );
                break;
            case QuantizedInput input when input.Output != codes:
                node.Report(ImportDiagnostics.OtherCodes(node.Where, 0, Text(codes), Text(input.Output)));
                return;
        }

        node.Define(map with { Codes = codes });
    }

    private static void QuantizeConstant(OnnxNode node, ConstantTensor tensor)
    {
        var real = node.Weights(0, "x");
        var type = (node.HasInput(2) ? node.Constant(2, "zero point")?.Type : null) ?? ElementType.UInt8;
        if (type == ElementType.Int32)
            ReportType(node, 2, type, "uint8 or int8");
        var stub = tensor with { Type = type };
        if (real is null || ConstantCodes(node, stub, 1, 2, node.Int("axis", 1)) is not { } form || node.Failed)
            return;
        var codes = type == ElementType.Int8 ? CodeType.Qint8 : CodeType.Quint8;
        var places = ConstantPlaces.Of(form);
        var values = real.Values.Select(
            (v, i) =>
                (double)
                    new QuantizationParameters(codes, form.Scales[places[i]], form.ZeroPoints[places[i]]).Quantize(v)
        );
        node.Define(new ConstantValue(real with { Type = type, Values = [.. values] }));
    }

    private static void DequantizeConstant(OnnxNode node, ConstantTensor tensor)
    {
        if (ConstantCodes(node, tensor, 1, 2, node.Int("axis", 1)) is not { } codes || node.Failed)
            return;
        var places = ConstantPlaces.Of(codes);
        var values = tensor.Values.Select((v, i) => codes.Scales[places[i]] * (v - codes.ZeroPoints[places[i]]));
        node.Define(new ConstantValue(tensor with { Type = ElementType.Float32, Values = [.. values] }, codes));
    }

    private static ImmutableArray<double>? Scales(OnnxNode node, int index)
    {
        var tensor = node.Weights(index, "scale");
        if (tensor is null)
            return null;
        if (tensor.Rank <= 1 && tensor.Values.Length >= 1 && tensor.Values.All(s => s > 0))
            return tensor.Values;
        node.Report(
            ImportDiagnostics.AttributeValue(
                node.Where,
                $"input {index} (scale)",
                $"a tensor {ConstantTensor.Text(tensor.Dims)}",
                "a scalar or vector of positive numbers"
            )
        );
        return null;
    }

    private static (ElementType Type, ImmutableArray<int> Values)? ZeroPoints(OnnxNode node, int index, int count)
    {
        if (!node.HasInput(index))
            return (ElementType.UInt8, [.. Enumerable.Repeat(0, count)]);
        var tensor = node.Constant(index, "zero point");
        if (tensor is null)
            return null;
        if (tensor.Type is not (ElementType.UInt8 or ElementType.Int8 or ElementType.Int32))
            ReportType(node, index, tensor.Type, "uint8, int8, and int32 for biases");
        else if (tensor.Values.Length != count)
            node.Report(
                ImportDiagnostics.WrongShape(
                    node.Where,
                    $"input {index} (zero point)",
                    ConstantTensor.Text(tensor.Dims),
                    $"{count} elements, as the scale"
                )
            );
        else
            return (tensor.Type, [.. tensor.Values.Select(v => (int)v)]);
        return null;
    }

    private static void ReportType(OnnxNode node, int index, ElementType found, string allowed) =>
        node.Report(
            ImportDiagnostics.AttributeValue(
                node.Where,
                $"element type of input {index} (zero point)",
                ElementTypes.NameOf((int)found),
                allowed
            )
        );

    private static void RejectBlocks(OnnxNode node)
    {
        if (node.Int("block_size", 0) is not 0 and var size)
            node.Report(ImportDiagnostics.AttributeValue(node.Where, "block_size", $"{size}", "0"));
        if (node.Int("output_dtype", 0) is not 0 and var type)
            node.Report(
                ImportDiagnostics.AttributeValue(
                    node.Where,
                    "output_dtype",
                    $"{type}",
                    "0; the zero point tells the type"
                )
            );
    }

    private static string Text(QuantizationParameters codes) =>
        $"{codes.Type} scale {codes.Scale:G9} zero point {codes.ZeroPoint}";
}
