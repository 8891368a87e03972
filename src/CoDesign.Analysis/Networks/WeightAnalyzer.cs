// SPDX-License-Identifier: Apache-2.0
using CoDesign.Analysis.Distributions;
using CoDesign.Analysis.Fidelity;

namespace CoDesign.Analysis.Networks;

/// <summary>Figures of the weights of one convolution or dense layer.</summary>
internal static class WeightAnalyzer
{
    /// <summary>The figures of the layer that is <paramref name="folded"/> among the float and <paramref name="quantized"/> among the integer nodes.</summary>
    public static WeightAnalysis Analyze(Graph imported, Conv2d folded, QuantizedConv2d quantized, double clipPercent)
    {
        var channels = folded.Shape.Channels;
        var summary = WeightDistribution.Of(folded.Weights.AsSpan(), channels, clipPercent);
        var norm = NormBehind(imported, folded);
        var original = norm is null
            ? summary
            : WeightDistribution.Of(((Conv2d)imported[folded.Name]).Weights.AsSpan(), channels, clipPercent);
        var (fidelity, perChannel) = Compare(folded, quantized);
        return new WeightAnalysis(
            original,
            summary,
            norm is null ? null : ChangeOf(norm, original, summary),
            fidelity,
            perChannel
        );
    }

    /// <summary>Weights as the codes have them, <c>S_w[o] * (code - Z_w)</c>.</summary>
    public static double[] Dequantize(QuantizedConv2d quantized)
    {
        var taken = quantized.Weights.Length / quantized.Shape.Channels;
        var weights = new double[quantized.Weights.Length];
        for (var i = 0; i < weights.Length; i++)
            weights[i] =
                quantized.WeightQuantization.ScaleOf(i / taken)
                * (quantized.Weights[i] - quantized.WeightQuantization.ZeroPoint);
        return weights;
    }

    /// <summary>The batch norm that was folded into <paramref name="folded"/>, or null.</summary>
    private static BatchNorm? NormBehind(Graph imported, Conv2d folded) =>
        imported.Nodes.Any(node => node.Name == folded.Name && node is Conv2d)
            ? imported
                .ConsumersOf(folded.Name)
                .OfType<BatchNorm>()
                .FirstOrDefault(norm => imported.ConsumersOf(norm.Inputs[0]).Count() == 1)
            : null;

    private static FoldingChange ChangeOf(BatchNorm norm, TensorSummary original, TensorSummary folded)
    {
        var gains = norm
            .Gamma.Select((gamma, c) => Math.Abs(gamma) / Math.Sqrt(norm.Variance[c] + norm.Epsilon))
            .ToArray();
        return new FoldingChange(
            gains.Min(),
            gains.Max(),
            original.Tensor.Range > 0 ? folded.Tensor.Range / original.Tensor.Range : null,
            folded.AverageChannelPrecision - original.AverageChannelPrecision
        );
    }

    private static (FidelitySummary Tensor, ImmutableArray<ChannelFidelity> Channels) Compare(
        Conv2d folded,
        QuantizedConv2d quantized
    )
    {
        var taken = folded.Weights.Length / folded.Shape.Channels;
        var dequantized = Dequantize(quantized);
        var tensor = new ErrorSums();
        var channels = ImmutableArray.CreateBuilder<ChannelFidelity>(folded.Shape.Channels);
        for (var o = 0; o < folded.Shape.Channels; o++)
        {
            var channel = new ErrorSums();
            channel.Add(folded.Weights.AsSpan(o * taken, taken), dequantized.AsSpan(o * taken, taken));
            tensor.Merge(channel);
            var summary = channel.Summary();
            channels.Add(new ChannelFidelity(summary.Qmse, summary.SqnrDb, summary.Cosine));
        }

        return (tensor.Summary(), channels.MoveToImmutable());
    }
}
