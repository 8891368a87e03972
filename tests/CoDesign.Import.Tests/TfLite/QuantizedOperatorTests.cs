// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Numerics;
using static CoDesign.Import.Tests.TfLite.BuiltModel;

namespace CoDesign.Import.Tests.TfLite;

/// <summary>int8 operators beyond those of the MLPerf Tiny networks, and options of theirs.</summary>
public sealed class QuantizedOperatorTests
{
    [Theory]
    [InlineData(5, 3, 1, 1, 5, 1, 1)]
    [InlineData(6, 3, 2, 1, 3, 0, 1)]
    [InlineData(7, 3, 2, 1, 4, 1, 1)]
    [InlineData(7, 4, 1, 1, 7, 1, 2)]
    [InlineData(7, 3, 1, 2, 7, 2, 2)]
    [InlineData(5, 1, 2, 1, 3, 0, 0)]
    public void SamePaddingPutsTheOddPixelLast(
        int size,
        int kernel,
        int stride,
        int dilation,
        int outputs,
        int before,
        int after
    )
    {
        var model = new TfLiteBuilder();
        var x = model.Value([1, size, size, 1]);
        var w = model.Codes([1, kernel, kernel, 1], new sbyte[kernel * kernel], [0.1f]);
        model.Operator(3, [x, w], [model.Value([1, outputs, outputs, 1])], 1, Conv(Same, stride, 0, dilation));

        var conv = Last<QuantizedConv2d>(model);

        Assert.Equal(
            new Window2d(kernel, kernel, stride, stride, dilation, dilation, before, after, before, after),
            conv.Window
        );
        Assert.Equal<int>([0], conv.Bias);
    }

    [Fact]
    public void DepthMultiplierGivesEachInputConsecutiveOutputs()
    {
        var model = new TfLiteBuilder();
        var x = model.Value([1, 2, 2, 2]);
        var w = model.Codes(
            [1, 1, 2, 6],
            [1, 2, 3, 4, 5, 6, 11, 12, 13, 14, 15, 16],
            [0.1f, 0.2f, 0.3f, 0.4f, 0.5f, 0.6f],
            3
        );
        model.Operator(
            4,
            [x, w],
            [model.Value([1, 2, 1, 6])],
            2,
            new FlatFields
            {
                [0] = Valid,
                [1] = 1,
                [2] = 1,
                [3] = 3,
            }
        );

        var conv = Last<QuantizedConv2d>(model);

        Assert.Equal((2, 1), (conv.Groups, conv.GroupInputs));
        Assert.Equal<short>([1, 11, 2, 12, 3, 13, 4, 14, 5, 15, 6, 16], conv.Weights);
        Assert.Equal(0.6f, conv.WeightQuantization.Scales[5]);
    }

    [Fact]
    public void WeightsOfFewerInputsMakeGroups()
    {
        var model = new TfLiteBuilder();
        var x = model.Value([1, 1, 1, 4]);
        var w = model.Codes([6, 1, 1, 2], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], [0.1f]);
        model.Operator(3, [x, w], [model.Value([1, 1, 1, 6])], 1, Conv(Valid));

