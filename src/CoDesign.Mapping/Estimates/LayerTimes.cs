// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Mapping.Estimates;

/// <summary>When the layers of a network run.</summary>
/// <param name="Cycles">Of each layer, from its first step to the next one's; the last layer's to its last word.</param>
/// <param name="Waits">Those of them in which the array stands still because a layer, this one or the next, reads what is not written yet.</param>
/// <param name="Tail">From the last layer's last word to where the result could begin, while its descriptor is fetched.</param>
internal sealed record LayerTimes(long[] Cycles, long[] Waits, long Tail)
{
    /// <summary>Cycles of all layers.</summary>
    public long Sum => Cycles.Sum();
}
