// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
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
        return LabelFile.TryReadBeside(path, count, diagnostics, out var labels)
            ? new RawFile(path, count, labels, conversion)
            : null;
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
