// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Analysis.Accuracy;

/// <summary>
/// For networks that give back their input, such as the autoencoder of anomaly detection. The score of a record is <c>mean((y - x)^2)</c> over its elements, y the (dequantized) output and x the
/// real input as the data set has it. A label says whether the record is an anomaly (0 is normal): the better the scores part the two, the nearer the area under the ROC curve comes to 1.
/// </summary>
public sealed class ReconstructionMeter
{
    private readonly List<(double Fp32, double Integer, bool? IsAnomaly)> _scores = [];
    private bool _hasFp32 = true;

    /// <summary>Adds one record.</summary>
    /// <param name="label">0 for normal, where known.</param>
    /// <param name="input">x.</param>
    /// <param name="fp32">y of the float model; null without one.</param>
    /// <param name="integer">y of the integer model.</param>
    public void Add(int? label, double[] input, double[]? fp32, double[] integer)
    {
        _hasFp32 &= fp32 is not null;
        _scores.Add((fp32 is null ? 0 : Score(input, fp32), Score(input, integer), label is null ? null : label != 0));
    }

    /// <summary>The figures so far; areas only where both normal records and anomalies have come.</summary>
    public AccuracySummary Summary()
    {
        var hasFp32 = _hasFp32 && _scores.Count > 0;
        return new AccuracySummary(_scores.Count)
        {
            Fp32MeanSquaredError = hasFp32 ? _scores.Average(score => score.Fp32) : null,
            IntegerMeanSquaredError = _scores.Count > 0 ? _scores.Average(score => score.Integer) : null,
            Fp32AreaUnderCurve = hasFp32 ? Area(score => score.Fp32) : null,
            IntegerAreaUnderCurve = Area(score => score.Integer),
        };
    }

    private static double Score(double[] x, double[] y)
    {
        double sum = 0;
        for (var i = 0; i < x.Length; i++)
            sum += (y[i] - x[i]) * (y[i] - x[i]);
        return sum / x.Length;
    }

    /// <summary>Share of the pairs of a normal record and an anomaly in which the anomaly scores higher; equal scores count half.</summary>
    private double? Area(Func<(double Fp32, double Integer, bool? IsAnomaly), double> scoreOf)
    {
        double[] normal = [.. _scores.Where(score => score.IsAnomaly == false).Select(scoreOf).Order()];
        double[] anomalies = [.. _scores.Where(score => score.IsAnomaly == true).Select(scoreOf)];
        if (normal.Length == 0 || anomalies.Length == 0)
            return null;
        double pairs = 0;
        foreach (var anomaly in anomalies)
        {
            var below = CountBelow(normal, anomaly, countEqual: false);
            pairs += below + (0.5 * (CountBelow(normal, anomaly, countEqual: true) - below));
        }

        return pairs / ((double)normal.Length * anomalies.Length);
    }

    private static int CountBelow(double[] sorted, double limit, bool countEqual)
    {
        var (low, high) = (0, sorted.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (sorted[middle] < limit || (countEqual && sorted[middle] == limit))
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
