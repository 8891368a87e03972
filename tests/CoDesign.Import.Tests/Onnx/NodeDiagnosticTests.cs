// SPDX-License-Identifier: Apache-2.0
using CoDesign.Import.Onnx.Proto;

namespace CoDesign.Import.Tests.Onnx;

/// <summary>Operators, attributes and constants that are refused.</summary>
public sealed class NodeDiagnosticTests
{
    private static readonly long[] Two = [2, 2];

    [Fact]
    public void ReportsAllProblemsInOneRun() =>
        Assert.Equal(
            [
                "CD1012: HardSwish 'n_a': the operator is not supported. Nearest: retrain with Relu or Clip(0, 6).",
                "CD1016: MaxPool 'n_b': storage_order = 1 is not supported. Allowed: 0.",
                "CD1013: Conv 'n_c': input 1 'w' is not defined: no initializer, graph input or earlier node has that name. Export the model again with its weights.",
                "CD1012: FusedConv 'n_d': the operator of domain 'com.microsoft' is not supported.",
                "CD1023: Gemm 'n_y': element 1 of 'v' is NaN. Weights must be finite; the training may have diverged.",
            ],
            Domain(
                    Map()
                        .Floats("v", [2, 1], 0, float.NaN)
                        .Node("HardSwish", ["x"], "a")
                        .Node("MaxPool", ["a"], "b", ("kernel_shape", Two), ("storage_order", 1))
                        .Node("Conv", ["b", "w"], "c")
                        .Node("FusedConv", ["c"], "d")
                        .Node("Gemm", ["d", "v"], "y")
                        .Output("y"),
                    "FusedConv"
                )
                .Errors()
        );

    [Theory]
    [InlineData("LeakyRelu", " Nearest: retrain with Relu or Clip.")]
    [InlineData("Resize", " Nearest: a network without upsampling.")]
    [InlineData("LpPool", " Nearest: MaxPool or AveragePool.")]
    [InlineData("LayerNormalization", " Nearest: BatchNormalization.")]
    [InlineData("Div", " Nearest: put the factors into the weights, or a BatchNormalization.")]
    [InlineData("Sum", " Nearest: Add of two tensors.")]
    [InlineData("LogSoftmax", " Nearest: Softmax, or none.")]
    [InlineData("ReduceMax", " Nearest: GlobalMaxPool.")]
    [InlineData("ReduceSum", " Nearest: ReduceMean over height and width.")]
    [InlineData("ConvInteger", " Nearest: static quantization (QDQ or QOperator).")]
    [InlineData("Loop", " Nearest: export by tracing, with fixed shapes.")]
    [InlineData("LSTM", " Only convolutional networks are supported.")]
    [InlineData("Sin", "")]
    public void UnsupportedOperator(string op, string rewrite) =>
        Assert.Equal(
            [$"CD1012: {op} 'n_y': the operator is not supported.{rewrite}"],
            Map().Node(op, ["x"], "y").Output("y").Errors()
        );

    [Fact]
    public void MulOfMaps() =>
        Assert.Equal(
            [
                "CD1012: Mul 'n_y': the operator is not supported. Nearest: put the factors into the weights, or a BatchNormalization.",
            ],
            Map().Node("Mul", ["x", "x"], "y").Output("y").Errors()
        );

    [Fact]
    public void UnknownAttribute() =>
        Assert.Equal(
            ["CD1014: Relu 'n_y': attribute 'alpha' is not supported."],
            Map().Node("Relu", ["x"], "y", ("alpha", 1f)).Output("y").Errors()
        );

    [Fact]
    public void AttributeOfAnotherType() =>
        Assert.Equal(
            ["CD1015: Flatten 'n_y': attribute 'axis' is of type float. It must be int."],
            Map().Node("Flatten", ["x"], "y", ("axis", 1f)).Output("y").Errors()
        );

