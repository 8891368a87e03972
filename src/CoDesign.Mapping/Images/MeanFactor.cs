// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Numerics;

namespace CoDesign.Mapping.Images;

/// <summary>
/// An average pool as a convolution with one constant weight: <c>requantize(Weight * sum)</c> is exactly the mean of n codes, ties away from zero
/// (arithmetic, section 4), for every sum that n codes can have.
/// </summary>
/// <param name="Weight">1..255.</param>
/// <param name="Factor">Multiplier and shift.</param>
internal sealed record MeanFactor(int Weight, FixedPointMultiplier Factor)
{
    private const int GreatestWeight = 255;

    /// <summary>The factor with the least weight for means of <paramref name="count"/> codes of <paramref name="type"/>, or null when there is none.</summary>
    /// <param name="count">n.</param>
    /// <param name="type">The codes.</param>
    /// <param name="arithmetic">Mode and profile.</param>
    /// <param name="negated">The sum comes negated, and so does the mean.</param>
    /// <param name="elements">The sum may be that of so many codes, when that is more than <paramref name="count"/>.</param>
    public static MeanFactor? Find(
        int count,
        CodeType type,
        Arithmetic arithmetic,
        bool negated = false,
        int elements = 0
    )
    {
        var bound = arithmetic.Profile == RequantizeProfile.Lean ? HalfUpFactor.LeanOperandBound : int.MaxValue;
        for (
            var weight = 1;
            weight <= GreatestWeight && (long)weight * Math.Max(count, elements) * 256 < bound;
            weight++
        )
        {
            foreach (var factor in Near(1.0 / ((double)weight * count), arithmetic))
            {
                if (IsExact(count, type, arithmetic.Mode, negated ? -weight : weight, factor))
                    return new MeanFactor(weight, factor);
            }
        }

        return null;
    }

    /// <summary>The mean of <paramref name="count"/> codes with sum <paramref name="sum"/>.</summary>
    public static long Mean(long sum, long count) =>
        sum >= 0 ? (sum + (count / 2)) / count : (sum - (count / 2)) / count;

    /// <summary>
    /// Both sides grow with the sum, so they are equal everywhere when they step at the same sums: checked is each sum where the mean changes,
    /// the one before it, and both ends.
    /// </summary>
    internal static bool IsExact(int count, CodeType type, RequantizeMode mode, int weight, FixedPointMultiplier factor)
    {
        for (long mean = type.Minimum; mean <= type.Maximum; mean++)
        {
            var (first, last) = SumsOf(mean, count, type);
            var wanted = weight < 0 ? -mean : mean;
            if (
                RequantizeEquation.Apply(mode, first * weight, factor, 0) != wanted
                || RequantizeEquation.Apply(mode, last * weight, factor, 0) != wanted
            )
                return false;
        }

        return true;
    }

    private static (long First, long Last) SumsOf(long mean, int count, CodeType type)
    {
        // The sums around (mean +- 1/2) * count, where the mean may change.
        var first = Math.Max((long)type.Minimum * count, (mean * count) - (count / 2) - 1);
        while (Mean(first, count) < mean)
            first++;
        var last = Math.Min((long)type.Maximum * count, (mean * count) + (count / 2) + 1);
        while (Mean(last, count) > mean)
            last--;
        return (first, last);
    }

    private static IEnumerable<FixedPointMultiplier> Near(double factor, Arithmetic arithmetic)
    {
        var exponent = Math.ILogB(factor) + 1;
        var bits = arithmetic.MultiplierBits;
        var below = (long)Math.Floor(Math.ScaleB(factor, bits - exponent));
        for (var multiplier = below; multiplier <= below + 2; multiplier++)
        {
            if (multiplier >= 1L << bits)
                yield break;
            if (arithmetic.Mode == RequantizeMode.TfLite)
                yield return new FixedPointMultiplier((int)multiplier, exponent);
            else if (bits - exponent is >= HalfUpFactor.MinimumShift and <= HalfUpFactor.MaximumShift)
                yield return new FixedPointMultiplier((int)multiplier, bits - exponent);
        }
    }
}
