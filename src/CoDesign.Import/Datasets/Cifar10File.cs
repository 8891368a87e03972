// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;

namespace CoDesign.Import.Datasets;

/// <summary>The canonical CIFAR-10 binary: records of 1 label byte and 3 planes (red, green, blue) of 32 x 32 bytes.</summary>
internal sealed class Cifar10File : SampleSource
{
    private const int RecordBytes = 1 + (3 * 32 * 32);
    private readonly SampleConversion _conversion;

    private Cifar10File(string path, long count, SampleConversion conversion)
        : base(path)
    {
        Count = count;
        _conversion = conversion;
    }

    public override long Count { get; }

    public override bool HasLabels => true;

    public static Cifar10File? Open(string path, SampleConversion conversion, DiagnosticBag diagnostics)
    {
        var length = new FileInfo(path).Length;
        if (conversion.Shape != new TensorShape(32, 32, 3))
            diagnostics.Add(DatasetDiagnostics.WrongShape(path, "32x32x3", $"{conversion.Shape}"));
        else if (length == 0 || length % RecordBytes != 0)
            diagnostics.Add(
                DatasetDiagnostics.RecordSize(path, length, RecordBytes, "1 label byte and 3x32x32 pixels")
            );
        else
            return new Cifar10File(path, length / RecordBytes, conversion);
        return null;
    }

    public override IEnumerable<Sample> Read(DiagnosticBag diagnostics) =>
        Records(0, RecordBytes, diagnostics).Select(r => _conversion.FromPixels(r.AsSpan(1), RecordLayout.Nchw, r[0]));
}
