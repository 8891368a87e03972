// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Text;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Numerics;
using CoDesign.Ir.Serialization;

namespace CoDesign.Ir.Tests.Serialization;

public sealed class ModelFileTests
{
    public static TheoryData<string> Names => ["float", "calibrated", "integer", "tflite"];

    [Theory]
    [MemberData(nameof(Names))]
    public void ReadsBackEveryField(string name)
    {
        var graph = Sample(name);

        Assert.Equal(DeepText.Of(graph), DeepText.Of(Load(Save(graph))));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void WritesTheSameBytesAgain(string name)
    {
        var bytes = Save(Sample(name));

        Assert.Equal(bytes, Save(Sample(name)));
        Assert.Equal(bytes, Save(Load(bytes)));
    }

    [Fact]
    public void IsASafetensorsFile()
    {
        var bytes = Save(SampleGraphs.Integer());
        var length = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);
        using var header = System.Text.Json.JsonDocument.Parse(bytes.AsMemory(8, length));

        Assert.Equal(0, length % 8);
        var tensor = header.RootElement.GetProperty("conv.weights");
        Assert.Equal("U8", tensor.GetProperty("dtype").GetString());
        Assert.Equal(12, tensor.GetProperty("shape")[0].GetInt32());
        var start = tensor.GetProperty("data_offsets")[0].GetInt32();
        Assert.Equal([0, 255, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], bytes.AsSpan(8 + length + start, 12).ToArray());
        var end = header
            .RootElement.EnumerateObject()
            .Where(t => t.Name != "__metadata__")
            .Max(t => t.Value.GetProperty("data_offsets")[1].GetInt32());
        Assert.Equal(bytes.Length, 8 + length + end);
    }

    [Fact]
    public void KeepsTensorsApart_WhenNodeNamesMeet()
    {
        var graph = SampleGraphs.Float();
        var renamed = graph.WithNodes(
            graph.Nodes.Select(n =>
                n is Conv2d { IsDense: true } ? n with { Name = "bn.gamma" }
                : n is BatchNorm ? n with { Name = "bn" }
                : n is Softmax ? n with { Inputs = ["bn.gamma"] }
                : n
            )
        );

        Assert.Equal(DeepText.Of(renamed), DeepText.Of(Load(Save(renamed))));
    }

    [Fact]
    public void SaysThatItIsTruncated()
    {
        var bytes = Save(SampleGraphs.Integer());

        Assert.Equal(
            [
                "CD1401: The compiled model is not readable: it is truncated, or not a safetensors file. Compile the model again.",
            ],
            Errors(bytes[..100])
        );
        Assert.Equal(
            [
                "CD1401: The compiled model is not readable: tensor 'fc.shifts' lies outside the file, which may be truncated. Compile the model again.",
            ],
            Errors(bytes[..^1])
        );
    }

    [Fact]
    public void SaysThatTheHeaderIsNotJson()
    {
        byte[] bytes = [4, 0, 0, 0, 0, 0, 0, 0, .. "oops"u8];

        Assert.Equal(
            ["CD1401: The compiled model is not readable: its header is not valid. Compile the model again."],
            Errors(bytes)
        );
    }

    [Fact]
    public void SaysThatItHoldsNoGraph()
    {
        byte[] bytes = [2, 0, 0, 0, 0, 0, 0, 0, .. "{}"u8];

        Assert.Equal(
            [
                "CD1402: The safetensors file holds no graph; it was not written by this tool. Compile the model to make one.",
            ],
            Errors(bytes)
        );
    }

    [Fact]
    public void SaysThatTheVersionIsAnother() =>
        Assert.Equal(
            ["CD1403: The compiled model has format version 9, this tool reads version 1. Compile the model again."],
            Errors(Replace(Save(SampleGraphs.Integer()), "\"schema\":\"1\"", "\"schema\":\"9\""))
        );

