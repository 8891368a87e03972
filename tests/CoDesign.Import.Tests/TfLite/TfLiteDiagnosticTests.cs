// SPDX-License-Identifier: Apache-2.0
using static CoDesign.Import.Tests.TfLite.BuiltModel;

namespace CoDesign.Import.Tests.TfLite;

/// <summary>Every diagnostic of the TFLite importer, whole text.</summary>
public sealed class TfLiteDiagnosticTests
{
    private const string Supported =
        "ADD, AVERAGE_POOL_2D, CONCATENATION, CONV_2D, DEPTHWISE_CONV_2D, DEQUANTIZE, EXPAND_DIMS, FULLY_CONNECTED, MAX_POOL_2D, MEAN, PAD, PADV2, QUANTIZE, REDUCE_MAX, RELU, RELU6, RELU_N1_TO_1, RESHAPE, SOFTMAX, SQUEEZE";

    private const string Shapes =
        "[1, H, W, C], [1, W, C], [1, C] or [C], batch 1, dimensions 1 to 65536, at most 2^27 elements";

    [Fact]
    public void OtherIdentifiersAreRefused() =>
        Assert.Equal(
            ["CD1501: 'm.tflite': not a TFLite file: bytes 4 to 7 are 'ABCD', not 'TFL3'."],
            Errors(new TfLiteBuilder { Identifier = "ABCD" })
        );

    [Fact]
    public void OtherSchemaVersionsAreRefused() =>
        Assert.Equal(
            [
                "CD1502: 'm.tflite': schema version 2 is not supported. Convert the model again; current converters write version 3.",
            ],
            Errors(new TfLiteBuilder { Version = 2 })
        );

    [Fact]
    public void TruncationNamesWhatIsOutside()
    {
        var bytes = Relu().Build();

        Assert.Equal(
            ["CD1503: 'm.tflite': truncated or corrupt (12 bytes): table Model at 0x18 is outside the file."],
            Errors(bytes[..12])
        );
    }

    [Fact]
    public void SeveralSubgraphsAreRefused() =>
        Assert.Equal(
            [
                "CD1504: 'm.tflite': the file has 2 subgraphs. Exactly one is supported: convert without control flow and signatures.",
            ],
            Errors(new TfLiteBuilder { Subgraphs = 2 })
        );

    [Fact]
    public void TooManyTensorsAreRefused()
    {
        var model = new TfLiteBuilder();
        for (var i = 0; i <= 65536; i++)
            model.Value([1, 1]);

        Assert.Equal(["CD1505: 'm.tflite': the file has 65537 tensors. At most 65536 are supported."], Errors(model));
    }

    [Fact]
    public void NumbersThatReferToNothingAreRefused()
    {
        var model = Relu();
        model.Operator(19, [77], [model.Value([1, 4])]);
        var buffer = Relu();
        buffer[1][2] = 9u;

        Assert.Equal(
            ["CD1506: RELU (operator 1): tensor 77 does not exist, there are 3. The file is corrupt."],
            Errors(model)[..1]
        );
        Assert.Equal(["CD1506: tensor 1: buffer 9 does not exist, there are 1. The file is corrupt."], Errors(buffer));
    }

    [Fact]
    public void OneInputAndOneOutput()
    {
        var model = Relu();
        model.Inputs = [0, 1];
        model.Outputs = [];

        Assert.Equal(
            [
                "CD1507: 'm.tflite': the model has 2 inputs. Exactly one is supported.",
                "CD1518: RELU (operator 0): 'value0' is neither a constant nor the model's input nor computed by an earlier operator.",
                "CD1507: 'm.tflite': the model has 0 outputs. Exactly one is supported.",
            ],
            Errors(model)
        );
    }

    [Fact]
    public void AllUnsupportedOperatorsAreNamedInOneRun()
    {
        var model = Relu();
        model
            .Operator(14, [1], [model.Value([1, 4])])
            .Operator(19, [2], [model.Value([1, 4])])
            .Operator(200, [3], [model.Value([1, 4])]);

        Assert.Equal(
            [
                $"CD1508: LOGISTIC (operator 1): the operator is not supported. Nearest: train with RELU or RELU6; a LOGISTIC at the model's end can be left off, it is monotone. Supported: {Supported}.",
                $"CD1508: operator 200 (operator 3): the operator is not supported. Supported: {Supported}.",
            ],
            Errors(model)
        );
    }

