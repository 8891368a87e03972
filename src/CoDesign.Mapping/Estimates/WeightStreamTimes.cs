// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Mapping.Estimates;

/// <summary>
/// When the words of a weight stream arrive: one each few cycles, header and records of an output block before its weights, and no further ahead than the ring has room. A ring word is free
/// when the last pass over its block has read it, which goes word by word up to the block's end.
/// </summary>
/// <param name="start">First word.</param>
/// <param name="ringWords">Words that the ring holds.</param>
/// <param name="cyclesPerWord">Cycles between two words.</param>
internal sealed class WeightStreamTimes(long start, long ringWords, int cyclesPerWord)
{
    // From the step that reads a word for the last time to the arrival of the word that takes its place.
    private const int ReleaseLatency = 6;

    private readonly List<(long LastWord, long End)> _blocks = [];
    private long _now = start;
    private long _words;
    private long _weights;
    private int _oldest;

    /// <summary>When the last weight of the next output block arrives.</summary>
    /// <param name="weights">Its weight words.</param>
    /// <param name="records">Its header and record words.</param>
    public long Arrival(long weights, long records)
    {
        _weights = weights;
        _words += weights;
        _now += cyclesPerWord * (weights + records);
        var over = _words - ringWords;
        while (_oldest < _blocks.Count && _blocks[_oldest].LastWord < over)
            _oldest++;
        if (weights > 0 && over > 0 && _oldest < _blocks.Count)
            _now = Math.Max(_now, _blocks[_oldest].End - (_blocks[_oldest].LastWord - over) + ReleaseLatency);
        return _now;
    }

    /// <summary>The next word waits until then.</summary>
    public void NotBefore(long cycle) => _now = Math.Max(_now, cycle);

    /// <summary>The last pass over the block that arrived last ends.</summary>
    public void Release(long end)
    {
        // A block that is longer than the ring arrives while it is read.
        if (_weights > ringWords)
            _now = Math.Max(_now, end - ringWords + ReleaseLatency);
        _blocks.Add((_words, end));
    }
}
