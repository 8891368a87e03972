// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using CoDesign.Import.Datasets;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Numerics;

namespace CoDesign.Import.Tests.Datasets;

/// <summary>What a wrong data set is told; <c>@</c> stands for the path of the folder.</summary>
public sealed class DatasetDiagnosticTests : IDisposable
{
    private static readonly Graph Pair = Graphs.Float(1, 1, 2);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void UnknownForm() =>
        Check(
            "folder/of/images",
            Pair,
            "CD1301: 'folder/of/images': not a data set. Use cifar10:FILE, npy:FILE, raw:FILE, png:DIR, FILE.npy or FILE.bin."
        );

    [Theory]
    [InlineData("raw:@x.bin", "x.bin")]
    [InlineData("cifar10:@x.bin", "x.bin")]
    [InlineData("npy:@x", "x")]
    [InlineData("png:@none", "none")]
    public void MissingFile(string spec, string name) =>
        Check(spec, Pair, $"CD1302: '@{name}': there is no such file or folder.");

    [Fact]
    public void RecordsThatAreCut()
    {
        _folder.Write("x.bin", new byte[12]);
        _folder.Write("e.bin");

        Check(
            "raw:@x.bin",
            Pair,
            "CD1303: '@x.bin': 12 bytes are not a whole number of records of 8 bytes (2x1x1 float32), or there is none."
        );
        Check(
            "raw:@e.bin",
            Pair,
            "CD1303: '@e.bin': 0 bytes are not a whole number of records of 8 bytes (2x1x1 float32), or there is none."
        );
        Check(
            "raw:@x.bin",
            Graphs.TfLite(1, 5, 1, 1, 0),
            "CD1303: '@x.bin': 12 bytes are not a whole number of records of 5 bytes (1x5x1 qint8), or there is none."
        );
        Check(
            "cifar10:@x.bin",
            Graphs.Float(32, 32, 3),
            "CD1303: '@x.bin': 12 bytes are not a whole number of records of 3073 bytes (1 label byte and 3x32x32 pixels), or there is none."
        );
    }

    [Fact]
    public void RecordsOfAnotherShape()
    {
        _folder.Write("c.bin", new byte[3073]);
        _folder.Write("x.npy", [.. NpyHeader.Write("<f4", [1, 3]), .. new byte[12]]);
        _folder.Write("d/a.png", PngWriter.Write(2, 1, 8, 2, new byte[6]));
        _folder.Write("d/b.png", PngWriter.Write(1, 2, 8, 2, new byte[6]));

        Check("cifar10:@c.bin", Pair, "CD1304: '@c.bin': the records have shape 32x32x3. The model takes 1x1x2.");
        Check("npy:@x.npy", Pair, "CD1304: '@x.npy': the records have shape (1, 3). The model takes (N, 2, 1, 1).");
        Check(
            "png:@d",
            Graphs.Float(4, 4, 3),
            "CD1304: '@d/a.png': the records have shape 1x2x3. The model takes 4x4x3.",
            "CD1304: '@d/b.png': the records have shape 2x1x3. The model takes 4x4x3."
        );
    }

    [Fact]
    public void NotNpy()
    {
        var whole = NpyHeader.Write("<f4", [2, 2]);
        _folder.Write("a.npy", 1, 2, 3);
        _folder.Write("b.npy", [.. whole[..6], 9, .. whole[7..]]);
        _folder.Write("c.npy", whole[..60]);
        _folder.Write("d.npy", [.. whole, .. new byte[8]]);
        _folder.Write(
            "e.npy",
            System.Text.Encoding.Latin1.GetBytes(
                System.Text.Encoding.Latin1.GetString(whole).Replace("False", "True ", StringComparison.Ordinal)
            )
        );
        _folder.Write(
            "f.npy",
            System.Text.Encoding.Latin1.GetBytes(
                System.Text.Encoding.Latin1.GetString(whole).Replace("descr", "_____", StringComparison.Ordinal)
            )
        );

        Check("npy:@a.npy", Pair, "CD1305: '@a.npy': not a readable .npy file: the magic number is missing.");
        Check("npy:@b.npy", Pair, "CD1305: '@b.npy': not a readable .npy file: format version 9 is unknown.");
        Check("npy:@c.npy", Pair, "CD1305: '@c.npy': not a readable .npy file: it is truncated.");
        Check("npy:@d.npy", Pair, "CD1305: '@d.npy': not a readable .npy file: 2 records are named, the file holds 1.");
        Check(
            "npy:@e.npy",
            Pair,
            "CD1305: '@e.npy': not a readable .npy file: fortran_order is True. Save it with numpy.ascontiguousarray."
        );
        Check(
            "npy:@f.npy",
            Pair,
            "CD1305: '@f.npy': not a readable .npy file: the header does not name descr, fortran_order and shape."
        );
    }

