// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Configuration;
using CoDesign.Ir.Diagnostics;
using CoDesign.Mapping.Tiling;

namespace CoDesign.Mapping.Estimates;

/// <summary>Whether a network takes the copies that were found between its orders of channels.</summary>
internal static class CopyChoice
{
    /// <summary>A network that gains less than one cycle in so many does without.</summary>
    private const int LeastGain = 100;

    /// <summary>The map whose frame is shorter, <paramref name="copied"/> only where memories of configured depths hold it.</summary>
    public static NetworkMap Of(NetworkMap plain, NetworkMap copied, AcceleratorConfiguration configuration)
    {
        if (
            configuration.DescriptorDepth is not null
            || (configuration is { ParameterDepth: not null, StreamsWeights: false })
            || !WeightsFit(plain, copied, configuration)
            || Frame(copied, configuration) is not { } after
        )
            return plain;
        return Frame(plain, configuration) is { } before && (before - after) * LeastGain < before ? plain : copied;
    }

    /// <summary>The ring of streamed weights holds blocks as large as those that are there anyway.</summary>
    private static bool WeightsFit(NetworkMap plain, NetworkMap copied, AcceleratorConfiguration configuration)
    {
        if (configuration.WeightDepth is not { } depth)
            return true;
        return configuration.StreamsWeights
            ? LargestBlock(copied) <= LargestBlock(plain)
            : copied.WeightWords(configuration).Sum() + copied.WeightLanes(configuration) <= depth;
    }

    private static int LargestBlock(NetworkMap map) => map.Loops.Max(loops => loops.TileSteps);

    /// <summary>Cycles of a frame; null where the banks do not hold it.</summary>
    private static long? Frame(NetworkMap map, AcceleratorConfiguration configuration)
    {
        ImmutableArray<byte> padWords = map.Network.Layers.Any(l => l.ReadsPadding) ? [0] : [];
        if (FramePlan.Of(map, configuration, padWords, new DiagnosticBag()) is not { } frame)
            return null;
        var estimate = new FrameEstimator(map, frame, configuration, padWords.Length).Estimate(accBits: null).Network;
        return frame.Transfers is null && estimate.BankWords > configuration.BankDepth ? null : estimate.Cycles;
    }
}
