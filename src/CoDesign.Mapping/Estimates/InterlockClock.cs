// SPDX-License-Identifier: Apache-2.0
using CoDesign.Mapping.Layers;

namespace CoDesign.Mapping.Estimates;

/// <summary>
/// cd_interlock, cycle by cycle: holds a layer's steps back that would read what the layer before it has not yet written. Whether a step may read its word is judged in the cycle before, of this word and of the
/// next one; where the judgement of the next word is not there in time, because the word before it took a single step, a cycle is lost.
/// </summary>
internal sealed class InterlockClock
{
    private readonly DrainTimes? _older;
    private readonly Dependency _dependency;
    private readonly long _loaded;
    private int _counted;
    private bool _allowed;
    private bool _nextAllowed;
    private bool _nextStale;
    private bool _unchecked;

    /// <summary>A layer begins.</summary>
    /// <param name="older">The layer that drains; null when none does.</param>
    /// <param name="dependency">On that layer.</param>
    /// <param name="loaded">Cycle in which the layer is loaded; its first step may follow in the next one.</param>
    /// <param name="block">Input block of its first word.</param>
    /// <param name="next">Input block of its second word.</param>
    /// <param name="slack">Of the first pixel step.</param>
    public InterlockClock(DrainTimes? older, Dependency dependency, long loaded, int block, int next, int slack)
    {
        (_older, _dependency, _loaded) = (older, dependency, loaded);
        FreeFrom =
            older is null || dependency.Mode == DependencyMode.Independent
                ? loaded + 1
                : Math.Max(loaded, older.Last + 1) + 1;
        _counted = older?.Before(loaded) ?? 0;
        Advance(loaded, false, false, block, next, slack);
    }

    /// <summary>From this cycle on nothing waits.</summary>
    public long FreeFrom { get; }

    /// <summary>The next step may be issued, as far as its word is concerned.</summary>
    public bool IsReady => _allowed && !_unchecked;

    /// <summary>From <paramref name="cycle"/> to the next one.</summary>
    /// <param name="cycle">Now.</param>
    /// <param name="wordEnds">The last step of a word is issued.</param>
    /// <param name="pixelEnds">It ends a pixel step, too.</param>
    /// <param name="block">Input block of the word under way.</param>
    /// <param name="next">Input block of the one after it.</param>
    /// <param name="slack">Pixel steps of the block that is being written which may be missing.</param>
    public void Advance(long cycle, bool wordEnds, bool pixelEnds, int block, int next, int slack)
    {
        var free = cycle + 1 >= FreeFrom;
        if (free || _older is null)
        {
            (_allowed, _nextAllowed, _nextStale, _unchecked) = (true, true, wordEnds, false);
            return;
        }

        _counted = _older.Before(cycle, _counted);
        var (written, steps) = Math.DivRem(_counted, _older.StepsPerBlock);
        var missing = _older.StepsPerBlock - steps;
        var enough = missing < slack || (missing == slack && !pixelEnds);
        if (_dependency.Mode == DependencyMode.LastBlock)
            block = next = _dependency.GroupStep;
        _unchecked = wordEnds && !(_nextAllowed && !_nextStale);
        _nextStale = wordEnds || cycle == _loaded;
        _allowed = IsWritten(block);
        _nextAllowed = IsWritten(next);

        bool IsWritten(int wanted) =>
            _dependency.Mode != DependencyMode.Wait && (wanted < written || (enough && wanted == written));
    }
}
