// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Golden.Integer;

/// <summary>
/// Requantization in mode <c>tflite</c> (arithmetic, section 3; gemmlowp's double rounding):
/// <code>
/// y = RoundingDivideByPot(SaturatingRoundingDoublingHighMul(acc &lt;&lt; max(shift, 0), multiplier), max(-shift, 0))
/// </code>
/// </summary>
public static class TfLiteRequantize
{
    /// <summary>y of the equation above.</summary>
    /// <param name="accumulator">acc, bias included.</param>
    /// <param name="factor">Multiplier 0 .. 2^31 - 1 and exponent -31 .. 30.</param>
    /// <param name="preshift">0: this mode has none.</param>
    /// <exception cref="OverflowException">The shifted accumulator leaves int32: the graph was not verified.</exception>
    public static long Step(long accumulator, FixedPointMultiplier factor, int preshift)
    {
        if (preshift != 0)
            throw new ArgumentOutOfRangeException(nameof(preshift), preshift, "Mode tflite has no preshift.");
        var shifted = checked((int)(accumulator << Math.Max(factor.Shift, 0)));
        return RoundingDivideByPot(
            SaturatingRoundingDoublingHighMul(shifted, factor.Value),
            Math.Max(-factor.Shift, 0)
        );
    }

    /// <summary>
    /// <c>(a*b + nudge) / 2^31</c>, truncating toward zero, nudge = 2^30 for a product >= 0, else 1 - 2^30; the one overflow, both -2^31, gives 2^31 - 1.
    /// </summary>
    public static int SaturatingRoundingDoublingHighMul(int a, int b)
    {
        if (a == int.MinValue && b == int.MinValue)
            return int.MaxValue;
        var product = (long)a * b;
        var nudge = product >= 0 ? 1L << 30 : 1 - (1L << 30);
        return (int)((product + nudge) / (1L << 31));
    }

    /// <summary><c>x / 2^exponent</c>, rounded to nearest, ties away from zero; exponent 0..31.</summary>
    public static int RoundingDivideByPot(int x, int exponent)
    {
        var mask = (1L << exponent) - 1;
        var threshold = (mask >> 1) + (x < 0 ? 1 : 0);
        var quotient = (long)x >> exponent;
        return (int)((x & mask) > threshold ? quotient + 1 : quotient);
    }
}
