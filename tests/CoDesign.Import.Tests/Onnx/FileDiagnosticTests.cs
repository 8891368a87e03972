// SPDX-License-Identifier: Apache-2.0
using CoDesign.Import.Onnx;
using CoDesign.Import.Onnx.Proto;
using CoDesign.Ir.Diagnostics;

namespace CoDesign.Import.Tests.Onnx;

/// <summary>Files, inputs, outputs and tensors that are refused.</summary>
public sealed class FileDiagnosticTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void MissingFile()
    {
        var diagnostics = new DiagnosticBag();

        Assert.Null(ModelReader.Read("no/such.onnx", diagnostics));
        Assert.Equal(["CD1001: 'no/such.onnx': cannot be read: there is no such file."], Texts(diagnostics));
    }

    [Fact]
    public void UnknownExtension()
    {
        var diagnostics = new DiagnosticBag();

        Assert.Null(ModelReader.Read("model.pt", diagnostics));
        Assert.Equal(
            ["CD1002: 'model.pt': the extension is not one of a supported model. Use .onnx or .tflite."],
            Texts(diagnostics)
        );
    }

    [Fact]
    public void TruncatedFile()
    {
        var bytes = Small().ToBytes();

        Assert.Equal(
            [
                "CD1003: 'm.onnx': not an ONNX file, or truncated or corrupt: While parsing a protocol message, the input ended unexpectedly in the middle of a field.  This could mean either that the input has been truncated or that an embedded message misreported its own length.",
            ],
            Errors(bytes[..^3])
        );
    }

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 8, 7 })]
    public void FileWithoutGraph(byte[] bytes) =>
        Assert.Equal(
            ["CD1004: 'm.onnx': the file holds no graph with nodes. It is not an ONNX model, or truncated."],
            Errors(bytes)
        );

    [Theory]
    [InlineData(8)]
    [InlineData(22)]
    public void OpsetOutOfRange(long opset) =>
        Assert.Equal(
            [
                $"CD1005: 'model.onnx': opset {opset} of domain 'ai.onnx' is not supported. Export with an opset from 9 to 21.",
            ],
            new ModelBuilder(opset, 1, 1, 2, 2).Node("Relu", ["x"], "y").Output("y").Errors()
        );

    [Fact]
    public void MissingOpset()
    {
        var builder = Small();
        builder.Proto.OpsetImport.Clear();

        Assert.Equal(
            ["CD1006: 'model.onnx': the file does not say which ai.onnx opset it uses. Export it again with opset 13."],
            builder.Errors()
        );
    }

    [Fact]
    public void NotOneInput()
    {
        Assert.Equal(
            ["CD1007: 'model.onnx': the graph has 2 inputs (x, z). Exactly one is supported."],
            Small().Input("z", [1, 1]).Errors()
        );
        var builder = Small();
        builder.Proto.Graph.Input.Clear();
        Assert.Equal(
            [
                "CD1007: 'model.onnx': the graph has 0 inputs. Exactly one is supported.",
                "CD1013: Relu 'n_y': input 0 'x' is not defined: no initializer, graph input or earlier node has that name. Export the model again with its weights.",
            ],
            builder.Errors()
        );
    }

    [Fact]
    public void TakesInitializersAmongTheInputs() =>
        Assert.Single(
            new ModelBuilder(9, 1, 1, 1, 1)
                .Input("w", [1, 1, 1, 1])
                .Ramp("w", 1, 1, 1, 1)
                .Node("Conv", ["x", "w"], "y")
                .Output("y")
                .Lines()
        );

    [Fact]
    public void NotOneOutput()
    {
        Assert.Equal(
            [
                "CD1008: 'model.onnx': the graph has 2 outputs (y, z). Exactly one is supported, or several names of the same value.",
            ],
            Small().Node("Relu", ["y"], "z").Output("z").Errors()
        );
        var builder = Small();
        builder.Proto.Graph.Output.Clear();
        Assert.Equal(
            [
                "CD1008: 'model.onnx': the graph has 0 outputs. Exactly one is supported, or several names of the same value.",
            ],
            builder.Errors()
        );
    }

    [Fact]
    public void OutputThatIsNotComputed() =>
        Assert.Equal(
            [
                "CD1038: Output 'w': it is not computed from the network's input.",
                "CD1038: Output 'nothing': it is not computed from the network's input.",
            ],
            Small().Ramp("w", 1).Output("w").Output("nothing").Errors()
        );

    [Fact]
    public void InputOfAnotherType() =>
        Assert.Equal(
            ["CD1009: Input 'x': element type float16 is not supported. Allowed: float32."],
            new ModelBuilder(13).Input("x", [1, 1, 2, 2], type: 10).Node("Relu", ["x"], "y").Output("y").Errors()
        );

    [Fact]
    public void InputOfDynamicSize() =>
        Assert.Equal(
            [
                "CD1010: Input 'x': dimension 2 is 'height', not a number. Only the batch (dimension 0) may be symbolic; export with a fixed image size.",
                "CD1010: Input 'x': dimension 3 is '?', not a number. Only the batch (dimension 0) may be symbolic; export with a fixed image size.",
            ],
            new ModelBuilder(13, "N", 3, "height", "").Node("Relu", ["x"], "y").Output("y").Errors()
        );

    [Theory]
    [InlineData(new object[] { 1, 3, 4 }, "[1, 3, 4]")]
    [InlineData(new object[] { 1, 3, 0, 4 }, "[1, 3, 0, 4]")]
    [InlineData(new object[] { 5 }, "[5]")]
    [InlineData(new object[] { -1, 5 }, "[-1, 5]")]
    public void InputOfAnotherShape(object[] dims, string text) =>
        Assert.Equal(
            [
                $"CD1011: Input 'x': shape {text} is not supported. Allowed: [N, C, H, W] or [N, C] with positive dimensions.",
            ],
            new ModelBuilder(13, dims).Node("Relu", ["x"], "y").Output("y").Errors()
        );

    [Fact]
    public void InputTooLarge() =>
        Assert.Equal(
            [
                "CD1036: Input 'x': the result of shape [64, 65536, 65536] is too large. Allowed: dimensions up to 65536 and 134217728 elements.",
            ],
            new ModelBuilder(13, 1, 64, 65536, 65536).Node("Relu", ["x"], "y").Output("y").Errors()
        );

    [Fact]
    public void TensorWithTooFewBytes() =>
        Assert.Equal(
            [
                "CD1025: Tensor 'w': shape [1, 1, 1, 2] needs 8 bytes, the file holds 4 bytes. The file is truncated or corrupt.",
            ],
            Conv(
                new TensorProto
                {
                    Name = "w",
                    DataType = 1,
                    Dims = { 1, 1, 1, 2 },
                    RawData = Google.Protobuf.ByteString.CopyFrom(0, 0, 0, 0),
                }
            )
        );

    [Fact]
    public void TensorWithoutElements() =>
        Assert.Equal(
            [
                "CD1025: Tensor 'w': shape [1, 1, 1, 1] needs 1 elements, the file holds 0 elements. The file is truncated or corrupt.",
            ],
            Conv(
                new TensorProto
                {
                    Name = "w",
                    DataType = 1,
                    Dims = { 1, 1, 1, 1 },
                }
            )
        );

    [Fact]
    public void TensorOfImpossibleSize() =>
        Assert.Equal(
            [
                "CD1025: Tensor 'w': shape [4294967296, 4294967296] needs positive dimensions and fewer than 2^31 elements, the file holds 2 dimensions. The file is truncated or corrupt.",
            ],
            Conv(
                new TensorProto
                {
                    Name = "w",
                    DataType = 1,
                    Dims = { 1L << 32, 1L << 32 },
                }
            )
        );

    [Fact]
    public void TensorOfAnotherType() =>
        Assert.Equal(
            [
                "CD1026: Tensor 'w': element type bfloat16 is not supported. Allowed: float32, float64, int8, uint8, int32, int64, bool.",
            ],
            Conv(
                new TensorProto
                {
                    Name = "w",
                    DataType = 16,
                    Dims = { 1, 1, 1, 1 },
                }
            )
        );

    [Fact]
    public void SparseTensor()
    {
        var builder = new ModelBuilder(13, 1, 1, 2, 2).Node("Conv", ["x", "w"], "y").Output("y");
        builder.Proto.Graph.SparseInitializer.Add(new SparseTensorProto { Values = new TensorProto { Name = "w" } });

        Assert.Equal(["CD1037: Tensor 'w': sparse tensors are not supported. Store it dense."], builder.Errors());
    }

    [Fact]
    public void ReadsExternalData_BesideTheModel()
    {
        _folder.Write("sub/w.bin", [9, 9, .. BitConverter.GetBytes(2.5f)]);
        var path = External(("location", "sub/w.bin"), ("offset", "2"), ("length", "4"));
        var diagnostics = new DiagnosticBag();

        var graph = ModelReader.Read(path, diagnostics);
        Assert.Empty(Texts(diagnostics));
        Assert.Equal((double[])[2.5], Assert.IsType<CoDesign.Ir.Nodes.Conv2d>(graph!.Nodes[1]).Weights);
    }

    [Theory]
    [InlineData("../w.bin")]
    [InlineData("sub/../../w.bin")]
    [InlineData("/etc/hostname")]
    public void RefusesExternalData_OutsideTheFolder(string location)
    {
        _folder.Write("w.bin", new byte[4]);

        Assert.Equal(
            [
                $"CD1027: Tensor 'w': external data '{location}' lies outside the model's folder and is not read. Put it beside the model.",
            ],
            ExternalErrors("model/m.onnx", ("location", location))
        );
    }

    [Fact]
    public void RefusesExternalData_ThroughALink()
    {
        _folder.Write("secret/w.bin", new byte[4]);
        _folder.Write("model/x", "");
        File.CreateSymbolicLink(_folder["model/file.bin"], _folder["secret/w.bin"]);
        Directory.CreateSymbolicLink(_folder["model/dir"], _folder["secret"]);

        foreach (var location in (string[])["file.bin", "dir/w.bin"])
        {
            Assert.Equal(
                [
                    $"CD1027: Tensor 'w': external data '{location}' lies outside the model's folder and is not read. Put it beside the model.",
                ],
                ExternalErrors("model/m.onnx", ("location", location))
            );
        }
    }

    [Fact]
    public void ExternalDataThatCannotBeRead()
    {
        _folder.Write("w.bin", new byte[6]);

        Assert.Equal(
            ["CD1028: Tensor 'w': external data 'none.bin': there is no such file."],
            ExternalErrors("m.onnx", ("location", "none.bin"))
        );
        Assert.Equal(
            ["CD1028: Tensor 'w': external data 'w.bin': bytes 4 to 8 are named, the file has 6."],
            ExternalErrors("m.onnx", ("location", "w.bin"), ("offset", "4"))
        );
        Assert.Equal(
            ["CD1028: Tensor 'w': external data 'w.bin': 5 bytes are named, the shape needs 4."],
            ExternalErrors("m.onnx", ("location", "w.bin"), ("length", "5"))
        );
        Assert.Equal(
            ["CD1028: Tensor 'w': external data 'w.bin': offset = '-1' is not a count of bytes."],
            ExternalErrors("m.onnx", ("location", "w.bin"), ("offset", "-1"))
        );
        Assert.Equal(["CD1028: Tensor 'w': external data '': no file is named."], ExternalErrors("m.onnx"));
    }

    private string[] ExternalErrors(string name, params (string Key, string Value)[] entries)
    {
        var diagnostics = new DiagnosticBag();
        var bytes = File.ReadAllBytes(External(entries));
        Assert.Null(ModelReader.Read(_folder.Write(name, bytes), diagnostics));
        return Texts(diagnostics);
    }

    private string External(params (string Key, string Value)[] entries)
    {
        var tensor = new TensorProto
        {
            Name = "w",
            DataType = 1,
            Dims = { 1, 1, 1, 1 },
            DataLocation = TensorProto.Types.DataLocation.External,
        };
        tensor.ExternalData.AddRange(entries.Select(e => new StringStringEntryProto { Key = e.Key, Value = e.Value }));
        var builder = new ModelBuilder(13, 1, 1, 2, 2).Node("Conv", ["x", "w"], "y").Output("y");
        builder.Proto.Graph.Initializer.Add(tensor);
        return _folder.Write("external.onnx", builder.ToBytes());
    }

    private static string[] Conv(TensorProto weights)
    {
        var builder = new ModelBuilder(13, 1, 1, 2, 2).Node("Conv", ["x", "w"], "y").Output("y");
        builder.Proto.Graph.Initializer.Add(weights);
        return builder.Errors();
    }

    private static ModelBuilder Small() => new ModelBuilder(13, 1, 1, 2, 2).Node("Relu", ["x"], "y").Output("y");

    private static string[] Errors(byte[] bytes)
    {
        var diagnostics = new DiagnosticBag();
        Assert.Null(OnnxReader.Read(bytes, "m.onnx", diagnostics));
        return Texts(diagnostics);
    }

    private static string[] Texts(DiagnosticBag diagnostics) => [.. diagnostics.Items.Select(d => d.ToString())];
}
