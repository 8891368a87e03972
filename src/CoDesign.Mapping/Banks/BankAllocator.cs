// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Mapping.Banks;

/// <summary>Words of every bank that belong to a tensor, or to a concatenation with its parts, for a part of the frame.</summary>
/// <param name="Name">The tensor that is no part of another.</param>
/// <param name="Base">First word.</param>
/// <param name="Words">Blocks times the pixels of a bank.</param>
/// <param name="FirstLayer">Index of the layer that writes it first; -1 for the input.</param>
/// <param name="LastLayer">Index of the last layer that reads it; the number of layers for the result.</param>
public sealed record BankRegion(string Name, int Base, int Words, int FirstLayer, int LastLayer)
{
    /// <summary>Of the region that holds the image: the layer behind which the next frame's image may be written; null when that arrives between two frames.</summary>
    public int? ReleasedAfter { get; init; }

    /// <summary>True when both are alive in the same layer. A layer's output is alive together with its inputs.</summary>
    public bool IsAliveWith(BankRegion other) =>
        (FirstLayer <= other.LastLayer && other.FirstLayer <= LastLayer)
        || other.LastLayer > ReleasedAfter
        || LastLayer > other.ReleasedAfter;

    /// <summary>True when its words are taken in <paramref name="layer"/>.</summary>
    public bool IsAliveIn(int layer) => (FirstLayer <= layer && layer <= LastLayer) || layer > ReleasedAfter;
}

/// <summary>The banks' words over the frame: all banks look alike.</summary>
/// <param name="PadWords">Words of one byte value each, at the addresses from 0 on.</param>
/// <param name="Regions">In the order of their first layer.</param>
/// <param name="PeakWords">Words that a bank needs.</param>
/// <param name="LiveWords">The most words alive at once, PAD words among them: no allocation needs fewer.</param>
public sealed record BankAllocation(
    ImmutableArray<byte> PadWords,
    ImmutableArray<BankRegion> Regions,
    int PeakWords,
    int LiveWords
)
{
    /// <summary>The layer with the release bit: behind it the next frame's image arrives; null when that arrives between two frames.</summary>
    public int? Release { get; init; }
}

/// <summary>Places regions so that those alive at the same time do not overlap: first fit in several orders, the lowest peak wins.</summary>
internal static class BankAllocator
{
    /// <summary>The allocation of <paramref name="regions"/> (their bases are ignored) behind the PAD words.</summary>
    public static BankAllocation Allocate(ImmutableArray<byte> padWords, IReadOnlyList<BankRegion> regions)
    {
        IEnumerable<BankRegion>[] orders =
        [
            regions.OrderBy(r => r.FirstLayer),
            regions.OrderByDescending(r => r.Words).ThenBy(r => r.FirstLayer),
            regions.OrderByDescending(r => (long)r.Words * (r.LastLayer - r.FirstLayer + 1)).ThenBy(r => r.FirstLayer),
            regions.OrderByDescending(r => r.LastLayer - r.FirstLayer).ThenByDescending(r => r.Words),
        ];
        var placed = orders.Select(order => Place(padWords.Length, order)).MinBy(p => Peak(padWords.Length, p)) ?? [];
        return new BankAllocation(
            padWords,
            [.. placed.OrderBy(r => r.FirstLayer).ThenBy(r => r.Base)],
            Peak(padWords.Length, placed),
            padWords.Length + Live(regions)
        );
    }

    private static List<BankRegion> Place(int firstWord, IEnumerable<BankRegion> order)
    {
        var placed = new List<BankRegion>();
        foreach (var region in order)
        {
            var at = firstWord;
            foreach (var other in placed.Where(region.IsAliveWith).OrderBy(r => r.Base))
            {
                if (at + region.Words <= other.Base)
                    break;
                at = Math.Max(at, other.Base + other.Words);
            }

            placed.Add(region with { Base = at });
        }

        return placed;
    }

    private static int Peak(int firstWord, List<BankRegion> placed) =>
        placed.Select(r => r.Base + r.Words).DefaultIfEmpty(firstWord).Max();

    private static int Live(IReadOnlyList<BankRegion> regions) =>
        regions.Max(at => regions.Where(r => r.IsAliveIn(at.FirstLayer)).Sum(r => r.Words));
}
