// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Printing;
using CoDesign.Transforms.Folding;

namespace CoDesign.Transforms.Tests.Folding;

/// <summary>What each float pass makes of each pattern; that values stay is tested on random networks.</summary>
public sealed class FoldingTests
{
    private static readonly TensorShape Map = new(3, 3, 2);
    private static readonly Input X = new("x", Map);
    private static readonly PassContext Context = new(PipelineOptions.Default, null, new DiagnosticBag());

    [Fact]
    public void BatchNormGoesIntoTheConvolutionBefore()
    {
        var graph = Graph("n", X, Conv("c", "x"), Norm("n", "c"));

        var folded = new FoldBatchNorm().Run(graph, Context);

        // a = gamma / sqrt(var + eps) = [2 / 2, 3 / 0.5] = [1, 6]; w' = a * w; b' = (b - mean) * a + beta.
        var conv = Assert.IsType<Conv2d>(folded["c"]);
        Assert.Equal([1.0, 2, 18, 24], conv.Weights.AsEnumerable());
        Assert.Equal([(0.5 - 1) + 7, ((0.25 - 2) * 6) + 8], conv.Bias.AsEnumerable());
        Assert.Equal(("c", 2), (folded.Output, folded.Nodes.Length));
    }

    [Fact]
    public void BatchNormGoesIntoAMatrixProduct()
    {
        var dense = Conv("c", "x") with
        {
            Shape = new(1, 1, 2),
            Window = new(3, 3),
            Weights = [.. Enumerable.Repeat(1.0, 36)],
            IsDense = true,
        };

        var folded = new FoldBatchNorm().Run(
            Graph("n", X, dense, Norm("n", "c") with { Shape = new(1, 1, 2) }),
            Context
        );

        Assert.Equal(
            [.. Enumerable.Repeat(1.0, 18), .. Enumerable.Repeat(6.0, 18)],
            Assert.IsType<Conv2d>(folded["c"]).Weights.AsEnumerable()
        );
    }

    [Fact]
    public void BatchNormBecomesDepthwise_WhereNoConvolutionCanTakeIt()
    {
        Node[][] cases =
        [
            [X, Norm("n", "x")],
            [X, Conv("c", "x"), Norm("n", "c"), new Add("y", ["c", "n"], Map, RealClamp.None)],
            [X, Conv("c", "x") with { Clamp = RealClamp.Relu }, Norm("n", "c")],
        ];

        Assert.All(
            cases,
            nodes =>
            {
                var norm = Assert.IsType<Conv2d>(new FoldBatchNorm().Run(Graph(nodes[^1].Name, nodes), Context)["n"]);
                Assert.Equal(2, norm.Groups);
                Assert.Equal([1.0, 6], norm.Weights.AsEnumerable());
                Assert.Equal([7 - 1.0, 8 - 12.0], norm.Bias.AsEnumerable());
            }
        );
    }

    [Fact]
    public void TwoBatchNormsInARowBothFold()
    {
        var folded = new FoldBatchNorm().Run(Graph("m", X, Conv("c", "x"), Norm("n", "c"), Norm("m", "n")), Context);

        Assert.Equal(["x", "c"], folded.Nodes.Select(node => node.Name));
        Assert.Equal([1.0, 2, 108, 144], ((Conv2d)folded["c"]).Weights.AsEnumerable());
    }

    [Fact]
    public void AGraphWithoutBatchNormIsTheSameReference()
    {
        var graph = Graph("c", X, Conv("c", "x"));

        Assert.Same(graph, new FoldBatchNorm().Run(graph, Context));
        Assert.Same(graph, new FuseActivations().Run(graph, Context));
    }

    [Fact]
    public void ActivationsGoIntoTheirProducer_AndComposeInOrder()
    {
        var fused = new FuseActivations().Run(
            Graph("s", X, Conv("c", "x"), Activation("r", "c", RealClamp.Relu), Activation("s", "r", new(-1, 6))),
            Context
        );

        Assert.Equal(["x", "c"], fused.Nodes.Select(node => node.Name));
        Assert.Equal(new RealClamp(0, 6), ((Conv2d)fused["c"]).Clamp);
        Assert.Equal("c", fused.Output);
    }

    [Fact]
    public void AnActivationStays_WhenItsProducerIsReadTwiceOrIsTheInput()
    {
        var both = Graph(
            "y",
            X,
            Conv("c", "x"),
            Activation("r", "c", RealClamp.Relu),
            new Add("y", ["c", "r"], Map, RealClamp.None)
        );
        var first = Graph("r", X, Activation("r", "x", RealClamp.Relu));

        Assert.Same(both, new FuseActivations().Run(both, Context));
        Assert.Same(first, new FuseActivations().Run(first, Context));
    }

