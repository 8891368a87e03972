// SPDX-License-Identifier: Apache-2.0
using CoDesign.Analysis.Distributions;
using CoDesign.Analysis.Fidelity;

namespace CoDesign.Analysis.Networks;

/// <summary>All figures of one layer: one node of the folded graph, named by the value that it defines.</summary>
/// <param name="Name">Value.</param>
/// <param name="Op">Operator.</param>
/// <param name="Weights">Null for operators without weights.</param>
/// <param name="Activations">Float output values, the fused activation included.</param>
/// <param name="Fidelity">Dequantized output of the integer model against the float one.</param>
/// <param name="CodeCounts">How often each output code occurs, from the least code on.</param>
/// <param name="Quantization">Scale and zero point of the output.</param>
public sealed record LayerAnalysis(
    string Name,
    string Op,
    WeightAnalysis? Weights,
    TensorSummary Activations,
    FidelitySummary Fidelity,
    ImmutableArray<long> CodeCounts,
    QuantizationParameters Quantization
)
{
    /// <summary>The same of each channel.</summary>
    public required ImmutableArray<ChannelFidelity> ChannelFidelity { get; init; }

    /// <summary>Share of the codes that occur at least once, 0..1.</summary>
    public double CodesUsed => CodeCounts.Count(count => count > 0) / (double)CodeCounts.Length;
}

/// <summary>Weights of one layer before and after batch norm folding, and what their codes lose.</summary>
/// <param name="Original">Weights as in the file.</param>
/// <param name="Folded">With batch normalization folded in; the same figures as <paramref name="Original"/> where there is none.</param>
/// <param name="Folding">What folding changed; null where there is no batch normalization.</param>
/// <param name="Fidelity">Dequantized weight codes against the folded weights.</param>
/// <param name="ChannelFidelity">The same of each output channel.</param>
public sealed record WeightAnalysis(
    TensorSummary Original,
    TensorSummary Folded,
    FoldingChange? Folding,
    FidelitySummary Fidelity,
    ImmutableArray<ChannelFidelity> ChannelFidelity
);

/// <summary>What batch norm folding did to the weights (thesis, Eq. 3.2: <c>w' = w * gamma / sqrt(var + eps)</c>).</summary>
/// <param name="LeastGain">Least |gamma / sqrt(var + eps)| of the channels.</param>
/// <param name="GreatestGain">Greatest of them.</param>
/// <param name="RangeRatio">Range of the folded over that of the original weights; null where that is 0.</param>
/// <param name="PrecisionChange">Average channel precision after minus before; null where one is not defined.</param>
public sealed record FoldingChange(double LeastGain, double GreatestGain, double? RangeRatio, double? PrecisionChange);
