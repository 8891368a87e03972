// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Mapping.Estimates;

/// <summary>When the layers of a frame or band run.</summary>
/// <param name="Lead">From where the first layer might begin to its first step.</param>
/// <param name="Cycles">Of each layer, from its first step to the next one's; the last layer's to its last word.</param>
/// <param name="Waits">Those of them in which the array stands still because a layer, this one or the next, reads what is not written yet.</param>
/// <param name="Tail">From the last word to where the result could begin, while the drain goes on over lanes without a pixel or the result's descriptor is fetched.</param>
/// <param name="ResultTake">The cycle in which the result's descriptor is taken.</param>
internal sealed record LayerTimes(long Lead, long[] Cycles, long[] Waits, long Tail, long ResultTake)
{
    /// <summary>Cycles of all layers.</summary>
    public long Sum => Cycles.Sum();
}
