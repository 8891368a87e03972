// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace CoDesign.Golden.Kernels;

/// <summary>The vector steps that the kernels are made of: one instruction where the machine has it, else the same result from portable vectors.</summary>
internal static class PairProducts
{
    /// <summary><c>sums[l] + a[2l] * b[2l] + a[2l+1] * b[2l+1]</c> in 32 bits, for the eight lanes l.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Add(Vector256<int> sums, Vector256<short> a, Vector256<short> b)
    {
        if (Avx2.IsSupported)
            return sums + Avx2.MultiplyAddAdjacent(a, b);
        var (aLow, aHigh) = Vector256.Widen(a);
        var (bLow, bHigh) = Vector256.Widen(b);
        var (low, high) = (aLow * bLow, aHigh * bHigh);
        var even = Vector256.Create(low[0], low[2], low[4], low[6], high[0], high[2], high[4], high[6]);
        var odd = Vector256.Create(low[1], low[3], low[5], low[7], high[1], high[3], high[5], high[7]);
        return sums + even + odd;
    }

    /// <summary>The pairs of <paramref name="pairs"/> at the indices: lane l is pair <paramref name="indices"/>[l].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<short> Select(Vector256<int> pairs, Vector256<int> indices) =>
        (Avx2.IsSupported ? Avx2.PermuteVar8x32(pairs, indices) : Vector256.Shuffle(pairs, indices)).AsInt16();

    /// <summary>
    /// Pairs (a[c], b[c]) of 16 channels: first the channels 0-3 and 8-11, second 4-7 and 12-15.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector256<short> First, Vector256<short> Second) Interleave(Vector256<short> a, Vector256<short> b)
    {
        if (Avx2.IsSupported)
            return (Avx2.UnpackLow(a, b), Avx2.UnpackHigh(a, b));
        return (
            Vector256.Create(Interleave(a, b, 0), Interleave(a, b, 8)),
            Vector256.Create(Interleave(a, b, 4), Interleave(a, b, 12))
        );
    }

    /// <summary>Undoes the channel order of <see cref="Interleave(Vector256{short}, Vector256{short})"/>: channels 0-7 and 8-15.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector256<int> Low, Vector256<int> High) InOrder(Vector256<int> first, Vector256<int> second) =>
        (Vector256.Create(first.GetLower(), second.GetLower()), Vector256.Create(first.GetUpper(), second.GetUpper()));

    private static Vector128<short> Interleave(Vector256<short> a, Vector256<short> b, int channel) =>
        Vector128.Create(
            a[channel],
            b[channel],
            a[channel + 1],
            b[channel + 1],
            a[channel + 2],
            b[channel + 2],
            a[channel + 3],
            b[channel + 3]
        );
}
