// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Numerics;

namespace CoDesign.Mapping.Images;

/// <summary>
/// Output channels of which all inputs give one of two codes, though their sums are large: a large bias and a narrow range around it, as nearly dead channels have. One threshold
/// tells the codes apart, so a steeper factor does the same with smaller sums: <c>factor * 2^k</c>, and the bias moved so that the threshold stays where it was.
/// </summary>
/// <param name="Decrease">What the bias loses.</param>
/// <param name="Factor">The steeper factor.</param>
internal sealed record TwoCodeChannels(long Decrease, FixedPointMultiplier Factor)
{
    /// <summary>
    /// The least steep factor of the TfLite mode with which sums in [<paramref name="least"/>, <paramref name="greatest"/>] fit <paramref name="bits"/> bits and keep their codes, or null when
    /// there is none. <paramref name="code"/> gives the code of a sum by a factor; it grows with the sum.
    /// </summary>
    public static TwoCodeChannels? Find(
        long least,
        long greatest,
        FixedPointMultiplier factor,
        int bits,
        Func<long, FixedPointMultiplier, int> code
    )
    {
        if (factor.Shift >= 0)
            return null;
        var (low, high) = (code(least, factor), code(greatest, factor));
        if (low == high || Threshold(least, greatest, factor) is not { } threshold)
            return null;
        var limit = 1L << (bits - 1);
        for (var shift = factor.Shift + 1; shift <= 0; shift++)
        {
            var steeper = factor with { Shift = shift };
            if (Threshold(-limit, limit - 1, steeper) is not { } moved)
                continue;
            var decrease = threshold - moved;
            if (
                least - decrease >= -limit
                && greatest - decrease < limit
                && code(least - decrease, steeper) == low
                && code(greatest - decrease, steeper) == high
            )
                return new TwoCodeChannels(decrease, steeper);
        }

        return null;

        // The least sum with the higher code, when the sum before it has the lower one.
        long? Threshold(long from, long to, FixedPointMultiplier by)
        {
            if (code(from, by) >= high || code(to, by) < high)
                return null;
            while (to - from > 1)
            {
                var middle = from + ((to - from) / 2);
                if (code(middle, by) >= high)
                    to = middle;
                else
                    from = middle;
            }

            return code(from, by) == low && code(to, by) == high ? to : null;
        }
    }
}
