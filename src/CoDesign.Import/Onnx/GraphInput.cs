// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using CoDesign.Import.Onnx.Proto;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;

namespace CoDesign.Import.Onnx;

/// <summary>The network's input: its shape, and the order of its elements.</summary>
internal static class GraphInput
{
    /// <summary>[N, C, H, W] or [N, C]; [N, H, W, C] when each reader transposes it to [N, C, H, W]. Null after a diagnostic.</summary>
    public static MapValue? Read(ValueInfoProto proto, IReadOnlyList<NodeProto> live, DiagnosticBag diagnostics)
    {
        var type = proto.Type?.TensorType;
        if (type?.ElemType != (int)ElementType.Float32)
        {
            diagnostics.Add(
                ImportDiagnostics.InputType(proto.Name, ElementTypes.NameOf(type?.ElemType ?? 0), "float32")
            );
            return null;
        }

        if (Dims(proto.Name, type.Shape, diagnostics) is not { } dims)
            return null;
        var text = ConstantTensor.Text(dims);
        if (dims.Length is not (2 or 4) || dims.Any(d => d < 1))
        {
            diagnostics.Add(ImportDiagnostics.InputShape(proto.Name, text));
            return null;
        }

        if (MapLimits.Check($"Input '{proto.Name}'", dims.AsSpan()[1..]) is { } problem)
        {
            diagnostics.Add(problem);
            return null;
        }

        var readers = live.Where(n => n.Input.Contains(proto.Name)).ToArray();
        var channelsLast = dims.Length == 4 && readers.Length > 0 && Array.TrueForAll(readers, IsToChannelsFirst);
        var shape =
            dims.Length == 2 ? new TensorShape(1, 1, (int)dims[1])
            : channelsLast ? new TensorShape((int)dims[1], (int)dims[2], (int)dims[3])
            : new TensorShape((int)dims[2], (int)dims[3], (int)dims[1]);
        return new MapValue(proto.Name, shape, dims, channelsLast ? RecordLayout.Nhwc : RecordLayout.Nchw);
    }

    private static ImmutableArray<long>? Dims(string name, TensorShapeProto? shape, DiagnosticBag diagnostics)
    {
        var dims = ImmutableArray.CreateBuilder<long>();
        var isKnown = true;
        foreach (var dim in shape?.Dim ?? [])
        {
            var isNumber = dim.ValueCase == TensorShapeProto.Types.Dimension.ValueOneofCase.DimValue;
            if (!isNumber && dims.Count > 0)
            {
                diagnostics.Add(
                    ImportDiagnostics.DynamicDimension(name, dims.Count, dim.DimParam.Length > 0 ? dim.DimParam : "?")
                );
                isKnown = false;
            }

            dims.Add(isNumber ? dim.DimValue : 1);
        }

        return isKnown ? dims.ToImmutable() : null;
    }

    private static bool IsToChannelsFirst(NodeProto node) =>
        node.OpType == "Transpose"
        && node.Attribute.FirstOrDefault(a => a.Name == "perm")?.Ints is { } perm
        && perm.SequenceEqual([0L, 3, 1, 2]);
}
