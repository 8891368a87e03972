// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Mapping.Estimates;

/// <summary>
/// The end of a stream that sends words at a constant rate into a buffer, and stops while the buffer is full.
/// </summary>
/// <param name="start">When the first word is there.</param>
/// <param name="cyclesPerWord">Between two words.</param>
/// <param name="bufferWords">Words that wait in the buffer.</param>
/// <param name="packCycles">Between two words that leave the buffer: the beats of a word on a bus that is narrower.</param>
/// <param name="refillCycles">From a word that leaves a full buffer to the next one that is sent.</param>
internal sealed class WordSource(long start, int cyclesPerWord, int bufferWords, int packCycles, int refillCycles)
{
    private readonly long[] _taken = new long[bufferWords];
    private long _sent = start - cyclesPerWord;
    private long _left = long.MinValue / 2;

    /// <summary>When word <paramref name="index"/> is taken, if not before <paramref name="earliest"/>.</summary>
    public long Take(long index, long earliest)
    {
        if (cyclesPerWord == 1)
            return Math.Max(earliest, start);
        _sent = Math.Max(
            _sent + cyclesPerWord,
            index < bufferWords ? start : _taken[index % bufferWords] + refillCycles
        );
        _left = Math.Max(earliest, Math.Max(_sent, _left + packCycles));
        _taken[index % bufferWords] = _left;
        return _left;
    }
}
