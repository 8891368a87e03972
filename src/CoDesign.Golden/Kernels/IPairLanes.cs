// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Golden.Kernels;

/// <summary>
/// The vector steps that the kernels are made of, for one vector width: 32-bit sums in <see cref="Count"/> lanes, and as many pairs of 16-bit factors.
/// Each is one or two instructions where the machine has them, and always the same result.
/// </summary>
/// <typeparam name="TSums">Vector of sums.</typeparam>
/// <typeparam name="TPairs">Vector of pairs.</typeparam>
internal interface IPairLanes<TSums, TPairs>
    where TSums : struct
    where TPairs : struct
{
    /// <summary>Lanes.</summary>
    static abstract int Count { get; }

    static abstract TSums LoadSums(ref int source);

    static abstract void StoreSums(TSums sums, ref int target);

    static abstract TPairs LoadPairs(ref short source);

    /// <summary>Bytes, widened with their signs.</summary>
    static abstract TPairs LoadPairs(ref sbyte source);

    /// <summary>The pair at <paramref name="source"/>, in all lanes.</summary>
    static abstract TPairs Broadcast(ref short source);

    /// <summary>Lane l is pair <paramref name="indices"/>[l].</summary>
    static abstract TPairs Select(TPairs pairs, TSums indices);

    static abstract TSums Add(TSums a, TSums b);

    /// <summary><c>sums[l] + a[2l] * b[2l] + a[2l+1] * b[2l+1]</c> in 32 bits.</summary>
    static abstract TSums AddProducts(TSums sums, TPairs a, TPairs b);

    /// <summary>Pairs (a[c], b[c]) of all 2 * Count channels c, in an order that <see cref="InOrder"/> undoes.</summary>
    static abstract (TPairs First, TPairs Second) Interleave(TPairs a, TPairs b);

    /// <summary>Sums of pairs of <see cref="Interleave"/> by channel: the first Count channels and the others.</summary>
    static abstract (TSums Low, TSums High) InOrder(TSums first, TSums second);
}
