// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Numerics;
using static CoDesign.Import.Tests.TfLite.BuiltModel;

namespace CoDesign.Import.Tests.TfLite;

/// <summary>Float models, also with int8 and float16 weights.</summary>
public sealed class FloatOperatorTests
{
    [Fact]
    public void GivesAGraphAtImportedWithFusedClamps()
    {
        var model = new TfLiteBuilder();
        var x = Value(model, 1, 2, 2, 2);
        var y = Value(model, 1, 2, 2, 3);
        var w = model.Reals([3, 1, 1, 2], 1, 2, 3, 4, 5, 6);
        model.Operator(3, [x, w, model.Reals([3], 0.5f, -1, 2)], [y], 1, Conv(Same, 1, 3));
        model.Operator(9, [y, model.Reals([1, 12], new float[12]), -1], [Value(model, 1, 1)], 8, []);
        var graph = Read(model);

        var conv = Assert.IsType<Conv2d>(graph.Nodes[1]);
        var dense = Assert.IsType<Conv2d>(graph.Nodes[2]);

        Assert.Equal((GraphStage.Imported, RecordLayout.Nhwc), (graph.Stage, graph.Layout));
        Assert.Equal<double>([1, 2, 3, 4, 5, 6], conv.Weights);
        Assert.Equal<double>([0.5, -1, 2], conv.Bias);
        Assert.Equal(new RealClamp(0, 6), conv.Clamp);
        Assert.Equal((true, new Window2d(2, 2)), (dense.IsDense, dense.Window));
    }

    [Fact]
    public void Int8WeightsAreDequantizedWithTheirScales()
    {
        var model = new TfLiteBuilder();
        var x = Value(model, 1, 1, 1, 2);
        var w = model.Codes([1, 1, 1, 4], [1, 2, 3, -4], [0.5f, 0.25f, 2, 1], 3);
        model.Operator(
            4,
            [x, w],
            [Value(model, 1, 1, 1, 4)],
            2,
            new FlatFields
            {
                [0] = Valid,
                [1] = 1,
                [2] = 1,
            }
        );

        var conv = Last<Conv2d>(model);

        Assert.Equal<double>([0.5, 0.5, 6, -4], conv.Weights);
        Assert.Equal(2, conv.Groups);
    }

    [Fact]
    public void DequantizedHalfPrecisionWeightsAreConstants()
    {
        var model = new TfLiteBuilder();
        var x = Value(model, 1, 2);
        var half = model.Codes(
            [1, 2],
            [.. MemoryMarshal.Cast<byte, sbyte>(MemoryMarshal.AsBytes<Half>([(Half)0.5, (Half)(-3)]))],
            []
        );
        model[half][1] = (byte)1;
        var w = Value(model, 1, 2);
        model.Operator(6, [half], [w]).Operator(9, [x, w], [Value(model, 1, 1)], 8, []);

        Assert.Equal<double>([0.5, -3], Last<Conv2d>(model).Weights);
    }

    [Fact]
    public void OtherOperatorsHaveTheirFloatNodes()
    {
        var model = new TfLiteBuilder();
        var x = Value(model, 1, 4, 4, 2);
        int[] maps = [.. Enumerable.Range(0, 3).Select(_ => Value(model, 1, 4, 4, 2))];
        var padded = Value(model, 1, 5, 4, 2);
        var joined = Value(model, 1, 4, 4, 4);
        var mean = Value(model, 1, 4);
        model.Operator(21, [x], [maps[0]]);
        model.Operator(1, [maps[0]], [maps[1]], 5, Pool(Same, 1, 3, 3));
        model.Operator(0, [x, maps[1]], [maps[2]]);
        model.Operator(60, [maps[2], model.Integers([4, 2], 0, 0, 1, 0, 0, 0, 0, 0), model.Reals([1], 1.5f)], [padded]);
        var pooled = Value(model, 1, 4, 4, 2);
        model.Operator(17, [padded], [pooled], 5, Pool(Valid, 1, 1, 2));
        model.Operator(2, [pooled, x], [joined], 10, new FlatFields { [0] = 3 });
        model.Operator(40, [joined, model.Integers([2], 1, 2)], [mean], 27, []);
        model.Operator(25, [mean], [Value(model, 1, 4)], 9, new FlatFields { [0] = 1.0f });
        var graph = Read(model);

        Assert.Equal(
            ["input", "activation", "average_pool", "add", "pad", "max_pool", "concat", "average_pool", "softmax"],
            graph.Nodes.Select(node => node.Op)
        );
        Assert.Equal(1.5, ((Pad)graph.Nodes[4]).Value);
        Assert.Equal(new RealClamp(0, 6), ((Activation)graph.Nodes[1]).Clamp);
    }

    private static int Value(TfLiteBuilder model, params int[] shape) =>
        model.Value(shape, type: TfLiteBuilder.Float32);
}
