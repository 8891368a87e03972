// SPDX-License-Identifier: Apache-2.0
using CoDesign.Import.Onnx.Proto;
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Numerics;

namespace CoDesign.Import.Tests.Onnx.Quantized;

/// <summary>What each operator of a QDQ or QOperator model becomes. The input is quint8, scale 1/2, zero point 10.</summary>
public sealed class QuantizedOperatorTests
{
    [Fact]
    public void MakesTheInputCodes()
    {
        var graph = Map()
            .Node("Identity", ["x"], "i")
            .QuantizeDequantize("i", "a")
            .Node("MaxPool", ["a"], "y", Kernel(1))
            .Output("y")
            .Read();

        var input = Assert.IsType<QuantizedInput>(graph.InputNode);
        Assert.Equal(new QuantizationParameters(CodeType.Quint8, 0.5, 10), input.Output);
        Assert.Equal(("x", "x", "Input"), (input.Name, input.SourceName, input.SourceOp));
    }

    [Fact]
    public void ReadsAConvolution_WithItsActivationInTheBounds()
    {
        // M = 0.5 * 0.25 / 0.125 = 1: multiplier 2^15, shift 15. ReLU: codes from zero point 20; the bias -3 at scale 1/8 is -24.
        var graph = Input()
            .Bytes("wq", 2, [1, 1, 1, 1], 131)
            .Codes("w", 0.25f, 128)
            .Floats("b", [1], -3)
            .Codes("c", 0.125f, 20)
            .Node("DequantizeLinear", ["wq", "w_s", "w_z"], "w")
            .Node("Conv", ["a", "w", "b"], "f")
            .Node("Relu", ["f"], "r")
            .QuantizeDequantize("r", "c")
            .Output("c")
            .Read();

        var conv = Assert.IsType<QuantizedConv2d>(graph.Nodes[1]);
        Assert.Equal("n_f", conv.Name);
        Assert.Equal(new QuantizationParameters(CodeType.Quint8, 0.125, 20), conv.Output);
        Assert.Equal((short[])[131], conv.Weights);
        Assert.Equal(
            (CodeType.Quint8, 128, 0.25),
            (conv.WeightQuantization.Type, conv.WeightQuantization.ZeroPoint, conv.WeightQuantization.ScaleOf(0))
        );
        Assert.Equal((int[])[-24], conv.Bias);
        Assert.Equal((FixedPointMultiplier[])[new(1 << 15, 15)], conv.Requantization.Multipliers);
        Assert.Equal(new CodeClamp(20, 255), conv.Clamp);
        Assert.Equal("n_f", graph.Output);
    }

    [Fact]
    public void ReadsWeightsPerChannel()
    {
        var graph = Input()
            .Bytes("wq", 3, [2, 1, 1, 1], 255, 127)
            .Floats("w_s", [2], 0.25f, 0.5f)
            .Bytes("w_z", 3, [2], 0, 0)
            .Int32s("bq", [2], 7, -9)
            .Floats("b_s", [2], 0.125f, 0.25f)
            .Int32s("b_z", [2], 0, 0)
            .Codes("c", 1, 0)
            .Node("DequantizeLinear", ["wq", "w_s", "w_z"], "w", ("axis", 0))
            .Node("DequantizeLinear", ["bq", "b_s", "b_z"], "b", ("axis", 0))
            .Node("Conv", ["a", "w", "b"], "f")
            .QuantizeDequantize("f", "c")
            .Output("c")
            .Read();

        var conv = Assert.IsType<QuantizedConv2d>(graph.Nodes[1]);
        Assert.Equal((short[])[-1, 127], conv.Weights);
        Assert.Equal((double[])[0.25, 0.5], conv.WeightQuantization.Scales);
        Assert.Equal((CodeType.Qint8, 0), (conv.WeightQuantization.Type, conv.WeightQuantization.ZeroPoint));
        Assert.Equal((int[])[7, -9], conv.Bias);
        Assert.Equal((FixedPointMultiplier[])[new(1 << 15, 18), new(1 << 15, 17)], conv.Requantization.Multipliers);
    }

    [Fact]
    public void QuantizesStoredRealWeights()
    {
        var graph = Input()
            .Floats("wr", [1, 1, 1, 2], 0.5f, -0.25f)
            .Codes("w", 0.25f, 100)
            .Codes("c", 1, 0)
            .QuantizeDequantize("wr", "w")
            .Node("Conv", ["a", "w"], "f")
            .QuantizeDequantize("f", "c")
            .Output("c")
            .Read();

        Assert.Equal((short[])[102, 99], Assert.IsType<QuantizedConv2d>(graph.Nodes[1]).Weights);
    }

