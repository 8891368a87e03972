// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Analysis.Distributions;

/// <summary>
/// Count, extremes and central moments up to the fourth, in constant memory. Two of them merge exactly (P. Pebay, "Formulas for robust, one-pass parallel
/// computation of covariances and arbitrary-order statistical moments", SAND2008-6212): <c>M_p = sum (x - mean)^p</c>.
/// </summary>
public record struct Moments()
{
    /// <summary>Number of values.</summary>
    public long Count { get; private set; }

    /// <summary>Values that are exactly 0.</summary>
    public long Zeros { get; private set; }

    /// <summary>Least value; +infinity without values.</summary>
    public double Minimum { get; private set; } = double.PositiveInfinity;

    /// <summary>Greatest value; -infinity without values.</summary>
    public double Maximum { get; private set; } = double.NegativeInfinity;

    /// <summary>Arithmetic mean; 0 without values.</summary>
    public double Mean { get; private set; }

    /// <summary>M_2.</summary>
    public double SecondSum { get; private set; }

    /// <summary>M_3.</summary>
    public double ThirdSum { get; private set; }

    /// <summary>M_4.</summary>
    public double FourthSum { get; private set; }

    /// <summary>Maximum - minimum, 0 without values.</summary>
    public readonly double Range => Count == 0 ? 0 : Maximum - Minimum;

    /// <summary>Population deviation, <c>sqrt(M_2 / n)</c>.</summary>
    public readonly double Deviation => Count == 0 || Range == 0 ? 0 : Math.Sqrt(SecondSum / Count);

    /// <summary>Mean of the squares, <c>E[x^2]</c>.</summary>
    public readonly double MeanSquare => Count == 0 ? 0 : (Mean * Mean) + (SecondSum / Count);

    /// <summary><c>n * M_4 / M_2^2</c>: 3 for a normal, 1.8 for a uniform distribution; null where all values are equal.</summary>
    public readonly double? Kurtosis =>
        Range > 0
        && SecondSum > 0
        && Count * (FourthSum / SecondSum) / SecondSum is var kurtosis
        && double.IsFinite(kurtosis)
            ? kurtosis
            : null;

    /// <summary>Share of values that are exactly 0.</summary>
    public readonly double Sparsity => Count == 0 ? 0 : Zeros / (double)Count;

    /// <summary>The moments of every <paramref name="stride"/>-th of <paramref name="values"/>, from <paramref name="first"/> on. Values must be finite.</summary>
    public static Moments Of(ReadOnlySpan<double> values, int first = 0, int stride = 1)
    {
        var result = new Moments();
        var sum = 0.0;
        for (var i = first; i < values.Length; i += stride)
        {
            var x = values[i];
            sum += x;
            result.Count++;
            if (x == 0.0)
                result.Zeros++;
            result.Minimum = Math.Min(result.Minimum, x);
            result.Maximum = Math.Max(result.Maximum, x);
        }

        if (result.Count == 0)
            return result;
        result.Mean = sum / result.Count;
        double second = 0,
            third = 0,
            fourth = 0;
        for (var i = first; i < values.Length; i += stride)
        {
            var d = values[i] - result.Mean;
            var square = d * d;
            second += square;
            third += square * d;
            fourth += square * square;
        }

        (result.SecondSum, result.ThirdSum, result.FourthSum) = (second, third, fourth);
        return result;
    }

    /// <summary>The moments of both sets of values together.</summary>
    public static Moments Merge(Moments a, Moments b)
    {
        if (a.Count == 0 || b.Count == 0)
            return a.Count == 0 ? b : a;
        double n = a.Count + b.Count,
            na = a.Count,
            nb = b.Count;
        var d = b.Mean - a.Mean;
        var dn = d / n;
        return new Moments
        {
            Count = a.Count + b.Count,
            Zeros = a.Zeros + b.Zeros,
            Minimum = Math.Min(a.Minimum, b.Minimum),
            Maximum = Math.Max(a.Maximum, b.Maximum),
            Mean = a.Mean + (dn * nb),
            SecondSum = a.SecondSum + b.SecondSum + (d * dn * na * nb),
            ThirdSum =
                a.ThirdSum
                + b.ThirdSum
                + (d * dn * dn * na * nb * (na - nb))
                + (3 * dn * ((na * b.SecondSum) - (nb * a.SecondSum))),
            FourthSum =
                a.FourthSum
                + b.FourthSum
                + (d * dn * dn * dn * na * nb * ((na * na) - (na * nb) + (nb * nb)))
                + (6 * dn * dn * ((na * na * b.SecondSum) + (nb * nb * a.SecondSum)))
                + (4 * dn * ((na * b.ThirdSum) - (nb * a.ThirdSum))),
        };
    }
}
