// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Analysis.Streaming;

/// <summary>
/// Work over a stream in blocks of a fixed size: blocks run in parallel, their results are merged in the order of the stream. Sums are therefore the same bits for any number
/// of processors, and only as many blocks as processors are in memory.
/// </summary>
internal static class OrderedBlocks
{
    /// <summary>Records of one block.</summary>
    public const int Size = 8;

    /// <summary>Runs <paramref name="work"/> on each block and <paramref name="merge"/> on each result, in order.</summary>
    public static void Run<TItem, TResult>(IEnumerable<TItem> items, Func<TItem[], TResult> work, Action<TResult> merge)
    {
        foreach (var blocks in items.Chunk(Size).Chunk(Environment.ProcessorCount))
        {
            var results = new TResult[blocks.Length];
            Parallel.For(0, blocks.Length, index => results[index] = work(blocks[index]));
            foreach (var result in results)
                merge(result);
        }
    }
}
