// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Cli.Steps;

/// <summary>Some records of a stream, drawn without repetition from a seed, in the stream's order.</summary>
internal static class RandomSubset
{
    /// <summary><paramref name="size"/> of the <paramref name="count"/> records.</summary>
    public static IEnumerable<T> Of<T>(IEnumerable<T> records, int count, int size, int seed)
    {
        var order = Enumerable.Range(0, count).ToArray();
        new Random(seed).Shuffle(order);
        var chosen = order.Take(size).ToHashSet();
        return records.Take(count).Where((_, index) => chosen.Contains(index));
    }
}
