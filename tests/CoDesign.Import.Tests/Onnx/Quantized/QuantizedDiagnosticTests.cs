// SPDX-License-Identifier: Apache-2.0
using static CoDesign.Import.Tests.Onnx.Quantized.QuantizedOperatorTests;

namespace CoDesign.Import.Tests.Onnx.Quantized;

/// <summary>Integer models that are refused.</summary>
public sealed class QuantizedDiagnosticTests
{
    [Fact]
    public void ValueThatIsNotQuantized() =>
        Assert.Equal(
            [
                "CD1041: MaxPool 'n_y': input 0 holds real values, the model is an integer one. Each value between layers needs QuantizeLinear and DequantizeLinear.",
            ],
            Input().Node("GlobalAveragePool", ["a"], "g").Node("MaxPool", ["g"], "y", Kernel(1)).Output("y").Errors()
        );

    [Fact]
    public void OutputThatIsNotQuantized() =>
        Assert.Equal(
            [
                "CD1047: GlobalAveragePool 'n_y': output 'y' is not quantized, the model is an integer one. Put QuantizeLinear and DequantizeLinear after it.",
            ],
            Input().Node("GlobalAveragePool", ["a"], "y").Output("y").Errors()
        );

    [Fact]
    public void CodesWhereRealValuesAreNeeded() =>
        Assert.Equal(
            [
                "CD1042: GlobalAveragePool 'n_y': input 0 holds codes, real values are needed. Put DequantizeLinear before it.",
            ],
            Input(dequantize: false).Node("GlobalAveragePool", ["a_q"], "y").Output("y").Errors()
        );

    [Fact]
    public void RealValuesWhereCodesAreNeeded() =>
        Assert.Equal(
            [
                "CD1043: QLinearGlobalAveragePool 'n_y': input 0 holds real values, codes are needed. Put QuantizeLinear before it.",
            ],
            WithMicrosoft(Input().Node("QLinearGlobalAveragePool", ["a", "a_s", "a_z", "a_s", "a_z"], "y").Output("y"))
                .Errors()
        );

    [Fact]
    public void CodesReadWithAnotherScale() =>
        Assert.Equal(
            [
                "CD1044: DequantizeLinear 'n_y': input 0 is read as quint8 scale 0.25 zero point 10, but it is quint8 scale 0.5 zero point 10. Both must be the same.",
            ],
            Input(dequantize: false)
                .Floats("s", [], 0.25f)
                .Node("DequantizeLinear", ["a_q", "s", "a_z"], "y")
                .Output("y")
                .Errors()
        );

    [Fact]
    public void RealWeights() =>
        Assert.Equal(
            [
                "CD1045: Conv 'n_y': input 1 (weights) holds real values, the model is an integer one. Put DequantizeLinear of integers there.",
            ],
            Input().Ramp("w", 1, 1, 1, 1).Node("Conv", ["a", "w"], "y").Output("y").Errors()
        );

    [Fact]
    public void ConcatOfDifferentCodes() =>
        Assert.Equal(
            [
                "CD1046: Concat 'n_y': the inputs are codes of different scales or zero points, or partly real values. Put DequantizeLinear before each.",
            ],
            Input().Node("Concat", ["a", "a_q"], "y", ("axis", 1)).Output("y").Errors()
        );

    [Fact]
    public void BatchNormalization() =>
        Assert.Equal(
            [
                "CD1012: BatchNormalization 'n_y': the operator is not supported. Nearest: fold it into the convolution before quantizing.",
            ],
            Input().Floats("o", [1], 1).Node("BatchNormalization", ["a", "o", "o", "o", "o"], "y").Output("y").Errors()
        );

    [Theory]
    [InlineData(0f)]
    [InlineData(-1f)]
    public void ScaleThatIsNotPositive(float scale) =>
        Assert.Equal(
            [
                "CD1016: QuantizeLinear 'n_y': input 1 (scale) = a tensor [] is not supported. Allowed: a scalar or vector of positive numbers.",
            ],
            Map().Floats("s", [], scale).Node("QuantizeLinear", ["x", "s", "a_z"], "y").Output("y").Errors()
        );

    [Fact]
    public void ScalesPerChannelOfAnActivation() =>
        Assert.Equal(
            [
                "CD1021: QuantizeLinear 'n_y': input 1 (scale) has shape [2]. Expected one element, as activations have one scale.",
            ],
            Map()
                .Floats("s", [2], 1, 2)
                .Bytes("z", 2, [2], 0, 0)
                .Node("QuantizeLinear", ["x", "s", "z"], "y")
                .Output("y")
                .Errors()
        );

    [Fact]
    public void ZeroPointOfAnotherType() =>
        Assert.Equal(
            [
                "CD1016: QuantizeLinear 'n_y': element type of input 2 (zero point) = int64 is not supported. Allowed: uint8, int8, and int32 for biases.",
            ],
            Map().Integers("z", 0).Node("QuantizeLinear", ["x", "a_s", "z"], "y").Output("y").Errors()
        );

    [Fact]
    public void ZeroPointOfAnotherTypeThanTheCodes()
    {
        Assert.Equal(
            [
                "CD1016: DequantizeLinear 'n_w': element type of input 2 (zero point) = int8 is not supported. Allowed: uint8, as the codes.",
            ],
            Input()
                .Bytes("wq", 2, [1, 1, 1, 1], 1)
                .Bytes("z", 3, [], 0)
                .Node("DequantizeLinear", ["wq", "a_s", "z"], "w")
                .Node("Conv", ["a", "w"], "y")
                .Output("y")
                .Errors()
        );
        Assert.Equal(
            [
                "CD1016: QuantizeLinear 'n_y': element type of input 2 (zero point) = int32 is not supported. Allowed: uint8 or int8.",
            ],
            Map().Int32s("z", [], 0).Node("QuantizeLinear", ["x", "a_s", "z"], "y").Output("y").Errors()
        );
    }

