// SPDX-License-Identifier: Apache-2.0
using CoDesign.Analysis.Networks;
using CoDesign.Transforms;

namespace CoDesign.Analysis.Tests;

/// <summary>Small float networks and records from a seed, and their stages.</summary>
internal static class SmallNetworks
{
    private static readonly TensorShape InputShape = new(6, 5, 4);

    /// <summary>Convolution, batch norm, ReLU; depthwise with a clamp; sum; average pool; dense; softmax where asked for.</summary>
    public static Graph Mixed(int seed, bool softmax = false, double high = 1)
    {
        var random = new Random(seed);
        var window = new Window2d(3, 3, 1, 1, 1, 1, 1, 1, 1, 1);
        var map = InputShape with { Channels = 6 };
        Node[] nodes =
        [
            new Input("x", InputShape),
            new Conv2d(
                "conv",
                ["x"],
                map,
                window,
                2,
                Reals(random, 6 * 9 * 2, 0.4),
                Reals(random, 6, 0.2),
                RealClamp.None
            ),
            new BatchNorm(
                "norm",
                ["conv"],
                map,
                Reals(random, 6, 1.5),
                Reals(random, 6, 0.3),
                Reals(random, 6, 0.2),
                Positive(random, 6),
                1e-5
            ),
            new Activation("relu", ["norm"], map, RealClamp.Relu),
            new Conv2d(
                "depthwise",
                ["relu"],
                map,
                window,
                6,
                Reals(random, 6 * 9, 0.6),
                Reals(random, 6, 0.2),
                new RealClamp(0, high)
            ),
            new Add("sum", ["relu", "depthwise"], map, RealClamp.None),
            new AveragePool(
                "pool",
                ["sum"],
                new TensorShape(1, 1, 6),
                new Window2d(6, 5),
                CountPadding: false,
                RealClamp.None
            ),
            new Conv2d(
                "dense",
                ["pool"],
                new TensorShape(1, 1, 5),
                new Window2d(1, 1),
                1,
                Reals(random, 30, 0.8),
                Reals(random, 5, 0.1),
                RealClamp.None,
                IsDense: true
            ),
        ];
        return softmax
            ? GraphOf([.. nodes, new Softmax("probabilities", ["dense"], new TensorShape(1, 1, 5))])
            : GraphOf(nodes);
    }

    /// <summary>One convolution whose weights and bias are given for all channels.</summary>
    public static Graph OneLayer(double weight, double bias) =>
        GraphOf([
            new Input("x", InputShape),
            new Conv2d(
                "only",
                ["x"],
                InputShape with
                {
                    Channels = 3,
                },
                new Window2d(1, 1),
                1,
                [.. Enumerable.Repeat(weight, 12)],
                [.. Enumerable.Repeat(bias, 3)],
                RealClamp.None
            ),
        ]);

    /// <summary>A convolution with bias and a clip behind it, then a dense layer.</summary>
    public static Graph Clipped()
    {
        var random = new Random(3);
        var map = new TensorShape(3, 3, 6);
        return GraphOf([
            new Input("x", InputShape),
            new Conv2d(
                "conv",
                ["x"],
                map,
                new Window2d(3, 3, 2, 2, 1, 1, 1, 0, 1, 1),
                2,
                Reals(random, 6 * 9 * 2, 0.4),
                Reals(random, 6, 0.2),
                RealClamp.None
            ),
            new Activation("clip", ["conv"], map, new RealClamp(-0.5, 0.75)),
            new Conv2d(
                "dense",
                ["clip"],
                new TensorShape(1, 1, 4),
                new Window2d(3, 3),
                1,
                Reals(random, 4 * 54, 0.5),
                Reals(random, 4, 0.1),
                RealClamp.None,
                IsDense: true
            ),
        ]) with
        {
            Layout = RecordLayout.Nchw,
        };
    }

    /// <summary>Records for <paramref name="stages"/>, labels 0 to 4.</summary>
    public static IReadOnlyList<LabelledRecord> Records(NetworkStages stages, int seed, int count) =>
        [
            .. Reals(stages.Imported, seed, count)
                .Select((real, k) => new LabelledRecord(real, CodesOf(stages, real), k % 5)),
        ];

    /// <summary>Real records for <paramref name="graph"/>.</summary>
    public static IEnumerable<double[]> Reals(Graph graph, int seed, int count)
    {
        var random = new Random(seed);
        for (var k = 0; k < count; k++)
            yield return [.. Reals(random, (int)graph.InputNode.Shape.Elements, 2)];
    }

    /// <summary>The stages of <paramref name="graph"/> after calibration on other records.</summary>
    public static NetworkStages Stages(Graph graph, double clipPercent = 1, IEnumerable<double[]>? calibration = null)
    {
        var bag = new DiagnosticBag();
        var options = PipelineOptions.Default with { Quantization = new(clipPercent) };
        var stages = NetworkStages.Of(graph, options, calibration ?? Reals(graph, 99, 16), bag);
        Assert.Empty(bag.Items.Where(item => item.Severity == Severity.Error).Select(item => item.ToString()));
        return stages!;
    }

    private static short[] CodesOf(NetworkStages stages, double[] real)
    {
        var codes = stages.CodesOf(stages.Calibrated.InputNode.Name);
        return Array.ConvertAll(real, value => (short)codes.Quantize(value));
    }

    private static Graph GraphOf(Node[] nodes) =>
        new("small", GraphStage.Imported, [.. nodes], nodes[^1].Name, RecordLayout.Nhwc);

    private static ImmutableArray<double> Reals(Random random, int count, double bound) =>
        [.. Enumerable.Range(0, count).Select(_ => ((random.NextDouble() * 2) - 1) * bound)];

    private static ImmutableArray<double> Positive(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => 0.2 + random.NextDouble())];
}
