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
