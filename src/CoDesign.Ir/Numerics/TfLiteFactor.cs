// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Ir.Numerics;

/// <summary>
/// Real factors as <c>tflite</c> multipliers (arithmetic, section 3): <c>M = fraction * 2^shift</c> by frexp,
/// <c>multiplier = round(fraction * 2^31)</c>, ties away from zero, in [2^30, 2^31).
/// </summary>
public static class TfLiteFactor
{
    /// <summary>Least exponent; below it the multiplier is 0.</summary>
    public const int MinimumShift = -31;

    /// <summary>Greatest exponent.</summary>
    public const int MaximumShift = 30;

    /// <summary>
    /// The multiplier and exponent of <paramref name="factor"/>: (0, 0) for 0 and below 2^-32. Null when it is negative, not finite, or needs an exponent above 30.
    /// </summary>
    public static FixedPointMultiplier? FromReal(double factor)
    {
        if (!double.IsFinite(factor) || factor < 0.0)
            return null;
        if (factor == 0.0)
            return default(FixedPointMultiplier);
        var exponent = Math.ILogB(factor) + 1;
        var multiplier = (long)
            Math.Round(Math.ScaleB(Math.ScaleB(factor, -exponent), 31), MidpointRounding.AwayFromZero);
        if (multiplier == 1L << 31)
        {
            multiplier >>= 1;
            exponent++;
        }

        if (exponent > MaximumShift)
            return null;
        return exponent < MinimumShift ? default : new FixedPointMultiplier((int)multiplier, exponent);
    }

    /// <summary>The real value that <paramref name="factor"/> stands for, <c>multiplier * 2^(shift - 31)</c>.</summary>
    public static double ToReal(FixedPointMultiplier factor) => Math.ScaleB(factor.Value, factor.Shift - 31);
}
