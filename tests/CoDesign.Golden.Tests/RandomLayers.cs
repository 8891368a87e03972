// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Golden.Tests;

/// <summary>Random one-layer graphs from a seed, over all geometries: groups, dilation, asymmetric pads, kernels larger than the map.</summary>
internal sealed class RandomLayers(int seed)
{
    private readonly Random _random = new(seed);

    public static QuantizationParameters InputCodes => new(CodeType.Quint8, 0.5, 3);

    public Random Random => _random;

    public TensorShape Shape(int channels) => new(_random.Next(1, 10), _random.Next(1, 12), channels);

    /// <summary>A window that fits the padded map.</summary>
    public Window2d Window(TensorShape input)
    {
        while (true)
        {
            var window = new Window2d(
                _random.Next(1, 5),
                _random.Next(1, 5),
                _random.Next(1, 4),
                _random.Next(1, 4),
                _random.Next(1, 3),
                _random.Next(1, 3),
                _random.Next(0, 3),
                _random.Next(0, 3),
                _random.Next(0, 3),
                _random.Next(0, 3)
            );
            if (window.OutputHeight(input.Height) > 0 && window.OutputWidth(input.Width) > 0)
                return window;
        }
    }

    /// <summary>A window whose every position holds a valid element.</summary>
    public Window2d PoolWindow(TensorShape input)
    {
        while (true)
        {
            var window = Window(input) with { DilationHeight = 1, DilationWidth = 1 };
            if (
                window.OutputHeight(input.Height) > 0
                && window.OutputWidth(input.Width) > 0
                && Math.Max(window.PadTop, window.PadBottom) < window.KernelHeight
                && Math.Max(window.PadLeft, window.PadRight) < window.KernelWidth
            )
                return window;
        }
    }

    /// <summary>A float convolution "y" of input "x" whose weights and biases are integers: a weight code less its zero point.</summary>
    public Graph FloatConvolution(
        int groups,
        int groupInputs,
        int groupOutputs,
        (TensorShape Input, Window2d Window)? geometry = null
    )
    {
        var input = geometry?.Input ?? Shape(groups * groupInputs);
        var window = geometry?.Window ?? Window(input);
        var outputs = groups * groupOutputs;
        var conv = new Conv2d(
            "y",
            ["x"],
            window.Output(input, outputs),
            window,
            groups,
            [.. Enumerable.Range(0, outputs * window.Taps * groupInputs).Select(_ => (double)_random.Next(-255, 256))],
            [.. Enumerable.Range(0, outputs).Select(_ => (double)_random.Next(-100000, 100000))],
            RealClamp.None
        );
        return new Graph("random", GraphStage.Folded, [new Input("x", input), conv], "y", RecordLayout.Nhwc);
    }

    public short[] Codes(TensorShape shape) =>
        [.. Enumerable.Range(0, (int)shape.Elements).Select(_ => (short)_random.Next(0, 256))];

    public double[] Reals(TensorShape shape) =>
        [.. Enumerable.Range(0, (int)shape.Elements).Select(_ => (_random.NextDouble() * 4) - 2)];
}
