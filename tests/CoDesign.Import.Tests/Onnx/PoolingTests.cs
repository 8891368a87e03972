// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Import.Tests.Onnx;

public sealed class PoolingTests
{
    private static readonly long[] Two = [2, 2];
    private static readonly long[] Three = [3, 3];

    [Fact]
    public void ReadsMaxPool() =>
        Assert.Equal(
            ["n_y = max_pool(x) 3x3x2; kernel 3x3, stride 2x2, pads top 1 bottom 1 left 1 right 1"],
            Pool("MaxPool", 5, ("kernel_shape", Three), ("strides", Two), ("pads", new long[] { 1, 1, 1, 1 }))
        );

    [Theory]
    // 5 rows, window 2, stride 2: the third window reaches one row past the end.
    [InlineData(5, "3x3x2; kernel 2x2, stride 2x2, pads top 0 bottom 1 left 0 right 1")]
    [InlineData(4, "2x2x2; kernel 2x2, stride 2x2")]
    public void ExtendsTheEnd_WhenCeilModeIsSet(int size, string expected) =>
        Assert.Equal(
            [$"n_y = max_pool(x) {expected}"],
            Pool("MaxPool", size, ("kernel_shape", Two), ("strides", Two), ("ceil_mode", 1))
        );

    [Fact]
    public void LeavesOutAWindowThatStartsInTheEndPadding() =>
        // 4 rows and a pad of 1 on each side, window 2, stride 3: ceil gives 3 windows at -1, 2, 5; the last starts beyond row 4.
        Assert.Equal(
            ["n_y = max_pool(x) 2x2x2; kernel 2x2, stride 3x3, pads top 1 bottom 1 left 1 right 1"],
            Pool(
                "MaxPool",
                4,
                ("kernel_shape", Two),
                ("strides", Three),
                ("pads", new long[] { 1, 1, 1, 1 }),
                ("ceil_mode", 1)
            )
        );

    [Fact]
    public void CountsPadding_OnlyWhenThereIsSome()
    {
        long[] ones = [1, 1, 1, 1];
        Assert.Equal(
            ["n_y = average_pool(x) 4x4x2; kernel 3x3, pads top 1 bottom 1 left 1 right 1; padding counts"],
            Pool("AveragePool", 4, ("kernel_shape", Three), ("pads", ones), ("count_include_pad", 1))
        );
        Assert.Equal(
            ["n_y = average_pool(x) 4x4x2; kernel 3x3, pads top 1 bottom 1 left 1 right 1"],
            Pool("AveragePool", 4, ("kernel_shape", Three), ("pads", ones))
        );
        Assert.Equal(
            ["n_y = average_pool(x) 3x3x2; kernel 2x2, stride 2x2, pads top 0 bottom 1 left 0 right 1"],
            Pool("AveragePool", 5, ("kernel_shape", Two), ("strides", Two), ("ceil_mode", 1), ("count_include_pad", 1))
        );
    }

    [Theory]
    [InlineData("GlobalAveragePool", "average_pool")]
    [InlineData("GlobalMaxPool", "max_pool")]
    public void TakesTheWholeMap(string op, string expected) =>
        Assert.Equal([$"n_y = {expected}(x) 1x1x2; kernel 5x5"], Pool(op, 5));

    [Theory]
    [InlineData(new long[] { 2, 3 }, 1)]
    [InlineData(new long[] { -1, -2 }, 0)]
    public void ReadsReduceMeanOverTheMap(long[] axes, int keep)
    {
        string[] expected =
        [
            "n_y = average_pool(x) 1x1x2; kernel 5x5",
            "n_z = dense(n_y) 1x1x1; kernel 1x1; weights [0, 1]; bias [0]",
        ];
        Assert.Equal(
            expected,
            new ModelBuilder(13, "N", 2, 5, 5)
                .Ramp("w", 2, 1)
                .Node("ReduceMean", ["x"], "y", ("axes", axes), ("keepdims", keep))
                .Node("Flatten", ["y"], "f")
                .Node("Gemm", ["f", "w"], "z")
                .Output("z")
                .Lines()
        );
        Assert.Equal(
            expected,
            new ModelBuilder(18, "N", 2, 5, 5)
                .Ramp("w", 2, 1)
                .Integers("axes", axes)
                .Node("ReduceMean", ["x", "axes"], "y", ("keepdims", keep))
                .Node("Flatten", ["y"], "f")
                .Node("Gemm", ["f", "w"], "z")
                .Output("z")
                .Lines()
        );
    }

    private static string[] Pool(string op, int size, params (string, object)[] attributes) =>
        new ModelBuilder(13, 1, 2, size, size).Node(op, ["x"], "y", attributes).Output("y").Lines();
}
