// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Collections.Immutable;
using CoDesign.Import.TfLite.FlatBuffers;
using CoDesign.Import.TfLite.Schema;
using CoDesign.Ir.Diagnostics;

namespace CoDesign.Import.TfLite;

/// <summary>
/// Elements of constant tensors. Many tensors may claim the same bytes, so all that is read is counted against a multiple of the file's length.
/// </summary>
internal sealed class ConstantReader(FlatBuffer file, DiagnosticBag diagnostics)
{
    private readonly Dictionary<int, ImmutableArray<short>> _codes = [];
    private readonly Dictionary<int, ImmutableArray<double>> _reals = [];
    private long _budget = (16L * file.Length) + (1 << 20);

    /// <summary>Counts elements that an operator is about to allocate; false and a diagnostic when the file does not justify them.</summary>
    public bool Take(string where, TfLiteTensor tensor, long elements)
    {
        _budget -= elements;
        if (_budget >= 0)
            return true;
        diagnostics.Add(TfLiteDiagnostics.ConstantsTooLarge(where, tensor.Name));
        return false;
    }

    /// <summary>int8 or uint8 elements.</summary>
    public ImmutableArray<short>? Codes(string where, TfLiteTensor tensor)
    {
        if (_codes.TryGetValue(tensor.Index, out var known))
            return known;
        if (Bytes(where, tensor, out var count) is not { } position)
            return null;
        var span = file.Span(position, count);
        var codes = ImmutableArray.CreateBuilder<short>(count);
        foreach (var code in span)
            codes.Add(tensor.Type == TensorType.Int8 ? (sbyte)code : code);
        return _codes[tensor.Index] = codes.MoveToImmutable();
    }

    /// <summary>int32 or int64 elements.</summary>
    public ImmutableArray<long>? Integers(string where, TfLiteTensor tensor)
    {
        if (Bytes(where, tensor, out var count) is not { } position)
            return null;
        var integers = ImmutableArray.CreateBuilder<long>(count);
        for (var i = 0; i < count; i++)
        {
            integers.Add(
                tensor.Type == TensorType.Int64
                    ? BinaryPrimitives.ReadInt64LittleEndian(file.Span(position + (8L * i), 8))
                    : BinaryPrimitives.ReadInt32LittleEndian(file.Span(position + (4L * i), 4))
            );
        }

        return integers.MoveToImmutable();
    }

    /// <summary>float32 or float16 elements, finite.</summary>
    public ImmutableArray<double>? Reals(string where, TfLiteTensor tensor)
    {
        if (_reals.TryGetValue(tensor.Index, out var known))
            return known;
        if (Bytes(where, tensor, out var count) is not { } position)
            return null;
        var reals = ImmutableArray.CreateBuilder<double>(count);
        for (var i = 0; i < count; i++)
        {
            var real =
                tensor.Type == TensorType.Float16
                    ? (double)BinaryPrimitives.ReadHalfLittleEndian(file.Span(position + (2L * i), 2))
                    : BinaryPrimitives.ReadSingleLittleEndian(file.Span(position + (4L * i), 4));
            if (!double.IsFinite(real))
            {
                diagnostics.Add(TfLiteDiagnostics.NotFinite(where, tensor.Name, i, real));
                return null;
            }

            reals.Add(real);
        }

        return _reals[tensor.Index] = reals.MoveToImmutable();
    }

    /// <summary>Position of the elements when their number fits the shape and the budget.</summary>
    private long? Bytes(string where, TfLiteTensor tensor, out int count)
    {
        count = 0;
        if (tensor.Special.Length > 0)
        {
            diagnostics.Add(TfLiteDiagnostics.SpecialTensor(where, tensor.Name, tensor.Special));
            return null;
        }

        if (!tensor.IsConstant)
        {
            diagnostics.Add(TfLiteDiagnostics.NotConstant(where, tensor.Name));
            return null;
        }

        var size = TensorTypes.BytesOf(tensor.Type);
        if (tensor.Elements * size != tensor.Bytes)
        {
            diagnostics.Add(
                TfLiteDiagnostics.ConstantLength(
                    where,
                    tensor.Name,
                    tensor.Shape.ToString(),
                    tensor.Elements * size,
                    tensor.Bytes
                )
            );
            return null;
        }

        count = (int)tensor.Elements;
        return Take(where, tensor, count) ? tensor.Position : null;
    }
}
