// SPDX-License-Identifier: Apache-2.0
using CoDesign.Golden.Float;

namespace CoDesign.Golden.Tests.Float;

public sealed class FloatConvolutionTests
{
    public static TheoryData<int, int, int> Channels =>
        new()
        {
            { 1, 1, 1 },
            { 1, 3, 7 },
            { 1, 5, 8 },
            { 1, 4, 9 },
            { 1, 2, 17 },
            { 2, 3, 4 },
            { 3, 2, 1 },
            { 4, 1, 2 },
            { 3, 1, 1 },
            { 4, 1, 1 },
            { 5, 1, 1 },
            { 8, 1, 1 },
            { 9, 1, 1 },
        };

    /// <summary>Bit-equal to the definition: the kernels sum in its order.</summary>
    [Theory]
    [MemberData(nameof(Channels))]
    public void EqualsTheDefinition_ForRandomGeometries(int groups, int groupInputs, int groupOutputs)
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var layers = new RandomLayers(seed);
            var graph = layers.FloatConvolution(groups, groupInputs, groupOutputs);
            var conv = (Conv2d)graph["y"];
            var input = graph["x"].Shape;
            var x = layers.Reals(input);

            var y = new FloatExecutor(graph).Run(x)["y"];

            Assert.Equal(Definition(conv, input, x), y);
        }
    }

    [Fact]
    public void PropagatesNaN_ThroughConvolutionClampAndPooling()
    {
        var input = new TensorShape(4, 4, 1);
        var window = new Window2d(2, 2, 2, 2);
        var pooled = window.Output(input, 1);
        var graph = new Graph(
            "nan",
            GraphStage.Folded,
            [
                new Input("x", input),
                new Conv2d("c", ["x"], input, new Window2d(1, 1), 1, [1.0], [0.0], RealClamp.Relu),
                new MaxPool("m", ["c"], pooled, window, RealClamp.Relu),
                new AveragePool("a", ["c"], pooled, window, false, RealClamp.Relu),
                new Add("s", ["m", "a"], pooled, RealClamp.Relu),
            ],
            "s",
            RecordLayout.Nhwc
        );
        var x = new double[16];
        x[0] = double.NaN;

        var values = new FloatExecutor(graph).Run(x);

        Assert.All(new[] { "c", "m", "a", "s" }, name => Assert.True(double.IsNaN(values[name][0]), name));
        Assert.All(new[] { "c", "m", "a", "s" }, name => Assert.False(double.IsNaN(values[name][^1]), name));
    }

    [Fact]
    public void ReusesArrays_WithoutLeavingsOfTheEarlierRun()
    {
        var layers = new RandomLayers(7);
        var graph = layers.FloatConvolution(2, 2, 3);
        var executor = new FloatExecutor(graph);
        var values = new Dictionary<string, double[]>(StringComparer.Ordinal);
        var (first, second) = (layers.Reals(graph["x"].Shape), layers.Reals(graph["x"].Shape));
        executor.Run(first, values);

        executor.Run(second, values);

        Assert.Equal(executor.Run(second)["y"], values["y"]);
    }

    private static double[] Definition(Conv2d conv, TensorShape input, double[] x)
    {
        var y = new double[conv.Shape.Elements];
        var (w, inputs) = (conv.Window, conv.GroupInputs);
        for (var index = 0; index < y.Length; index++)
        {
            var o = index % conv.Shape.Channels;
            var ox = index / conv.Shape.Channels % conv.Shape.Width;
            var oy = index / conv.Shape.Channels / conv.Shape.Width;
            var group = o * conv.Groups / conv.Shape.Channels;
            y[index] = conv.Bias[o];
            for (var ky = 0; ky < w.KernelHeight; ky++)
            {
                for (var kx = 0; kx < w.KernelWidth; kx++)
                {
                    for (var i = 0; i < inputs; i++)
                    {
                        var iy = (oy * w.StrideHeight) + (ky * w.DilationHeight) - w.PadTop;
                        var ix = (ox * w.StrideWidth) + (kx * w.DilationWidth) - w.PadLeft;
                        var inside = iy >= 0 && iy < input.Height && ix >= 0 && ix < input.Width;
                        var value = inside ? x[input.IndexOf(iy, ix, (group * inputs) + i)] : 0.0;
                        y[index] +=
                            value * conv.Weights[(((((o * w.KernelHeight) + ky) * w.KernelWidth) + kx) * inputs) + i];
                    }
                }
            }
        }

        return y;
    }
}
