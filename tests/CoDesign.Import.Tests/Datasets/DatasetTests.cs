// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using CoDesign.Import.Datasets;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Numerics;

namespace CoDesign.Import.Tests.Datasets;

public sealed class DatasetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void NormalizesCifar10_AndTurnsPlanesIntoPixels()
    {
        var record = new byte[3073];
        (record[0], record[1], record[1 + 1024], record[1 + 2048], record[1 + 1]) = (7, 192, 0, 64, 255);
        var path = _folder.Write("c.bin", [.. record, .. new byte[3073]]);
        var data = Open(
            $"cifar10:{path}",
            Graphs.Quantized(32, 32, 3, 1.0 / 64, 128),
            Graphs.Normalization(1, 128, 64, 3)
        );

        var samples = data.Samples.ToArray();
        Assert.Equal(2, data.Count);
        Assert.True(data.HasLabels);
        Assert.Equal([7, 0], samples.Select(s => s.Label ?? -1));
        Assert.Equal([1, -2, -1, 127.0 / 64], samples[0].Real[..4]);
        Assert.Equal([192, 0, 64, 255], samples[0].Codes![..4]);
    }

    [Fact]
    public void UsesTheNormalizationOfTheGraph_WhenNoneIsGiven()
    {
        var path = _folder.Write("c.bin", new byte[3073]);
        var graph = Graphs.Float(32, 32, 3) with { Normalization = Graphs.Normalization(255, 0.5, 0.25, 3) };

        Assert.Equal(-2, Open($"cifar10:{path}", graph).Samples.Single().Real[0]);
    }

    [Fact]
    public void WarnsThatPixelsAreNotNormalized()
    {
        var path = _folder.Write("c.bin", new byte[3073]);
        var diagnostics = new DiagnosticBag();

        Assert.NotNull(Dataset.Open($"cifar10:{path}", Graphs.Float(32, 32, 3), null, diagnostics));
        Assert.Equal(
            [
                $"CD1310: 'cifar10:{path}': no 'input' normalization is configured; pixels enter the model as 0 to 255. Give input: {{ scale, mean, std }} in the configuration file.",
            ],
            diagnostics.Items.Select(d => d.ToString())
        );
        Assert.False(diagnostics.HasErrors);
    }

    [Fact]
    public void ReadsFloatRecordsChannelsFirst()
    {
        var path = _folder.Write("x.bin", Floats(1, 2, 3, 4, 5, 6, 7, 8));
        var graph = Graphs.Float(1, 2, 2);

        Assert.Equal(
            (double[][])
                [
                    [1, 3, 2, 4],
                    [5, 7, 6, 8],
                ],
            Open($"raw:{path}", graph).Samples.Select(s => s.Real)
        );
        Assert.Equal(
            (double[][])
                [
                    [1, 3, 2, 4],
                    [5, 7, 6, 8],
                ],
            Open(path, graph).Samples.Select(s => s.Real)
        );
    }

    [Fact]
    public void ReadsCodesOfATfLiteModel()
    {
        var path = _folder.Write("x.bin", 0x80, 0x7F, 0xFF, 0x00);
        var sample = Open($"raw:{path}", Graphs.TfLite(1, 2, 2, 0.5, -1)).Samples.Single();

        Assert.Equal<short>([-128, 127, -1, 0], sample.Codes!);
        Assert.Equal([-63.5, 64, 0, 0.5], sample.Real);
    }

    [Fact]
    public void ReadsLabelsBesideRecords()
    {
        var path = _folder.Write("x.bin", 1, 2);
        _folder.Write("labels.txt", "5 first\n3 second\n");
        var graph = Graphs.TfLite(1, 1, 1, 1, 0);
        Assert.Equal([5, 3], Open($"raw:{path}", graph).Samples.Select(s => s.Label ?? -1));

        _folder.Write("x.bin.labels.txt", "1\n2\n");
        Assert.Equal([1, 2], Open($"raw:{path}", graph).Samples.Select(s => s.Label ?? -1));
    }

    [Fact]
    public void IgnoresALabelsFileOfOtherRecords()
    {
        var path = _folder.Write("x.bin", 1, 2);
        _folder.Write("labels.txt", "5\n");

        Assert.False(Open($"raw:{path}", Graphs.TfLite(1, 1, 1, 1, 0)).HasLabels);
    }

    [Theory]
    [InlineData(new long[] { 2, 2, 1, 2 }, new double[] { 1, 3, 2, 4 })]
    [InlineData(new long[] { 2, 1, 2, 2 }, new double[] { 1, 2, 3, 4 })]
    [InlineData(new long[] { 2, 4 }, new double[] { 1, 3, 2, 4 })]
    public void ReadsNpyInTheOrderItsShapeTells(long[] shape, double[] first)
    {
        var path = _folder.Write("x.npy", [.. NpyHeader.Write("<f4", shape), .. Floats(1, 2, 3, 4, 5, 6, 7, 8)]);

        Assert.Equal(first, Open($"npy:{path}", Graphs.Float(1, 2, 2)).Samples.First().Real);
    }

    [Fact]
    public void ReadsNpyBytesAsPixelsOrCodes()
    {
        var path = _folder.Write("x.npy", [.. NpyHeader.Write("|u1", [1, 2]), 10, 200]);

        Assert.Equal(
            [-1, 18],
            Open(path, Graphs.Float(1, 1, 2), Graphs.Normalization(1, 20, 10, 2)).Samples.Single().Real
        );
        Assert.Equal([-45, 50], Open(path, Graphs.Quantized(1, 1, 2, 0.5, 100)).Samples.Single().Real);
    }

    [Fact]
    public void ReadsNpyDoubles()
    {
        var path = _folder.Write(
            "x.npy",
            [.. NpyHeader.Write("<f8", [1, 2]), .. MemoryMarshal.AsBytes<double>([0.1, -1e300])]
        );

        Assert.Equal([0.1, -1e300], Open(path, Graphs.Float(1, 1, 2)).Samples.Single().Real);
    }

    [Fact]
    public void ReadsNpyAsNumPyWritesIt()
    {
        var text = "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2), }";
        var header = new byte[128];
        ((byte[])[0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0, 118, 0]).CopyTo(header, 0);
        System.Text.Encoding.ASCII.GetBytes(text.PadRight(117) + "\n").CopyTo(header, 10);
        var path = _folder.Write("x.npy", [.. header, .. Floats(3, 4)]);

        Assert.Equal([3, 4], Open(path, Graphs.Float(1, 1, 2)).Samples.Single().Real);
    }

    [Fact]
    public void ReadsPngFoldersPerClass()
    {
        _folder.Write("d/cat/2.png", PngWriter.Write(1, 1, 8, 2, [1, 2, 3]));
        _folder.Write("d/cat/1.png", PngWriter.Write(1, 1, 8, 2, [4, 5, 6]));
        _folder.Write("d/ant/9.PNG", PngWriter.Write(1, 1, 8, 0, [7]));
        var data = Open($"png:{_folder["d"]}", Graphs.Float(1, 1, 3), Graphs.Normalization(1, 0, 1, 3));

        Assert.True(data.HasLabels);
        Assert.Equal([0, 1, 1], data.Samples.Select(s => s.Label ?? -1));
        Assert.Equal(
            (double[][])
                [
                    [7, 7, 7],
                    [4, 5, 6],
                    [1, 2, 3],
                ],
            data.Samples.Select(s => s.Real)
        );
    }

    [Fact]
    public void NumbersClassesByFolderNames_WhenAllAreNumbers()
    {
        _folder.Write("d/10/a.png", PngWriter.Write(1, 1, 8, 0, [1]));
        _folder.Write("d/9/a.png", PngWriter.Write(1, 1, 8, 0, [2]));
        var data = Open($"png:{_folder["d"]}", Graphs.Float(1, 1, 1), Graphs.Normalization(1, 0, 1, 1));

        Assert.Equal([10, 9], data.Samples.Select(s => s.Label ?? -1));
    }

    [Fact]
    public void ReadsPngLabelsFile()
    {
        _folder.Write("d/a.png", PngWriter.Write(1, 1, 8, 0, [1]));
        _folder.Write("d/b.png", PngWriter.Write(1, 1, 8, 0, [2]));
        _folder.Write("d/labels.txt", "4 b.png\n6 a.png\n");
        var data = Open($"png:{_folder["d"]}", Graphs.Float(1, 1, 1), Graphs.Normalization(1, 0, 1, 1));

        Assert.Equal([6, 4], data.Samples.Select(s => s.Label ?? -1));
    }

    [Fact]
    public void KeepsOneRecordInMemory()
    {
        var path = _folder.Write("x.bin", new byte[4 * 64 * 1000]);
        var data = Open(path, Graphs.Float(8, 8, 1));

        Assert.Equal(1000, data.Samples.Count());
        Assert.Equal(3, data.Samples.Take(3).Count());
    }

    [SharedFact("data/cifar10")]
    public void ReadsTheTestImages()
    {
        var data = Open(
            "cifar10:" + SharedFolder.PathOf("data/cifar10/test_0000_1999.bin"),
            Graphs.Float(32, 32, 3),
            Graphs.Normalization(1, 128, 64, 3)
        );

        Assert.Equal(2000, data.Count);
        Assert.Equal(
            [3, 8, 8, 0, 6, 6, 1, 6, 3, 1, 0, 9, 5, 7, 9, 8],
            data.Samples.Take(16).Select(s => s.Label ?? -1)
        );
    }

    [SharedFact("models/mlperf-tiny")]
    public void ReadsTfLiteRecordsWithTheirLabels()
    {
        var data = Open(
            "raw:" + SharedFolder.PathOf("models/mlperf-tiny/ic/inputs.bin"),
            Graphs.TfLite(32, 32, 3, 1, -128)
        );

        Assert.Equal(10, data.Count);
        Assert.True(data.HasLabels);
    }

    private static byte[] Floats(params float[] values) => MemoryMarshal.AsBytes<float>(values).ToArray();

    private static Dataset Open(string spec, Graph graph, InputNormalization? normalization = null)
    {
        var diagnostics = new DiagnosticBag();
        var data = Dataset.Open(spec, graph, normalization, diagnostics);
        Assert.Empty(diagnostics.Items);
        return data!;
    }
}
