// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using CoDesign.Golden.Integer;

namespace CoDesign.Golden.Kernels;

/// <summary>What a requantizer applies: a factor for each channel, then zero point and clamp.</summary>
/// <param name="Factors">One for each channel, or one for all.</param>
/// <param name="Channels">Channels.</param>
/// <param name="ZeroPoint">Z_out.</param>
/// <param name="Clamp">Code bounds.</param>
/// <param name="Bounds">Greatest magnitude of an accumulator, at most 2^31: one for each channel, or one for all.</param>
internal sealed record Scaling(
    Requantization Factors,
    int Channels,
    int ZeroPoint,
    CodeClamp Clamp,
    ImmutableArray<long> Bounds
)
{
    /// <summary>Greatest magnitude of an accumulator of a channel.</summary>
    public long BoundOf(int channel) => Bounds[Bounds.Length == 1 ? 0 : channel];
}

/// <summary>
/// Accumulators of several pixels to codes, bit-equal to <see cref="Requantize"/>. <see cref="Of(Scaling, RequantizeMode)"/> takes the widest form that is exact for the
/// factors and the bound.
/// </summary>
internal abstract class VectorRequantizer
{
    /// <summary>Sums that a form may read behind the last one that it needs.</summary>
    public const int Slack = 16;

    protected VectorRequantizer(Scaling scaling)
    {
        Scaling = scaling;
    }

    protected Scaling Scaling { get; }

    /// <summary>The requantizer of a convolution whose accumulators keep the proved bound.</summary>
    public static VectorRequantizer Of(QuantizedConv2d conv, QuantizedNode source, RequantizeMode mode) =>
        Of(
            new Scaling(
                conv.Requantization,
                conv.Shape.Channels,
                conv.Output.ZeroPoint,
                conv.Clamp,
                [
                    .. Enumerable
                        .Range(0, conv.Shape.Channels)
                        .Select(channel => Ir.Numerics.AccumulatorBound.Of(conv, source.Output, channel)),
                ]
            ),
            mode
        );

    public static VectorRequantizer Of(Scaling scaling, RequantizeMode mode)
    {
        if (mode == RequantizeMode.HalfUp && Avx512F.IsSupported && HalfUpRequantizer512.IsExact(scaling))
            return new HalfUpRequantizer512(scaling);
        if (mode == RequantizeMode.HalfUp && Avx.IsSupported)
            return new HalfUpRequantizer256(scaling);
        if (mode == RequantizeMode.TfLite && Avx2.IsSupported && TfLiteRequantizer256.IsExact(scaling))
            return new TfLiteRequantizer256(scaling);
        return new LaneRequantizer(scaling, Requantize.StepFor(mode));
    }

    /// <summary>Writes the codes of the channels <paramref name="channel"/> and following.</summary>
    /// <param name="sums">[pixel, stride]: accumulators, <see cref="Slack"/> more can be read.</param>
    /// <param name="stride">Sums from one pixel to the next.</param>
    /// <param name="pixels">Pixels.</param>
    /// <param name="channel">Channel of the first sum of a pixel.</param>
    /// <param name="count">Channels.</param>
    /// <param name="y">Codes; the first is that of the first sum.</param>
    /// <param name="step">Codes from one pixel to the next.</param>
    public abstract void Store(Span<int> sums, int stride, int pixels, int channel, int count, Span<short> y, int step);

    /// <summary>A value for each channel, and zeros behind them so that sixteen can be loaded from any.</summary>
    protected T[] Table<T>(Func<FixedPointMultiplier, T> value)
    {
        var table = new T[Scaling.Channels + Slack];
        for (var channel = 0; channel < Scaling.Channels; channel++)
            table[channel] = value(Scaling.Factors[channel]);
        return table;
    }

    /// <summary>The first <paramref name="count"/> of eight codes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected static void StoreFirst(Vector128<short> codes, int count, Span<short> y)
    {
        if (count >= Vector128<short>.Count)
        {
            codes.CopyTo(y);
            return;
        }

        for (var lane = 0; lane < count; lane++)
            y[lane] = codes[lane];
    }
}
