// SPDX-License-Identifier: Apache-2.0
using CoDesign.Analysis.Distributions;
using CoDesign.Analysis.Fidelity;

namespace CoDesign.Analysis.Networks;

/// <summary>Collects one layer's figures record by record.</summary>
internal sealed class LayerMeter(ActivationExtremes extremes, QuantizationParameters codes)
{
    private readonly ActivationDistribution _distribution = new(extremes);
    private readonly long[] _codeCounts = new long[codes.Type.Maximum - codes.Type.Minimum + 1];
    private readonly ChannelErrors _channelErrors = new(extremes.Channels);
    private ErrorSums _errors = new();

    /// <summary>Adds the float values and the integer model's codes of one record, both [H, W, C].</summary>
    public void Add(ReadOnlySpan<double> real, ReadOnlySpan<short> quantized)
    {
        _distribution.Add(real);
        var dequantized = new double[quantized.Length];
        for (var i = 0; i < quantized.Length; i++)
        {
            _codeCounts[quantized[i] - codes.Type.Minimum]++;
            dequantized[i] = codes.Dequantize(quantized[i]);
        }

        _errors.Add(real, dequantized);
        _errors.AddCrossEntropy(real, dequantized, extremes.Channels);
        _channelErrors.Add(real, dequantized);
    }

    /// <summary>Adds what another one of the same layer has seen.</summary>
    public void Merge(LayerMeter other)
    {
        _distribution.Merge(other._distribution);
        _errors.Merge(other._errors);
        _channelErrors.Merge(other._channelErrors);
        for (var i = 0; i < _codeCounts.Length; i++)
            _codeCounts[i] += other._codeCounts[i];
    }

    /// <summary>The layer's figures.</summary>
    public LayerAnalysis Summary(NetworkStages stages, Node node) =>
        new(
            node.Name,
            node.Op,
            node is Conv2d conv
                ? WeightAnalyzer.Analyze(
                    stages.Imported,
                    conv,
                    (QuantizedConv2d)stages.Quantized[conv.Name],
                    stages.ClipPercent
                )
                : null,
            _distribution.Summary(stages.ClipPercent),
            _errors.Summary(),
            [.. _codeCounts],
            codes
        )
        {
            ChannelFidelity = _channelErrors.Summary(),
        };
}
