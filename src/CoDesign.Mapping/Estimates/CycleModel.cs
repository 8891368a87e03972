// SPDX-License-Identifier: Apache-2.0
using CoDesign.Mapping.Banks;
using CoDesign.Mapping.Layers;

namespace CoDesign.Mapping.Estimates;

/// <summary>
/// Cycles of the engine without stalls from outside (engine study, section 3): <c>n * OB * positions * max(T, PX) + bubble</c>, since a tile must last until the one
/// before it is drained, one pixel a cycle.
/// </summary>
internal static class CycleModel
{
    /// <summary>Between two layers that overlap.</summary>
    public const int OverlapBubble = 4;

    /// <summary>Where a layer waits until the one before it has written all, the drain apart.</summary>
    public const int WaitBubble = 25;

    /// <summary>Cycles in which the array could issue for <paramref name="layer"/>.</summary>
    public static long Issue(EngineLayer layer, LoopNest loops, int pixels) =>
        (long)PixelRanges.StepsOf(layer.Shape, pixels) * loops.OutputBlocks * layer.Taps.Positions * Math.Max(loops.TileSteps, pixels);

    /// <summary>From the layer's first issued step to the next layer's.</summary>
    public static long Layer(EngineLayer layer, LoopNest loops, Dependency? next, int pixels) =>
        Issue(layer, loops, pixels) + (next is null or { Mode: DependencyMode.Wait } ? pixels + WaitBubble : OverlapBubble);
}
