// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Numerics;
using CoDesign.Ir.Printing;

namespace CoDesign.Ir.Tests.Printing;

public sealed class GraphTextTests
{
    private static readonly TensorShape Map = new(2, 2, 1);

    [Fact]
    public void WritesFloatNodes()
    {
        Graph graph = new(
            "float",
            GraphStage.Imported,
            [
                new Input("x", Map),
                new BatchNorm("n", ["x"], Map, [1], [2], [3], [4], 1e-5),
                new Activation("r", ["n"], Map, new(0, 6)),
                new Conv2d(
                    "c",
                    ["r"],
                    Map,
                    new(3, 3, 2, 2, 2, 2, 4, 4, 4, 4),
                    1,
                    [1, 2, 3, 4, 5, 6, 7, 8, 9],
                    [0.125],
                    RealClamp.Relu
                ),
                new AveragePool("a", ["c"], Map, new(1, 1), true, RealClamp.None),
                new Concat("k", ["a", "r"], new(2, 2, 2)),
            ],
            "k",
            RecordLayout.Nchw
        )
        {
            Normalization = new(1, [128], [64]),
        };

        Assert.Equal(
            """
            graph 'float' at Imported, output 'k', records Nchw
              normalization scale 1, mean [128], deviation [64]
              x = input() 2x2x1
              n = batch_norm(x) 2x2x1; gamma [1]; beta [2]; mean [3]; variance [4]; epsilon 1E-05
              r = activation(n) 2x2x1; clamp [0, 6]
              c = conv2d(r) 2x2x1; kernel 3x3, stride 2x2, dilation 2x2, pads top 4 bottom 4 left 4 right 4; weights 9 in [1, 9]; bias [0.125]; clamp [0, Infinity]
              a = average_pool(c) 2x2x1; kernel 1x1; padding counts
              k = concat(a, r) 2x2x2

            """,
            GraphText.Of(graph)
        );
    }

    [Fact]
    public void WritesIntegerNodes()
    {
        QuantizationParameters codes = new(CodeType.Qint8, 0.5, -3);
        Graph graph = new(
            "integer",
            GraphStage.Quantized,
            [
                new QuantizedInput("x", Map, codes),
                new QuantizedPad("b", ["x"], new(3, 2, 1), codes, 1, 0, 0, 0, -3),
                new QuantizedRescale("r", ["b"], new(3, 2, 1), codes, new([new(32768, 15)], 0), new(-3, 127)),
                new QuantizedConv2d(
                    "c",
                    ["r"],
                    new(3, 2, 5),
                    codes,
                    new(1, 1),
                    1,
                    [1, 2, 3, 4, 5],
                    new(CodeType.Qint8, [1, 2, 3, 4, 5], 0),
                    [1, 2, 3, 4, 5],
                    new([.. Enumerable.Repeat(new FixedPointMultiplier(40000, 20), 5)], 8),
                    new(-128, 127),
                    IsDense: true
                ),
                new QuantizedConcat("k", ["c", "r"], new(3, 2, 6), codes),
            ],
            "k",
            RecordLayout.Nhwc
        );

        Assert.Equal(
            """
            graph 'integer' at Quantized, output 'k', records Nhwc, HalfUp Lean 16-bit multipliers
              x = input() 2x2x1; qint8 scale 0.5 zero -3
              b = pad(x) 3x2x1; qint8 scale 0.5 zero -3; top 1 bottom 0 left 0 right 0; code -3
              r = rescale(b) 3x2x1; qint8 scale 0.5 zero -3; factors 32768>>15; clamp [-3, 127]
              c = dense(r) 3x2x5; qint8 scale 0.5 zero -3; kernel 1x1; weights 5 in [1, 5] qint8 scale 5 in [1, 5] zero 0; bias 5 in [1, 5]; factors 40000>>20, ... (5) after preshift 8; clamp [-128, 127]
              k = concat(c, r) 3x2x6; qint8 scale 0.5 zero -3

            """,
            GraphText.Of(graph)
        );
    }
}
