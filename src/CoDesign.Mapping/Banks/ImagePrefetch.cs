// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Configuration;

namespace CoDesign.Mapping.Banks;

/// <summary>
/// Decides from which layer on the next frame's image may be written (engine, section 4: release). A late release leaves the image's words to other tensors in the
/// middle of the frame, an early one leaves the image more time. Among the releases whose banks are not too deep, the one that hides most words is taken, then the one
/// with the shallowest banks, then the earliest.
/// </summary>
internal static class ImagePrefetch
{
    /// <summary>Words of a block RAM at its full width, so a depth up to the next multiple costs no block RAM.</summary>
    private const int BlockRamWords = 512;

    /// <summary>The allocation with a release, or <paramref name="plain"/> when there is none.</summary>
    /// <param name="configuration">What the user asked for.</param>
    /// <param name="plain">The allocation in which the image arrives between two frames.</param>
    /// <param name="image">Region that holds the image.</param>
    /// <param name="imageWords">Words of the image stream.</param>
    /// <param name="freeCycles">Of each layer: the cycles behind it in which the banks' write ports are free.</param>
    public static BankAllocation Choose(
        AcceleratorConfiguration configuration,
        BankAllocation plain,
        BankRegion image,
        long imageWords,
        IReadOnlyList<long> freeCycles
    )
    {
        if (!configuration.TakesImageAhead)
            return plain;
        var limit = DepthLimit(configuration, plain.PeakWords);
        var best = plain;
        var least = (Exposed: long.MaxValue, Words: int.MaxValue);
        for (var release = image.LastLayer; release < freeCycles.Count; release++)
        {
            if (freeCycles[release] == 0)
                continue;
            var allocation = Release(plain, image.Name, release);
            var cost = (Math.Max(0, imageWords - freeCycles[release]), Math.Max(allocation.PeakWords, plain.PeakWords));
            if (allocation.PeakWords > limit || cost.CompareTo(least) >= 0)
                continue;
            (best, least) = (allocation, cost);
            if (cost == (0, plain.PeakWords))
                break;
        }

        return best;
    }

    private static BankAllocation Release(BankAllocation plain, string image, int release)
    {
        var regions = plain.Regions.Select(r => r.Name == image ? r with { ReleasedAfter = release } : r).ToArray();
        return BankAllocator.Allocate(plain.PadWords, regions) with { Release = release };
    }

    /// <summary>Words that a bank may have: as many as configured, or what takes no more block RAM than <paramref name="needed"/>.</summary>
    private static int DepthLimit(AcceleratorConfiguration configuration, int needed) =>
        configuration.BankDepth
        ?? (
            configuration.Prefetch == ImageArrival.Ahead
                ? int.MaxValue
                : (needed + BlockRamWords - 1) / BlockRamWords * BlockRamWords
        );
}
