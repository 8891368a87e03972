// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using CoDesign.Import.Onnx;
using CoDesign.Import.Onnx.Proto;
using CoDesign.Import.Tests.Onnx.Quantized;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Verification;
using Google.Protobuf;

namespace CoDesign.Import.Tests.Onnx;

/// <summary>Damaged models: never an exception, never long, never large; a graph or at least one error, not both.</summary>
public sealed class FuzzTests
{
    private static readonly long[] Numbers =
    [
        0,
        1,
        -1,
        2,
        3,
        7,
        1000,
        65536,
        65537,
        1L << 31,
        1L << 32,
        1L << 40,
        long.MaxValue,
        long.MinValue,
    ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void StartsFromAModelThatIsRead(bool isInteger)
    {
        var diagnostics = new DiagnosticBag();

        Assert.NotNull(OnnxReader.Read(Model(isInteger).ToByteArray(), "fuzz.onnx", diagnostics));
        Assert.Empty(diagnostics.Items);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void SurvivesTruncation(bool isInteger)
    {
        var whole = Model(isInteger).ToByteArray();
        for (var length = 0; length < whole.Length; length++)
            Check(whole[..length]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void SurvivesChangedBytes(bool isInteger)
    {
        var whole = Model(isInteger).ToByteArray();
        var random = new Random(1);
        for (var i = 0; i < 2000; i++)
        {
            var bytes = (byte[])whole.Clone();
            for (var k = random.Next(1, 5); k > 0; k--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            Check(bytes);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void SurvivesChangedFields(bool isInteger)
    {
        var random = new Random(2);
        for (var i = 0; i < 2000; i++)
        {
            var model = Model(isInteger);
            for (var k = random.Next(1, 4); k > 0; k--)
                Change(model.Graph, random);
            Check(model.ToByteArray());
        }
    }

    private static void Check(byte[] bytes)
    {
        var diagnostics = new DiagnosticBag();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var clock = Stopwatch.StartNew();
        var graph = OnnxReader.Read(bytes, "fuzz.onnx", diagnostics);

        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5), "too long");
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 64_000_000, "too large");
        Assert.Equal(graph is null, diagnostics.HasErrors);
        if (graph is not null)
        {
            GraphVerifier.Verify(graph, diagnostics);
            Assert.Empty(diagnostics.Items.Select(d => d.ToString()));
        }
    }

    private static void Change(GraphProto graph, Random random)
    {
        var node = graph.Node[random.Next(graph.Node.Count)];
        var tensor = graph.Initializer[random.Next(graph.Initializer.Count)];
        var number = Numbers[random.Next(Numbers.Length)];
        switch (random.Next(12))
        {
            case 0 when node.Attribute.Count > 0:
                var attribute = node.Attribute[random.Next(node.Attribute.Count)];
                attribute.I = number;
                attribute.F = number;
                if (attribute.Ints.Count > 0)
                    attribute.Ints[random.Next(attribute.Ints.Count)] = number;
                break;
            case 1 when node.Attribute.Count > 0:
                node.Attribute[random.Next(node.Attribute.Count)].Type = (AttributeProto.Types.AttributeType)
                    random.Next(16);
                break;
            case 2 when node.Attribute.Count > 0:
                node.Attribute.RemoveAt(random.Next(node.Attribute.Count));
                break;
            case 3 when node.Input.Count > 0:
                node.Input[random.Next(node.Input.Count)] = AnyName(graph, random);
                break;
            case 4 when node.Input.Count > 0:
                node.Input.RemoveAt(random.Next(node.Input.Count));
                break;
            case 5:
                node.OpType = graph.Node[random.Next(graph.Node.Count)].OpType;
                break;
            case 6 when tensor.Dims.Count > 0:
                tensor.Dims[random.Next(tensor.Dims.Count)] = number;
                break;
            case 7:
                tensor.DataType = random.Next(20);
                break;
            case 8 when tensor.Int64Data.Count > 0:
                tensor.Int64Data[random.Next(tensor.Int64Data.Count)] = number;
                break;
            case 9:
                graph.Input[0].Type.TensorType.Shape.Dim[random.Next(4)].DimValue = number;
                break;
            case 10:
                graph.Node.Insert(random.Next(graph.Node.Count), node);
                break;
            default:
                node.Input.Add(AnyName(graph, random));
                break;
        }
    }

    private static string AnyName(GraphProto graph, Random random) =>
        random.Next(3) switch
        {
            0 => graph.Initializer[random.Next(graph.Initializer.Count)].Name,
            1 => graph.Node[random.Next(graph.Node.Count)].Output.FirstOrDefault("x"),
            _ => random.Next(2) == 0 ? "x" : "",
        };

    private static ModelProto Model(bool isInteger) => isInteger ? IntegerModel() : FloatModel();

    /// <summary>Every operator over dequantized values and over codes.</summary>
    private static ModelProto IntegerModel() =>
        QuantizedOperatorTests
            .WithMicrosoft(
                new ModelBuilder(13, "N", 2, 6, 6)
                    .Codes("a", 0.5f, 10)
                    .Codes("c", 0.25f, 20)
                    .Codes("d", 0.125f, 30)
                    .Codes("w", 0.25f, 128)
                    .Bytes("wq", 2, [2, 1, 1, 1], 131, 100)
                    .Bytes("vq", 3, [2, 2, 1, 1], 1, 2, 3, 255)
                    .Floats("v_s", [2], 0.5f, 0.25f)
                    .Bytes("v_z", 3, [2], 0, 0)
                    .Int32s("b", [2], 5, -5)
                    .Floats("low", [], 0)
                    .Floats("high", [], 6)
                    .Integers("pads", 0, 0, 1, 1, 0, 0, 1, 1)
                    .Bytes("gq", 2, [4, 3], [.. Enumerable.Range(0, 12).Select(i => (byte)i)])
                    .Bytes("hq", 2, [2, 3], 1, 2, 3, 4, 5, 6)
                    .QuantizeDequantize("x", "a")
                    .Node("DequantizeLinear", ["vq", "v_s", "v_z"], "v", ("axis", 0))
                    .Node("Conv", ["a", "v"], "e", ("kernel_shape", new long[] { 1, 1 }))
                    .Node("Clip", ["e", "low", "high"], "k")
                    .QuantizeDequantize("k", "c")
                    .Node("Add", ["a", "c"], "s")
                    .Node("Relu", ["s"], "r")
                    .QuantizeDequantize("r", "d")
                    .Node("Pad", ["d", "pads"], "p")
                    .Node("MaxPool", ["p"], "m", ("kernel_shape", new long[] { 2, 2 }))
                    .Node("QuantizeLinear", ["m", "d_s", "d_z"], "mq")
                    .Node(
                        "QLinearConv",
                        ["mq", "d_s", "d_z", "wq", "w_s", "w_z", "c_s", "c_z", "b"],
                        "lc",
                        ("group", 2)
                    )
                    .Node("QLinearAdd", ["lc", "c_s", "c_z", "mq", "d_s", "d_z", "a_s", "a_z"], "la")
                    .Node("QLinearGlobalAveragePool", ["la", "a_s", "a_z", "c_s", "c_z"], "lg")
                    .Node("Concat", ["lg", "lg"], "lk", ("axis", 1))
                    .Node("Flatten", ["lk"], "lf")
                    .Node("QGemm", ["lf", "c_s", "c_z", "gq", "w_s", "w_z", "", "d_s", "d_z"], "y0")
                    .Node("DequantizeLinear", ["y0", "d_s", "d_z"], "y1")
                    .Node("Softmax", ["y1"], "y")
                    .Output("y")
            )
            .Proto;

    /// <summary>Every operator of the importer.</summary>
    private static ModelProto FloatModel() =>
        new ModelBuilder(13, "N", 2, 6, 6)
            .Ramp("w", 4, 1, 3, 3)
            .Floats("four", [4], 1, 2, 3, 4)
            .Floats("low", [], 0)
            .Floats("high", [], 6)
            .Floats("bias", [4, 1, 1], 1, 2, 3, 4)
            .Integers("pads", 0, 0, 1, 1, 0, 0, 1, 1)
            .Integers("zero", 0)
            .Integers("one", 1)
            .Integers("rest", -1)
            .Ramp("m", 8, 3)
            .Ramp("g", 2, 3)
            .Floats("three", [3], 1, 2, 3)
            .Node(
                "Conv",
                ["x", "w"],
                "c",
                ("group", 2),
                ("kernel_shape", new long[] { 3, 3 }),
                ("pads", new long[] { 1, 1, 1, 1 }),
                ("strides", new long[] { 1, 1 }),
                ("dilations", new long[] { 1, 1 })
            )
            .Node("BatchNormalization", ["c", "four", "four", "four", "four"], "n", ("epsilon", 1e-5f))
            .Node("Clip", ["n", "low", "high"], "k")
            .Node("Add", ["k", "bias"], "b")
            .Node("Add", ["b", "k"], "a")
            .Node("Pad", ["a", "pads"], "p")
            .Node(
                "MaxPool",
                ["p"],
                "q",
                ("kernel_shape", new long[] { 2, 2 }),
                ("strides", new long[] { 2, 2 }),
                ("ceil_mode", 1)
            )
            .Node(
                "AveragePool",
                ["q"],
                "v",
                ("kernel_shape", new long[] { 2, 2 }),
                ("auto_pad", "SAME_UPPER"),
                ("count_include_pad", 1)
            )
            .Node("Relu", ["v"], "r")
            .Node("Concat", ["r", "q"], "t", ("axis", 1))
            .Node("GlobalAveragePool", ["t"], "ga")
            .Node("Transpose", ["ga"], "tp", ("perm", new long[] { 0, 2, 3, 1 }))
            .Node("Shape", ["tp"], "s")
            .Node("Gather", ["s", "zero"], "s0", ("axis", 0))
            .Node("Slice", ["s", "zero", "one"], "s1")
            .Node("Mul", ["s0", "s1"], "s2")
            .Node("Cast", ["s2"], "s3", ("to", 7))
            .Node("Concat", ["s3", "rest"], "s4", ("axis", 0))
            .Node("Reshape", ["tp", "s4"], "f")
            .Node("Unsqueeze", ["f", "rest"], "u")
            .Node("Squeeze", ["u", "rest"], "sq")
            .Node("Dropout", ["sq"], "d")
            .Node("Identity", ["d"], "i")
            .Node("MatMul", ["i", "m"], "mm")
            .Node("Add", ["mm", "three"], "mb")
            .Node("Gemm", ["mb", "g", "low"], "y0", ("transB", 1), ("alpha", 0.5f))
            .Node("Flatten", ["y0"], "y1", ("axis", 1))
            .Node("Softmax", ["y1"], "y", ("axis", 1))
            .Output("y")
            .Proto;
}
