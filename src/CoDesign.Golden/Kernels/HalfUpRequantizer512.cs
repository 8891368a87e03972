// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace CoDesign.Golden.Kernels;

/// <summary>
/// Mode <c>half_up</c>, sixteen channels at a time, in double: <c>y = floor(t * (multiplier * 2^-shift) + 1/2)</c>. That is exact: |t| &lt;= 2^31 and multiplier &lt; 2^16
/// leave at most 48 significant bits above 2^-shift. The conversion to integers rounds down, so the floor costs nothing.
/// </summary>
internal sealed class HalfUpRequantizer512 : VectorRequantizer
{
    private const int Lanes = 16;

    /// <summary>multiplier * 2^-shift by channel.</summary>
    private readonly double[] _factors;

    public HalfUpRequantizer512(Scaling scaling)
        : base(scaling)
    {
        _factors = Table(factor => Math.ScaleB(factor.Value, -factor.Shift));
    }

    /// <summary>y and y + Z_out stay within int32 for all channels.</summary>
    public static bool IsExact(Scaling scaling) =>
        Enumerable
            .Range(0, scaling.Channels)
            .All(channel =>
            {
                var factor = scaling.Factors[channel];
                return Math.ScaleB(
                        (scaling.BoundOf(channel) + 256.0) * factor.Value,
                        -factor.Shift - scaling.Factors.Preshift
                    )
                    < int.MaxValue - 1024.0;
            });

    public override void Store(Span<int> sums, int stride, int pixels, int channel, int count, Span<short> y, int step)
    {
        for (var c = 0; c < count; c += Lanes)
        {
            var low = Vector512.Create<double>(_factors.AsSpan(channel + c));
            var high = Vector512.Create<double>(_factors.AsSpan(channel + c + (Lanes / 2)));
            for (var pixel = 0; pixel < pixels; pixel++)
            {
                var codes = Codes(Vector512.Create<int>(sums[((pixel * stride) + c)..]), low, high);
                var target = y[((pixel * step) + c)..];
                if (count - c >= Lanes)
                {
                    codes.CopyTo(target);
                    continue;
                }

                StoreFirst(codes.GetLower(), count - c, target);
                if (count - c > Lanes / 2)
                    StoreFirst(codes.GetUpper(), count - c - (Lanes / 2), target[(Lanes / 2)..]);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector256<short> Codes(Vector512<int> accumulators, Vector512<double> low, Vector512<double> high)
    {
        var t = Vector512.ShiftRightArithmetic(accumulators, Scaling.Factors.Preshift);
        var codes =
            Vector512.Create(Scaled(t.GetLower(), low), Scaled(t.GetUpper(), high))
            + Vector512.Create(Scaling.ZeroPoint);
        var narrow = Avx512F.ConvertToVector256Int16WithSaturation(codes);
        return Vector256.Min(
            Vector256.Max(narrow, Vector256.Create((short)Scaling.Clamp.Low)),
            Vector256.Create((short)Scaling.Clamp.High)
        );
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Scaled(Vector256<int> t, Vector512<double> factors) =>
        Avx512F.ConvertToVector256Int32(
            Avx512F.FusedMultiplyAdd(Avx512F.ConvertToVector512Double(t), factors, Vector512.Create(0.5)),
            FloatRoundingMode.ToNegativeInfinity
        );
}