    [Theory]
    [InlineData("conv.weights", "conv.weight_", "tensor 'conv.weight_' is missing.")]
    [InlineData("QuantizedConcat", "QuantizedConca_", "'graph.nodes.kind' is missing or not valid.")]
    [InlineData("quint8", "quint9", "'graph.nodes.type' is missing or not valid.")]
    [InlineData("HalfUp", "HalfDn", "'graph.arithmetic.mode' is missing or not valid.")]
    public void SaysWhichFieldIsDamaged(string old, string damaged, string reason) =>
        Assert.Equal(
            [$"CD1401: The compiled model is not readable: {reason} Compile the model again."],
            Errors(Replace(Save(SampleGraphs.Integer()), old, damaged))
        );

    [Fact]
    public void VerifiesTheGraph()
    {
        var graph = SampleGraphs.Float();
        var cut = graph.WithNodes(graph.Nodes.Where(n => n.Name != "bn"));

        Assert.StartsWith("CD20", Assert.Single(Errors(Save(cut))), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("float")]
    [InlineData("integer")]
    public void NeverThrows_WhenBytesAreWrong(string name)
    {
        var whole = Save(Sample(name));
        var random = new Random(3);
        for (var i = 0; i < 1000; i++)
        {
            var bytes = (byte[])whole.Clone();
            for (var k = random.Next(1, 4); k > 0; k--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            var diagnostics = new DiagnosticBag();
            var graph = ModelFile.Load(new MemoryStream(bytes), diagnostics);
            Assert.Equal(graph is null, diagnostics.HasErrors);
        }
    }

    private static Graph Sample(string name) =>
        name switch
        {
            "float" => SampleGraphs.Float(),
            "calibrated" => SampleGraphs.Calibrated(),
            "integer" => SampleGraphs.Integer(),
            _ => TfLite(),
        };

    private static Graph TfLite()
    {
        var codes = new QuantizationParameters(CodeType.Qint8, 0.5, -128);
        return new Graph(
            "tflite",
            GraphStage.Lowered,
            [
                new QuantizedInput("x", new TensorShape(1, 1, 1), codes),
                new QuantizedConv2d(
                    "fc",
                    ["x"],
                    new TensorShape(1, 1, 2),
                    codes,
                    new Window2d(1, 1),
                    1,
                    [-127, 127],
                    new WeightQuantization(CodeType.Qint8, [0.1, 0.2], 0),
                    [int.MaxValue / 2, 0],
                    new Requantization(
                        [new FixedPointMultiplier(1 << 30, -31), new FixedPointMultiplier(int.MaxValue, 2)],
                        0
                    ),
                    new CodeClamp(-128, 127),
                    IsDense: true
                ),
            ],
            "fc",
            RecordLayout.Nhwc
        )
        {
            Arithmetic = Arithmetic.TfLite,
            RecordsAreCodes = true,
        };
    }

    private static byte[] Save(Graph graph)
    {
        using var stream = new MemoryStream();
        ModelFile.Save(graph, stream);
        return stream.ToArray();
    }

    private static Graph Load(byte[] bytes)
    {
        var diagnostics = new DiagnosticBag();
        var graph = ModelFile.Load(new MemoryStream(bytes), diagnostics);
        Assert.Empty(diagnostics.Items.Select(d => d.ToString()));
        return graph!;
    }

    private static string[] Errors(byte[] bytes)
    {
        var diagnostics = new DiagnosticBag();
        Assert.Null(ModelFile.Load(new MemoryStream(bytes), diagnostics));
        return [.. diagnostics.Items.Select(d => d.ToString())];
    }

    /// <summary>Replaces the first occurrence by a text of the same length.</summary>
    private static byte[] Replace(byte[] bytes, string old, string replacement)
    {
        var text = Encoding.Latin1.GetString(bytes);
        var at = text.IndexOf(old, StringComparison.Ordinal);
        return Encoding.Latin1.GetBytes(string.Concat(text.AsSpan(0, at), replacement, text.AsSpan(at + old.Length)));
    }
}