    [Fact]
    public void ElementTypes()
    {
        var model = Relu();
        var wide = model.Value([1, 4], type: 7);
        model.Operator(19, [1], [wide]);
        var input = Relu();
        input[0][1] = (byte)7;

        Assert.Equal(["CD1509: RELU (operator 1): 'value2' is INT16. Allowed: INT8."], Errors(model));
        Assert.Equal(["CD1509: model input: 'value0' is INT16. Allowed: FLOAT32, INT8 or UINT8."], Errors(input));
    }

    [Fact]
    public void ModelsOfOldConvertersAreNamedOnce()
    {
        var model = new TfLiteBuilder();
        var (x, y) = (model.Value([1, 4], type: TfLiteBuilder.Uint8), model.Value([1, 4], type: TfLiteBuilder.Uint8));
        model.Operator(19, [x], [y]).Operator(19, [y], [model.Value([1, 4], type: TfLiteBuilder.Uint8)]);

        Assert.Equal(
            [
                "CD1530: 'm.tflite': RELU (operator 0) computes 'value1' in UINT8: the model was quantized by an old converter. Convert the original model again with int8 operators (post-training integer quantization); inputs and outputs may stay UINT8.",
            ],
            Errors(model)
        );
    }

    /// <summary>Numbers of a shape are no value of the network.</summary>
    [Fact]
    public void ShapesAreNotComputedWith()
    {
        var model = new TfLiteBuilder();
        var x = model.Value([1, 4]);
        var shape = model.Value([2], type: TfLiteBuilder.Int32);
        model.Operator(77, [x], [shape]).Operator(19, [shape], [model.Value([1, 2])]);

        Assert.Equal(["CD1509: RELU (operator 1): 'value1' is INT32. Allowed: INT8."], Errors(model));
    }

    [Fact]
    public void ShapesOfValues()
    {
        var batch = new TfLiteBuilder();
        batch.Operator(19, [batch.Value([2, 4])], [batch.Value([2, 4])]);
        var mismatch = new TfLiteBuilder();
        mismatch.Operator(19, [mismatch.Value([1, 4])], [mismatch.Value([1, 5])]);

        Assert.Equal([$"CD1510: model input: 'value0' has shape [2, 4]. Allowed: {Shapes}."], Errors(batch));
        Assert.Equal(
            ["CD1527: RELU (operator 0): 'value1' has shape [1, 5], the operator computes 1x1x4. The file is corrupt."],
            Errors(mismatch)
        );
    }

    [Fact]
    public void ScalesOfActivationsAndWeights()
    {
        var model = new TfLiteBuilder();
        var x = model.Value([1, 1, 1, 2], 0, 300);
        var y = model.Value([1, 1, 1, 2]);
        model[y].Remove(4);
        var w = model.Codes([2, 1, 1, 2], new sbyte[4], [0.1f, -1], 3);
        model.Operator(3, [x, w], [y], 1, Conv(Valid));
        var zero = new TfLiteBuilder();
        zero.Operator(
            3,
            [zero.Value([1, 1, 1, 2]), zero.Codes([2, 1, 1, 2], new sbyte[4], [0.1f, 1], 0, [0, 3])],
            [zero.Value([1, 1, 1, 2])],
            1,
            Conv(Valid)
        );

        Assert.Equal(
            [
                "CD1511: model input: 'value0' has scale 0 and zero point 300. Allowed: a positive scale and a zero point from -128 to 127.",
            ],
            Errors(model)
        );
        Assert.Equal(
            ["CD1511: CONV_2D (operator 0): 'value1' has zero point 3 of channel 1. Allowed: zero points 0."],
            Errors(zero)
        );
    }

