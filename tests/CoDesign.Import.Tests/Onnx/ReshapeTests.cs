// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Import.Tests.Onnx;

/// <summary>Reshapes of all kinds between a map and a matrix product; each must give the same layer.</summary>
public sealed class ReshapeTests
{
    private const string Dense = "n_y = dense(x) 1x1x1; kernel 1x2; weights [0, 2, 1, 3]; bias [0]";

    [Theory]
    [InlineData(new long[] { 1, 4 })]
    [InlineData(new long[] { 1, -1 })]
    [InlineData(new long[] { -1, 4 })]
    [InlineData(new long[] { 0, -1 })]
    [InlineData(new long[] { 0, 4 })]
    public void TakesAStaticShape(long[] shape) =>
        Assert.Equal(
            [Dense],
            Map()
                .Integers("s", shape)
                .Node("Reshape", ["x", "s"], "f")
                .Node("Gemm", ["f", "w"], "y")
                .Output("y")
                .Lines()
        );

    [Fact]
    public void KeepsAFixedBatch() =>
        Assert.Equal(
            [Dense],
            Map(8)
                .Integers("s", 8, 4)
                .Node("Reshape", ["x", "s"], "f")
                .Node("Gemm", ["f", "w"], "y")
                .Output("y")
                .Lines()
        );

    [Fact]
    public void FollowsAShapeThatTorchComputes() =>
        // x.view(x.size(0), -1)
        Assert.Equal(
            [Dense],
            Map()
                .Integers("zero", 0)
                .Node(
                    "Constant",
                    [],
                    "i",
                    ("value", new CoDesign.Import.Onnx.Proto.TensorProto { DataType = 7, Int64Data = { 0 } })
                )
                .Node("Constant", [], "m", ("value_ints", new long[] { -1 }))
                .Node("Shape", ["x"], "s")
                .Node("Gather", ["s", "i"], "n", ("axis", 0))
                .Node("Unsqueeze", ["n", "zero"], "u")
                .Node("Concat", ["u", "m"], "t", ("axis", 0))
                .Node("Reshape", ["x", "t"], "f")
                .Node("Gemm", ["f", "w"], "y")
                .Output("y")
                .Lines()
        );

    [Fact]
    public void FollowsASliceProductAndCast() =>
        Assert.Equal(
            [Dense],
            Map()
                .Integers("one", 1)
                .Integers("two", 2)
                .Integers("zero", 0)
                .Integers("four", 4)
                .Node("Shape", ["x"], "s")
                .Node("Slice", ["s", "zero", "one", "zero"], "n")
                .Node("Slice", ["s", "one", "two"], "c")
                .Node("Slice", ["s", "two", "four"], "hw")
                .Node("Gather", ["hw", "one"], "width")
                .Node("Mul", ["c", "width"], "k")
                .Node("Cast", ["k"], "k32", ("to", 6))
                .Node("Cast", ["k32"], "k64", ("to", 7))
                .Node("Concat", ["n", "k64"], "t", ("axis", 0))
                .Node("Reshape", ["x", "t"], "f")
                .Node("Gemm", ["f", "w"], "y")
                .Output("y")
                .Lines()
        );

    [Fact]
    public void SqueezesAPooledMap() =>
        Assert.Equal(
            ["n_p = average_pool(x) 1x1x2; kernel 1x2", "n_y = dense(n_p) 1x1x1; kernel 1x1; weights [0, 1]; bias [0]"],
            new ModelBuilder(11, "N", 2, 1, 2)
                .Ramp("v", 2, 1)
                .Node("GlobalAveragePool", ["x"], "p")
                .Node("Squeeze", ["p"], "f", ("axes", new long[] { 2, -1 }))
                .Node("Unsqueeze", ["f"], "g", ("axes", new long[] { -1 }))
                .Node("Squeeze", ["g"], "h")
                .Node("Gemm", ["h", "v"], "y")
                .Output("y")
                .Lines()
        );

    [Fact]
    public void GoesBackToTheMap() =>
        Assert.Equal(
            ["n_y = max_pool(x) 1x1x2; kernel 1x2"],
            Map()
                .Integers("s", 0, 2, 1, 2)
                .Node("Flatten", ["x"], "f")
                .Node("Reshape", ["f", "s"], "g")
                .Node("GlobalMaxPool", ["g"], "y")
                .Output("y")
                .Lines()
        );

    [Fact]
    public void TransposesAConstant() =>
        Assert.Equal(
            ["n_y = dense(x) 1x1x3; kernel 1x1; weights 6 in [0, 5]; bias [0, 0, 0]"],
            new ModelBuilder(13, "N", 2)
                .Ramp("w", 3, 2)
                .Node("Transpose", ["w"], "t")
                .Node("MatMul", ["x", "t"], "y")
                .Output("y")
                .Lines()
        );

    /// <summary>C = 2, H = 1, W = 2, and a matrix [4, 1] of 0..3.</summary>
    private static ModelBuilder Map(object? batch = null) =>
        new ModelBuilder(13, batch ?? "N", 2, 1, 2).Ramp("w", 4, 1);
}
