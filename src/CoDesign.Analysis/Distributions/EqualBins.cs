// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Analysis.Distributions;

/// <summary>
/// Counts in <see cref="Bins"/> bins of equal width over a known range [low, high]; the last bin is closed, values outside count in the end bins.
/// A range of width 0 counts everything in bin 0.
/// </summary>
internal readonly struct EqualBins(double low, double high)
{
    /// <summary>Bins of every histogram: as many as there are codes of 8 bits.</summary>
    public const int Bins = 256;

    /// <summary>The bin of a finite value.</summary>
    public int IndexOf(double value)
    {
        if (high <= low)
            return 0;
        // Compared with the edges as NumPy computes them, so that a value on an edge lies on the same side.
        var bin = Math.Clamp((int)((value - low) / (high - low) * Bins), 0, Bins - 1);
        if (bin > 0 && value < Edge(bin))
            return bin - 1;
        return bin < Bins - 1 && value >= Edge(bin + 1) ? bin + 1 : bin;
    }

    /// <summary>Lower edge of bin <paramref name="bin"/>.</summary>
    public double Edge(int bin) => bin == Bins ? high : low + (bin * ((high - low) / Bins));

    /// <summary>
    /// Kullback-Leibler divergence from the uniform distribution over the same range, nats: <c>sum p_i ln(p_i * Bins)</c>, 0 for equal counts, ln 256 = 5.545 for one bin;
    /// null for a range of width 0.
    /// </summary>
    public double? KlUniform(ReadOnlySpan<long> counts)
    {
        double total = 0,
            sum = 0;
        foreach (var count in counts)
            total += count;
        if (high <= low || total == 0)
            return null;
        foreach (var count in counts)
        {
            if (count > 0)
                sum += count / total * Math.Log(count / total * Bins);
        }

        return Math.Max(0, sum);
    }

    /// <summary>The value of rank <c>percent / 100 * count</c>, linear within its bin; off by at most the width of a bin.</summary>
    public double Percentile(ReadOnlySpan<long> counts, double percent)
    {
        long total = 0;
        foreach (var count in counts)
            total += count;
        var rank = percent / 100.0 * total;
        double below = 0;
        for (var bin = 0; bin < Bins; bin++)
        {
            if (counts[bin] > 0 && below + counts[bin] >= rank)
                return Edge(bin) + ((rank - below) / counts[bin] * (Edge(bin + 1) - Edge(bin)));
            below += counts[bin];
        }

        return high;
    }
}
