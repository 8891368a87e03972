// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Mapping.Estimates;

/// <summary>When the pixel steps of a layer are written, as the interlock counts them (cd_drain, drain_unwritten).</summary>
/// <param name="StepsPerBlock">n.</param>
/// <param name="Latency">From the step that ends a pixel step to the cycle in which it is counted.</param>
internal sealed record DrainTimes(int StepsPerBlock, long Latency)
{
    private readonly List<long> _ends = [];

    /// <summary>A pixel step's last tile ends with the step issued in cycle <paramref name="end"/>.</summary>
    public void Add(long end) => _ends.Add(end);

    /// <summary>When the layer's last pixel step is counted; from the next cycle on it no longer drains.</summary>
    public long Last => _ends[^1] + Latency;

    /// <summary>Pixel steps that are counted before <paramref name="cycle"/>, when <paramref name="known"/> of them are known to be.</summary>
    public int Before(long cycle, int known)
    {
        while (known < _ends.Count && _ends[known] + Latency < cycle)
            known++;
        return known;
    }

    /// <summary>The same, from the end on: only the last steps of a layer are still on their way when another follows it.</summary>
    public int Before(long cycle)
    {
        var known = _ends.Count;
        while (known > 0 && _ends[known - 1] + Latency >= cycle)
            known--;
        return known;
    }
}
