// SPDX-License-Identifier: Apache-2.0
using CoDesign.Mapping.Layers;

namespace CoDesign.Mapping.Estimates;

/// <summary>
/// cd_input_writer while the image of the next frame is taken: from the release on a word in every cycle in which no code leaves the requantizers.
/// </summary>
/// <param name="release">Index of the layer whose end releases the image.</param>
/// <param name="words">Of the image.</param>
/// <param name="cyclesPerWord">Between two words of the stream.</param>
/// <param name="pixels">PX.</param>
internal sealed class ImageClock(int release, long words, int cyclesPerWord, int pixels)
{
    /// <summary>From the cycle in which the layer behind the release is taken to the first word.</summary>
    private const int StartLatency = 2;

    private readonly List<(long From, long To)> _codes = [];
    private long _start;

    /// <summary>The layer behind the one at <paramref name="index"/> is taken in cycle <paramref name="take"/>.</summary>
    public void Take(int index, long take)
    {
        if (index == release)
            _start = take + StartLatency;
    }

    /// <summary>A tile of the layer at <paramref name="index"/> leaves the requantizers from cycle <paramref name="from"/> on.</summary>
    public void Drain(int index, EngineLayer layer, long from)
    {
        if (index < release)
            return;
        var split = layer.Split;
        var lanesOfSum = layer.AddedLanes > 0 ? layer.AddedLanes : split?.LanesOfSum ?? 1;
        if (lanesOfSum == 1)
        {
            _codes.Add((from, from + layer.DrainCycles));
            return;
        }

        // Lanes whose sums are added give a code with the last ones of each sum.
        var turns = split is { IsSwapped: false } ? split.Sharing : 1;
        for (var lane = 0; lane < pixels; lane++)
        {
            if ((lane % lanesOfSum) + turns >= lanesOfSum)
                _codes.Add((from + lane, from + lane + 1));
        }
    }

    /// <summary>The cycle in which the last word is taken.</summary>
    public long Complete()
    {
        var (at, next) = (_start - 1, 0);
        for (var word = 0L; word < words; word++)
        {
            at = Math.Max(at + 1, _start + (word * cyclesPerWord));
            for (; next < _codes.Count && _codes[next].From <= at; next++)
                at = Math.Max(at, _codes[next].To);
        }

        return at;
    }
}