    [Theory]
    [InlineData("kernel_shape", new long[] { 3 }, "[3] is not supported. Allowed: 2 integers from 1 to 65536.")]
    [InlineData("strides", new long[] { 0, 1 }, "[0, 1] is not supported. Allowed: 2 integers from 1 to 65536.")]
    [InlineData(
        "dilations",
        new long[] { 1, 1L << 40 },
        "[1, 1099511627776] is not supported. Allowed: 2 integers from 1 to 65536."
    )]
    [InlineData(
        "pads",
        new long[] { 0, 0, -1, 0 },
        "[0, 0, -1, 0] is not supported. Allowed: 4 integers from 0 to 65536."
    )]
    [InlineData("kernel_shape", new long[] { 3, 3 }, "[3, 3] is not supported. Allowed: [1, 1], as the weights are.")]
    public void WindowAttribute(string attribute, long[] values, string expected) =>
        Assert.Equal([$"CD1016: Conv 'n_y': {attribute} = {expected}"], Conv([2, 2, 1, 1], (attribute, values)));

    [Fact]
    public void AutomaticPads()
    {
        Assert.Equal(
            ["CD1016: Conv 'n_y': auto_pad = SAME is not supported. Allowed: NOTSET, VALID, SAME_UPPER or SAME_LOWER."],
            Conv([2, 2, 1, 1], ("auto_pad", "SAME"))
        );
        Assert.Equal(
            ["CD1016: Conv 'n_y': auto_pad = VALID is not supported. Allowed: NOTSET with pads [1, 0, 0, 0]."],
            Conv([2, 2, 1, 1], ("auto_pad", "VALID"), ("pads", new long[] { 1, 0, 0, 0 }))
        );
    }

    [Theory]
    [InlineData(3, "CD1022: Conv 'n_y': group = 3 does not divide 2 input channels.")]
    [InlineData(0, "CD1022: Conv 'n_y': group = 0 does not divide 2 input channels.")]
    [InlineData(2, "CD1022: Conv 'n_y': group = 2 does not divide 3 output channels.")]
    public void GroupsThatDoNotDivide(int groups, string expected) =>
        Assert.Equal([expected], Conv([3, 1, 1, 1], ("group", groups)));

    [Theory]
    [InlineData(new long[] { 3, 3, 1, 1 }, "[3, 3, 1, 1]. Expected [O, 2, KH, KW] for 2 channels and group = 1.")]
    [InlineData(new long[] { 3, 2, 1 }, "[3, 2, 1]. Expected [O, I, KH, KW].")]
    [InlineData(new long[] { 0, 2, 1, 1 }, "[0, 2, 1, 1]. Expected [O, I, KH, KW].")]
    public void WeightShape(long[] dims, string expected) =>
        Assert.Equal([$"CD1021: Conv 'n_y': input 1 (weights) has shape {expected}"], Conv(dims));

    [Fact]
    public void BiasShape() =>
        Assert.Equal(
            ["CD1021: Conv 'n_y': input 2 (bias) has shape [2]. Expected [3]."],
            Map().Ramp("w", 3, 2, 1, 1).Ramp("b", 2).Node("Conv", ["x", "w", "b"], "y").Output("y").Errors()
        );

    [Fact]
    public void WindowThatDoesNotFit()
    {
        Assert.Equal(
            [
                "CD1029: Conv 'n_y': the window (kernel 5x5, strides 1x1, dilations 1x1, pads top 0, left 0, bottom 0, right 0) does not fit the padded map of 4x4.",
            ],
            Conv([1, 2, 5, 5])
        );
        Assert.Equal(
            [
                "CD1029: MaxPool 'n_y': the window (kernel 2x2, strides 1x1, dilations 1x1, pads top 2, left 0, bottom 0, right 0) does not fit the padded map of 4x4, or somewhere holds no element of it.",
            ],
            Map()
                .Node("MaxPool", ["x"], "y", ("kernel_shape", Two), ("pads", new long[] { 2, 0, 0, 0 }))
                .Output("y")
                .Errors()
        );
    }

