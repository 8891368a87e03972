// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace CoDesign.Golden.Kernels;

/// <summary>
/// Mode <c>half_up</c>, eight channels at a time, in double as <see cref="HalfUpRequantizer512"/>; clamped before the conversion to integers, so every accumulator and
/// factor is exact.
/// </summary>
internal sealed class HalfUpRequantizer256 : VectorRequantizer
{
    private const int Lanes = 8;

    /// <summary>multiplier * 2^-shift by channel.</summary>
    private readonly double[] _factors;

    public HalfUpRequantizer256(Scaling scaling)
        : base(scaling)
    {
        _factors = Table(factor => Math.ScaleB(factor.Value, -factor.Shift));
    }

    public override void Store(Span<int> sums, int stride, int pixels, int channel, int count, Span<short> y, int step)
    {
        for (var c = 0; c < count; c += Lanes)
        {
            var lowFactors = Vector256.Create<double>(_factors.AsSpan(channel + c));
            var highFactors = Vector256.Create<double>(_factors.AsSpan(channel + c + (Lanes / 2)));
            for (var pixel = 0; pixel < pixels; pixel++)
            {
                var t = Vector256.ShiftRightArithmetic(
                    Vector256.Create<int>(sums[((pixel * stride) + c)..]),
                    Scaling.Factors.Preshift
                );
                var codes = Vector128.Narrow(Codes(t.GetLower(), lowFactors), Codes(t.GetUpper(), highFactors));
                StoreFirst(codes, count - c, y[((pixel * step) + c)..]);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector128<int> Codes(Vector128<int> t, Vector256<double> factors)
    {
        var scaled = Vector256.Floor((Avx.ConvertToVector256Double(t) * factors) + Vector256.Create(0.5));
        var codes = scaled + Vector256.Create((double)Scaling.ZeroPoint);
        var clamped = Vector256.Min(
            Vector256.Max(codes, Vector256.Create((double)Scaling.Clamp.Low)),
            Vector256.Create((double)Scaling.Clamp.High)
        );
        return Avx.ConvertToVector128Int32WithTruncation(clamped);
    }
}
