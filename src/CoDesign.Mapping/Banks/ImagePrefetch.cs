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

    /// <summary>Deeper banks must hide at least this part of the frame: one cycle in so many.</summary>
    private const int LeastGain = 100;

    /// <summary>The allocation with a release, or <paramref name="plain"/> when there is none.</summary>
    /// <param name="configuration">What the user asked for.</param>
    /// <param name="plain">The allocation in which the image arrives between two frames.</param>
    /// <param name="image">Region that holds the image.</param>
    /// <param name="imageWords">Words of the image stream.</param>
    /// <param name="freeCycles">Of each layer: the cycles behind it in which the banks' write ports are free.</param>
    /// <param name="layerCycles">Cycles of all layers.</param>
    public static BankAllocation Choose(
        AcceleratorConfiguration configuration,
        BankAllocation plain,
        BankRegion image,
        long imageWords,
        IReadOnlyList<long> freeCycles,
        long layerCycles
    )
    {
        if (!configuration.TakesImageAhead)
            return plain;
        var candidates = Enumerable
            .Range(image.LastLayer, Math.Max(0, freeCycles.Count - image.LastLayer))
            .Where(release => freeCycles[release] > 0)
            .Select(release => Release(plain, image.Name, release, imageWords - freeCycles[release]))
            .Prepend(new Candidate(plain, imageWords))
            .ToArray();
        var any = Best(candidates, configuration.BankDepth ?? int.MaxValue);
        if (configuration.BankDepth is not null || configuration.Prefetch == ImageArrival.Ahead)
            return any.Allocation;
        var free = Best(candidates, (plain.PeakWords + BlockRamWords - 1) / BlockRamWords * BlockRamWords);
        var pays = (free.Exposed - any.Exposed) * LeastGain >= layerCycles + free.Exposed;
        return pays ? any.Allocation : free.Allocation;
    }

    /// <summary>The one that hides most; the plain one is there whatever the limit.</summary>
    private static Candidate Best(Candidate[] candidates, int limit) =>
        candidates
            .Where((c, index) => index == 0 || c.Allocation.PeakWords <= limit)
            .OrderBy(c => c.Exposed)
            .ThenBy(c => Math.Max(c.Allocation.PeakWords, candidates[0].Allocation.PeakWords))
            .First();

    private static Candidate Release(BankAllocation plain, string image, int release, long exposed)
    {
        var regions = plain.Regions.Select(r => r.Name == image ? r with { ReleasedAfter = release } : r).ToArray();
        var allocation = BankAllocator.Allocate(plain.PadWords, regions) with { Release = release };
        return new Candidate(allocation, Math.Max(0, exposed));
    }

    /// <summary>An allocation and the image words that it does not hide.</summary>
    private sealed record Candidate(BankAllocation Allocation, long Exposed);
}