        Assert.Equal((2, 2), (Last<QuantizedConv2d>(model).Groups, Last<QuantizedConv2d>(model).GroupInputs));
    }

    /// <summary>0.1f * 0.3f rounded to float32 and not give factors that differ in the last bits.</summary>
    [Fact]
    public void OnlyTheDenseScaleProductIsRoundedToFloat32()
    {
        const float a = 0.1f;
        const float b = 0.3f;
        var dense = new TfLiteBuilder();
        dense.Operator(
            9,
            [dense.Value([1, 2], a), dense.Codes([1, 2], [1, 2], [b])],
            [dense.Value([1, 1], 0.5f)],
            8,
            []
        );
        var conv = new TfLiteBuilder();
        conv.Operator(
            3,
            [conv.Value([1, 1, 1, 2], a), conv.Codes([1, 1, 1, 2], [1, 2], [b])],
            [conv.Value([1, 1, 1, 1], 0.5f)],
            1,
            Conv(Valid)
        );

        var rounded = Last<QuantizedConv2d>(dense).Requantization[0];
        var exact = Last<QuantizedConv2d>(conv).Requantization[0];

        Assert.Equal(TfLiteFactor.FromReal((double)(a * b) / 0.5), rounded);
        Assert.Equal(TfLiteFactor.FromReal((double)a * b / 0.5), exact);
        Assert.NotEqual(exact, rounded);
        Assert.True(Last<QuantizedConv2d>(dense).IsDense);
    }

    [Fact]
    public void DenseReadsAMapInNhwcOrder_AlsoFlattened()
    {
        var model = new TfLiteBuilder();
        var x = model.Value([1, 2, 3, 2]);
        var flat = model.Value([1, 12]);
        var w = model.Codes([2, 12], [.. Enumerable.Range(0, 24).Select(i => (sbyte)i)], [0.1f]);
        model.Operator(22, [x], [flat]).Operator(9, [flat, w], [model.Value([1, 2])], 8, []);

        var conv = Last<QuantizedConv2d>(model);

        Assert.Equal((new Window2d(2, 3), new TensorShape(1, 1, 2)), (conv.Window, conv.Shape));
        Assert.Equal(Enumerable.Range(0, 24).Select(i => (short)i), conv.Weights);
    }

    [Fact]
    public void DenseThatKeepsDimensionsIsPointwise()
    {
        var model = new TfLiteBuilder();
        var x = model.Value([1, 2, 3, 4]);
        var w = model.Codes([5, 4], new sbyte[20], [0.1f]);
        model.Operator(9, [x, w], [model.Value([1, 2, 3, 5])], 8, new FlatFields { [2] = (byte)1 });

        var conv = Last<QuantizedConv2d>(model);

        Assert.Equal((new Window2d(1, 1), new TensorShape(2, 3, 5), false), (conv.Window, conv.Shape, conv.IsDense));
    }

    [Theory]
    [InlineData(0, -128, 127)]
    [InlineData(1, -8, 127)]
    [InlineData(2, -10, -6)]
    [InlineData(3, -8, 4)]
    public void FusedActivationsAreBoundsOfCodes(byte activation, int low, int high)
    {
        var model = new TfLiteBuilder();
        var x = model.Value([1, 2, 2, 1]);
        model.Operator(0, [x, x], [model.Value([1, 2, 2, 1], 0.5f, -8)], 11, new FlatFields { [0] = activation });

        Assert.Equal(new CodeClamp(low, high), Last<QuantizedAdd>(model).Clamp);
    }

    [Theory]
    [InlineData(19, -8, 127)]
    [InlineData(20, -12, -4)]
    [InlineData(21, -8, 16)]
    public void ActivationsAloneRescale(int code, int low, int high)
    {
        var model = new TfLiteBuilder();
        model.Operator(code, [model.Value([1, 2, 2, 1])], [model.Value([1, 2, 2, 1], 0.25f, -8)]);

        var rescale = Last<QuantizedRescale>(model);

        Assert.Equal(new CodeClamp(low, high), rescale.Clamp);
        Assert.Equal(new FixedPointMultiplier(1 << 30, 2), rescale.Requantization[0]);
    }

    /// <summary>0.3f / 0.7f is 0x3EDB6DB7 in float32; in double the factor ends otherwise.</summary>
    [Fact]
    public void ActivationsAloneDivideScalesInSingle()
    {
        var model = new TfLiteBuilder();
        model.Operator(19, [model.Value([1, 2, 2, 1], 0.3f)], [model.Value([1, 2, 2, 1], 0.7f)]);

        var factor = Last<QuantizedRescale>(model).Requantization[0];

        Assert.Equal(TfLiteFactor.FromReal(0.3f / 0.7f), factor);
        Assert.NotEqual(TfLiteFactor.FromReal(0.3f / (double)0.7f), factor);
    }

    [Fact]
    public void AddFactorsFollowTheLargerScale()
    {
        var model = new TfLiteBuilder();
        var x = model.Value([1, 2, 2, 1], 0.3f);
        var y = model.Value([1, 2, 2, 1], 0.7f);
        model.Operator(19, [x], [y]).Operator(0, [x, y], [model.Value([1, 2, 2, 1], 0.9f)], 11, []);

        var add = Last<QuantizedAdd>(model);

        Assert.Equal(TfLiteFactor.FromReal(0.3f / (2 * (double)0.7f)), add.First[0]);
        Assert.Equal(new FixedPointMultiplier(1 << 30, 0), add.Second[0]);
        Assert.Equal(TfLiteFactor.FromReal(2 * (double)0.7f / ((1 << 20) * (double)0.9f)), add.Sum[0]);
    }

    /// <summary>k = floor(log2 49) = 5, multiplier = floor(2^30 * 2^5 / 49), shift = 1 - 5.</summary>
    [Fact]
    public void MeanIsADepthwiseConvolutionOfOnes()
    {
        var model = new TfLiteBuilder();
        var x = model.Value([1, 7, 7, 3], 0.5f, 9);
        model.Operator(40, [x, model.Integers([2], 2, -3)], [model.Value([1, 3], 0.5f, 9)], 27, []);

        var conv = Last<QuantizedConv2d>(model);

        Assert.Equal((new Window2d(7, 7), 3), (conv.Window, conv.Groups));
        Assert.All(conv.Weights, weight => Assert.Equal(1, weight));
        Assert.Equal(new FixedPointMultiplier((int)((1L << 35) / 49), -4), conv.Requantization[0]);
    }

    [Fact]
    public void PoolsCountValidElementsOnly()
    {
        var model = new TfLiteBuilder();
        var x = model.Value([1, 3, 3, 2]);
        var y = model.Value([1, 2, 2, 2]);
        model
            .Operator(17, [x], [y], 5, Pool(Same, 2, 3, 2, 1))
            .Operator(1, [y], [model.Value([1, 1, 2, 2])], 5, Pool(Valid, 1, 1, 2));
        var graph = Read(model);

        var average = Assert.IsType<QuantizedAveragePool>(graph.Nodes[2]);
        var maximum = Assert.IsType<QuantizedMaxPool>(graph.Nodes[1]);

        Assert.Equal(
            (new Window2d(2, 3, 2, 2, 1, 1, 0, 1, 1, 1), new CodeClamp(0, 127)),
            (maximum.Window, maximum.Clamp)
        );
        Assert.Equal((new Window2d(2, 1), false), (average.Window, average.CountPadding));
    }

    [Fact]
    public void PadsWithTheZeroPoint_OrACode()
    {
        var model = new TfLiteBuilder();
        var x = model.Value([1, 2, 2, 1], 0.5f, 7);
        var y = model.Value([1, 3, 7, 1], 0.5f, 7);
        var value = model.Codes([1], [-5], [0.5f], 0, [7]);
        model.Operator(34, [x, model.Integers([4, 2], 0, 0, 1, 0, 2, 3, 0, 0)], [y]);
        model.Operator(
            60,
            [y, model.Integers([4, 2], 0, 0, 0, 1, 0, 0, 0, 0), value],
            [model.Value([1, 4, 7, 1], 0.5f, 7)]
        );
        var graph = Read(model);

        var first = Assert.IsType<QuantizedPad>(graph.Nodes[1]);
        var second = Assert.IsType<QuantizedPad>(graph.Nodes[2]);

        Assert.Equal((1, 0, 2, 3, 7), (first.Top, first.Bottom, first.Left, first.Right, first.Code));
        Assert.Equal((0, 1, 0, 0, -5), (second.Top, second.Bottom, second.Left, second.Right, second.Code));
    }

    [Fact]
    public void ConcatenationRescalesWhatDiffers()
    {
        var model = new TfLiteBuilder();
        var x = model.Value([1, 2, 2, 1], 0.25f, 3);
        var y = model.Value([1, 2, 2, 1], 0.5f, 1);
        model
            .Operator(19, [x], [y])
            .Operator(2, [x, y, x], [model.Value([1, 2, 2, 3], 0.5f, 1)], 10, new FlatFields { [0] = -1 });
        var graph = Read(model);

        var concat = Assert.IsType<QuantizedConcat>(graph[graph.Output]);

        Assert.Equal<string>(["value2/input0", "value1", "value2/input2"], concat.Inputs);
        Assert.Equal(
            new FixedPointMultiplier(1 << 30, 0),
            ((QuantizedRescale)graph["value2/input0"]).Requantization[0]
        );
    }

    /// <summary>Keras' Flatten without a fixed batch: SHAPE, STRIDED_SLICE, PACK, RESHAPE.</summary>
    [Fact]
    public void ShapeArithmeticBeforeAReshapeVanishes()
    {
        var model = new TfLiteBuilder();
        var x = model.Value([1, 2, 2, 3]);
        int[] shape =
        [
            model.Value([4], type: TfLiteBuilder.Int32),
            model.Value([], type: TfLiteBuilder.Int32),
            model.Value([2], type: TfLiteBuilder.Int32),
        ];
        var flat = model.Value([1, 12]);
        model
            .Operator(77, [x], [shape[0]])
            .Operator(
                45,
                [shape[0], model.Integers([1], 0), model.Integers([1], 1), model.Integers([1], 1)],
                [shape[1]]
            );
        model.Operator(83, [shape[1], model.Integers([1], 12)], [shape[2]]).Operator(22, [x, shape[2]], [flat]);
        model.Operator(9, [flat, model.Codes([2, 12], new sbyte[24], [0.1f])], [model.Value([1, 2])], 8, []);

        Assert.Equal(["QuantizedInput", "QuantizedConv2d"], Read(model).Nodes.Select(node => node.GetType().Name));
    }

    [Fact]
    public void MaximumOverTheMapIsAMaxPool()
    {
        var model = new TfLiteBuilder();
        var x = model.Value([1, 3, 5, 2]);
        model.Operator(82, [x, model.Integers([2], 1, 2)], [model.Value([1, 2])], 27, []);

        Assert.Equal(new Window2d(3, 5), Last<QuantizedMaxPool>(model).Window);
    }

    [Fact]
    public void BordersVanish()
    {
        var model = new TfLiteBuilder();
        var real = model.Value([1, 2, 2, 1], type: TfLiteBuilder.Float32);
        var x = model.Value([1, 2, 2, 1], 0.5f, 4);
        var y = model.Value([1, 2, 2, 1], 0.5f, 4);
        model
            .Operator(114, [real], [x])
            .Operator(19, [x], [y])
            .Operator(6, [y], [model.Value([1, 2, 2, 1], type: TfLiteBuilder.Float32)]);
        var graph = Read(model);

        Assert.Equal(2, graph.Nodes.Length);
        Assert.False(graph.RecordsAreCodes, "The model's records are float32.");
        Assert.Equal(
            new QuantizationParameters(CodeType.Qint8, 0.5, 4),
            Assert.IsType<QuantizedInput>(graph.InputNode).Output
        );
        Assert.Equal("value2", graph.Output);
    }

    [Fact]
    public void QuantizeOfUnsignedCodesIsARescale()
    {
        var model = new TfLiteBuilder();
        var x = model.Value([1, 2, 2, 1], 0.5f, 200, TfLiteBuilder.Uint8);
        model.Operator(114, [x], [model.Value([1, 2, 2, 1], 0.5f, 72)]);
        var graph = Read(model);

        Assert.True(graph.RecordsAreCodes);
        Assert.Equal(new QuantizationParameters(CodeType.Quint8, 0.5, 200), ((QuantizedInput)graph.InputNode).Output);
        Assert.Equal(new FixedPointMultiplier(1 << 30, 1), ((QuantizedRescale)graph[graph.Output]).Requantization[0]);
    }

    [Fact]
    public void InputTakesTheShapeItIsReshapedTo()
    {
        var model = new TfLiteBuilder();
        var x = model.Value([1, 12]);
        var map = model.Value([1, 2, 3, 2]);
        model.Operator(22, [x], [map]).Operator(17, [map], [model.Value([1, 1, 1, 2])], 5, Pool(Valid, 1, 3, 2));

        Assert.Equal(new TensorShape(2, 3, 2), Read(model).InputNode.Shape);
    }

    [Fact]
    public void NamesAreTheTensorsFirstPart_MadeUnique()
    {
        var model = new TfLiteBuilder();
        var x = model.Value([1, 2, 2, 1], name: "x");
        var y = model.Value([1, 2, 2, 1], name: "net/conv;net/bias");
        var z = model.Value([1, 2, 2, 1], name: "net/conv;net/relu");
        model.Operator(19, [x], [y]).Operator(19, [y], [z]);
        var graph = Read(model);

        Assert.Equal(["x", "net/conv", "net/conv_t2"], graph.Nodes.Select(node => node.Name));
        Assert.Equal(("RELU", "operator 1"), (graph.Nodes[2].SourceOp, graph.Nodes[2].SourceName));
    }
}
