// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Mapping.Tests.Layers;

/// <summary>Average pools that leave padding out of the count: every byte equals the integer model's, whatever the codes.</summary>
public sealed class AveragePoolLayersTests
{
    private static readonly QuantizationParameters Signed = new(CodeType.Qint8, 1.0, -3);

    public static TheoryData<Window2d, string> Windows =>
        new()
        {
            { new Window2d(3, 3, 1, 1, 1, 1, 1, 1, 1, 1), "4 6 9" },
            { new Window2d(3, 3, 2, 2, 1, 1, 1, 0, 1, 0), "4 6 9" },
            { new Window2d(2, 2, 2, 2, 1, 1, 0, 1, 0, 1), "1 2 4" },
            { new Window2d(5, 5, 1, 1, 1, 1, 2, 2, 2, 2), "9 12 15 16 20 25" },
            { new Window2d(1, 3, 1, 1, 1, 1, 0, 0, 1, 1), "2 3" },
            { new Window2d(3, 2, 2, 1, 2, 1, 2, 2, 0, 1), "2 3 4 6" },
        };

    [Theory]
    [MemberData(nameof(Windows))]
    public void MeanIsExactForEveryCount(Window2d window, string counts)
    {
        foreach (
            var arithmetic in (Arithmetic[])
                [Arithmetic.Default, Arithmetic.Default with { Profile = RequantizeProfile.Wide }, Arithmetic.TfLite]
        )
        {
            foreach (
                var codes in (QuantizationParameters[])
                    [new(CodeType.Quint8, 1.0, 10), Signed, new(new CodeType(4, false), 1.0, 3)]
            )
            {
                var graph = Pool(new TensorShape(7, 9, 20), window, codes, arithmetic);
                var plan = PlanRun.Plan(graph, AcceleratorConfiguration.Default);

                Assert.Equal(
                    counts,
                    string.Join(
                        ' ',
                        plan.Layers[0].Layer.Taps.ValidCounts(graph.InputNode.Shape, plan.Layers[0].Layer.Shape)
                    )
                );
                foreach (var record in Records(graph, codes.Type))
                    PlanRun.Check(plan, record, holdsBack: true);
            }
        }
    }

    [Fact]
    public void TwoCountsTakeTwoSharesAndMoreTakeBounds()
    {
        Assert.Equal("window_share window_share average_pool", Ops(new Window2d(1, 3, 1, 1, 1, 1, 0, 0, 1, 1)));
        Assert.Equal(
            "window_share window_share window_share greatest window_share average_pool",
            Ops(new Window2d(3, 3, 1, 1, 1, 1, 1, 1, 1, 1))
        );

        static string Ops(Window2d window) =>
            string.Join(
                ' ',
                PlanRun
                    .Plan(
                        Pool(new TensorShape(7, 9, 20), window, new(CodeType.Quint8, 1.0, 0), Arithmetic.Default),
                        AcceleratorConfiguration.Default
                    )
                    .Layers.Select(layer => layer.Layer.Op)
            );
    }

    [Fact]
    public void PoolOfAConcatenationInsideANetworkIsExact()
    {
        var graph = new SmallGraph(new TensorShape(6, 5, 12))
            .Conv("a", 20, kernel: 3)
            .Conv("b", 9, from: "x")
            .Concat("cat", "a", "b")
            .With(s => Average("mean", s, new Window2d(3, 3, 1, 1, 1, 1, 1, 1, 1, 1), new CodeClamp(5, 200)))
            .Conv("c", 12, kernel: 3)
            .Build();

        foreach (var channels in (int[])[4, 16])
        {
            var plan = PlanRun.Plan(graph, AcceleratorConfiguration.Default with { Channels = channels, Pixels = 5 });
            for (var seed = 0; seed < 5; seed++)
                PlanRun.Check(plan, RandomNetwork.Codes(graph, seed), holdsBack: seed % 2 == 0);
        }
    }

    private static Graph Pool(
        TensorShape shape,
        Window2d window,
        QuantizationParameters codes,
        Arithmetic arithmetic
    ) =>
        new SmallGraph(shape, codes) { Arithmetic = arithmetic }
            .With(s => Average("mean", s, window, new CodeClamp(codes.Type.Minimum, codes.Type.Maximum)))
            .Build();

    private static QuantizedAveragePool Average(string name, QuantizedNode source, Window2d window, CodeClamp clamp) =>
        new(
            name,
            [source.Name],
            window.Output(source.Shape, source.Shape.Channels),
            source.Output,
            window,
            false,
            clamp
        );

    /// <summary>All codes least, all greatest, both mixed, neighbours of ties, and any.</summary>
    private static IEnumerable<short[]> Records(Graph graph, CodeType type)
    {
        var random = new Random(1);
        var length = (int)graph.InputNode.Shape.Elements;
        yield return [.. Enumerable.Repeat((short)type.Minimum, length)];
        yield return [.. Enumerable.Repeat((short)type.Maximum, length)];
        yield return
        [
            .. Enumerable.Range(0, length).Select(_ => (short)(random.Next(2) == 0 ? type.Minimum : type.Maximum)),
        ];
        yield return
        [
            .. Enumerable.Range(0, length).Select(_ => (short)random.Next(-1 + Math.Max(0, type.Minimum + 1), 3)),
        ];
        yield return [.. Enumerable.Range(0, length).Select(_ => (short)random.Next(type.Minimum, type.Maximum + 1))];
    }
}
