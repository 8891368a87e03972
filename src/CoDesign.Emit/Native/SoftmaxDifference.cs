// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Numerics;

namespace CoDesign.Emit.Native;

/// <summary>
/// TensorFlow Lite's fixed-point factor from a difference of int8 logits to Q5.26:
/// <c>S * 2^26 = Multiplier * 2^(Shift - 31)</c>, and the least difference whose exponential it still computes, <c>-floor(31 * 2^26 / 2^Shift)</c>.
/// </summary>
internal readonly record struct SoftmaxDifference(int Multiplier, int Shift, int Least)
{
    private const int IntegerBits = 5;

    /// <summary>The factor of logits with scale <paramref name="scale"/>.</summary>
    public static SoftmaxDifference FromScale(double scale)
    {
        var real = Math.Min(scale * (1 << (31 - IntegerBits)), int.MaxValue);
        var factor =
            TfLiteFactor.FromReal(real)
            ?? throw new ArgumentOutOfRangeException(
                nameof(scale),
                scale,
                "The logits' scale is not a positive number."
            );
        var radius = Math.Floor(
            ((1 << IntegerBits) - 1) * (double)(1L << (31 - IntegerBits)) / Math.ScaleB(1.0, factor.Shift)
        );
        return new SoftmaxDifference(factor.Value, factor.Shift, -(int)Math.Min(radius, int.MaxValue));
    }
}
