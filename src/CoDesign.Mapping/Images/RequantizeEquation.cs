// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Numerics;

namespace CoDesign.Mapping.Images;

/// <summary>
/// The requantization equation (arithmetic, section 3), for the tables and proofs that the mapping makes.
/// HalfUp: <c>t = acc >> preshift; y = (t * multiplier + 2^(shift-1)) >> shift</c>.
/// TfLite: <c>RoundingDivideByPOT(SaturatingRoundingDoublingHighMul(acc &lt;&lt; left, multiplier), right)</c>.
/// </summary>
internal static class RequantizeEquation
{
    /// <summary>y for one accumulator, bias included.</summary>
    public static long Apply(RequantizeMode mode, long accumulator, FixedPointMultiplier factor, int preshift) =>
        mode switch
        {
            RequantizeMode.HalfUp => (((accumulator >> preshift) * factor.Value) + (1L << (factor.Shift - 1)))
                >> factor.Shift,
            RequantizeMode.TfLite => DoubleRounding(accumulator, factor),
            _ => throw new NotSupportedException($"No equation for mode {mode}."),
        };

    /// <summary>The factor 1 for a multiplier of <paramref name="arithmetic"/>'s width: y = acc exactly.</summary>
    public static FixedPointMultiplier Identity(Arithmetic arithmetic) =>
        arithmetic.Mode == RequantizeMode.TfLite
            ? new FixedPointMultiplier(1 << 30, 1)
            : new FixedPointMultiplier(1 << (arithmetic.MultiplierBits - 1), arithmetic.MultiplierBits - 1);

    private static long DoubleRounding(long accumulator, FixedPointMultiplier factor)
    {
        var product = (accumulator << Math.Max(factor.Shift, 0)) * factor.Value;
        var nudge = product >= 0 ? 1L << 30 : 1 - (1L << 30);
        var high = (product + nudge) / (1L << 31);
        var right = Math.Max(-factor.Shift, 0);
        if (right == 0)
            return high;
        var mask = (1L << right) - 1;
        var threshold = (mask >> 1) + (high < 0 ? 1 : 0);
        return (high >> right) + ((high & mask) > threshold ? 1 : 0);
    }
}
