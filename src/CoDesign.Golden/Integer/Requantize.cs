// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Golden.Integer;

/// <summary>One requantization: the accumulator times the real factor that <paramref name="factor"/> and <paramref name="preshift"/> stand for, rounded by the network's mode.</summary>
public delegate long RequantizeStep(long accumulator, FixedPointMultiplier factor, int preshift);

/// <summary>
/// THE definition of requantization (arithmetic, section 3), mode <c>half_up</c>, and the choice of the mode:
/// <code>
/// t = acc >> preshift
/// y = (t * multiplier + 2^(shift-1)) >> shift        arithmetic shifts, 64 bits: ties go toward plus infinity
/// code = clamp(y + Z_out, lo, hi)
/// </code>
/// </summary>
public static class Requantize
{
    /// <summary>y of the equation above.</summary>
    /// <param name="accumulator">acc, bias included; at most 32 bits signed.</param>
    /// <param name="factor">Multiplier below 2^16 and shift 1..47.</param>
    /// <param name="preshift">0 or 8.</param>
    public static long HalfUp(long accumulator, FixedPointMultiplier factor, int preshift)
    {
        var t = accumulator >> preshift;
        return ((t * factor.Value) + (1L << (factor.Shift - 1))) >> factor.Shift;
    }

    /// <summary>The step of a network's rounding mode.</summary>
    public static RequantizeStep StepFor(RequantizeMode mode) =>
        mode switch
        {
            RequantizeMode.HalfUp => HalfUp,
            RequantizeMode.TfLite => TfLiteRequantize.Step,
            _ => throw new NotSupportedException($"No requantization for mode {mode}."),
        };
}
