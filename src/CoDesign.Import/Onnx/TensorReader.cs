// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Collections.Immutable;
using CoDesign.Import.Onnx.Proto;
using CoDesign.Ir.Diagnostics;

namespace CoDesign.Import.Onnx;

/// <summary>TensorProto to <see cref="ConstantTensor"/>; elements in raw bytes, in a typed field, or in a file beside the model.</summary>
internal sealed class TensorReader(ExternalTensorFiles files, DiagnosticBag diagnostics)
{
    private const int GreatestRank = 8;

    /// <summary>The tensor, or null after a diagnostic.</summary>
    public ConstantTensor? Read(TensorProto proto, string name)
    {
        if (!ElementTypes.IsSupported(proto.DataType))
        {
            diagnostics.Add(ImportDiagnostics.TensorType(name, ElementTypes.NameOf(proto.DataType)));
            return null;
        }

        var type = (ElementType)proto.DataType;
        var shape = ConstantTensor.Text(proto.Dims.Take(GreatestRank));
        var count = ConstantTensor.Count(proto.Dims);
        if (count < 0 || proto.Dims.Count > GreatestRank)
        {
            diagnostics.Add(
                ImportDiagnostics.TensorSize(
                    name,
                    shape,
                    $"{proto.Dims.Count} dimensions",
                    "positive dimensions and fewer than 2^31 elements"
                )
            );
            return null;
        }

        var values =
            proto.DataLocation == TensorProto.Types.DataLocation.External
                ? FromFile(proto, name, type, count, shape)
                : FromMessage(proto, name, type, count, shape);
        return values is null ? null : new ConstantTensor(name, type, [.. proto.Dims], values.Value);
    }

    private ImmutableArray<double>? FromFile(TensorProto proto, string name, ElementType type, long count, string shape)
    {
        var bytes = files.Read(name, proto.ExternalData, count * ElementTypes.SizeOf(type));
        return bytes is null ? null : FromBytes(bytes, name, type, count, shape);
    }

    private ImmutableArray<double>? FromMessage(
        TensorProto proto,
        string name,
        ElementType type,
        long count,
        string shape
    )
    {
        if (proto.RawData.Length > 0)
            return FromBytes(proto.RawData.Span, name, type, count, shape);

        IReadOnlyCollection<double> values = type switch
        {
            ElementType.Float32 => [.. proto.FloatData.Select(v => (double)v)],
            ElementType.Float64 => [.. proto.DoubleData],
            ElementType.Int64 => [.. proto.Int64Data.Select(v => (double)v)],
            ElementType.UInt8 => [.. proto.Int32Data.Select(v => (double)(byte)v)],
            ElementType.Int8 => [.. proto.Int32Data.Select(v => (double)(sbyte)v)],
            ElementType.Bool => [.. proto.Int32Data.Select(v => v != 0 ? 1.0 : 0.0)],
            ElementType.Int32 => [.. proto.Int32Data.Select(v => (double)v)],
            _ => throw new InvalidOperationException($"No field for element type {type}."),
        };
        if (values.Count == count)
            return [.. values];
        diagnostics.Add(ImportDiagnostics.TensorSize(name, shape, $"{values.Count} elements", $"{count} elements"));
        return null;
    }

    private ImmutableArray<double>? FromBytes(
        ReadOnlySpan<byte> bytes,
        string name,
        ElementType type,
        long count,
        string shape
    )
    {
        var size = ElementTypes.SizeOf(type);
        if (bytes.Length != count * size)
        {
            diagnostics.Add(
                ImportDiagnostics.TensorSize(name, shape, $"{bytes.Length} bytes", $"{count * size} bytes")
            );
            return null;
        }

        var values = ImmutableArray.CreateBuilder<double>((int)count);
        for (var i = 0; i < bytes.Length; i += size)
            values.Add(Element(bytes[i..], type));
        return values.MoveToImmutable();
    }

    private static double Element(ReadOnlySpan<byte> bytes, ElementType type) =>
        type switch
        {
            ElementType.Float32 => BinaryPrimitives.ReadSingleLittleEndian(bytes),
            ElementType.Float64 => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
            ElementType.Int64 => BinaryPrimitives.ReadInt64LittleEndian(bytes),
            ElementType.Int32 => BinaryPrimitives.ReadInt32LittleEndian(bytes),
            ElementType.UInt8 => bytes[0],
            ElementType.Int8 => (sbyte)bytes[0],
            ElementType.Bool => bytes[0] != 0 ? 1 : 0,
            _ => throw new InvalidOperationException($"No layout for element type {type}."),
        };
}