    [Fact]
    public void OptionsOfOperators()
    {
        var model = new TfLiteBuilder();
        var x = model.Value([1, 4, 4, 1]);
        var w = model.Codes([1, 5, 1, 1], new sbyte[5], [0.1f]);
        model.Operator(
            3,
            [x, w],
            [model.Value([1, 4, 4, 1])],
            1,
            new FlatFields
            {
                [0] = (byte)2,
                [1] = 0,
                [2] = 1,
                [3] = (byte)4,
            }
        );
        model.Operator(3, [x, w], [model.Value([1, 4, 4, 1])], 1, Conv(Valid));
        model.Operator(3, [x, w], [model.Value([1, 4, 4, 1])]);
        model.Operator(25, [x], [model.Value([1, 4, 4, 1], 1 / 256f, -128)], 9, new FlatFields { [0] = 2.0f });
        model.Operator(2, [x, x], [model.Value([1, 8, 4, 1])], 10, new FlatFields { [0] = 1 });
        model.Operator(40, [x, model.Integers([1], 3)], [model.Value([1, 4, 4])], 27, []);

        Assert.Equal(
            [
                "CD1512: CONV_2D (operator 0): padding is 2. Allowed: SAME (0), VALID (1).",
                "CD1512: CONV_2D (operator 0): stride_w is 0. Allowed: 1 to 65536.",
                "CD1512: CONV_2D (operator 0): fused_activation_function is TANH. Allowed: NONE, RELU, RELU_N1_TO_1, RELU6.",
                "CD1512: CONV_2D (operator 1): the window is 5 x 1. Allowed: at most the map, 4 x 4.",
                "CD1513: CONV_2D (operator 2): it carries no Conv2DOptions. The file is corrupt or from an unknown converter.",
                "CD1512: SOFTMAX (operator 3): beta is 2. Allowed: 1.",
                "CD1512: CONCATENATION (operator 4): axis is 1. Allowed: the channels, 3 or -1.",
                "CD1512: MEAN (operator 5): the axes is [3]. Allowed: all of height and width.",
            ],
            Errors(model)
        );
    }

    [Fact]
    public void OperandsThatMustOrMustNotBeConstant()
    {
        var model = Relu();
        var constant = model.Codes([1, 4], new sbyte[4], [0.5f]);
        model.Operator(0, [1, constant], [model.Value([1, 4])]);
        model.Operator(9, [1, 0], [model.Value([1, 1])], 8, []);
        model.Operator(19, [1, 1], [model.Value([1, 4])]);
        model.Operator(19, [1], [1]);

        Assert.Equal(
            [
                "CD1516: ADD (operator 1): 'value2' is a constant. This operand must be computed from the input; fold the constant into the layer before it.",
                "CD1515: FULLY_CONNECTED (operator 2): 'value0' is computed at run time. It must be a constant in the file.",
                "CD1514: RELU (operator 3): it has 2 inputs. Allowed: 1.",
                "CD1519: RELU (operator 4): 'value1' is already defined by the model's input or an earlier operator.",
            ],
            Errors(model)
        );
    }

    [Fact]
    public void ConstantsOfTheWrongLength_NotFinite_OrSpecial()
    {
        var model = Relu();
        model.Operator(9, [1, model.Codes([2, 4], new sbyte[7], [0.5f])], [model.Value([1, 2])], 8, []);
        var sparse = model.Codes([2, 4], new sbyte[8], [0.5f]);
        model[sparse][6] = new FlatFields();
        model.Operator(9, [1, sparse], [model.Value([1, 2])], 8, []);
        var real = new TfLiteBuilder();
        var x = real.Value([1, 2], type: TfLiteBuilder.Float32);
        real.Operator(
            9,
            [x, real.Reals([1, 2], 1, float.NaN)],
            [real.Value([1, 1], type: TfLiteBuilder.Float32)],
            8,
            []
        );

        Assert.Equal(
            [
                "CD1517: FULLY_CONNECTED (operator 1): 'value2' with shape [2, 4] needs 8 bytes, the file holds 7.",
                "CD1528: FULLY_CONNECTED (operator 2): 'value4' is sparse. Only dense constants and plain values are supported.",
            ],
            Errors(model)
        );
        Assert.Equal(
            ["CD1525: FULLY_CONNECTED (operator 0): 'value1': element 1 is NaN. Constants must be finite."],
            Errors(real)
        );
    }