    [Fact]
    public void ZeroPointsOfAnotherCount() =>
        Assert.Equal(
            ["CD1021: QuantizeLinear 'n_y': input 2 (zero point) has shape [2]. Expected 1 elements, as the scale."],
            Map().Bytes("z", 2, [2], 0, 0).Node("QuantizeLinear", ["x", "a_s", "z"], "y").Output("y").Errors()
        );

    [Fact]
    public void DifferentZeroPointsOfWeights() =>
        Assert.Equal(
            [
                "CD1016: Conv 'n_y': zero points of the weights = different ones is not supported. Allowed: one value for all channels.",
            ],
            PerChannel(2, [0, 1], 0)
        );

    [Fact]
    public void ScalesAlongAnotherAxis() =>
        Assert.Equal(
            ["CD1016: Conv 'n_y': axis of the weight scales = 3 is not supported. Allowed: 0, the output channels."],
            PerChannel(2, [0, 0], 3)
        );

    [Fact]
    public void ScalesOfAnotherCount() =>
        Assert.Equal(
            [
                "CD1021: DequantizeLinear 'n_w': input 1 (scale) has shape [2]. Expected one element, or one for each place of dimension 2 of [2, 1, 1, 2].",
            ],
            PerChannel(2, [0, 0], 2)
        );

    [Fact]
    public void Blocks() =>
        Assert.Equal(
            ["CD1016: QuantizeLinear 'n_y': block_size = 16 is not supported. Allowed: 0."],
            new ModelBuilder(21, "N", 2)
                .Codes("a", 1, 0)
                .Node("QuantizeLinear", ["x", "a_s", "a_z"], "y", ("block_size", 16))
                .Output("y")
                .Errors()
        );

    [Fact]
    public void BiasOutsideInt32() =>
        Assert.Equal(
            [
                "CD3010: QuantizedConv2d 'n_f' (Conv 'n_f'): bias 1E+09 of channel 0 at scale 0.125 is 8E+09, outside int32. The weights of the channel are too small for its bias; prune the channel or quantize the weights per tensor.",
            ],
            Layer(0.25f, 1f, 1e9f)
        );

    [Fact]
    public void FactorOutsideTheProfile() =>
        Assert.Equal(
            [
                "CD3012: QuantizedConv2d 'n_f' (Conv 'n_f'): the requantization factor 1.25E+06 of channel 0 needs a shift outside 1 to 47 in profile lean with preshift 0. No profile can hold it; the scales of the layer's input and output are too far apart.",
            ],
            Layer(0.25f, 1e-7f, 0)
        );

    [Fact]
    public void SecondQuantizationOfTheInput() =>
        Assert.Equal(
            [
                "CD1044: QuantizeLinear 'n_b_q': input 0 is read as quint8 scale 1 zero point 0, but it is quint8 scale 0.5 zero point 10. Both must be the same.",
            ],
            Input()
                .Codes("b", 1, 0)
                .QuantizeDequantize("x", "b")
                .Codes("c", 1, 0)
                .Node("Add", ["a", "b"], "s")
                .QuantizeDequantize("s", "c")
                .Output("c")
                .Errors()
        );

    [Fact]
    public void ChannelsLast() =>
        Assert.Equal(
            ["CD1016: QLinearGlobalAveragePool 'n_y': channels_last = 1 is not supported. Allowed: 0."],
            WithMicrosoft(
                    Input(dequantize: false)
                        .Node(
                            "QLinearGlobalAveragePool",
                            ["a_q", "a_s", "a_z", "a_s", "a_z"],
                            "y",
                            ("channels_last", 1)
                        )
                        .Output("y")
                )
                .Errors()
        );

    [Fact]
    public void SoftmaxBeforeTheEnd() =>
        Assert.Equal(
            [
                "CD1034: Softmax 'n_s': other nodes read its result. Softmax runs on the host and must be the last operator.",
            ],
            Vector()
                .Codes("c", 1, 0)
                .Node("Softmax", ["a"], "s")
                .Node("Relu", ["s"], "r")
                .QuantizeDequantize("r", "c")
                .Output("c")
                .Errors()
        );

    private static string[] PerChannel(int channels, byte[] zeroPoints, int axis) =>
        Input()
            .Bytes("wq", 2, [channels, 1, 1, 2], [.. Enumerable.Repeat((byte)1, channels * 2)])
            .Floats("w_s", [2], 1, 2)
            .Bytes("w_z", 2, [2], zeroPoints)
            .Node("DequantizeLinear", ["wq", "w_s", "w_z"], "w", ("axis", axis))
            .Node("Conv", ["a", "w"], "y")
            .Output("y")
            .Errors();

    private static string[] Layer(float weightScale, float outputScale, float bias) =>
        Input()
            .Bytes("wq", 2, [1, 1, 1, 1], 131)
            .Codes("w", weightScale, 128)
            .Floats("b", [1], bias)
            .Codes("c", outputScale, 0)
            .Node("DequantizeLinear", ["wq", "w_s", "w_z"], "w")
            .Node("Conv", ["a", "w", "b"], "f")
            .QuantizeDequantize("f", "c")
            .Output("c")
            .Errors();
}
