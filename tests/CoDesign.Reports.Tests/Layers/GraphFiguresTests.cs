// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Numerics;
using CoDesign.Reports.Layers;

namespace CoDesign.Reports.Tests.Layers;

public sealed class GraphFiguresTests
{
    private static Conv2d Conv(
        string name,
        string input,
        TensorShape shape,
        Window2d window,
        int groups,
        int groupInputs,
        bool isDense = false
    ) =>
        new(
            name,
            [input],
            shape,
            window,
            groups,
            [.. new double[shape.Channels * window.Taps * groupInputs]],
            [.. new double[shape.Channels]],
            RealClamp.None,
            isDense
        );

    private static Graph Network() =>
        new(
            "n",
            GraphStage.Folded,
            [
                new Input("x", new TensorShape(4, 4, 8)),
                Conv("grouped", "x", new TensorShape(2, 2, 12), new Window2d(3, 3, 2, 2, PadTop: 1, PadLeft: 1), 4, 2),
                Conv("branch", "x", new TensorShape(2, 2, 12), new Window2d(1, 1, 2, 2), 1, 8),
                new Add("sum", ["grouped", "branch"], new TensorShape(2, 2, 12), RealClamp.Relu),
                Conv("logits", "sum", new TensorShape(1, 1, 5), new Window2d(2, 2), 1, 12, isDense: true),
            ],
            "logits",
            RecordLayout.Nchw
        );

    [Fact]
    public void CountsMacsAndParametersOfGroups()
    {
        var summary = GraphFigures.Of(Network());

        Assert.Equal([4 * 12 * 9 * 2, 4 * 12 * 8, 0, 5 * 4 * 12], summary.Layers.Select(l => (int)l.Macs));
        Assert.Equal(
            [(12 * 9 * 2) + 12, (12 * 8) + 12, 0, (5 * 48) + 5],
            summary.Layers.Select(l => (int)l.Parameters)
        );
        Assert.Equal(240, summary.DenseMacs);
        Assert.Equal(summary.Macs, summary.ConvMacs + summary.DenseMacs);
        Assert.Equal(summary.Parameters + (3 * (12 + 12 + 5)), summary.WeightBytes);
    }

    [Fact]
    public void PeakHoldsWhatALaterNodeReads()
    {
        // While "branch" runs, the input (128), "grouped" (48) and "branch" itself (48) are alive.
        Assert.Equal(128 + 48 + 48, GraphFigures.Of(Network()).PeakActivationBytes);
    }

    [Fact]
    public void KeepsTheGeometry()
    {
        var layer = GraphFigures.Of(Network()).Layers[0];

        Assert.Equal<IEnumerable<int>>([4, 4, 8], layer.InputShape);
        Assert.Equal<IEnumerable<int>>([2, 2, 12], layer.Shape);
        Assert.Equal<IEnumerable<int>>([3, 3], layer.Kernel ?? []);
        Assert.Equal<IEnumerable<int>>([2, 2], layer.Stride ?? []);
        Assert.Equal(4, layer.Groups);
    }
}