    [Fact]
    public void FlattenedMaps_AndScalesThatDiffer()
    {
        var model = new TfLiteBuilder();
        var x = model.Value([1, 2, 2, 1]);
        var y = model.Value([1, 2, 2, 1]);
        var flat = model.Value([1, 4]);
        model.Operator(19, [x], [y]).Operator(22, [y], [flat]).Operator(19, [flat], [model.Value([1, 4])]);
        model.Operator(17, [y], [model.Value([1, 2, 2, 1], 0.25f)], 5, Pool(Valid, 1, 1, 1));

        Assert.Equal(
            [
                "CD1520: RELU (operator 2): 'value2' is the 2x2x1 map of another operator under another shape. Only FULLY_CONNECTED may read it so.",
                "CD1521: MAX_POOL_2D (operator 3): 'value1' and 'value4' differ in scale or zero point. This operator needs the same on both sides.",
            ],
            Errors(model)
        );
    }

    [Fact]
    public void FactorsAndAccumulatorsThatDoNotFit()
    {
        var model = new TfLiteBuilder();
        var x = model.Value([1, 4]);
        model.Operator(19, [x], [model.Value([1, 4], 1e-8f)]);
        model.Operator(0, [x, x], [model.Value([1, 4], 1e-7f)], 11, []);
        model.Operator(
            9,
            [x, model.Codes([1, 4], [127, 127, 127, 127], [1]), model.Integers([1], int.MaxValue)],
            [model.Value([1, 1])],
            8,
            []
        );
        model.Operator(9, [x, model.Codes([1, 4], [127, 127, 127, 127], [1e5f])], [model.Value([1, 1])], 8, []);

        Assert.Equal(
            [
                "CD1522: RELU (operator 0): the rescale factor is 50000000. Allowed: below 2^23.",
                "CD1522: ADD (operator 1): the factor of the sum is 9.53674305. Allowed: below 1.",
                "CD1523: FULLY_CONNECTED (operator 2): channel 0: the accumulator may reach 2147548671, times 2^1, which is not below 2^31. Use smaller weights or biases, or fewer inputs.",
                "CD1523: FULLY_CONNECTED (operator 3): channel 0: the accumulator may reach 65024, times 2^17, which is not below 2^31. Use smaller weights or biases, or fewer inputs.",
            ],
            Errors(model)
        );
    }

    [Fact]
    public void FloatOperatorsInAnInt8Model()
    {
        var model = Relu();
        var real = model.Value([1, 4], type: TfLiteBuilder.Float32);
        model.Operator(6, [1], [real]).Operator(19, [real], [model.Value([1, 4], type: TfLiteBuilder.Float32)]);

        Assert.Equal(
            [
                "CD1524: RELU (operator 2): 'value2' is FLOAT32 in the middle of an int8 model. QUANTIZE and DEQUANTIZE are supported at the model's ends only.",
            ],
            Errors(model)
        );
    }

    [Fact]
    public void SoftmaxBeforeTheEnd()
    {
        var model = new TfLiteBuilder();
        var (x, y) = (model.Value([1, 4]), model.Value([1, 4], 1 / 256f, -128));
        model.Operator(25, [x], [y], 9, new FlatFields { [0] = 1.0f });
        model.Operator(19, [y], [model.Value([1, 4], 1 / 256f, -128)]);

        Assert.Equal(
            [
                "CD1034: SOFTMAX (operator 0): other nodes read its result. Softmax runs on the host and must be the last operator.",
            ],
            Errors(model)
        );
    }

    [Fact]
    public void ModelsWithoutOperators()
    {
        var model = new TfLiteBuilder();
        model.Value([1, 4]);
        model.Outputs = [0];

        Assert.Equal("CD1529: 'm.tflite': the model has no operators.", Errors(model)[0]);
    }

    private static TfLiteBuilder Relu()
    {
        var model = new TfLiteBuilder();
        return model.Operator(19, [model.Value([1, 4])], [model.Value([1, 4])]);
    }
}
