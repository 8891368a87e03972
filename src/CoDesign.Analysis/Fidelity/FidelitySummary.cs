// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Analysis.Fidelity;

/// <summary>How near dequantized values y are to the real ones x. A figure that has no meaning is null: a ratio to a signal or a noise of 0.</summary>
/// <param name="SignalPower">Mean of <c>x^2</c>.</param>
/// <param name="Qmse">Quantized mean squared error: mean of <c>(x - y)^2</c>.</param>
/// <param name="SqnrDb">Signal to quantization noise ratio (thesis, Eq. 3.3): <c>10 log10(sum x^2 / sum (x - y)^2)</c>, decibel; null without noise or without signal.</param>
/// <param name="Cosine"><c>sum x y / sqrt(sum x^2 sum y^2)</c>; null where one of them is all 0.</param>
/// <param name="GreatestError">max |x - y|.</param>
/// <param name="MeanError">Mean of <c>y - x</c>: what the quantization shifts.</param>
public sealed record FidelitySummary(
    double SignalPower,
    double Qmse,
    double? SqnrDb,
    double? Cosine,
    double GreatestError,
    double MeanError
)
{
    /// <summary>
    /// Quantized cross entropy, nats: mean over records and pixels of <c>-sum_c p_c ln q_c</c>, p and q the softmax over the channels of x and y. Null for weights.
    /// </summary>
    public double? Qce { get; init; }

    /// <summary>The part of it that quantization adds: <c>sum_c p_c ln(p_c / q_c)</c>. Null for weights.</summary>
    public double? Qkl { get; init; }
}