    [Fact]
    public void MissingInputAndAttribute()
    {
        Assert.Equal(
            ["CD1017: Conv 'n_y': input 1 (W) is missing."],
            Map().Node("Conv", ["x"], "y").Output("y").Errors()
        );
        Assert.Equal(
            ["CD1017: MaxPool 'n_y': attribute 'kernel_shape' is missing."],
            Map().Node("MaxPool", ["x"], "y").Output("y").Errors()
        );
        Assert.Equal(
            ["CD1017: Concat 'n_y': attribute 'axis' is missing."],
            Map().Node("Concat", ["x"], "y").Output("y").Errors()
        );
        Assert.Equal(["CD1017: Pad 'n_y': 'pads' is missing."], Map().Node("Pad", ["x"], "y").Output("y").Errors());
        Assert.Equal(
            ["CD1017: Unsqueeze 'n_y': 'axes' is missing."],
            Map().Node("Unsqueeze", ["x"], "y").Output("y").Errors()
        );
        Assert.Equal(
            ["CD1017: Constant 'n_c': attribute 'value' is missing."],
            Map().Node("Constant", [], "c").Node("Add", ["x", "c"], "y").Output("y").Errors()
        );
    }

    [Fact]
    public void DuplicateValues()
    {
        Assert.Equal(
            ["CD1018: Relu 'n_y': value 'y' is already defined. Names of values must be unique."],
            Map()
                .Node("Relu", ["x"], "y")
                .Node("Relu", ["y"], "y")
                .Node("Relu", ["y"], "z")
                .Output("y")
                .Errors()
                .Take(1)
        );
        Assert.Equal(
            ["CD1018: Initializer: value 'w' is already defined. Names of values must be unique."],
            Map().Ramp("w", 3, 2, 1, 1).Ramp("w", 3, 2, 1, 1).Node("Conv", ["x", "w"], "y").Output("y").Errors()
        );
    }

    [Fact]
    public void WeightsComputedAtRunTime_AndConstantMaps()
    {
        Assert.Equal(
            ["CD1019: Conv 'n_y': input 1 (weights) is computed at run time. It must be an initializer or a constant."],
            Map().Node("Conv", ["x", "x"], "y").Output("y").Errors()
        );
        Assert.Equal(
            ["CD1020: Conv 'n_y': input 0 is a constant. It must be computed from the network's input."],
            Map().Ramp("w", 1, 2, 1, 1).Node("Conv", ["w", "w"], "y").Output("y").Errors()
        );
    }

    [Fact]
    public void IntegerWeights() =>
        Assert.Equal(
            ["CD1016: Conv 'n_y': element type of input 1 (weights) = int64 is not supported. Allowed: float32."],
            Map().Integers("w", 1, 2).Node("Conv", ["x", "w"], "y").Output("y").Errors()
        );

    [Fact]
    public void InfiniteWeights() =>
        Assert.Equal(
            [
                "CD1023: Conv 'n_y': element 2 of 'w' is Infinity. Weights must be finite; the training may have diverged.",
            ],
            Map()
                .Floats("w", [2, 2, 1, 1], 0, 1, float.PositiveInfinity, 3)
                .Node("Conv", ["x", "w"], "y")
                .Output("y")
                .Errors()
        );

    [Theory]
    [InlineData(
        -0.5f,
        0.25f,
        "CD1024: BatchNormalization 'n_y': variance 'v' of channel 1 is -0.5, epsilon 0.25. The variance must not be negative, nor their sum 0."
    )]
    [InlineData(
        0f,
        0f,
        "CD1024: BatchNormalization 'n_y': variance 'v' of channel 1 is 0, epsilon 0. The variance must not be negative, nor their sum 0."
    )]
    [InlineData(
        1f,
        -1f,
        "CD1016: BatchNormalization 'n_y': epsilon = -1 is not supported. Allowed: a finite number, 0 or more."
    )]
    public void BadVariance(float variance, float epsilon, string expected) =>
        Assert.Equal([expected], Norm(variance, ("epsilon", epsilon)));