    [Fact]
    public void MakesTheAddAfterAMatMulItsBias()
    {
        var graph = new ModelBuilder(13, "N", 2)
            .Codes("a", 0.5f, 10)
            .QuantizeDequantize("x", "a")
            .Bytes("wq", 2, [2, 1], 1, 2)
            .Codes("w", 0.25f, 0)
            .Floats("b", [1], 2)
            .Codes("c", 1, 0)
            .Node("DequantizeLinear", ["wq", "w_s", "w_z"], "w")
            .Node("MatMul", ["a", "w"], "m")
            .Node("Add", ["m", "b"], "f")
            .QuantizeDequantize("f", "c")
            .Output("c")
            .Read();

        var dense = Assert.IsType<QuantizedConv2d>(graph.Nodes[1]);
        Assert.True(dense.IsDense);
        Assert.Equal((int[])[16], dense.Bias);
    }

    [Fact]
    public void ReadsAnAdd()
    {
        var graph = Input()
            .Codes("b", 1, 0)
            .Codes("c", 2, 5)
            .Node("Relu", ["a"], "r")
            .QuantizeDequantize("r", "b")
            .Node("Add", ["a", "b"], "s")
            .Node("Relu", ["s"], "t")
            .QuantizeDequantize("t", "c")
            .Output("c")
            .Read();

        var add = Assert.IsType<QuantizedAdd>(graph.Nodes[^1]);
        Assert.Equal((string[])["x", "n_r"], add.Inputs);
        // S_a / (2 max) = 0.25, S_b / (2 max) = 0.5, 2 max / (2^20 * 2) = 2^-20, each after a preshift of 8 (codes << 20 pass 2^24).
        Assert.Equal((new FixedPointMultiplier(1 << 15, 9), 8), (add.First[0], add.First.Preshift));
        Assert.Equal((new FixedPointMultiplier(1 << 15, 8), 8), (add.Second[0], add.Second.Preshift));
        Assert.Equal((new FixedPointMultiplier(1 << 15, 27), 8), (add.Sum[0], add.Sum.Preshift));
        Assert.Equal(new CodeClamp(5, 255), add.Clamp);
        var rescale = Assert.IsType<QuantizedRescale>(graph.Nodes[1]);
        Assert.Equal(
            (new FixedPointMultiplier(1 << 15, 16), new CodeClamp(0, 255)),
            (rescale.Requantization[0], rescale.Clamp)
        );
    }

    [Fact]
    public void AveragesInOneRounding_WhenTheCodesChange() =>
        // M = 0.5 / (4 * 0.25) = 0.5.
        Assert.Equal(
            ["n_f = conv2d(x) 1x1x1; groups 1", "(32768, 16)"],
            Describe(
                Input()
                    .Codes("c", 0.25f, 3)
                    .Node("GlobalAveragePool", ["a"], "f")
                    .QuantizeDequantize("f", "c")
                    .Output("c")
                    .Read(),
                n => $"{n.Name} = {n.Op}({n.Inputs[0]}) {n.Shape}; groups {n.Groups}",
                n => $"({n.Requantization[0].Value}, {n.Requantization[0].Shift})"
            )
        );

    [Fact]
    public void AveragesAsAPool_WhenTheCodesStay()
    {
        var graph = Input()
            .Node("AveragePool", ["a"], "f", Kernel(2))
            .QuantizeDequantize("f", "a2")
            .Codes("a2", 0.5f, 10)
            .Output("a2")
            .Read();

        Assert.Equal("average_pool", graph.Nodes[1].Op);
        Assert.Equal(2, graph.Nodes.Length);
    }

    [Fact]
    public void AveragesInTwoSteps_WhenPaddingIsNotCounted()
    {
        var graph = Input()
            .Codes("c", 0.25f, 3)
            .Node("AveragePool", ["a"], "f", Kernel(2), ("pads", new long[] { 1, 1, 0, 0 }))
            .QuantizeDequantize("f", "c")
            .Output("c")
            .Read();

        Assert.Equal(["n_f.mean", "n_f"], graph.Nodes.Skip(1).Select(n => n.Name));
        Assert.Equal(["average_pool", "rescale"], graph.Nodes.Skip(1).Select(n => n.Op));
    }

    [Fact]
    public void KeepsCodesThroughMaxPoolPadAndReshape()
    {
        var graph = Input()
            .Integers("p", 0, 0, 1, 1, 0, 0, 0, 0)
            .Floats("v", [], 3)
            .Node("Pad", ["a", "p", "v"], "d")
            .Node("MaxPool", ["d"], "m", Kernel(2))
            .Node("Flatten", ["m"], "f")
            .QuantizeDequantize("f", "a2")
            .Codes("a2", 0.5f, 10)
            .Output("a2")
            .Read();

        Assert.Equal(["pad", "max_pool"], graph.Nodes.Skip(1).Select(n => n.Op));
        Assert.Equal(16, Assert.IsType<QuantizedPad>(graph.Nodes[1]).Code);
        Assert.Equal("n_m", graph.Output);
    }

