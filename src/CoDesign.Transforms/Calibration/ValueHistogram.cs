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
    private const int BinsPerSign = Exponents << FractionBits;
    private const int ZeroBin = BinsPerSign;
    private const int DoubleFractionBits = 52;
    private const int DoubleExponentBias = 1023;

    /// <summary>Negative bins in falling magnitude, zero, positive bins in rising magnitude.</summary>
    private readonly long[] _counts = new long[(2 * BinsPerSign) + 1];

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
            _counts[BinOf(value)]++;
        }

        (Minimum, Maximum) = (minimum, maximum);
        Count += finite;
        NotFinite += values.Length - finite;
    }

    /// <summary>Adds the counts of <paramref name="other"/>.</summary>
    public void Merge(ValueHistogram other)
    {
        for (var bin = 0; bin < _counts.Length; bin++)
            _counts[bin] += other._counts[bin];
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
        var rank = percent / 100.0 * (Count - 1);
        long below = 0;
        for (var bin = 0; bin < _counts.Length; bin++)
        {
            var count = _counts[bin];
            if (count > 0 && below + count > rank)
            {
                var (low, high) = Edges(bin);
                var inside = Math.Clamp((rank - below) / count, 0.0, 1.0);
                return percent <= 0 ? Minimum : percent >= 100 ? Maximum : Math.Clamp(low + (inside * (high - low)), Minimum, Maximum);
            }

            below += count;
        }

        return Maximum;
    }

    private static int BinOf(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(Math.Abs(value)) >> (DoubleFractionBits - FractionBits);
        var magnitude = bits - ((long)(DoubleExponentBias + LeastExponent) << FractionBits);
        if (magnitude < 0)
            return ZeroBin;
        var bin = (int)Math.Min(magnitude, BinsPerSign - 1);
        return value > 0 ? ZeroBin + 1 + bin : ZeroBin - 1 - bin;
    }

    private static (double Low, double High) Edges(int bin)
    {
        if (bin == ZeroBin)
            return (0, 0);
        var magnitude = bin > ZeroBin ? bin - ZeroBin - 1 : ZeroBin - 1 - bin;
        var (inner, outer) = (Edge(magnitude), Edge(magnitude + 1));
        return bin > ZeroBin ? (inner, outer) : (-outer, -inner);
    }

    private static double Edge(int magnitude) =>
        Math.ScaleB(1.0 + ((magnitude & ((1 << FractionBits) - 1)) / (double)(1 << FractionBits)), (magnitude >> FractionBits) + LeastExponent);
}
