// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using CoDesign.Ir.Diagnostics;

namespace CoDesign.Import.Datasets;

/// <summary>Records without header: float32 little endian, or codes, one a byte, for a TensorFlow Lite model.</summary>
internal sealed class RawFile : SampleSource
{
    private readonly SampleConversion _conversion;
    private readonly int[]? _labels;

    private RawFile(string path, long count, int[]? labels, SampleConversion conversion)
        : base(path)
    {
        Count = count;
        _labels = labels;
        _conversion = conversion;
    }

    public override long Count { get; }

    public override bool HasLabels => _labels is not null;

    public static RawFile? Open(string path, SampleConversion conversion, DiagnosticBag diagnostics)
    {
        var recordBytes = conversion.Elements * (conversion.RecordsAreCodes ? 1L : sizeof(float));
        var length = new FileInfo(path).Length;
        if (length == 0 || length % recordBytes != 0)
        {
            var type = conversion.RecordsAreCodes ? $"{conversion.Codes?.Type}" : "float32";
            diagnostics.Add(
                DatasetDiagnostics.RecordSize(path, length, recordBytes, $"{conversion.RecordText} {type}")
            );
            return null;
        }

        var count = length / recordBytes;
        if (
            conversion.RecordsAreCodes
            && length % (recordBytes * sizeof(float)) == 0
            && BeginsWithFloats(path, conversion)
        )
            diagnostics.Add(
                DatasetDiagnostics.LooksLikeFloats(path, $"{conversion.Codes?.Type}", count, count / sizeof(float))
            );
        return LabelFile.TryReadBeside(path, count, diagnostics, out var labels)
            ? new RawFile(path, count, labels, conversion)
            : null;
    }

    /// <summary>True when the first record, read as float32, has values of usual size only, or 0: four codes in a row seldom make such a value.</summary>
    private static bool BeginsWithFloats(string path, SampleConversion conversion)
    {
        using var file = File.OpenRead(path);
        var record = new byte[conversion.Elements * sizeof(float)];
        file.ReadExactly(record);
        var values = MemoryMarshal.Cast<byte, int>(record).ToArray();
        if (!BitConverter.IsLittleEndian)
            BinaryPrimitives.ReverseEndianness(values, values);
        var sizes = Array.ConvertAll(values, bits => MathF.Abs(BitConverter.Int32BitsToSingle(bits)));
        return sizes.Any(size => size > 0) && sizes.All(size => size is 0 or (> 1e-6f and < 1e6f));
    }

    public override IEnumerable<Sample> Read(DiagnosticBag diagnostics)
    {
        var index = 0;
        var elements = _conversion.Elements;
        if (_conversion.RecordsAreCodes && _conversion.Codes is { } codes)
        {
            foreach (var record in Records(0, elements, diagnostics))
                yield return _conversion.FromCodes(record, codes, _conversion.Layout, _labels?[index++]);
            yield break;
        }

        var values = new double[elements];
        foreach (var record in Records(0, elements * sizeof(float), diagnostics))
        {
            for (var i = 0; i < elements; i++)
                values[i] = BinaryPrimitives.ReadSingleLittleEndian(record.AsSpan(i * sizeof(float)));
            var bad = Array.FindIndex(values, v => !double.IsFinite(v));
            if (bad >= 0)
            {
                diagnostics.Add(DatasetDiagnostics.NotFinite(Path, index, bad, values[bad]));
                yield break;
            }

            yield return _conversion.FromReal(values, _conversion.Layout, _labels?[index]);
            index++;
        }
    }
}
