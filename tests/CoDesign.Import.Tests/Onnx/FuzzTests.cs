// SPDX-License-Identifier: Apache-2.0
using System.Diagnostics;
using CoDesign.Import.Onnx;
using CoDesign.Import.Onnx.Proto;
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

    [Fact]
    public void StartsFromAModelThatIsRead()
    {
        var diagnostics = new DiagnosticBag();

        Assert.NotNull(OnnxReader.Read(Model().ToByteArray(), "fuzz.onnx", diagnostics));
        Assert.Empty(diagnostics.Items);
    }

    [Fact]
    public void SurvivesTruncation()
    {
        var whole = Model().ToByteArray();
        for (var length = 0; length < whole.Length; length++)
            Check(whole[..length]);
    }

    [Fact]
    public void SurvivesChangedBytes()
    {
        var whole = Model().ToByteArray();
        var random = new Random(1);
        for (var i = 0; i < 3000; i++)
        {
            var bytes = (byte[])whole.Clone();
            for (var k = random.Next(1, 5); k > 0; k--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            Check(bytes);
        }
    }

    [Fact]
    public void SurvivesChangedFields()
    {
        var random = new Random(2);
        for (var i = 0; i < 3000; i++)
        {
            var model = Model();
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

    /// <summary>Every operator of the importer.</summary>
    private static ModelProto Model() =>
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
