// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Nodes;

namespace CoDesign.Import.Tests.Onnx;

public sealed class ConvolutionTests
{
    [Fact]
    public void PutsChannelsLast()
    {
        // [O, I, KH, KW] = [2, 3, 1, 2] of 0..11 becomes [O, KH, KW, I].
        var graph = new ModelBuilder(13, "N", 3, 4, 4)
            .Ramp("w", 2, 3, 1, 2)
            .Floats("b", [2], 0.5f, -1)
            .Node("Conv", ["x", "w", "b"], "y")
            .Output("y")
            .Read();

        var conv = Assert.IsType<Conv2d>(graph.Nodes[1]);
        Assert.Equal((double[])[0, 2, 4, 1, 3, 5, 6, 8, 10, 7, 9, 11], conv.Weights);
        Assert.Equal((double[])[0.5, -1], conv.Bias);
        Assert.Equal(new TensorShape(4, 3, 2), conv.Shape);
        Assert.Equal(("Conv", "n_y", "n_y", false), (conv.SourceOp, conv.SourceName, conv.Name, conv.IsDense));
    }

    [Fact]
    public void ReadsAllAttributes() =>
        Assert.Equal(
            [
                "n_y = conv2d(x) 5x4x4; kernel 3x2, stride 2x3, dilation 2x1, pads top 1 bottom 3 left 2 right 0; groups 2; weights 24 in [0, 23]; bias [0, 0, 0, 0]",
            ],
            new ModelBuilder(13, 1, 2, 10, 9)
                .Ramp("w", 4, 1, 3, 2)
                .Node(
                    "Conv",
                    ["x", "w"],
                    "y",
                    ("group", 2),
                    ("kernel_shape", new long[] { 3, 2 }),
                    ("strides", new long[] { 2, 3 }),
                    ("dilations", new long[] { 2, 1 }),
                    ("pads", new long[] { 1, 2, 3, 0 })
                )
                .Output("y")
                .Lines()
        );

    [Theory]
    [InlineData("SAME_UPPER", 5, 2, "3x3x1; kernel 2x2, stride 2x2, pads top 0 bottom 1 left 0 right 1")]
    [InlineData("SAME_LOWER", 5, 2, "3x3x1; kernel 2x2, stride 2x2, pads top 1 bottom 0 left 1 right 0")]
    [InlineData("SAME_UPPER", 4, 1, "4x4x1; kernel 2x2, pads top 0 bottom 1 left 0 right 1")]
    [InlineData("SAME_UPPER", 4, 2, "2x2x1; kernel 2x2, stride 2x2")]
    [InlineData("SAME_LOWER", 4, 3, "2x2x1; kernel 2x2, stride 3x3, pads top 1 bottom 0 left 1 right 0")]
    [InlineData("VALID", 5, 2, "2x2x1; kernel 2x2, stride 2x2")]
    [InlineData("NOTSET", 5, 2, "2x2x1; kernel 2x2, stride 2x2")]
    public void ComputesAutomaticPads(string autoPad, int size, int stride, string expected) =>
        Assert.Equal(
            [$"n_y = conv2d(x) {expected}; weights [0, 1, 2, 3]; bias [0]"],
            new ModelBuilder(13, 1, 1, size, size)
                .Ramp("w", 1, 1, 2, 2)
                .Node("Conv", ["x", "w"], "y", ("auto_pad", autoPad), ("strides", new long[] { stride, stride }))
                .Output("y")
                .Lines()
        );

    [Fact]
    public void TakesPartInADilatedSame() =>
        Assert.Equal(
            [
                "n_y = conv2d(x) 6x6x1; kernel 3x3, dilation 2x2, pads top 2 bottom 2 left 2 right 2; weights 9 in [0, 8]; bias [0]",
            ],
            new ModelBuilder(13, 1, 1, 6, 6)
                .Ramp("w", 1, 1, 3, 3)
                .Node("Conv", ["x", "w"], "y", ("auto_pad", "SAME_UPPER"), ("dilations", new long[] { 2, 2 }))
                .Output("y")
                .Lines()
        );

    [Fact]
    public void ReadsWeightsOfAConstantNodeAndAnIdentity() =>
        Assert.Equal(
            ["n_y = conv2d(x) 1x1x1; kernel 1x1; weights [3]; bias [7]"],
            new ModelBuilder(13, 1, 1, 1, 1)
                .Node("Constant", [], "w", ("value", ModelBuilder.FloatTensor("", [1, 1, 1, 1], [3])))
                .Floats("b0", [1], 7)
                .Node("Identity", ["b0"], "b")
                .Node("Conv", ["x", "w", "b"], "y")
                .Output("y")
                .Lines()
        );
}
