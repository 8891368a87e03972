// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using CoDesign.Import.Datasets;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;

namespace CoDesign.Import.Tests.Datasets;

public sealed class RecordFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("y.npy")]
    [InlineData("y.bin")]
    public void ReadsBackWhatItWrote(string name)
    {
        var graph = Graphs.Float(2, 1, 2);
        double[][] records =
        [
            [1, 2, 3, 4],
            [-1, 0.5, 0, 8],
        ];

        Assert.True(RecordFile.Write(_folder[name], graph, "x", records, new DiagnosticBag()));
        Assert.Equal(
            records,
            Dataset.Open(_folder[name], graph, null, new DiagnosticBag())!.Samples.Select(s => s.Real)
        );
    }

    [Fact]
    public void WritesChannelsFirst_ForOnnx()
    {
        Write("y.bin", Graphs.Float(1, 2, 2), [1, 2, 3, 4]);

        Assert.Equal([1, 3, 2, 4], MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(_folder["y.bin"])).ToArray());
    }

    [Fact]
    public void WritesRealValuesOfCodes_ForAModelWithFloatRecords()
    {
        short[][] codes =
        [
            [100, 104],
        ];

        Assert.True(
            RecordFile.Write(_folder["y.bin"], Graphs.Quantized(1, 1, 2, 0.25, 100), "x", codes, new DiagnosticBag())
        );
        Assert.Equal([0, 1], MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(_folder["y.bin"])).ToArray());
    }

    [Fact]
    public void WritesCodes_ForTfLite()
    {
        short[][] codes =
        [
            [-128, 127],
            [-1, 0],
        ];
        var graph = Graphs.TfLite(1, 1, 2, 0.25, 0);

        Assert.True(RecordFile.Write(_folder["y.bin"], graph, "x", codes, new DiagnosticBag()));
        Assert.Equal([0x80, 0x7F, 0xFF, 0x00], File.ReadAllBytes(_folder["y.bin"]));
        Assert.True(RecordFile.Write(_folder["y.npy"], graph, "x", codes, new DiagnosticBag()));
        var text = System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(_folder["y.npy"]));
        Assert.Equal("{'descr': '|i1', 'fortran_order': False, 'shape': (2, 2, ), }", text[10..128].TrimEnd());
    }

    [Fact]
    public void TellsFloatsThatAreReadAsCodes()
    {
        var graph = Graphs.TfLite(1, 2, 2, 0.25, 0);
        float[] values = [0, 0.5f, -1, 3.25f, 100, -0.001f, 0, 2];
        File.WriteAllBytes(_folder["x.bin"], MemoryMarshal.AsBytes(values.AsSpan()));
        var diagnostics = new DiagnosticBag();

        var samples = Dataset.Open($"raw:{_folder["x.bin"]}", graph, null, diagnostics)!.Samples.ToList();

        Assert.Equal(8, samples.Count);
        Assert.Equal(
            $"CD1315: '{_folder["x.bin"]}': read as 8 records of qint8 codes, one a byte, as the model's input is typed; the bytes look like 2 records of float32. Give codes, or float32 values as npy:FILE.",
            $"{Assert.Single(diagnostics.Items)}"
        );
    }

    [Theory]
    [InlineData(new byte[] { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 12, 250, 130, 7, 0, 128, 127, 3, 90, 91, 92, 93, 1, 2, 3, 4 })]
    [InlineData(new byte[] { 0, 0, 128, 63 })]
    public void SaysNothingOfCodes(byte[] codes)
    {
        File.WriteAllBytes(_folder["x.bin"], codes);
        var diagnostics = new DiagnosticBag();

        Assert.NotNull(Dataset.Open($"raw:{_folder["x.bin"]}", Graphs.TfLite(1, 2, 2, 0.25, 0), null, diagnostics));
        Assert.Empty(diagnostics.Items);
    }

    [Fact]
    public void LeavesNothing_WhenItFails()
    {
        var diagnostics = new DiagnosticBag();
        var path = Path.Combine(_folder["none"], "y.bin");

        Assert.False(
            RecordFile.Write(
                path,
                Graphs.Float(1, 1, 1),
                "x",
                (double[][])
                    [
                        [1],
                    ],
                diagnostics
            )
        );
        Assert.StartsWith($"CD1302: '{path}': ", diagnostics.Items.Single().ToString(), StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() =>
            RecordFile.Write(_folder["z.bin"], Graphs.Float(1, 1, 1), "x", Failing(), diagnostics)
        );
        Assert.Empty(Directory.GetFiles(_folder[""]));
    }

    [Fact]
    public void RefusesOtherExtensions()
    {
        var diagnostics = new DiagnosticBag();

        Assert.False(
            RecordFile.Write(
                "y.txt",
                Graphs.Float(1, 1, 1),
                "x",
                (double[][])
                    [
                        [1],
                    ],
                diagnostics
            )
        );
        Assert.Equal(
            ["CD1301: 'y.txt': not a data set. Use cifar10:FILE, npy:FILE, raw:FILE, png:DIR, FILE.npy or FILE.bin."],
            diagnostics.Items.Select(d => d.ToString())
        );
    }

    private void Write(string name, Graph graph, params double[] record) =>
        Assert.True(RecordFile.Write(_folder[name], graph, "x", (double[][])[record], new DiagnosticBag()));

    private static IEnumerable<double[]> Failing()
    {
        yield return [1];
        throw new InvalidOperationException("the executor failed");
    }
}
