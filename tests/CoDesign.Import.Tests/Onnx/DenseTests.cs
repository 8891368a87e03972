// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Nodes;

namespace CoDesign.Import.Tests.Onnx;

public sealed class DenseTests
{
    /// <summary>C = 2, H = 1, W = 3: row k = c * 3 + w of the matrix is tap w, channel c.</summary>
    [Theory]
    [InlineData(0L, new double[] { 0, 6, 2, 8, 4, 10, 1, 7, 3, 9, 5, 11 })]
    [InlineData(1L, new double[] { 0, 3, 1, 4, 2, 5, 6, 9, 7, 10, 8, 11 })]
    public void PermutesWeightsFromPlanesToPixels(long transB, double[] expected)
    {
        var builder = new ModelBuilder(13, "N", 2, 1, 3).Node("Flatten", ["x"], "f", ("axis", 1));
        builder = transB == 0 ? builder.Ramp("w", 6, 2) : builder.Ramp("w", 2, 6);
        var graph = builder.Node("Gemm", ["f", "w"], "y", ("transB", (int)transB)).Output("y").Read();

        var dense = Assert.IsType<Conv2d>(graph.Nodes[1]);
        Assert.True(dense.IsDense);
        Assert.Equal(new Window2d(1, 3), dense.Window);
        Assert.Equal(expected, dense.Weights);
        Assert.Equal((double[])[0, 0], dense.Bias);
    }

    [Fact]
    public void ScalesByAlphaAndBeta()
    {
        var graph = new ModelBuilder(13, 1, 2)
            .Floats("w", [2, 1], 3, 5)
            .Floats("b", [1, 1], 7)
            .Node("Gemm", ["x", "w", "b"], "y", ("alpha", 0.5f), ("beta", 2f))
            .Output("y")
            .Read();

        var dense = Assert.IsType<Conv2d>(graph.Nodes[1]);
        Assert.Equal((double[])[1.5, 2.5], dense.Weights);
        Assert.Equal((double[])[14], dense.Bias);
        Assert.Equal(new TensorShape(1, 1, 2), graph.InputNode.Shape);
    }

    [Fact]
    public void BroadcastsAScalarBias() =>
        Assert.Equal(
            ["n_y = dense(x) 1x1x2; kernel 1x1; weights [0, 2, 1, 3]; bias [4, 4]"],
            new ModelBuilder(13, 1, 2)
                .Ramp("w", 2, 2)
                .Floats("b", [], 4)
                .Node("Gemm", ["x", "w", "b"], "y")
                .Output("y")
                .Lines()
        );

    [Fact]
    public void MakesAnAddTheBiasOfItsMatMul() =>
        Assert.Equal(
            [
                "n_m = dense(x) 1x1x2; kernel 1x1; weights [0, 2, 1, 3]; bias [8, 9]",
                "n_r = activation(n_m) 1x1x2; clamp [0, Infinity]",
            ],
            new ModelBuilder(13, "N", 2)
                .Ramp("w", 2, 2)
                .Floats("b", [2], 8, 9)
                .Node("MatMul", ["x", "w"], "m")
                .Node("Add", ["b", "m"], "y")
                .Node("Relu", ["y"], "r")
                .Output("r")
                .Lines()
        );

    [Fact]
    public void KeepsTheMatMul_WhenSomethingElseReadsIt() =>
        Assert.Equal(
            [
                "n_m = dense(x) 1x1x2; kernel 1x1; weights [0, 2, 1, 3]; bias [0, 0]",
                "n_a = batch_norm(n_m) 1x1x2; gamma [1, 1]; beta [8, 9]; mean [0, 0]; variance [1, 1]; epsilon 0",
                "n_y = add(n_a, n_m) 1x1x2",
            ],
            new ModelBuilder(13, "N", 2)
                .Ramp("w", 2, 2)
                .Floats("b", [1, 2], 8, 9)
                .Node("MatMul", ["x", "w"], "m")
                .Node("Add", ["m", "b"], "a")
                .Node("Add", ["a", "m"], "y")
                .Output("y")
                .Lines()
        );

    [Fact]
    public void KeepsTheOrder_WhenTheMapIsChannelsLast()
    {
        // A Keras model: NHWC input, transposed for the convolution and back before the flatten.
        var graph = new ModelBuilder(13, "N", 1, 2, 2)
            .Node("Transpose", ["x"], "t", ("perm", new long[] { 0, 3, 1, 2 }))
            .Node("Relu", ["t"], "r")
            .Node("Transpose", ["r"], "u", ("perm", new long[] { 0, 2, 3, 1 }))
            .Node("Flatten", ["u"], "f")
            .Ramp("w", 4, 1)
            .Node("Gemm", ["f", "w"], "y")
            .Output("y")
            .Read();

        Assert.Equal(RecordLayout.Nhwc, graph.Layout);
        Assert.Equal(new TensorShape(1, 2, 2), graph.InputNode.Shape);
        Assert.Equal((double[])[0, 1, 2, 3], Assert.IsType<Conv2d>(graph.Nodes[^1]).Weights);
    }
}
