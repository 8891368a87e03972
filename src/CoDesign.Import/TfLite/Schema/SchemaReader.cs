// SPDX-License-Identifier: Apache-2.0
using CoDesign.Import.TfLite.FlatBuffers;
using CoDesign.Ir.Diagnostics;

namespace CoDesign.Import.TfLite.Schema;

/// <summary>The tables of a TFLite file (schema version 3) as plain records; field numbers are the schema's.</summary>
internal sealed class SchemaReader
{
    private const string Identifier = "TFL3";
    private const uint Version = 3;
    private const int GreatestCount = 1 << 16;
    private const int GreatestRank = 8;
    private readonly FlatBuffer _file;
    private readonly string _path;
    private readonly DiagnosticBag _diagnostics;

    private SchemaReader(FlatBuffer file, string path, DiagnosticBag diagnostics)
    {
        _file = file;
        _path = path;
        _diagnostics = diagnostics;
    }

    /// <summary>The file's subgraph; null after at least one error.</summary>
    public static TfLiteModel? Read(byte[] bytes, string path, DiagnosticBag diagnostics)
    {
        var found = new DiagnosticBag();
        var file = new FlatBuffer(bytes);
        var model = new SchemaReader(file, path, found).Read();
        foreach (var problem in file.Problems)
            found.Add(TfLiteDiagnostics.Corrupt(path, file.Length, problem));
        diagnostics.AddRange(found.Items);
        return found.HasErrors ? null : model;
    }

    private TfLiteModel? Read()
    {
        if (_file.Identifier != Identifier)
        {
            var printable = string.Concat(_file.Identifier.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '.'));
            _diagnostics.Add(TfLiteDiagnostics.NotTfLite(_path, printable));
            return null;
        }

        if (_file.Root("Model") is not { } root)
            return null;
        if (root.UInt32(0) != Version)
        {
            _diagnostics.Add(TfLiteDiagnostics.SchemaVersion(_path, root.UInt32(0)));
            return null;
        }

        var subgraphs = root.Vector(2, "subgraphs", 4);
        if (_file.Problems.Count == 0 && subgraphs.Count != 1)
            _diagnostics.Add(TfLiteDiagnostics.SubgraphCount(_path, subgraphs.Count));
        if (subgraphs.Count != 1 || subgraphs.Table(0, "SubGraph") is not { } subgraph)
            return null;
        var tensors = Tensors(subgraph.Vector(0, "tensors", 4), root.Vector(4, "buffers", 4));
        var operators = Operators(subgraph.Vector(3, "operators", 4), root.Vector(1, "operator_codes", 4));
        if (tensors is null || operators is null)
            return null;
        return new TfLiteModel(
            _file,
            tensors,
            operators,
            subgraph.Vector(1, "inputs", 4),
            subgraph.Vector(2, "outputs", 4)
        );
    }

    private List<TfLiteTensor>? Tensors(FlatVector tables, FlatVector buffers)
    {
        if (!CheckCount("tensors", tables.Count))
            return null;
        var tensors = new List<TfLiteTensor>(tables.Count);
        for (var i = 0; i < tables.Count; i++)
        {
            if (tables.Table(i, "Tensor") is not { } table || Tensor(i, table, buffers) is not { } tensor)
                return null;
            tensors.Add(tensor);
        }

        return tensors;
    }

    private TfLiteTensor? Tensor(int index, FlatTable table, FlatVector buffers)
    {
        var where = $"tensor {index}";
        _ = table.Text(3, "name");
        var shape = table.Vector(0, "shape", 4);
        if (shape.Count > GreatestRank)
        {
            _diagnostics.Add(
                TfLiteDiagnostics.Shape(
                    where,
                    where,
                    $"with {shape.Count} dimensions",
                    $"at most {GreatestRank} dimensions"
                )
            );
            return null;
        }

        var buffer = table.UInt32(2);
        if (buffer != 0 && buffer >= buffers.Count)
        {
            _diagnostics.Add(TfLiteDiagnostics.BadIndex(where, "buffer", buffer, buffers.Count));
            return null;
        }

        var (position, bytes) = buffer == 0 ? default : Buffer(buffers, (int)buffer);
        var quantization = table.Table(4, "QuantizationParameters");
        var special = quantization?.Byte(4) > 0 ? "quantized by a custom technique" : "";
        special = table.Has(6) ? "sparse" : special;
        special = table.Byte(5) != 0 ? "a variable" : special;
        return new TfLiteTensor(
            index,
            table,
            (TensorType)table.SByte(1),
            shape,
            position,
            bytes,
            quantization?.Vector(2, "scale", 4) ?? FlatVector.Empty,
            quantization?.Vector(3, "zero_point", 8) ?? FlatVector.Empty,
            quantization?.Int32(6) ?? 0,
            special
        );
    }

    /// <summary>Bytes of a buffer: in its vector, or (large files) at an offset from the start of the file.</summary>
    private (long Position, int Bytes) Buffer(FlatVector buffers, int index)
    {
        if (buffers.Table(index, "Buffer") is not { } table)
            return default;
        var offset = table.UInt64(1);
        if (offset <= 1)
            return table.Vector(0, "data", 1) is { Count: > 0 } data ? (data.Position, data.Count) : default;
        var size = table.UInt64(2);
        if (offset <= int.MaxValue && size <= int.MaxValue && _file.Fits((long)offset, (long)size))
            return ((long)offset, (int)size);
        _file.Report($"buffer {index}: {size} bytes at 0x{offset:X} are outside the file");
        return default;
    }

    private List<TfLiteOperator>? Operators(FlatVector tables, FlatVector codes)
    {
        if (!CheckCount("operators", tables.Count))
            return null;
        var operators = new List<TfLiteOperator>(tables.Count);
        for (var i = 0; i < tables.Count; i++)
        {
            if (tables.Table(i, "Operator") is not { } table)
                return null;
            var code = table.UInt32(0);
            if (code >= codes.Count)
            {
                _diagnostics.Add(TfLiteDiagnostics.BadIndex($"operator {i}", "operator code", code, codes.Count));
                return null;
            }

            var name = codes.Table((int)code, "OperatorCode") is { } entry ? NameOf(entry) : "";
            var inputs = table.Vector(1, "inputs", 4);
            operators.Add(
                new TfLiteOperator(
                    i,
                    name,
                    inputs,
                    table.Vector(2, "outputs", 4),
                    table.Byte(3),
                    table.Table(4, "BuiltinOptions")
                )
            );
        }

        return operators;
    }

    /// <summary>The operator's number stands in an old 8-bit field, or (above 126) in a new 32-bit one; the greater counts.</summary>
    private static string NameOf(FlatTable code)
    {
        var name = BuiltinOperators.NameOf(Math.Max(code.SByte(0), code.Int32(3)));
        return name == "CUSTOM" ? $"CUSTOM '{code.Text(1, "custom_code")}'" : name;
    }

    private bool CheckCount(string what, int count)
    {
        if (count <= GreatestCount)
            return true;
        _diagnostics.Add(TfLiteDiagnostics.TooMany(_path, what, count, GreatestCount));
        return false;
    }
}