    [Fact]
    public void ABorderOfZeroGoesIntoConvolutionsAndAveragePools_OtherReadersKeepIt()
    {
        Pad border = new("b", ["x"], new(4, 6, 2), 0, 1, 2, 1, 0);
        Window2d window = new(2, 3, PadTop: 1);
        var graph = Graph(
            "k",
            X,
            border,
            Conv("c", "b") with
            {
                Window = window,
                Shape = window.Output(border.Shape, 2),
                Weights = [.. Enumerable.Repeat(1.0, 24)],
            },
            new AveragePool("a", ["b"], new(3, 4, 2), new(2, 3), false, RealClamp.None),
            new MaxPool("m", ["b"], new(3, 4, 2), new(2, 3), RealClamp.None),
            new Concat("k", ["a", "m"], new(3, 4, 4))
        );

        var folded = new FoldPadding().Run(graph, Context);

        Assert.Equal(
            new Window2d(2, 3, PadTop: 1, PadBottom: 1, PadLeft: 2, PadRight: 1),
            ((Conv2d)folded["c"]).Window
        );
        Assert.Equal(new Window2d(2, 3, PadBottom: 1, PadLeft: 2, PadRight: 1), ((AveragePool)folded["a"]).Window);
        Assert.True(((AveragePool)folded["a"]).CountPadding);
        Assert.Equal("b", folded["m"].Inputs[0]);
        Assert.Equal("x", folded["c"].Inputs[0]);
    }

    [Fact]
    public void BordersInARowFold_AndAnotherValueStays()
    {
        var zero = Graph(
            "c",
            X,
            Border("b", "x", Map, 0),
            Border("d", "b", new(4, 3, 2), 0),
            Conv("c", "d") with
            {
                Shape = new(5, 3, 2),
            }
        );
        var one = Graph("c", X, Border("b", "x", Map, 1), Conv("c", "b") with { Shape = new(4, 3, 2) });

        var folded = new FoldPadding().Run(zero, Context);

        Assert.Equal(["x", "c"], folded.Nodes.Select(node => node.Name));
        Assert.Equal(2, ((Conv2d)folded["c"]).Window.PadTop);
        Assert.Equal(3, new FoldPadding().Run(one, Context).Nodes.Length);
    }

    [Fact]
    public void DumpsOfEveryPassAreAsAccepted()
    {
        var text = new System.Text.StringBuilder();
        var options = PipelineOptions.Default with
        {
            Quantization = new(0),
            AfterPass = result =>
                text.Append("--- ").Append(result.Pass).Append('\n').Append(GraphText.Of(result.Graph)),
        };
        Graph graph = Graph(
            "s",
            X,
            Border("b", "x", Map, 0),
            Conv("c", "b") with
            {
                Shape = new(4, 3, 2),
            },
            Norm("n", "c") with
            {
                Shape = new(4, 3, 2),
            },
            Activation("r", "n", RealClamp.Relu) with
            {
                Shape = new(4, 3, 2),
            },
            new MaxPool("m", ["r"], new(2, 3, 2), new(2, 1, 2, 1), RealClamp.None),
            new Add("a", ["m", "m"], new(2, 3, 2), RealClamp.None),
            new AveragePool("v", ["a"], new(1, 1, 2), new(2, 3), false, RealClamp.None),
            new Softmax("s", ["v"], new(1, 1, 2))
        );

        Pipeline.Run(
            graph,
            options,
            [
                [.. Enumerable.Range(0, 18).Select(k => k / 4.0)],
            ],
            new DiagnosticBag()
        );

        Baseline.Verify(text.ToString());
    }

    private static Graph Graph(string output, params Node[] nodes) =>
        new("test", GraphStage.Imported, [.. nodes], output, RecordLayout.Nchw);

    private static Conv2d Conv(string name, string input) =>
        new(name, [input], Map, new(1, 1), 1, [1, 2, 3, 4], [0.5, 0.25], RealClamp.None);

    private static BatchNorm Norm(string name, string input) =>
        new(name, [input], Map, [2, 3], [7, 8], [1, 2], [3.75, 0], 0.25);

    private static Activation Activation(string name, string input, RealClamp clamp) => new(name, [input], Map, clamp);

    private static Pad Border(string name, string input, TensorShape shape, double value) =>
        new(name, [input], shape with { Height = shape.Height + 1 }, 1, 0, 0, 0, value);
}
