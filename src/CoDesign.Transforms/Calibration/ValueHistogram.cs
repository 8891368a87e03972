// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Transforms.Calibration;

/// <summary>
/// Counts of real values in constant memory, by sign, exponent and the ten leading fraction bits. A percentile is off by at most one bin: 2^-10 of its own
/// magnitude, whatever the outliers. Magnitudes below 2^-31 count as 0, those of 2^33 and more share the last bins. Minimum and maximum are exact.
/// Merging histograms and the order of values do not change the result.
/// </summary>
public sealed class ValueHistogram
{
    private const int FractionBits = 10;
    private const int LeastExponent = -31;
    private const int Exponents = 64;
    private const int BinsPerExponent = 1 << FractionBits;
    private const int BinsPerSign = Exponents << FractionBits;
    private const int DoubleFractionBits = 52;
    private const int DoubleExponentBias = 1023;

    /// <summary>Bins of one sign and exponent in rising magnitude, by exponent, negative signs first; null until one is used.</summary>
    private readonly long[]?[] _blocks = new long[]?[2 * Exponents];
    private long _zeros;

    /// <summary>Number of finite values.</summary>
    public long Count { get; private set; }

    /// <summary>Number of NaN and infinite values; they count nowhere else.</summary>
    public long NotFinite { get; private set; }

    /// <summary>Least finite value.</summary>
    public double Minimum { get; private set; } = double.PositiveInfinity;

    /// <summary>Greatest finite value.</summary>
    public double Maximum { get; private set; } = double.NegativeInfinity;

    /// <summary>Counts <paramref name="values"/>.</summary>
    public void Add(ReadOnlySpan<double> values)
    {
        var (minimum, maximum) = (Minimum, Maximum);
        long finite = 0;
        foreach (var value in values)
        {
            if (!double.IsFinite(value))
                continue;
            finite++;
            minimum = Math.Min(minimum, value);
            maximum = Math.Max(maximum, value);
            CountOf(value)++;
        }

        (Minimum, Maximum) = (minimum, maximum);
        Count += finite;
        NotFinite += values.Length - finite;
    }

    /// <summary>Adds the counts of <paramref name="other"/>.</summary>
    public void Merge(ValueHistogram other)
    {
        for (var block = 0; block < _blocks.Length; block++)
        {
            if (other._blocks[block] is not { } added)
                continue;
            var counts = _blocks[block] ??= new long[BinsPerExponent];
            for (var bin = 0; bin < counts.Length; bin++)
                counts[bin] += added[bin];
        }

        _zeros += other._zeros;
        Count += other.Count;
        NotFinite += other.NotFinite;
        Minimum = Math.Min(Minimum, other.Minimum);
        Maximum = Math.Max(Maximum, other.Maximum);
    }

    /// <summary>
    /// The value below which <paramref name="percent"/> of the values lie: of rank percent / 100 * (count - 1), interpolated linearly within its bin.
    /// 0 and 100 are the exact minimum and maximum.
    /// </summary>
    /// <exception cref="InvalidOperationException">No finite value was counted.</exception>
    public double Percentile(double percent)
    {
        if (Count == 0)
            throw new InvalidOperationException("A histogram without values has no percentile.");
        if (percent <= 0.0)
            return Minimum;
        if (percent >= 100.0)
            return Maximum;
        var rank = percent / 100.0 * (Count - 1);
        long below = 0;
        foreach (var (low, high, count) in Bins())
        {
            if (below + count > rank)
                return Math.Clamp(low + ((rank - below) / count * (high - low)), Minimum, Maximum);
            below += count;
        }

        return Maximum;
    }

    /// <summary>The bins that hold values, from the least to the greatest.</summary>
    private IEnumerable<(double Low, double High, long Count)> Bins()
    {
        for (var bin = BinsPerSign - 1; bin >= 0; bin--)
        {
            if (_blocks[bin >> FractionBits]?[bin & (BinsPerExponent - 1)] is > 0 and var count)
                yield return (-Edge(bin + 1), -Edge(bin), count);
        }

        if (_zeros > 0)
            yield return (0, 0, _zeros);
        for (var bin = 0; bin < BinsPerSign; bin++)
        {
            if (_blocks[Exponents + (bin >> FractionBits)]?[bin & (BinsPerExponent - 1)] is > 0 and var count)
                yield return (Edge(bin), Edge(bin + 1), count);
        }
    }

    private ref long CountOf(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(Math.Abs(value)) >> (DoubleFractionBits - FractionBits);
        var magnitude = bits - ((long)(DoubleExponentBias + LeastExponent) << FractionBits);
        if (magnitude < 0)
            return ref _zeros;
        var bin = (int)Math.Min(magnitude, BinsPerSign - 1);
        var block = (bin >> FractionBits) + (value > 0 ? Exponents : 0);
        return ref (_blocks[block] ??= new long[BinsPerExponent])[bin & (BinsPerExponent - 1)];
    }

    private static double Edge(int bin) =>
        Math.ScaleB(
            1.0 + ((bin & (BinsPerExponent - 1)) / (double)BinsPerExponent),
            (bin >> FractionBits) + LeastExponent
        );
}
