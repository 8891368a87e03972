// SPDX-License-Identifier: Apache-2.0
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
        var exponent = Math.ILogB(real) + 1;
        var multiplier = (long)Math.Round(Math.ScaleB(real, 31 - exponent), MidpointRounding.AwayFromZero);
        if (multiplier == 1L << 31)
        {
            multiplier = 1L << 30;
            exponent++;
        }

        var radius = Math.Floor(((1 << IntegerBits) - 1) * (double)(1L << (31 - IntegerBits)) / Math.ScaleB(1.0, exponent));
        return new SoftmaxDifference((int)multiplier, exponent, -(int)radius);
    }
}