    [Fact]
    public void TrainingMode()
    {
        Assert.Equal(
            [
                "CD1016: BatchNormalization 'n_y': training_mode = 1 is not supported. Allowed: 0; export the model in evaluation mode.",
            ],
            Norm(1, ("training_mode", 1))
        );
        var builder = Map().Node("Dropout", ["x", "", "t"], "y").Output("y");
        builder.Bytes("t", 9, [], 1);
        Assert.Equal(
            [
                "CD1016: Dropout 'n_y': training_mode = 1 is not supported. Allowed: 0; export the model in evaluation mode.",
            ],
            builder.Errors()
        );
    }

    [Fact]
    public void SecondOutputThatIsRead() =>
        Assert.Equal(
            ["CD1030: MaxPool 'n_y': output 1 'indices' is used. Only output 0 is supported."],
            Map().Node("MaxPool", ["x"], ["y", "indices"], ("kernel_shape", Two)).Output("y").Output("indices").Errors()
        );

    [Fact]
    public void MatrixWhereAnImageIsNeeded_AndTheReverse()
    {
        Assert.Equal(
            ["CD1031: MaxPool 'n_y': input 0 of shape [1, 32] does not hold images [N, C, H, W]."],
            Map().Node("Flatten", ["x"], "f").Node("MaxPool", ["f"], "y", ("kernel_shape", Two)).Output("y").Errors()
        );
        Assert.Equal(
            ["CD1031: Gemm 'n_y': input 0 of shape [1, 2, 4, 4] does not hold a matrix [N, K]; put Flatten before it."],
            Map().Ramp("w", 4, 1).Node("Gemm", ["x", "w"], "y").Output("y").Errors()
        );
        Assert.Equal(
            ["CD1031: Softmax 'n_y': input 0 of shape [1, 2, 4, 4] does not hold vectors."],
            Map().Node("Softmax", ["x"], "y").Output("y").Errors()
        );
    }

    [Fact]
    public void ReshapesThatMoveTheBatch()
    {
        Assert.Equal(
            [
                "CD1032: Reshape 'n_y': shape [1, 2, 4, 4] becomes [2, 16], which moves or removes the batch (dimension 0). It must stay first and as it is.",
            ],
            Map().Integers("s", 2, -1).Node("Reshape", ["x", "s"], "y").Output("y").Errors()
        );
        Assert.Equal(
            [
                "CD1032: Squeeze 'n_y': shape [1, 2, 4, 4] becomes [2, 4, 4], which moves or removes the batch (dimension 0). It must stay first and as it is.",
            ],
            Map().Integers("a", 0).Node("Squeeze", ["x", "a"], "y").Output("y").Errors()
        );
        Assert.Equal(
            [
                "CD1032: Transpose 'n_y': shape [1, 2, 4, 4] becomes [2, 1, 4, 4], which moves or removes the batch (dimension 0). It must stay first and as it is.",
            ],
            Map().Node("Transpose", ["x"], "y", ("perm", new long[] { 1, 0, 2, 3 })).Output("y").Errors()
        );
        Assert.Equal(
            ["CD1016: Flatten 'n_y': axis = 2 is not supported. Allowed: 1."],
            Map().Node("Flatten", ["x"], "y", ("axis", 2)).Output("y").Errors()
        );
    }

    [Fact]
    public void ReshapeToAnotherCount() =>
        Assert.Equal(
            ["CD1033: Reshape 'n_y': shape [1, 2, 4, 4] cannot become [1, 33]: the number of elements differs."],
            Map().Integers("s", 1, 33).Node("Reshape", ["x", "s"], "y").Output("y").Errors()
        );

