// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Import.Tests.Onnx;

/// <summary>Activations, normalization, sums, pads, concatenation, softmax.</summary>
public sealed class ElementwiseTests
{
    [Fact]
    public void ReadsClipAsAttributes() =>
        Assert.Equal(
            ["n_y = activation(x) 2x2x1; clamp [0, 6]"],
            Map(9).Node("Clip", ["x"], "y", ("min", 0f), ("max", 6f)).Output("y").Lines()
        );

    [Fact]
    public void ReadsClipAsInputs() =>
        Assert.Equal(
            ["n_y = activation(x) 2x2x1; clamp [-1, Infinity]", "n_z = activation(n_y) 2x2x1; clamp [-Infinity, 6]"],
            Map(13)
                .Floats("low", [], -1)
                .Floats("high", [], 6)
                .Node("Clip", ["x", "low"], "y")
                .Node("Clip", ["y", "", "high"], "z")
                .Output("z")
                .Lines()
        );

    [Fact]
    public void DropsAClipThatBoundsNothing() =>
        Assert.Equal(
            ["n_z = activation(x) 2x2x1; clamp [0, Infinity]"],
            Map(9)
                .Node("Clip", ["x"], "y", ("min", float.MinValue), ("max", float.MaxValue))
                .Node("Relu", ["y"], "z")
                .Output("z")
                .Lines()
        );

    [Fact]
    public void ReadsBatchNormalization() =>
        Assert.Equal(
            ["n_y = batch_norm(x) 2x2x1; gamma [2]; beta [3]; mean [4]; variance [5]; epsilon 0.5"],
            Map(15)
                .Floats("g", [1], 2)
                .Floats("b", [1], 3)
                .Floats("m", [1], 4)
                .Floats("v", [1], 5)
                .Node(
                    "BatchNormalization",
                    ["x", "g", "b", "m", "v"],
                    "y",
                    ("epsilon", 0.5f),
                    ("momentum", 0.9f),
                    ("training_mode", 0)
                )
                .Output("y")
                .Lines()
        );

    [Fact]
    public void AddsTwoMaps() =>
        Assert.Equal(
            ["n_r = activation(x) 2x2x1; clamp [0, Infinity]", "n_y = add(n_r, x) 2x2x1"],
            Map(13).Node("Relu", ["x"], "r").Node("Add", ["r", "x"], "y").Output("y").Lines()
        );

    [Fact]
    public void AddsAConstantPerChannel() =>
        Assert.Equal(
            [
                "n_y = batch_norm(x) 2x2x3; gamma [1, 1, 1]; beta [1, 2, 3]; mean [0, 0, 0]; variance [1, 1, 1]; epsilon 0",
            ],
            new ModelBuilder(13, "N", 3, 2, 2)
                .Floats("c", [3, 1, 1], 1, 2, 3)
                .Node("Add", ["x", "c"], "y")
                .Output("y")
                .Lines()
        );

    [Fact]
    public void PadsByAttributeOrInput()
    {
        const string Expected = "n_y = pad(x) 6x4x1; top 1 bottom 3 left 2 right 0; value 0.5";
        Assert.Equal(
            [Expected],
            Map(9)
                .Node("Pad", ["x"], "y", ("pads", new long[] { 0, 0, 1, 2, 0, 0, 3, 0 }), ("value", 0.5f))
                .Output("y")
                .Lines()
        );
        Assert.Equal(
            [Expected],
            Map(13)
                .Integers("p", 0, 0, 1, 2, 0, 0, 3, 0)
                .Floats("v", [], 0.5f)
                .Node("Pad", ["x", "p", "v"], "y", ("mode", "constant"))
                .Output("y")
                .Lines()
        );
        Assert.Equal(
            [Expected],
            Map(18)
                .Integers("p", 2, 1, 0, 3)
                .Floats("v", [], 0.5f)
                .Integers("a", -1, 2)
                .Node("Pad", ["x", "p", "v", "a"], "y")
                .Output("y")
                .Lines()
        );
    }

    [Fact]
    public void DropsAPadOfNothing_IdentityAndDropout() =>
        Assert.Equal(
            ["n_y = activation(x) 2x2x1; clamp [0, Infinity]"],
            Map(13)
                .Integers("p", 0, 0, 0, 0, 0, 0, 0, 0)
                .Floats("ratio", [], 0.5f)
                .Node("Pad", ["x", "p"], "a")
                .Node("Identity", ["a"], "b")
                .Node("Dropout", ["b", "ratio"], ["c", "mask"])
                .Node("Relu", ["c"], "y")
                .Output("y")
                .Lines()
        );

    [Fact]
    public void ConcatenatesChannels() =>
        Assert.Equal(
            ["n_r = activation(x) 2x2x1; clamp [0, Infinity]", "n_y = concat(x, n_r, x) 2x2x3"],
            Map(13).Node("Relu", ["x"], "r").Node("Concat", ["x", "r", "x"], "y", ("axis", -3)).Output("y").Lines()
        );

    [Theory]
    [InlineData(9, null)]
    [InlineData(13, null)]
    [InlineData(13, 1)]
    [InlineData(11, -1)]
    public void EndsWithSoftmax(int opset, int? axis) =>
        Assert.Equal(
            ["n_y = softmax(x) 1x1x5"],
            new ModelBuilder(opset, "N", 5)
                .Node("Softmax", ["x"], "y", axis is { } a ? [("axis", a)] : [])
                .Output("y")
                .Lines()
        );

    [Fact]
    public void LeavesOutWhatTheOutputDoesNotNeed() =>
        Assert.Equal(
            ["n_y = activation(x) 2x2x1; clamp [0, Infinity]"],
            Map(13).Node("Relu", ["x"], "y").Node("LSTM", ["x"], "unused").Output("y").Lines()
        );

    [Fact]
    public void TakesSeveralOutputsOfOneValue() =>
        Assert.Equal(
            ["n_y = activation(x) 2x2x1; clamp [0, Infinity]"],
            Map(13).Node("Relu", ["x"], "y").Node("Identity", ["y"], "z").Output("y").Output("z").Lines()
        );

    [Fact]
    public void MakesNodeNamesUnique()
    {
        var builder = Map(13).Node("Relu", ["x"], "a").Node("Relu", ["a"], "b").Node("Relu", ["b"], "c").Output("c");
        foreach (var node in builder.Proto.Graph.Node.Take(2))
            node.Name = "x";
        builder.Proto.Graph.Node[2].Name = "";

        Assert.Equal(["a", "b", "c"], builder.Read().Nodes.Skip(1).Select(n => n.Name));
    }

    private static ModelBuilder Map(long opset) => new(opset, "N", 1, 2, 2);
}
