// SPDX-License-Identifier: Apache-2.0
using CoDesign.Reports.Layers;

namespace CoDesign.Reports.Tables;

/// <summary>Tiling through memory in one sentence.</summary>
public static class TilingText
{
    /// <summary>The sentence.</summary>
    public static string Of(TilingSummary tiling) =>
        $"Tiled through {Text.Count(tiling.ScratchBytes)} bytes of memory in {tiling.Segments.Length} segments of "
        + $"{string.Join(", ", tiling.Segments.Select(s => s.Bands))} bands: {Text.Count(tiling.TransferBytes)} bytes of maps and "
        + $"{Text.Count(tiling.WeightTransferBytes)} of weights over the bus, {Text.Count(tiling.HaloMacs)} MACs at borders again.";
}
