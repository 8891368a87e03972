// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Numerics;

namespace CoDesign.Ir.Tests.Serialization;

/// <summary>Graphs that use every node type and every field.</summary>
internal static class SampleGraphs
{
    public static Graph Float() =>
        new(
            "float \"model\"",
            GraphStage.Imported,
            [
                new Input("x", new TensorShape(4, 6, 2)) { SourceOp = "Input", SourceName = "x" },
                new Pad("pad", ["x"], new TensorShape(5, 8, 2), 0, 1, 1, 1, -0.5),
                new Conv2d(
                    "/0/Conv",
                    ["pad"],
                    new TensorShape(3, 4, 4),
                    new Window2d(3, 2, 1, 2, 1, 1, 0, 0, 0, 1),
                    2,
                    Ramp(4 * 3 * 2 * 1),
                    [0.1, -0.2, 1e-30, 4],
                    new RealClamp(-1.5, 6)
                )
                {
                    SourceOp = "Conv",
                    SourceName = "/0/Conv",
                },
                new BatchNorm(
                    "bn",
                    ["/0/Conv"],
                    new TensorShape(3, 4, 4),
                    [1, 2, 3, 4],
                    [5, 6, 7, 8],
                    [0.1, 0.2, 0.3, 0.4],
                    [1, 1, 0, 4],
                    1e-5
                ),
                new Activation("relu", ["bn"], new TensorShape(3, 4, 4), RealClamp.Relu),
                new MaxPool(
                    "max",
                    ["relu"],
                    new TensorShape(3, 4, 4),
                    new Window2d(3, 3, 1, 1, 1, 1, 1, 1, 1, 1),
                    RealClamp.None
                ),
                new AveragePool(
                    "mean",
                    ["relu"],
                    new TensorShape(3, 4, 4),
                    new Window2d(3, 3, 1, 1, 1, 1, 1, 1, 1, 1),
                    true,
                    new RealClamp(double.NegativeInfinity, 3)
                ),
                new Add("add", ["max", "mean"], new TensorShape(3, 4, 4), RealClamp.Relu),
                new Concat("cat", ["add", "relu"], new TensorShape(3, 4, 8)),
                new Conv2d(
                    "fc",
                    ["cat"],
                    new TensorShape(1, 1, 2),
                    new Window2d(3, 4),
                    1,
                    Ramp(2 * 3 * 4 * 8),
                    [0, 1.0 / 3],
                    RealClamp.None,
                    IsDense: true
                ),
                new Softmax("soft", ["fc"], new TensorShape(1, 1, 2)),
            ],
            "soft",
            RecordLayout.Nchw
        )
        {
            Normalization = new InputNormalization(255, [0.5, 0.25], [0.1, 0.3]),
        };

    public static Graph Calibrated()
    {
        var graph = Float();
        var nodes = graph
            .Nodes.Where(n => n is not BatchNorm)
            .Select(n => n.Name == "relu" ? n with { Inputs = ["/0/Conv"] } : n);
        return graph.WithNodes(nodes) with
        {
            Stage = GraphStage.Calibrated,
            Ranges = graph.Ranges.AddRange(
                graph
                    .Nodes.Where(n => n is not BatchNorm)
                    .Select((n, i) => KeyValuePair.Create(n.Name, new ValueRange(-i, i / 3.0)))
            ),
        };
    }

    public static Graph Integer()
    {
        var codes = new QuantizationParameters(CodeType.Quint8, 1.0 / 64, 128);
        var sum = new QuantizationParameters(CodeType.Quint8, 0.05, 3);
        var (map, all) = (new TensorShape(4, 4, 2), new CodeClamp(0, 255));
        Requantization One(int value, int shift) => new([new FixedPointMultiplier(value, shift)], 0);
        return new Graph(
            "integer",
            GraphStage.Quantized,
            [
                new QuantizedInput("x", map, codes) { SourceOp = "Input", SourceName = "x" },
                new QuantizedPad("pad", ["x"], new TensorShape(6, 5, 2), codes, 1, 1, 0, 1, 128),
                new QuantizedConv2d(
                    "conv",
                    ["pad"],
                    map,
                    codes,
                    new Window2d(3, 2),
                    2,
                    [0, 255, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
                    new WeightQuantization(CodeType.Quint8, [0.125], 120),
                    [-100_000, 70_000],
                    new Requantization([new FixedPointMultiplier(40_000, 20), new FixedPointMultiplier(65_535, 47)], 8),
                    new CodeClamp(3, 200)
                ),
                new QuantizedMaxPool("max", ["conv"], map, codes, new Window2d(3, 3, 1, 1, 1, 1, 1, 1, 1, 1), all),
                new QuantizedAveragePool(
                    "mean",
                    ["conv"],
                    map,
                    codes,
                    new Window2d(3, 3, 1, 1, 1, 1, 1, 1, 1, 1),
                    true,
                    new CodeClamp(1, 254)
                ),
                new QuantizedAdd(
                    "add",
                    ["max", "mean"],
                    map,
                    sum,
                    One(32_768, 17),
                    One(40_000, 18),
                    One(50_000, 40),
                    all
                ),
                new QuantizedRescale("scaled", ["max"], map, sum, One(33_000, 16), all),
                new QuantizedConcat("cat", ["add", "scaled"], new TensorShape(4, 4, 4), sum),
                new QuantizedConv2d(
                    "fc",
                    ["cat"],
                    new TensorShape(1, 1, 2),
                    sum,
                    new Window2d(4, 4),
                    1,
                    [.. Enumerable.Range(0, 128).Select(i => (short)(i - 64))],
                    new WeightQuantization(CodeType.Qint8, [0.01, 0.02], 0),
                    [1, -1],
                    new Requantization([new FixedPointMultiplier(40_000, 30)], 0),
                    all,
                    IsDense: true
                ),
                new QuantizedSoftmax(
                    "soft",
                    ["fc"],
                    new TensorShape(1, 1, 2),
                    new QuantizationParameters(CodeType.Quint8, 1.0 / 256, 0)
                ),
            ],
            "soft",
            RecordLayout.Nhwc
        );
    }

    private static System.Collections.Immutable.ImmutableArray<double> Ramp(int count) =>
        [.. Enumerable.Range(0, count).Select(i => i / 7.0)];
}