    [Fact]
    public void OtherTransposes() =>
        Assert.Equal(
            [
                "CD1016: Transpose 'n_y': perm = [0, 1, 3, 2] is not supported. Allowed: [0, 2, 3, 1] or [0, 3, 1, 2] between images and channels-last images (input [1, 2, 4, 4]).",
            ],
            Map().Node("Transpose", ["x"], "y", ("perm", new long[] { 0, 1, 3, 2 })).Output("y").Errors()
        );

    [Fact]
    public void SoftmaxBeforeTheEnd() =>
        Assert.Equal(
            [
                "CD1034: Softmax 'n_s': other nodes read its result. Softmax runs on the host and must be the last operator.",
            ],
            new ModelBuilder(13, 1, 4).Node("Softmax", ["x"], "s").Node("Relu", ["s"], "y").Output("y").Errors()
        );

    [Fact]
    public void SoftmaxOverAnotherAxis() =>
        Assert.Equal(
            ["CD1016: Softmax 'n_y': axis = 0 is not supported. Allowed: 1, the channels."],
            new ModelBuilder(13, 1, 4).Node("Softmax", ["x"], "y", ("axis", 0)).Output("y").Errors()
        );

    [Fact]
    public void CeilModeWithCountedPadding() =>
        Assert.Equal(
            [
                "CD1035: AveragePool 'n_y': ceil_mode = 1 is not supported here: with count_include_pad = 1 the last window reaches past the padding. Export with explicit pads and ceil_mode = 0.",
            ],
            Map()
                .Node(
                    "AveragePool",
                    ["x"],
                    "y",
                    ("kernel_shape", Two),
                    ("strides", Two),
                    ("pads", new long[] { 1, 1, 0, 0 }),
                    ("count_include_pad", 1),
                    ("ceil_mode", 1)
                )
                .Output("y")
                .Errors()
        );

    [Fact]
    public void TransposedA() =>
        Assert.Equal(
            ["CD1016: Gemm 'n_y': transA = 1 is not supported. Allowed: 0, the batch is the first dimension of A."],
            new ModelBuilder(13, 1, 2).Ramp("w", 2, 1).Node("Gemm", ["x", "w"], "y", ("transA", 1)).Output("y").Errors()
        );

    [Fact]
    public void MatrixShapes()
    {
        Assert.Equal(
            ["CD1021: Gemm 'n_y': input 1 (weights) has shape [3, 1]. Expected [2, O]."],
            new ModelBuilder(13, 1, 2).Ramp("w", 3, 1).Node("Gemm", ["x", "w"], "y").Output("y").Errors()
        );
        Assert.Equal(
            ["CD1021: Gemm 'n_y': input 2 (bias) has shape [2]. Expected [3], [1, 3] or one element."],
            new ModelBuilder(13, 1, 2)
                .Ramp("w", 3, 2)
                .Ramp("b", 2)
                .Node("Gemm", ["x", "w", "b"], "y", ("transB", 1))
                .Output("y")
                .Errors()
        );
    }

    [Fact]
    public void ClipBounds()
    {
        Assert.Equal(
            ["CD1016: Clip 'n_y': min = 3 is not supported. Allowed: at most max = 2."],
            Map(9).Node("Clip", ["x"], "y", ("min", 3f), ("max", 2f)).Output("y").Errors()
        );
        Assert.Equal(
            ["CD1021: Clip 'n_y': input 1 (min) has shape [2]. Expected a scalar."],
            Map().Ramp("low", 2).Node("Clip", ["x", "low"], "y").Output("y").Errors()
        );
        Assert.Equal(
            ["CD1016: Clip 'n_y': min = NaN is not supported. Allowed: a number."],
            Map(9).Node("Clip", ["x"], "y", ("min", float.NaN)).Output("y").Errors()
        );
    }

