// SPDX-License-Identifier: Apache-2.0
using CoDesign.Analysis.Fidelity;

namespace CoDesign.Analysis.Accuracy;

/// <summary>
/// Takes the logits of both models record by record, in constant memory. Probabilities are the softmax of the dequantized logits, kept as logarithms, so that
/// no figure is infinite. Of equal greatest outputs the first counts.
/// </summary>
public sealed class AccuracyMeter
{
    private long _records;
    private long _labelled;
    private long _compared;
    private long _fp32Right;
    private long _integerRight;
    private long _agreed;
    private double _squares;
    private double _crossEntropy;
    private double _divergence;

    /// <summary>Adds one record.</summary>
    /// <param name="label">Class, where known.</param>
    /// <param name="fp32">Logits of the float model; null without one.</param>
    /// <param name="integer">Dequantized logits of the integer model.</param>
    public void Add(int? label, double[]? fp32, double[] integer)
    {
        _records++;
        var guess = IndexOfGreatest(integer);
        if (label is { } known)
        {
            _labelled++;
            _integerRight += guess == known ? 1 : 0;
            _fp32Right += fp32 is not null && IndexOfGreatest(fp32) == known ? 1 : 0;
        }

        if (fp32 is not null)
            Compare(fp32, integer, guess);
    }

    /// <summary>The figures so far.</summary>
    public AccuracySummary Summary()
    {
        var isCompared = _compared > 0;
        var hasBoth = _labelled > 0 && _compared == _records;
        return new AccuracySummary(_records)
        {
            Fp32Top1Percent = hasBoth ? Percent(_fp32Right, _labelled) : null,
            IntegerTop1Percent = _labelled > 0 ? Percent(_integerRight, _labelled) : null,
            PercentAccuracyDecrease =
                hasBoth && _fp32Right > 0 ? 100.0 * (_fp32Right - _integerRight) / _fp32Right : null,
            Top1AgreementPercent = isCompared ? Percent(_agreed, _compared) : null,
            Qmse = isCompared ? _squares / _compared : null,
            Qce = isCompared ? _crossEntropy / _compared : null,
            Qkl = isCompared ? _divergence / _compared : null,
        };
    }

    private void Compare(double[] fp32, double[] integer, int guess)
    {
        _compared++;
        _agreed += IndexOfGreatest(fp32) == guess ? 1 : 0;
        var p = new double[fp32.Length];
        var q = new double[fp32.Length];
        LogSoftmax.Of(fp32, p);
        LogSoftmax.Of(integer, q);
        double squares = 0;
        for (var i = 0; i < p.Length; i++)
        {
            var probability = Math.Exp(p[i]);
            var difference = probability - Math.Exp(q[i]);
            squares += difference * difference;
            _crossEntropy -= probability * q[i];
            _divergence += probability * (p[i] - q[i]);
        }

        _squares += squares / p.Length;
    }

    private static int IndexOfGreatest(double[] values) => Array.IndexOf(values, values.Max());

    private static double Percent(long part, long whole) => 100.0 * part / whole;
}
