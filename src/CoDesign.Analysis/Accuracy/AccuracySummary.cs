// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Analysis.Accuracy;

/// <summary>How the integer model compares with the float model over a data set; what cannot be computed is null. Probabilities are softmax outputs in double.</summary>
/// <param name="Images">Records evaluated.</param>
public sealed record AccuracySummary(long Images)
{
    /// <summary>Share of records whose greatest float output is the label, percent.</summary>
    public double? Fp32Top1Percent { get; init; }

    /// <summary>The same of the integer model.</summary>
    public double? IntegerTop1Percent { get; init; }

    /// <summary>Thesis Eq. 4.11: <c>100 * (fp32 - integer) / fp32</c>, of the top-1 accuracies; null when the float model is never right.</summary>
    public double? PercentAccuracyDecrease { get; init; }

    /// <summary>Share of records for which both models give the same class, percent.</summary>
    public double? Top1AgreementPercent { get; init; }

    /// <summary>Quantized mean squared error (thesis 4.4): mean over records and classes of <c>(p - q)^2</c>, p of the float and q of the integer model.</summary>
    public double? Qmse { get; init; }

    /// <summary>Quantized cross entropy (thesis 4.4), nats: mean over records of <c>-sum p ln q</c>.</summary>
    public double? Qce { get; init; }

    /// <summary>Kullback-Leibler divergence, nats: mean over records of <c>sum p ln(p / q)</c>.</summary>
    public double? Qkl { get; init; }

    /// <summary>Of a network that gives back its input: mean over records of the squared difference of output and input, float model.</summary>
    public double? Fp32MeanSquaredError { get; init; }

    /// <summary>The same of the integer model.</summary>
    public double? IntegerMeanSquaredError { get; init; }

    /// <summary>Area under the ROC curve of these errors against the labels (0 normal, else anomaly), 0..1, float model.</summary>
    public double? Fp32AreaUnderCurve { get; init; }

    /// <summary>The same of the integer model.</summary>
    public double? IntegerAreaUnderCurve { get; init; }
}
