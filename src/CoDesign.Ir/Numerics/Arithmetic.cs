// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Ir.Numerics;

/// <summary>Rounding of the requantization, chosen for a whole network (arithmetic, section 3).</summary>
public enum RequantizeMode
{
    /// <summary>One rounding, ties toward plus infinity, multipliers of at most 16 bits.</summary>
    HalfUp,

    /// <summary>gemmlowp's double rounding with 31-bit multipliers, as TensorFlow Lite.</summary>
    TfLite,
}

/// <summary>What the requantizer's multiplier takes in <see cref="RequantizeMode.HalfUp"/>.</summary>
public enum RequantizeProfile
{
    /// <summary>|t| below 2^24, preshift 0 or 8: one 25 x 17 DSP per lane.</summary>
    Lean,

    /// <summary>The full 32-bit accumulator, preshift 0.</summary>
    Wide,

    /// <summary>The 31-bit multiplier of <see cref="RequantizeMode.TfLite"/>.</summary>
    Exact,
}

/// <summary>The network's arithmetic.</summary>
/// <param name="Mode">Rounding.</param>
/// <param name="Profile">Operand widths; <see cref="RequantizeProfile.Exact"/> exactly with <see cref="RequantizeMode.TfLite"/>.</param>
/// <param name="MultiplierBits">B: bits of a normalized multiplier, 2^(B-1) &lt;= multiplier &lt; 2^B (16; 31 in TfLite mode).</param>
public sealed record Arithmetic(RequantizeMode Mode, RequantizeProfile Profile, int MultiplierBits)
{
    /// <summary>half_up, lean, 16 bits.</summary>
    public static Arithmetic Default { get; } = new(RequantizeMode.HalfUp, RequantizeProfile.Lean, 16);

    /// <summary>tflite, exact, 31 bits.</summary>
    public static Arithmetic TfLite { get; } = new(RequantizeMode.TfLite, RequantizeProfile.Exact, 31);
}

/// <summary>
/// A real factor as integers. HalfUp: <c>M ~ Value * 2^-(Shift + preshift)</c>, Shift 1..47. TfLite (frexp form): <c>M ~ Value * 2^(Shift - 31)</c>,
/// Shift is the exponent, positive = left, and Value may be 0.
/// </summary>
public readonly record struct FixedPointMultiplier(int Value, int Shift);

/// <summary>Requantization of one node.</summary>
/// <param name="Multipliers">One per output channel, or one for all.</param>
/// <param name="Preshift">0 or 8: accumulator bits dropped before the product (HalfUp lean).</param>
public sealed record Requantization(ImmutableArray<FixedPointMultiplier> Multipliers, int Preshift)
{
    /// <summary>The factor of output channel <paramref name="channel"/>.</summary>
    public FixedPointMultiplier this[int channel] => Multipliers[Multipliers.Length == 1 ? 0 : channel];
}