    [Fact]
    public void RescalesInputsOfAConcat_WhereTheyDiffer()
    {
        var graph = Input()
            .Codes("b", 1, 0)
            .Codes("c", 1, 0)
            .Node("Relu", ["a"], "r")
            .QuantizeDequantize("r", "b")
            .Node("Concat", ["a", "b"], "f", ("axis", 1))
            .QuantizeDequantize("f", "c")
            .Output("c")
            .Read();

        Assert.Equal(["x", "n_r", "n_f.rescale0", "n_f"], graph.Nodes.Select(n => n.Name));
        Assert.Equal((string[])["n_f.rescale0", "n_r"], graph.Nodes[^1].Inputs);
    }

    [Fact]
    public void EndsWithSoftmaxOnTheHost()
    {
        var graph = Vector().Node("Softmax", ["a"], "y").Output("y").Read();

        Assert.Equal(
            new QuantizationParameters(CodeType.Quint8, 1.0 / 256, 0),
            Assert.IsType<QuantizedSoftmax>(graph.Nodes[^1]).Output
        );
    }

    [Fact]
    public void ReadsOperatorsOverCodes()
    {
        var builder = Input(dequantize: false)
            .Bytes("wq", 2, [1, 1, 1, 1], 131)
            .Codes("w", 0.25f, 128)
            .Int32s("b", [1], 5)
            .Codes("c", 0.125f, 20)
            .Codes("d", 0.25f, 1)
            .Codes("e", 0.5f, 2)
            .Codes("f", 0.75f, 3)
            .Node("QLinearConv", ["a_q", "a_s", "a_z", "wq", "w_s", "w_z", "c_s", "c_z", "b"], "c")
            .Node("QLinearAdd", ["c", "c_s", "c_z", "a_q", "a_s", "a_z", "d_s", "d_z"], "d")
            .Node("MaxPool", ["d"], "m", Kernel(1))
            .Node("QLinearGlobalAveragePool", ["m", "d_s", "d_z", "e_s", "e_z"], "e", ("channels_last", 0))
            .Node("Flatten", ["e"], "v")
            .Bytes("gq", 2, [1, 2], 1, 2)
            .Node(
                "QGemm",
                ["v", "e_s", "e_z", "gq", "w_s", "w_z", "", "f_s", "f_z"],
                "f",
                ("transB", 0),
                ("transA", 0),
                ("alpha", 1f)
            )
            .Node("DequantizeLinear", ["f", "f_s", "f_z"], "y")
            .Output("y")
            .Output("f");
        var graph = WithMicrosoft(builder).Read();

        Assert.Equal(["input", "conv2d", "add", "max_pool", "conv2d", "dense"], graph.Nodes.Select(n => n.Op));
        Assert.Equal((int[])[5], Assert.IsType<QuantizedConv2d>(graph.Nodes[1]).Bias);
        Assert.Equal((1, 2), (((QuantizedConv2d)graph.Nodes[^1]).GroupInputs, graph.Nodes[^1].Shape.Channels));
        Assert.Equal("n_f", graph.Output);
    }

    [Fact]
    public void ReadsWeightsThatAreOnlyStoredAsIntegers()
    {
        var graph = new ModelBuilder(13, "N", 2)
            .Bytes("wq", 3, [2, 1], 1, 255)
            .Floats("w_s", [], 0.5f)
            .Bytes("w_z", 3, [], 0)
            .Node("DequantizeLinear", ["wq", "w_s", "w_z"], "w")
            .Node("MatMul", ["x", "w"], "y")
            .Output("y")
            .Read();

        Assert.Equal(GraphStage.Imported, graph.Stage);
        Assert.Equal((double[])[0.5, -0.5], Assert.IsType<Conv2d>(graph.Nodes[1]).Weights);
    }

    internal static (string, object) Kernel(long size) => ("kernel_shape", new long[] { size, size });

    internal static ModelBuilder Map() => new ModelBuilder(13, "N", 1, 2, 2).Codes("a", 0.5f, 10);

    internal static ModelBuilder Input(bool dequantize = true) =>
        dequantize ? Map().QuantizeDequantize("x", "a") : Map().Node("QuantizeLinear", ["x", "a_s", "a_z"], "a_q");

    internal static ModelBuilder Vector() =>
        new ModelBuilder(13, "N", 2).Codes("a", 0.5f, 10).QuantizeDequantize("x", "a");

    internal static ModelBuilder WithMicrosoft(ModelBuilder builder)
    {
        builder.Proto.OpsetImport.Add(new OperatorSetIdProto { Domain = "com.microsoft", Version = 1 });
        foreach (
            var node in builder.Proto.Graph.Node.Where(n =>
                n.OpType is "QGemm" or "QLinearAdd" or "QLinearGlobalAveragePool" or "QLinearAveragePool"
            )
        )
            node.Domain = "com.microsoft";
        return builder;
    }

    private static string[] Describe(Graph graph, params Func<QuantizedConv2d, string>[] texts) =>
        [.. texts.Select(t => t(Assert.IsType<QuantizedConv2d>(graph.Nodes[^1])))];
}
