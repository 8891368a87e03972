// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Numerics;

namespace CoDesign.Mapping.Images;

/// <summary>
/// Output channels whose code is the same whatever the input: <c>clamp(requantize(acc) + zo, lo, hi)</c> grows with acc, so a channel is constant when the least and the greatest
/// acc + bias give one code. Dead channels of trained networks are, often with biases far larger than any other's. The engine computes them as
/// <c>0 * x + bias</c> with the factor 1, so that they ask for no bits of the accumulator.
/// </summary>
internal static class ConstantChannels
{
    /// <summary>The code, or null when it depends on the input or the equation leaves 64 bits.</summary>
    public static int? CodeOf(
        RequantizeMode mode,
        SumBounds bounds,
        FixedPointMultiplier factor,
        int preshift,
        int zeroPoint,
        int low,
        int high
    )
    {
        var limit = 1L << (31 - (mode == RequantizeMode.TfLite ? Math.Max(factor.Shift, 0) : 0));
        if (bounds.Least < -limit || bounds.Greatest >= limit)
            return null;
        var code = Code(mode, bounds.Least, factor, preshift, zeroPoint, low, high);
        return code == Code(mode, bounds.Greatest, factor, preshift, zeroPoint, low, high) ? code : null;
    }

    /// <summary><c>clamp(requantize(sum) + zo, lo, hi)</c>.</summary>
    public static int Code(
        RequantizeMode mode,
        long sum,
        FixedPointMultiplier factor,
        int preshift,
        int zeroPoint,
        int low,
        int high
    ) => (int)Math.Clamp(RequantizeEquation.Apply(mode, sum, factor, preshift) + zeroPoint, low, high);
}
