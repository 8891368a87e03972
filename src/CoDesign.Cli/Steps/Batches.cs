// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Cli.Steps;

/// <summary>Parallel work on a stream of records: results in order, a bounded number of records in memory.</summary>
internal static class Batches
{
    private const int RecordsPerCore = 16;

    /// <summary><paramref name="work"/> of every item, in order.</summary>
    public static IEnumerable<TResult> InOrder<T, TResult>(IEnumerable<T> items, Func<T, TResult> work)
    {
        foreach (var batch in items.Chunk(RecordsPerCore * Environment.ProcessorCount))
        {
            var results = new TResult[batch.Length];
            Parallel.For(0, batch.Length, i => results[i] = work(batch[i]));
            foreach (var result in results)
                yield return result;
        }
    }

    /// <summary>The same items; <paramref name="report"/> is told the fraction of <paramref name="total"/> that has passed.</summary>
    public static IEnumerable<T> Counted<T>(IEnumerable<T> items, long total, Action<double> report)
    {
        long count = 0;
        foreach (var item in items)
        {
            yield return item;
            report((double)++count / Math.Max(1, total));
        }
    }
}
