// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Numerics;
using CoDesign.Ir.Verification;

namespace CoDesign.Ir.Tests.Verification;

public sealed class GraphVerifierTests
{
    private static readonly TensorShape Map = new(4, 4, 2);
    private static readonly Input X = new("x", Map);
    private static readonly Conv2d Conv = new(
        "c",
        ["x"],
        new(2, 2, 4),
        new Window2d(3, 3),
        2,
        Repeat(0.5, 36),
        [1, 2, 3, 4],
        RealClamp.Relu
    );
    private static readonly MaxPool Pool = new("p", ["x"], new(2, 2, 2), new Window2d(2, 2, 2, 2), RealClamp.None);
    private static readonly BatchNorm Norm = new("n", ["x"], Map, [1, 1], [0, 0], [0, 0], [1, 1], 1e-5);

    public static TheoryData<string, Node> WrongNodes =>
        new()
        {
            {
                "CD2003: Conv2d 'c': reads 'nowhere', which no earlier node defines.",
                Conv with
                {
                    Inputs = ["nowhere"],
                }
            },
            {
                "CD2003: Conv2d 'c' (Conv '/c'): reads 'c', which no earlier node defines.",
                Conv with
                {
                    Inputs = ["c"],
                    SourceOp = "Conv",
                    SourceName = "/c",
                }
            },
            { "CD2005: Conv2d 'c': has 2 inputs, must have 1.", Conv with { Inputs = ["x", "x"] } },
            { "CD2005: Add 'a': has 1 inputs, must have 2.", new Add("a", ["x"], Map, RealClamp.None) },
            { "CD2005: Concat 'a': has 0 inputs, must have at least 1.", new Concat("a", [], Map) },
            { "CD2006: Input 'y': not allowed at stage Imported.", new Input("y", Map) },
            {
                "CD2006: QuantizedConcat 'q': not allowed at stage Imported.",
                new QuantizedConcat("q", ["x"], Map, new(CodeType.Quint8, 1, 0))
            },
            {
                "CD2007: Conv2d 'c': shape 2x2x0 is not allowed. Every extent must be at least 1, and the product below 2^31.",
                Conv with
                {
                    Shape = new(2, 2, 0),
                }
            },
            {
                "CD2007: Conv2d 'c': shape 65536x65536x65536 is not allowed. Every extent must be at least 1, and the product below 2^31.",
                Conv with
                {
                    Shape = new(65536, 65536, 65536),
                }
            },
            { "CD2008: Conv2d 'c': shape is 3x2x4, its inputs give 2x2x4.", Conv with { Shape = new(3, 2, 4) } },
            { "CD2008: MaxPool 'p': shape is 2x2x3, its inputs give 2x2x2.", Pool with { Shape = new(2, 2, 3) } },
            { "CD2008: Pad 'b': shape is 4x4x2, its inputs give 5x4x2.", new Pad("b", ["x"], Map, 1, 0, 0, 0, 0) },
            {
                "CD2008: Activation 'r': shape is 4x4x1, its inputs give 4x4x2.",
                new Activation("r", ["x"], new(4, 4, 1), RealClamp.Relu)
            },
            { "CD2008: Concat 'a': shape is 4x4x3, its inputs give 4x4x4.", new Concat("a", ["x", "x"], new(4, 4, 3)) },
            {
                "CD2009: MaxPool 'p': vertical stride is 0, must be at least 1.",
                Pool with
                {
                    Window = new(2, 2, 0, 2),
                }
            },
            { "CD2009: MaxPool 'p': kernel width is 0, must be at least 1.", Pool with { Window = new(2, 0, 2, 2) } },
            {
                "CD2009: Conv2d 'c': horizontal dilation is -1, must be at least 1.",
                Conv with
                {
                    Window = new(3, 3, 1, 1, 1, -1),
                }
            },
            {
                "CD2009: Conv2d 'c': left padding is -1, must be at least 0.",
                Conv with
                {
                    Window = new(3, 3, PadLeft: -1),
                }
            },
            {
                "CD2009: Pad 'b': bottom padding is -1, must be at least 0.",
                new Pad("b", ["x"], new(3, 4, 2), 0, -1, 0, 0, 0)
            },
            {
                "CD2010: Conv2d 'c': a window of 9x5 does not fit into the padded input of 5x4.",
                Conv with
                {
                    Window = new(3, 3, 1, 1, 4, 2, PadTop: 1),
                }
            },
            {
                "CD2011: MaxPool 'p': bottom padding 2 is not below the window's extent 2, so that a window would hold no element. Use a smaller padding.",
                Pool with
                {
                    Window = new(2, 2, 2, 2, PadBottom: 2),
                    Shape = new(3, 2, 2),
                }
            },
            {
                "CD2012: Conv2d 'c': 3 groups do not divide 2 input and 4 output channels. Use a divisor of both.",
                Conv with
                {
                    Groups = 3,
                }
            },
            { "CD2013: Conv2d 'c': weights has 35 elements, must have 36.", Conv with { Weights = Repeat(0.5, 35) } },
            { "CD2013: Conv2d 'c': bias has 3 elements, must have 4.", Conv with { Bias = [1, 2, 3] } },
            {
                "CD2014: Conv2d 'c': a weight of channel 3 is NaN. Constants must be finite; check the training run that wrote the model.",
                Conv with
                {
                    Weights = Conv.Weights.SetItem(35, double.NaN),
                }
            },
            {
                "CD2014: Conv2d 'c': bias of channel 1 is Infinity. Constants must be finite; check the training run that wrote the model.",
                Conv with
                {
                    Bias = [1, double.PositiveInfinity, 3, 4],
                }
            },
            {
                "CD2014: BatchNorm 'n': beta of channel 0 is -Infinity. Constants must be finite; check the training run that wrote the model.",
                Norm with
                {
                    Beta = [double.NegativeInfinity, 0],
                }
            },
            {
                "CD2014: Pad 'b': pad value of channel 0 is NaN. Constants must be finite; check the training run that wrote the model.",
                new Pad("b", ["x"], new(5, 4, 2), 1, 0, 0, 0, double.NaN)
            },
            {
                "CD2015: BatchNorm 'n': variance of channel 1 is -0.5 with epsilon 1E-05. It must be at least 0, and the sum above 0.",
                Norm with
                {
                    Variance = [1, -0.5],
                }
            },
            {
                "CD2015: BatchNorm 'n': variance of channel 0 is 0 with epsilon 0. It must be at least 0, and the sum above 0.",
                Norm with
                {
                    Variance = [0, 1],
                    Epsilon = 0,
                }
            },
            {
                "CD2016: Conv2d 'c': clamp [1, 0] is empty. The lower bound must not exceed the upper.",
                Conv with
                {
                    Clamp = new(1, 0),
                }
            },
            {
                "CD2016: Conv2d 'c': clamp [NaN, 0] is empty. The lower bound must not exceed the upper.",
                Conv with
                {
                    Clamp = new(double.NaN, 0),
                }
            },
        };

