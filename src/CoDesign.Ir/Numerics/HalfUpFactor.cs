// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Ir.Numerics;

/// <summary>
/// Real factors as <c>half_up</c> multipliers (arithmetic, section 3): <c>multiplier = round(M * 2^(shift + preshift))</c>, round half to even,
/// normalized <c>2^(B-1) &lt;= multiplier &lt; 2^B</c>, shift 1..47.
/// </summary>
public static class HalfUpFactor
{
    /// <summary>Least shift.</summary>
    public const int MinimumShift = 1;

    /// <summary>Greatest shift.</summary>
    public const int MaximumShift = 47;

    /// <summary>The lean requantizer's operand holds |t| below this bound.</summary>
    public const long LeanOperandBound = 1L << 24;

    /// <summary>The preshift of a lean layer whose bound fails without one.</summary>
    public const int LeanPreshift = 8;

    /// <summary>The multiplier and shift of <paramref name="factor"/>; null when it is not positive and finite or its shift leaves 1..47.</summary>
    /// <param name="factor">M.</param>
    /// <param name="multiplierBits">B, 2 to 16.</param>
    /// <param name="preshift">0 or 8.</param>
    public static FixedPointMultiplier? FromReal(double factor, int multiplierBits, int preshift)
    {
        if (!double.IsFinite(factor) || factor <= 0.0)
            return null;
        var exponent = Math.ILogB(factor) + 1;
        var multiplier = (int)Math.Round(Math.ScaleB(factor, multiplierBits - exponent), MidpointRounding.ToEven);
        if (multiplier == 1 << multiplierBits)
        {
            multiplier >>= 1;
            exponent++;
        }

        var shift = multiplierBits - exponent - preshift;
        return shift is >= MinimumShift and <= MaximumShift ? new FixedPointMultiplier(multiplier, shift) : null;
    }

    /// <summary>The real value that <paramref name="factor"/> stands for, <c>multiplier * 2^-(shift + preshift)</c>.</summary>
    public static double ToReal(FixedPointMultiplier factor, int preshift) =>
        Math.ScaleB(factor.Value, -(factor.Shift + preshift));

    /// <summary>The preshift of a layer with |acc| at most <paramref name="bound"/> in <paramref name="profile"/>.</summary>
    public static int PreshiftFor(long bound, RequantizeProfile profile) =>
        profile == RequantizeProfile.Lean && bound >= LeanOperandBound ? LeanPreshift : 0;
}