    [Fact]
    public void ElementTypeOfNpy()
    {
        _folder.Write("x.npy", [.. NpyHeader.Write("<i8", [1, 2]), .. new byte[16]]);
        _folder.Write("y.npy", [.. NpyHeader.Write("|i1", [1, 2]), .. new byte[2]]);

        Check(
            "npy:@x.npy",
            Pair,
            "CD1306: '@x.npy': element type <i8 is not supported for this model. Allowed: float32, float64, uint8."
        );
        Check(
            "npy:@y.npy",
            Pair,
            "CD1306: '@y.npy': element type |i1 is not supported for this model. Allowed: float32, float64, uint8."
        );
        Check(
            "npy:@x.npy",
            Graphs.TfLite(1, 1, 2, 1, 0),
            "CD1306: '@x.npy': element type <i8 is not supported for this model. Allowed: float32, float64, int8, uint8."
        );
    }

    [Fact]
    public void NotPng()
    {
        _folder.Write("d/a.png", 1, 2, 3);
        Check(
            "png:@d",
            Pair,
            "CD1307: '@d/a.png': not a readable PNG image: the signature or the IHDR chunk is missing."
        );
    }

    [Fact]
    public void CorruptPng_IsFoundWhenItIsRead()
    {
        var image = PngWriter.Write(1, 1, 8, 0, [1]);
        image[45] ^= 1;
        _folder.Write("d/a.png", image);
        var diagnostics = new DiagnosticBag();
        var data = Dataset.Open(
            $"png:{_folder["d"]}",
            Graphs.Float(1, 1, 1),
            Graphs.Normalization(1, 0, 1, 1),
            diagnostics
        );

        Assert.Empty(diagnostics.Items);
        Assert.Empty(data!.Samples);
        Assert.Equal(
            [$"CD1307: '{_folder["d/a.png"]}': not a readable PNG image: the checksum of chunk IDAT is wrong."],
            diagnostics.Items.Select(d => d.ToString())
        );
    }

    [Fact]
    public void NoImages()
    {
        _folder.Write("d/a.txt", "no image");
        Check("png:@d", Pair, "CD1308: '@d': no .png files in the folder or in the folders right below it.");
    }

    [Fact]
    public void BadLabels()
    {
        _folder.Write("d/a.png", PngWriter.Write(1, 1, 8, 0, [1]));
        _folder.Write("d/labels.txt", "cat a.png\n");
        Check(
            "png:@d",
            Graphs.Float(1, 1, 1),
            "CD1309: '@d/labels.txt' line 1: 'cat' is not a label. Each line is a class number, for png: followed by a space and the file's name.".Replace(
                "'cat'",
                "'cat a.png'",
                StringComparison.Ordinal
            )
        );

        _folder.Write("d/labels.txt", "1 b.png\n");
        Check("png:@d", Graphs.Float(1, 1, 1), "CD1313: '@d/labels.txt': no line for image 'a.png'.");

        _folder.Write("x.bin", new byte[8]);
        _folder.Write("x.bin.labels.txt", "1\n2\n");
        Check("raw:@x.bin", Pair, "CD1314: '@x.bin.labels.txt': 2 labels for 1 records.");
    }

    [Fact]
    public void NormalizationOfOtherChannels()
    {
        var diagnostics = new DiagnosticBag();

        Assert.Null(Dataset.Open("raw:x", Pair, Graphs.Normalization(1, 0, 1, 3), diagnostics));
        Assert.Equal(
            ["CD1311: The 'input' normalization has 3 channels, the model's input has 2."],
            diagnostics.Items.Select(d => d.ToString())
        );
    }

    [Fact]
    public void NotFinite_IsFoundWhenItIsRead()
    {
        var path = _folder.Write("x.bin", MemoryMarshal.AsBytes<float>([1, 2, 3, float.NaN]).ToArray());
        var diagnostics = new DiagnosticBag();
        var data = Dataset.Open($"raw:{path}", Pair, null, diagnostics);

        Assert.Single(data!.Samples);
        Assert.Equal(
            [$"CD1312: '{path}': element 1 of record 1 is NaN. Input values must be finite."],
            diagnostics.Items.Select(d => d.ToString())
        );
    }

    private void Check(string spec, Graph graph, params string[] expected)
    {
        var diagnostics = new DiagnosticBag();
        Assert.Null(
            Dataset.Open(spec.Replace("@", (_folder[""] + "/"), StringComparison.Ordinal), graph, null, diagnostics)
        );
        Assert.Equal(
            expected.Select(e => e.Replace("@", (_folder[""] + "/"), StringComparison.Ordinal)),
            diagnostics.Items.Select(d => d.ToString())
        );
    }
}