    [Theory]
    [MemberData(nameof(WrongNodes))]
    public void NamesWhatIsWrongWithANode(string message, Node node) =>
        Assert.Equal([message], Findings(GraphStage.Imported, node.Name, X, node));

    [Fact]
    public void AcceptsAValidGraph() => Assert.Empty(Findings(GraphStage.Imported, "n", X, Conv, Pool, Norm));

    [Fact]
    public void ReportsAllFindings() =>
        Assert.Equal(
            [
                "CD2013: Conv2d 'c': bias has 1 elements, must have 4.",
                "CD2013: BatchNorm 'n': gamma has 1 elements, must have 2.",
                "CD2016: MaxPool 'p': clamp [2, 1] is empty. The lower bound must not exceed the upper.",
            ],
            Findings(
                GraphStage.Imported,
                "n",
                X,
                Conv with
                {
                    Bias = [1],
                },
                Norm with
                {
                    Gamma = [1],
                },
                Pool with
                {
                    Clamp = new(2, 1),
                }
            )
        );

    [Fact]
    public void ReportsNames() =>
        Assert.Equal(
            [
                "CD2001: Graph 'test': the first node is not the input. A graph starts with its one input.",
                "CD2003: MaxPool 'p': reads 'x', which no earlier node defines.",
                "CD2006: Input 'x': not allowed at stage Imported.",
                "CD2002: MaxPool 'p': another node has this name. Names must be unique.",
                "CD2004: Graph 'test': the output 'nowhere' is not defined by any node.",
            ],
            Findings(GraphStage.Imported, "nowhere", Pool, X, Pool)
        );

    [Fact]
    public void RefusesAnEmptyGraph() =>
        Assert.Equal(
            [
                "CD2001: Graph 'test': the first node is not the input. A graph starts with its one input.",
                "CD2004: Graph 'test': the output 'x' is not defined by any node.",
            ],
            Findings(GraphStage.Imported, "x")
        );

    [Fact]
    public void BatchNormIsGoneOnceFolded() =>
        Assert.Equal(
            ["CD2006: BatchNorm 'n': not allowed at stage Folded."],
            Findings(GraphStage.Folded, "n", X, Norm)
        );

    [Fact]
    public void SoftmaxMustBeTheOutput()
    {
        var softmax = new Softmax("s", ["x"], Map);
        const string message =
            "CD2020: Softmax 's': softmax runs on the host after the accelerator, so it must be the network's last operator.";

        Assert.Empty(Findings(GraphStage.Imported, "s", X, softmax));
        Assert.Equal([message], Findings(GraphStage.Imported, "x", X, softmax));
        Assert.Equal([message], Findings(GraphStage.Imported, "p", X, softmax, Pool with { Inputs = ["s"] }));
    }

    [Fact]
    public void CalibratedGraphsHaveARangeForEveryValue()
    {
        var graph = Graph(GraphStage.Calibrated, "p", X, Pool);
        var ranges = graph.Ranges.Add("x", new(double.NegativeInfinity, 1));

        Assert.Equal(
            [
                "CD2018: Input 'x': range [-Infinity, 1] is not an interval of real numbers.",
                "CD2017: MaxPool 'p': has no value range after calibration.",
            ],
            Findings(graph with { Ranges = ranges })
        );
    }

    internal static Graph Graph(GraphStage stage, string output, params Node[] nodes) =>
        new("test", stage, [.. nodes], output, RecordLayout.Nhwc);

    internal static string[] Findings(Graph graph)
    {
        var bag = new DiagnosticBag();
        var valid = GraphVerifier.Verify(graph, bag);
        Assert.Equal(valid, bag.Items.Count == 0);
        return [.. bag.Items.Select(item => item.ToString())];
    }

    internal static ImmutableArray<double> Repeat(double value, int count) => [.. Enumerable.Repeat(value, count)];

    private static string[] Findings(GraphStage stage, string output, params Node[] nodes) =>
        Findings(Graph(stage, output, nodes));
}