    [Fact]
    public void PadModes()
    {
        Assert.Equal(
            ["CD1016: Pad 'n_y': mode = reflect is not supported. Allowed: constant."],
            Map(9).Node("Pad", ["x"], "y", ("mode", "reflect"), ("pads", new long[8])).Output("y").Errors()
        );
        Assert.Equal(
            [
                "CD1016: Pad 'n_y': pads = [0, 1, 0, 0, 0, 0, 0, 0] is not supported. Allowed: begin and end of each dimension, 0 for batch and channels, 0 to 65536 for height and width.",
            ],
            Map(9).Node("Pad", ["x"], "y", ("pads", new long[] { 0, 1, 0, 0, 0, 0, 0, 0 })).Output("y").Errors()
        );
    }

    [Fact]
    public void SumsOfOtherShapes()
    {
        Assert.Equal(
            [
                "CD1021: Add 'n_y': input 1 has shape [1, 2, 1, 1]. Expected that of input 0, [1, 2, 4, 4]; maps are not broadcast.",
            ],
            Map().Node("GlobalAveragePool", ["x"], "g").Node("Add", ["x", "g"], "y").Output("y").Errors()
        );
        Assert.Equal(
            [
                "CD1021: Add 'n_y': input 1 (bias) has shape [4]. Expected one element, or one per channel of [1, 2, 4, 4].",
            ],
            Map().Ramp("b", 4).Node("Add", ["x", "b"], "y").Output("y").Errors()
        );
    }

    [Fact]
    public void ConcatsOfOtherShapes()
    {
        Assert.Equal(
            ["CD1016: Concat 'n_y': axis = 2 is not supported. Allowed: 1, the channels."],
            Map().Node("Concat", ["x", "x"], "y", ("axis", 2)).Output("y").Errors()
        );
        Assert.Equal(
            [
                "CD1021: Concat 'n_y': input 1 has shape [1, 2, 1, 1]. Expected that of input 0, [1, 2, 4, 4], but for dimension 1.",
            ],
            Map().Node("GlobalMaxPool", ["x"], "g").Node("Concat", ["x", "g"], "y", ("axis", 1)).Output("y").Errors()
        );
        Assert.Equal(
            ["CD1016: Concat 'n_y': axis = 1 is not supported. Allowed: none, shape [1, 32] has no channels."],
            Map().Node("Flatten", ["x"], "f").Node("Concat", ["f", "f"], "y", ("axis", 1)).Output("y").Errors()
        );
    }

    [Fact]
    public void ResultTooLarge() =>
        Assert.Equal(
            [
                "CD1036: Pad 'n_y': the result of shape [2, 65540, 4] is too large. Allowed: dimensions up to 65536 and 134217728 elements.",
            ],
            Map(9).Node("Pad", ["x"], "y", ("pads", new long[] { 0, 0, 65536, 0, 0, 0, 0, 0 })).Output("y").Errors()
        );

    [Fact]
    public void ReducedAxes() =>
        Assert.Equal(
            [
                "CD1016: ReduceMean 'n_y': axes = [1] is not supported. Allowed: all but batch and channels of [1, 2, 4, 4].",
            ],
            Map().Node("ReduceMean", ["x"], "y", ("axes", new long[] { 1 })).Output("y").Errors()
        );

    private static ModelBuilder Map(long opset = 13) => new(opset, "N", 2, 4, 4);

    private static string[] Conv(long[] dims, params (string, object)[] attributes) =>
        Map().Ramp("w", dims).Node("Conv", ["x", "w"], "y", attributes).Output("y").Errors();

    private static string[] Norm(float variance, params (string, object)[] attributes) =>
        Map()
            .Floats("one", [2], 1, 1)
            .Floats("v", [2], 1, variance)
            .Node("BatchNormalization", ["x", "one", "one", "one", "v"], "y", attributes)
            .Output("y")
            .Errors();

    private static ModelBuilder Domain(ModelBuilder builder, string op)
    {
        builder.Proto.OpsetImport.Add(new OperatorSetIdProto { Domain = "com.microsoft", Version = 1 });
        builder.Proto.Graph.Node.Single(n => n.OpType == op).Domain = "com.microsoft";
        return builder;
    }
}
