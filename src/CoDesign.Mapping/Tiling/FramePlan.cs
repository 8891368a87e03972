// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Configuration;
using CoDesign.Ir.Diagnostics;
using CoDesign.Mapping.Banks;

namespace CoDesign.Mapping.Tiling;

/// <summary>The groups of a frame, and what passes through memory between them.</summary>
/// <param name="Groups">In execution order.</param>
/// <param name="Transfers">Null where all maps stay in the banks; there is one group then.</param>
internal sealed record FramePlan(ImmutableArray<FrameGroup> Groups, TransferLists? Transfers)
{
    /// <summary>
    /// One group where the banks hold it, or may be as deep as it needs; else bands, where weights come from memory. Null after a diagnostic.
    /// Without a memory the group is too large, and the choice of parameters says so.
    /// </summary>
    public static FramePlan? Of(
        NetworkMap map,
        AcceleratorConfiguration configuration,
        ImmutableArray<byte> padWords,
        DiagnosticBag diagnostics
    )
    {
        var whole = FrameGroup.Whole(map, configuration, padWords);
        if (
            configuration is not { BankDepth: { } depth, TilesThroughMemory: true }
            || whole.Allocation.PeakWords <= depth
            || map.Network.Layers.IsEmpty
        )
            return new FramePlan([whole], null);
        if (SegmentChooser.Choose(map, configuration, padWords, depth, diagnostics) is not { } segments)
            return null;
        var groups = ImmutableArray.CreateBuilder<(FrameGroup Group, int Segment)>();
        for (var index = 0; index < segments.Length; index++)
        {
            var segment = segments[index];
            var networks = new BandNetworks(map.Network, segment.First, segment.End);
            for (var band = 0; band < segment.Bands; band++)
            {
                var network = map.Band(networks.Band(band, segment.Bands), segment.First, configuration);
                groups.Add((FrameGroup.Band(network, segment.First, configuration.Pixels, padWords), index));
            }
        }

        var transfers = TransferBuilder.Build(
            map.Network,
            map.Layouts,
            groups.ToImmutable(),
            segments,
            configuration.WordsPerBeat
        );
        return new FramePlan([.. groups.Select(at => at.Group)], transfers);
    }

    /// <summary>The banks' words over the frame: regions of all groups, each while its group runs.</summary>
    public BankAllocation Allocation()
    {
        if (Groups is [var only])
            return only.Allocation;
        var regions = ImmutableArray.CreateBuilder<BankRegion>();
        var first = 0;
        foreach (var group in Groups)
        {
            var count = group.Map.Network.Layers.Length;
            regions.AddRange(
                group.Allocation.Regions.Select(region =>
                    region with
                    {
                        FirstLayer = first + Math.Max(region.FirstLayer, 0),
                        LastLayer = first + Math.Min(region.LastLayer, count - 1),
                    }
                )
            );
            first += count;
        }

        return new BankAllocation(
            Groups[0].Allocation.PadWords,
            regions.ToImmutable(),
            Groups.Max(group => group.Allocation.PeakWords),
            Groups.Max(group => group.Allocation.LiveWords)
        );
    }
}
