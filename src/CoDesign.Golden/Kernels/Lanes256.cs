// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace CoDesign.Golden.Kernels;

/// <summary>Eight lanes: AVX2, else portable vectors.</summary>
internal readonly struct Lanes256 : IPairLanes<Vector256<int>, Vector256<short>>
{
    public static int Count => 8;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> LoadSums(ref int source) => Vector256.LoadUnsafe(ref source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreSums(Vector256<int> sums, ref int target) => sums.StoreUnsafe(ref target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<short> LoadPairs(ref short source) => Vector256.LoadUnsafe(ref source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<short> LoadPairs(ref sbyte source)
    {
        var bytes = Vector128.LoadUnsafe(ref source);
        return Avx2.IsSupported
            ? Avx2.ConvertToVector256Int16(bytes)
            : Vector256.Create(Vector128.WidenLower(bytes), Vector128.WidenUpper(bytes));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<short> Broadcast(ref short source) =>
        Vector256.Create(Unsafe.ReadUnaligned<int>(ref Unsafe.As<short, byte>(ref source))).AsInt16();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<short> Select(Vector256<short> pairs, Vector256<int> indices) =>
        (
            Avx2.IsSupported
                ? Avx2.PermuteVar8x32(pairs.AsInt32(), indices)
                : Vector256.Shuffle(pairs.AsInt32(), indices)
        ).AsInt16();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> Add(Vector256<int> a, Vector256<int> b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<int> AddProducts(Vector256<int> sums, Vector256<short> a, Vector256<short> b)
    {
        if (Avx2.IsSupported)
            return sums + Avx2.MultiplyAddAdjacent(a, b);
        // The low half of a 32-bit lane, with its sign, times the other's; then the high halves.
        var low = ((a.AsInt32() << 16) >> 16) * ((b.AsInt32() << 16) >> 16);
        return sums + low + ((a.AsInt32() >> 16) * (b.AsInt32() >> 16));
    }

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
