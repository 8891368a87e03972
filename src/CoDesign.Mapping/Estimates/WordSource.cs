// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Mapping.Estimates;

/// <summary>
/// The end of a stream that sends words at a constant rate into a buffer, and stops while the buffer is full.
/// </summary>
/// <param name="start">When the first word is there.</param>
/// <param name="cyclesPerWord">Between two words.</param>
/// <param name="bufferWords">Words that wait in the buffer.</param>
/// <param name="refillCycles">From a word that leaves a full buffer to the next one that is sent.</param>
internal sealed class WordSource(long start, int cyclesPerWord, int bufferWords, int refillCycles)
{
    private readonly long[] _taken = new long[bufferWords];
    private long _sent = start - cyclesPerWord;

    /// <summary>When word <paramref name="index"/> is taken, if not before <paramref name="earliest"/>.</summary>
    public long Take(long index, long earliest)
    {
        if (cyclesPerWord == 1)
            return Math.Max(earliest, start);
        _sent = Math.Max(
            _sent + cyclesPerWord,
            index < bufferWords ? start : _taken[index % bufferWords] + refillCycles
        );
        var taken = Math.Max(earliest, _sent);
        _taken[index % bufferWords] = taken;
        return taken;
    }
}
