// SPDX-License-Identifier: Apache-2.0
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace CoDesign.Golden.Kernels;

/// <summary>Sixteen lanes of AVX-512 (F and BW), for machines that have it.</summary>
internal readonly struct Lanes512 : IPairLanes<Vector512<int>, Vector512<short>>
{
    /// <summary>True where these lanes can be used.</summary>
    public static bool IsSupported => Avx512BW.IsSupported;

    public static int Count => 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> LoadSums(ref int source) => Vector512.LoadUnsafe(ref source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreSums(Vector512<int> sums, ref int target) => sums.StoreUnsafe(ref target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<short> LoadPairs(ref short source) => Vector512.LoadUnsafe(ref source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<short> LoadPairs(ref sbyte source) =>
        Avx512BW.ConvertToVector512Int16(Vector256.LoadUnsafe(ref source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<short> Broadcast(ref short source) =>
        Vector512.Create(Unsafe.ReadUnaligned<int>(ref Unsafe.As<short, byte>(ref source))).AsInt16();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<short> Select(Vector512<short> pairs, Vector512<int> indices) =>
        Avx512F.PermuteVar16x32(pairs.AsInt32(), indices).AsInt16();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Add(Vector512<int> a, Vector512<int> b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> AddProducts(Vector512<int> sums, Vector512<short> a, Vector512<short> b) =>
        sums + Avx512BW.MultiplyAddAdjacent(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector512<short> First, Vector512<short> Second) Interleave(
        Vector512<short> a,
        Vector512<short> b
    ) => (Avx512BW.UnpackLow(a, b), Avx512BW.UnpackHigh(a, b));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector512<int> Low, Vector512<int> High) InOrder(Vector512<int> first, Vector512<int> second)
    {
        // Each 128-bit part of first is followed by the same part of second.
        var (a, b) = (first.AsInt64(), second.AsInt64());
        return (
            Avx512F.PermuteVar8x64x2(a, Vector512.Create(0L, 1, 8, 9, 2, 3, 10, 11), b).AsInt32(),
            Avx512F.PermuteVar8x64x2(a, Vector512.Create(4L, 5, 12, 13, 6, 7, 14, 15), b).AsInt32()
        );
    }
}
