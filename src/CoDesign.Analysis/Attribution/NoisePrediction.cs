// SPDX-License-Identifier: Apache-2.0
using CoDesign.Analysis.Networks;

namespace CoDesign.Analysis.Attribution;

/// <summary>
/// Uniform-noise model: every rounding adds independent noise of variance <c>S^2 / 12</c>, every layer passes on the sum of its inputs' noise. Noise power by channel:
/// <code>
/// rounding    n += S^2 / 12 * share of values that are rounded          clipping   n += E[(x - clip(x))^2]
/// conv2d      n[o] = sum over taps and inputs (w^2 n_in + S_w^2 / 12 E[x^2]) + S_b^2 / 12
/// add         n = n_a + n_b        average pool of k values  n = n_in / k        maximum pool  n = n_in
/// activation  n *= share of values inside its bounds
/// </code>
/// (B. Widrow, I. Kollar, "Quantization Noise", 2008, chapters 2 to 4; W. Sung and K. Kum, IEEE Trans. Signal Processing 43(12), 1995, for its use in fixed-point design.)
/// It needs the float distributions, not a quantized run. Correlated errors, such as clipping of the same objects in all channels, are outside the model: the report shows how far it is off.
/// </summary>
internal sealed class NoisePrediction
{
    private const double UniformVariance = 1.0 / 12.0;

    private readonly NetworkStages _stages;
    private readonly SimulatedNetwork _network;
    private readonly IReadOnlyDictionary<string, ChannelSignal> _signals;
    private readonly Dictionary<string, double[]> _noise = new(StringComparer.Ordinal);

    /// <summary>Predicts all layers of the network from the given float statistics.</summary>
    public NoisePrediction(
        NetworkStages stages,
        SimulatedNetwork network,
        IReadOnlyDictionary<string, ChannelSignal> signals
    )
    {
        (_stages, _network, _signals) = (stages, network, signals);
        foreach (var node in network.Graph.Nodes)
            _noise[node.Name] = Output(node);
    }

    /// <summary>Predicted mean square error of a value.</summary>
    public double MeanSquareOf(string value) => _noise[value].Average();

    private double[] Output(Node node)
    {
        var noise = node is Input ? new double[node.Shape.Channels] : Passed(node);
        var signal = _signals[node.Name];
        var step = _network.CodesOf(node.Name).Scale;
        for (var c = 0; c < noise.Length; c++)
        {
            noise[c] *= node is Input ? 1 : signal.Active(c);
            if (!_network.MovesCodes(node.Name))
                noise[c] += (step * step * UniformVariance * signal.Rounded(c)) + signal.ClippingPower(c);
        }

        return noise;
    }

    private double[] Passed(Node node)
    {
        var input = _noise[node.Inputs[0]];
        return node switch
        {
            Conv2d conv => Convolution(conv, input),
            Add add => [.. input.Zip(_noise[add.Inputs[1]], (a, b) => a + b)],
            AveragePool pool => [.. input.Select(noise => noise / pool.Window.Taps)],
            Concat concat => [.. concat.Inputs.SelectMany(name => _noise[name])],
            Pad pad => [.. input.Select(noise => noise * Source(pad).Pixels / pad.Shape.Pixels)],
            Softmax softmax => SoftmaxNoise(softmax, input),
            MaxPool or Activation => [.. input],
            _ => throw new NotSupportedException($"No noise model of {node.GetType().Name}."),
        };
    }

    private double[] Convolution(Conv2d conv, double[] input)
    {
        var quantized = (QuantizedConv2d)_stages.Quantized[conv.Name];
        var shares = TapShares(conv.Window, Source(conv), conv.Shape);
        var perGroup = conv.GroupInputs;
        var outputsPerGroup = conv.Shape.Channels / conv.Groups;
        var inputScale = _network.CodesOf(conv.Inputs[0]).Scale;
        var signal = _signals[conv.Inputs[0]];
        var noise = new double[conv.Shape.Channels];
        for (var o = 0; o < noise.Length; o++)
        {
            var step = quantized.WeightQuantization.ScaleOf(o);
            var sum = inputScale * step * inputScale * step * UniformVariance;
            for (var k = 0; k < shares.Length * perGroup; k++)
            {
                var w = conv.Weights[(o * shares.Length * perGroup) + k];
                var c = (o / outputsPerGroup * perGroup) + (k % perGroup);
                var rounding = w == 0.0 ? 0.0 : step * step * UniformVariance * signal.MeanSquare(c);
                sum += shares[k / perGroup] * ((w * w * input[c]) + rounding);
            }

            noise[o] = sum;
        }

        return noise;
    }

    /// <summary>Share of the output pixels for which each tap lies inside the map; padding has no noise.</summary>
    private static double[] TapShares(Window2d window, TensorShape input, TensorShape output)
    {
        var rows = Enumerable
            .Range(0, window.KernelHeight)
            .Select(ky =>
                Share(ky * window.DilationHeight - window.PadTop, window.StrideHeight, input.Height, output.Height)
            )
            .ToArray();
        var columns = Enumerable
            .Range(0, window.KernelWidth)
            .Select(kx =>
                Share(kx * window.DilationWidth - window.PadLeft, window.StrideWidth, input.Width, output.Width)
            )
            .ToArray();
        return [.. rows.SelectMany(row => columns.Select(column => row * column))];
    }

    private static double Share(int offset, int stride, int inputs, int outputs) =>
        Enumerable.Range(0, outputs).Count(o => (o * stride) + offset is var i && i >= 0 && i < inputs)
        / (double)outputs;

    /// <summary>Small-signal gain of a softmax at the mean point: bounded by 1/4 of the input's noise in each output.</summary>
    private static double[] SoftmaxNoise(Softmax softmax, double[] input)
    {
        const double GreatestSlope = 0.25;
        return [.. Enumerable.Repeat(GreatestSlope * GreatestSlope * input.Average(), softmax.Shape.Channels)];
    }

    private TensorShape Source(Node node) => _network.Graph[node.Inputs[0]].Shape;
}
