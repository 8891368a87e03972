// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;

namespace CoDesign.Import.Datasets;

/// <summary>
/// A NumPy array, N first. float32 and float64 are real values as the model takes them; bytes are pixels where a normalization is given,
/// else codes when their type is that of an integer model, else (uint8) pixels 0 to 255.
/// </summary>
internal sealed class NpyFile : SampleSource
{
    private readonly NpyHeader _header;
    private readonly RecordLayout _layout;
    private readonly SampleConversion _conversion;
    private readonly int[]? _labels;

    private NpyFile(string path, NpyHeader header, RecordLayout layout, int[]? labels, SampleConversion conversion)
        : base(path)
    {
        _header = header;
        _layout = layout;
        _labels = labels;
        _conversion = conversion;
    }

    public override long Count => _header.Shape[0];

    public override bool HasLabels => _labels is not null;

    private bool AreCodes => !_conversion.HasNormalization && _header.Type == CodeType;

    private string CodeType =>
        _conversion.Codes is { Type.Bits: 8 } codes
            ? codes.Type.Signed
                ? "|i1"
                : "|u1"
            : "";

    public static NpyFile? Open(string path, SampleConversion conversion, DiagnosticBag diagnostics)
    {
        using var file = File.OpenRead(path);
        var (header, problem) = NpyHeader.Read(file);
        if (header is null)
        {
            diagnostics.Add(DatasetDiagnostics.NotNpy(path, problem));
            return null;
        }

        if (LayoutOf(header, conversion) is not { } layout)
        {
            diagnostics.Add(
                DatasetDiagnostics.WrongShape(
                    path,
                    $"({string.Join(", ", header.Shape)})",
                    $"(N, {conversion.RecordText.Replace("x", ", ", StringComparison.Ordinal)})"
                )
            );
            return null;
        }

        var source = new NpyFile(path, header, layout, null, conversion);
        if (header.ElementBytes == 0 || (header.Type == "|i1" && !source.AreCodes))
        {
            var bytes = source.CodeType == "|i1" && !conversion.HasNormalization ? "int8, uint8" : "uint8";
            diagnostics.Add(DatasetDiagnostics.ElementType(path, header.Type, $"float32, float64, {bytes}"));
            return null;
        }

        var recordBytes = (long)conversion.Elements * header.ElementBytes;
        if (header.Shape[0] < 1 || header.Shape[0] > (file.Length - header.DataStart) / recordBytes)
        {
            diagnostics.Add(
                DatasetDiagnostics.NotNpy(
                    path,
                    $"{header.Shape[0]} records are named, the file holds {(file.Length - header.DataStart) / recordBytes}."
                )
            );
            return null;
        }

        if (header.Type == "|u1" && !conversion.HasNormalization && !source.AreCodes)
            diagnostics.Add(DatasetDiagnostics.NoNormalization(path));
        return LabelFile.TryReadBeside(path, header.Shape[0], diagnostics, out var labels)
            ? new NpyFile(path, header, layout, labels, conversion)
            : null;
    }

    public override IEnumerable<Sample> Read(DiagnosticBag diagnostics)
    {
        var index = 0;
        var values = new double[_conversion.Elements];
        var size = _header.ElementBytes;
        foreach (var record in Records(_header.DataStart, values.Length * size, diagnostics))
        {
            var label = _labels?[index];
            if (size == 1)
            {
                yield return AreCodes && _conversion.Codes is { } codes
                    ? _conversion.FromCodes(record, codes, _layout, label)
                    : _conversion.FromPixels(record, _layout, label);
            }
            else
            {
                for (var i = 0; i < values.Length; i++)
                {
                    var bytes = record.AsSpan(i * size);
                    values[i] =
                        size == 4
                            ? BinaryPrimitives.ReadSingleLittleEndian(bytes)
                            : BinaryPrimitives.ReadDoubleLittleEndian(bytes);
                }

                var bad = Array.FindIndex(values, v => !double.IsFinite(v));
                if (bad >= 0)
                {
                    diagnostics.Add(DatasetDiagnostics.NotFinite(Path, index, bad, values[bad]));
                    yield break;
                }

                yield return _conversion.FromReal(values, _layout, label);
            }

            index++;
        }
    }

    /// <summary>The model's own order where the shape allows it, else the other one; null when the shape is neither.</summary>
    private static RecordLayout? LayoutOf(NpyHeader header, SampleConversion conversion)
    {
        var s = conversion.Shape;
        var record = header.Shape.AsSpan() is [_, .. var rest] ? rest : default;
        if (record.SequenceEqual([s.Elements]))
            return conversion.Layout;
        var isFirst = record.SequenceEqual([s.Channels, s.Height, s.Width]);
        var isLast = record.SequenceEqual([s.Height, s.Width, s.Channels]);
        if (isFirst && isLast)
            return conversion.Layout;
        return isFirst ? RecordLayout.Nchw
            : isLast ? RecordLayout.Nhwc
            : null;
    }
}
