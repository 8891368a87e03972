// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Mapping.Estimates;

/// <summary>
/// cd_weight_store as a ring, and the FIFO of cd_parameter_store: when the words of the weight stream are taken. The words of an output block follow each other as header, records, weights; a weight waits for the
/// last step that reads the word whose place it takes, a record for the read of the one that it replaces.
/// </summary>
/// <param name="ringWords">Weights that the ring holds.</param>
/// <param name="fifoWords">Record words that the FIFO holds.</param>
/// <param name="recordWords">Record words of an output block.</param>
/// <param name="releaseCycles">From the last read of a weight to the arrival of another in its place.</param>
/// <param name="source">Where the words come from.</param>
internal sealed class WeightRingClock(
    long ringWords,
    int fifoWords,
    int recordWords,
    int releaseCycles,
    WordSource source
)
{
    private readonly long[] _left = Filled(ringWords);
    private readonly long[] _read = Filled(fifoWords);
    private long _now = long.MinValue / 2;
    private long _words;
    private long _weights;
    private long _leaving;
    private long _records;

    /// <summary>An output block begins; returns when its records may be read: they have arrived, and the lanes have copied those before them.</summary>
    /// <param name="weights">Its weight words, 0 where it reads those of the block before it.</param>
    /// <param name="copied">When the lanes copy the records of the block before it.</param>
    public long Begin(long weights, long copied)
    {
        if (weights > 0)
            _leaving = _weights;
        Take(long.MinValue);
        for (var word = 0; word < recordWords; word++)
            Take(_read[(_records + word) % fifoWords] + 1);
        var readable = Math.Max(copied, _now + 1);
        for (var word = 0; word < recordWords; word++)
            _read[(_records + word) % fifoWords] = readable + 1 + word;
        _records += recordWords;
        return readable;
    }

    /// <summary>The first cycle in which a step may read the next weight.</summary>
    public long NextWord()
    {
        Take(_left[_weights % ringWords] + releaseCycles);
        _weights++;
        return _now + 1;
    }

    /// <summary>The next weight of the block is read for the last time.</summary>
    public void Leave(long cycle)
    {
        _left[_leaving % ringWords] = cycle;
        _leaving++;
    }

    private void Take(long notBefore)
    {
        _now = Math.Max(_now + 1, notBefore);
        _now = source.Take(_words, _now);
        _words++;
    }

    private static long[] Filled(long length)
    {
        var times = new long[length];
        Array.Fill(times, long.MinValue / 2);
        return times;
    }
}
