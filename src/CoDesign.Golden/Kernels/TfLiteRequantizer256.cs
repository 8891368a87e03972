// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace CoDesign.Golden.Kernels;

/// <summary>
/// Mode <c>tflite</c>, eight channels at a time. For a multiplier >= 0 the first rounding, with its nudge and its division toward zero, is
/// <c>(a * multiplier + 2^30) >> 31</c> for both signs; the second, ties away from zero, is <c>(x + 2^(right-1) - (x &lt; 0)) >> right</c>.
/// </summary>
internal sealed class TfLiteRequantizer256 : VectorRequantizer
{
    private const int Lanes = 8;

    private readonly int[] _multipliers;
    private readonly int[] _left;
    private readonly int[] _right;

    /// <summary>2^(right-1); 0 for right = 0.</summary>
    private readonly int[] _half;

    /// <summary>-1 where the second rounding has bits to round, else 0.</summary>
    private readonly int[] _rounds;

    public TfLiteRequantizer256(Scaling scaling)
        : base(scaling)
    {
        _multipliers = Table(factor => factor.Value);
        _left = Table(factor => Math.Max(factor.Shift, 0));
        _right = Table(factor => Right(factor));
        _half = Table(factor => Right(factor) > 0 ? 1 << (Right(factor) - 1) : 0);
        _rounds = Table(factor => Right(factor) > 0 ? -1 : 0);
    }

    /// <summary>No step leaves int32 for any accumulator within the bound, and no multiplier is negative.</summary>
    public static bool IsExact(Scaling scaling) =>
        scaling.Factors.Preshift == 0
        && Enumerable
            .Range(0, scaling.Channels)
            .All(channel =>
            {
                var factor = scaling.Factors[channel];
                if (factor.Value < 0 || factor.Shift is < -31 or > 30)
                    return false;
                var shifted = scaling.BoundOf(channel) << Math.Max(factor.Shift, 0);
                var scaled = Math.ScaleB((double)shifted * factor.Value, -31);
                return shifted <= int.MaxValue
                    && scaled + (1L << Math.Max(Right(factor) - 1, 0)) < int.MaxValue - 1024.0;
            });

    public override void Store(Span<int> sums, int stride, int pixels, int channel, int count, Span<short> y, int step)
    {
        for (var c = 0; c < count; c += Lanes)
        {
            var at = channel + c;
            var multipliers = Vector256.Create<int>(_multipliers.AsSpan(at));
            var left = Vector256.Create<int>(_left.AsSpan(at)).AsUInt32();
            var right = Vector256.Create<int>(_right.AsSpan(at)).AsUInt32();
            var half = Vector256.Create<int>(_half.AsSpan(at));
            var rounds = Vector256.Create<int>(_rounds.AsSpan(at));
            for (var pixel = 0; pixel < pixels; pixel++)
            {
                var a = Avx2.ShiftLeftLogicalVariable(Vector256.Create<int>(sums[((pixel * stride) + c)..]), left);
                var x = HighProduct(a, multipliers);
                var rounded = Avx2.ShiftRightArithmeticVariable(x + half + ((x >> 31) & rounds), right);
                var codes = rounded + Vector256.Create(Scaling.ZeroPoint);
                var clamped = Vector256.Min(
                    Vector256.Max(codes, Vector256.Create(Scaling.Clamp.Low)),
                    Vector256.Create(Scaling.Clamp.High)
                );
                StoreFirst(
                    Vector128.Narrow(clamped.GetLower(), clamped.GetUpper()),
                    count - c,
                    y[((pixel * step) + c)..]
                );
            }
        }
    }

    /// <summary><c>(a * b + 2^30) >> 31</c>; bits 31 to 62 of the product are the result, whichever way the shift fills.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> HighProduct(Vector256<int> a, Vector256<int> b)
    {
        var nudge = Vector256.Create(1L << 30);
        var even = Avx2.Multiply(a, b) + nudge;
        var odd = Avx2.Multiply((a.AsInt64() >>> 32).AsInt32(), (b.AsInt64() >>> 32).AsInt32()) + nudge;
        return Avx2.Blend((even >>> 31).AsInt32(), (odd << 1).AsInt32(), 0b1010_1010);
    }

    private static int Right(FixedPointMultiplier factor) => Math.Max(-factor.Shift, 0);
}
