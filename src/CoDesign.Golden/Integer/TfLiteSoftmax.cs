// SPDX-License-Identifier: Apache-2.0
using static CoDesign.Golden.Integer.TfLiteRequantize;

namespace CoDesign.Golden.Integer;

/// <summary>
/// TFLite's int8 softmax over the channels of each pixel (arithmetic, section 4; gemmlowp fixed point): differences to the row's maximum in Q5.26,
/// exp by a table of factors, the sum in 12 integer bits, its reciprocal by Newton-Raphson. Output scale 1/256, zero point -128.
/// </summary>
internal static class TfLiteSoftmax
{
    private const int DifferenceIntegerBits = 5;
    private const int SumIntegerBits = 12;

    /// <summary>exp(-2^k) in Q0.31, k = -2 .. 4.</summary>
    private static readonly int[] ExponentialFactors =
    [
        1672461947,
        1302514674,
        790015084,
        290630308,
        39332535,
        720401,
        242,
    ];

    /// <summary>Codes of <c>exp(r_c - max r) / sum exp(r - max r)</c>.</summary>
    public static short[] Run(QuantizedSoftmax node, QuantizedNode source, short[] x)
    {
        var channels = node.Shape.Channels;
        var factor = DifferenceFactor(source.Output.Scale);
        var least = -LeastDifference(factor.Shift);
        var y = new short[node.Shape.Elements];
        for (var start = 0; start < y.Length; start += channels)
            Row(x.AsSpan(start, channels), y.AsSpan(start, channels), factor, least, node.Output.Type);
        return y;
    }

    private static void Row(ReadOnlySpan<short> x, Span<short> y, FixedPointMultiplier factor, int least, CodeType type)
    {
        int greatest = x[0];
        foreach (var code in x)
            greatest = Math.Max(greatest, code);
        var exponentials = new int[x.Length];
        var sum = 0;
        for (var c = 0; c < x.Length; c++)
        {
            if (x[c] - greatest < least)
                continue;
            exponentials[c] = ExpOfNonPositive((int)Step(x[c] - greatest, factor, preshift: 0));
            sum += RoundingDivideByPot(exponentials[c], SumIntegerBits);
        }

        var reciprocal = Reciprocal(sum, out var bitsOverUnit);
        for (var c = 0; c < x.Length; c++)
        {
            if (x[c] - greatest < least)
            {
                y[c] = (short)type.Minimum;
                continue;
            }

            var product = SaturatingRoundingDoublingHighMul(reciprocal, exponentials[c]);
            var scaled = RoundingDivideByPot(product, bitsOverUnit + 31 - type.Bits);
            y[c] = (short)Math.Clamp((long)scaled + type.Minimum, type.Minimum, type.Maximum);
        }
    }

    /// <summary><c>min(S * 2^26, 2^31 - 1)</c> as a multiplier: from code differences to Q5.26.</summary>
    private static FixedPointMultiplier DifferenceFactor(double scale) =>
        TfLiteFactor.FromReal(Math.Min(scale * (1L << (31 - DifferenceIntegerBits)), (1L << 31) - 1.0)) is { } factor
            ? factor
            : throw new ArgumentOutOfRangeException(
                nameof(scale),
                scale,
                "The logits' scale is not a positive number."
            );

    /// <summary>The greatest difference whose Q5.26 value is held: <c>floor((2^5 - 1) * 2^26 / 2^shift)</c>; smaller codes give probability 0.</summary>
    private static int LeastDifference(int shift) =>
        (int)
            Math.Min(
                Math.Floor(
                    Math.ScaleB(
                        ((1 << DifferenceIntegerBits) - 1) * (double)(1L << (31 - DifferenceIntegerBits)),
                        -shift
                    )
                ),
                int.MaxValue
            );

    /// <summary>exp(a) in Q0.31 of a &lt;= 0 in Q5.26; exp(0) is 2^31 - 1.</summary>
    internal static int ExpOfNonPositive(int a)
    {
        const int oneQuarter = 1 << (31 - DifferenceIntegerBits - 2);
        if (a == 0)
            return int.MaxValue;
        var fraction = (a & (oneQuarter - 1)) - oneQuarter;
        var result = ExpNearZero(fraction << DifferenceIntegerBits);
        var remainder = fraction - a;
        for (var k = 0; k < ExponentialFactors.Length; k++)
        {
            if ((remainder & (oneQuarter << k)) != 0)
                result = SaturatingRoundingDoublingHighMul(result, ExponentialFactors[k]);
        }

        return result;
    }

    /// <summary>exp(a) in Q0.31 for a in [-1/4, 0): Taylor expansion of degree 4 around -1/8.</summary>
    private static int ExpNearZero(int a)
    {
        const int exponentialOfCentre = 1895147668;
        const int oneThird = 715827883;
        var x = a + (1 << 28);
        var x2 = SaturatingRoundingDoublingHighMul(x, x);
        var x3 = SaturatingRoundingDoublingHighMul(x2, x);
        var x4 = SaturatingRoundingDoublingHighMul(x2, x2);
        var higher = SaturatingRoundingDoublingHighMul(RoundingDivideByPot(x4, 2) + x3, oneThird) + x2;
        return exponentialOfCentre
            + SaturatingRoundingDoublingHighMul(exponentialOfCentre, x + RoundingDivideByPot(higher, 1));
    }

    /// <summary>1 / sum in Q0.31 after <paramref name="bitsOverUnit"/> bits to the right; the sum is in Q12.19, positive.</summary>
    private static int Reciprocal(int sum, out int bitsOverUnit)
    {
        var headroom = System.Numerics.BitOperations.LeadingZeroCount((uint)sum);
        bitsOverUnit = SumIntegerBits - headroom;
        return ReciprocalOfOnePlus((int)(((uint)sum << headroom) - (1u << 31)));
    }

    /// <summary>1 / (1 + a) in Q0.31 for a in [0, 1) in Q0.31: three Newton-Raphson steps on half the denominator, in Q2.29.</summary>
    private static int ReciprocalOfOnePlus(int a)
    {
        const int one = 1 << 29;
        const int start48Over17 = 1515870810;
        const int slopeMinus32Over17 = -1010580540;
        var halfDenominator = (int)(((long)a + int.MaxValue + 1) / 2);
        var x = start48Over17 + SaturatingRoundingDoublingHighMul(halfDenominator, slopeMinus32Over17);
        for (var step = 0; step < 3; step++)
        {
            var rest = one - SaturatingRoundingDoublingHighMul(halfDenominator, x);
            x += SaturatingShiftLeft(SaturatingRoundingDoublingHighMul(x, rest), 2);
        }

        return SaturatingShiftLeft(x, 1);
    }

    private static int SaturatingShiftLeft(int x, int bits) =>
        (int)Math.Clamp((long)x << bits, int.MinValue, int.MaxValue);
}
