// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using CoDesign.Golden.Integer;

namespace CoDesign.Golden.Kernels;

/// <summary>
/// Accumulators of eight output channels to codes. <c>half_up</c> in double: <c>y = floor(t * (multiplier * 2^-shift) + 1/2)</c>, exact, because
/// |t| &lt;= 2^31 and multiplier &lt; 2^16 leave at most 48 significant bits above 2^-shift. Other modes, and machines without AVX, go lane by lane through
/// <see cref="RequantizeStep"/>.
/// </summary>
internal sealed class VectorRequantizer
{
    public const int Lanes = 8;

    private readonly QuantizedConv2d _conv;
    private readonly RequantizeStep _step;
    private readonly bool _vector;

    /// <summary>multiplier * 2^-shift by output channel, filled up with zeros so that eight can be loaded from any channel.</summary>
    private readonly double[] _factors;

    public VectorRequantizer(QuantizedConv2d conv, RequantizeMode mode)
    {
        _conv = conv;
        _step = Requantize.StepFor(mode);
        _vector = mode == RequantizeMode.HalfUp && Avx.IsSupported;
        _factors = new double[conv.Shape.Channels + Lanes];
        for (var o = 0; o < conv.Shape.Channels; o++)
            _factors[o] = Math.ScaleB(conv.Requantization[o].Value, -conv.Requantization[o].Shift);
    }

    /// <summary>Writes the codes of the channels <paramref name="channel"/> and following, at most eight, to <paramref name="y"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(Vector256<int> accumulators, int channel, int count, Span<short> y)
    {
        if (!_vector)
        {
            StoreLanes(accumulators, channel, count, y);
            return;
        }

        var t = Vector256.ShiftRightArithmetic(accumulators, _conv.Requantization.Preshift);
        var low = Codes(t.GetLower(), Vector256.Create(_factors.AsSpan(channel)));
        var high = Codes(t.GetUpper(), Vector256.Create(_factors.AsSpan(channel + (Lanes / 2))));
        var codes = Vector128.Narrow(low, high);
        if (count >= Lanes)
            codes.CopyTo(y);
        else
            StoreFirst(codes, count, y);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector128<int> Codes(Vector128<int> t, Vector256<double> factors)
    {
        var scaled = Vector256.Floor((Avx.ConvertToVector256Double(t) * factors) + Vector256.Create(0.5));
        var codes = scaled + Vector256.Create((double)_conv.Output.ZeroPoint);
        var clamped = Vector256.Min(Vector256.Max(codes, Vector256.Create((double)_conv.Clamp.Low)), Vector256.Create((double)_conv.Clamp.High));
        return Avx.ConvertToVector128Int32WithTruncation(clamped);
    }

    private static void StoreFirst(Vector128<short> codes, int count, Span<short> y)
    {
        for (var lane = 0; lane < count; lane++)
            y[lane] = codes[lane];
    }

    private void StoreLanes(Vector256<int> accumulators, int channel, int count, Span<short> y)
    {
        for (var lane = 0; lane < Math.Min(count, Lanes); lane++)
        {
            var scaled = _step(accumulators[lane], _conv.Requantization[channel + lane], _conv.Requantization.Preshift);
            y[lane] = (short)_conv.Clamp.Apply(scaled + _conv.Output.ZeroPoint);
        }
    }
}
