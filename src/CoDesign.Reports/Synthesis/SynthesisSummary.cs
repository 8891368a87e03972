// SPDX-License-Identifier: Apache-2.0
using CoDesign.Cosim.Synthesis;

namespace CoDesign.Reports.Synthesis;

/// <summary>What synthesis found: <c>synth --json</c>, and an entry of <c>synthesis</c> in <c>summary.json</c>.</summary>
/// <param name="Target">Device family.</param>
/// <param name="Tool">Name and version of the synthesis program.</param>
/// <param name="Top">Top module.</param>
/// <param name="Total">Cells of the flat design.</param>
/// <param name="Multipliers">PO * PX.</param>
/// <param name="LutsPerMultiplier">Look-up tables of the flat design / (PO * PX).</param>
/// <param name="Warnings">Warnings that tell of no known fault.</param>
/// <param name="Modules">Cells by module when modules are kept apart.</param>
/// <param name="Memories">Memories of the flat design, largest first.</param>
/// <param name="Placement">Place and route; null for families without.</param>
/// <param name="Simulation">The netlist against the integer model; null when it was not simulated.</param>
public sealed record SynthesisSummary(
    string Target,
    string Tool,
    string Top,
    CellCounts Total,
    int Multipliers,
    double LutsPerMultiplier,
    int Warnings,
    ImmutableArray<ModuleCells> Modules,
    ImmutableArray<MemoryUse> Memories,
    PlacementSummary? Placement,
    NetlistResult? Simulation = null
)
{
    /// <summary>Cells of all modules kept apart: a netlist as good as the flat one, often with fewer look-up tables and more flip-flops.</summary>
    public CellCounts ModulesTotal => CellCounts.Sum(Modules.Select(module => module.Cells));

    /// <summary>The summary of a synthesis.</summary>
    public static SynthesisSummary Of(
        SynthesisResult result,
        int channels,
        int pixels,
        PlacementSummary? placement,
        NetlistResult? simulation = null
    )
    {
        var multipliers = channels * pixels;
        return new SynthesisSummary(
            result.Target,
            result.Tool,
            result.Top,
            result.Total,
            multipliers,
            (double)result.Total.Luts / multipliers,
            result.Warnings,
            result.Modules,
            result.Memories,
            placement,
            simulation
        );
    }
}

/// <summary>Place and route of a network on a device.</summary>
/// <param name="Device">Device and package.</param>
/// <param name="Tool">Name and version of the program.</param>
/// <param name="Seed">Seed of the placement.</param>
/// <param name="Resources">Use of the device.</param>
/// <param name="FmaxMhz">Greatest clock frequency; null when it was not routed.</param>
/// <param name="FrameCycles">Cycles of one frame through ports of one byte; see <see cref="FrameTime"/>.</param>
/// <param name="FramesPerSecond">FmaxMhz / FrameCycles.</param>
public sealed record PlacementSummary(
    string Device,
    string Tool,
    int Seed,
    ImmutableArray<DeviceResource> Resources,
    double? FmaxMhz,
    long? FrameCycles,
    double? FramesPerSecond
)
{
    /// <summary>The summary of a placement.</summary>
    public static PlacementSummary Of(PlacementResult result, long? frameCycles) =>
        new(
            result.Device,
            result.Tool,
            result.Seed,
            result.Resources,
            result.FmaxMhz,
            frameCycles,
            result.FmaxMhz is { } mhz && frameCycles is { } cycles ? mhz * 1e6 / cycles : null
        );
}

/// <summary>Cycles of a frame when the streams carry one byte a cycle instead of a word.</summary>
public static class FrameTime
{
    /// <summary>
    /// max(cycles + (PO - 1) * (image words + result words), PO * weight words): image and result take PO cycles a word, and the weights come beside
    /// the computation. An upper bound of the rate: weights that are late for one layer do not wait for another.
    /// </summary>
    /// <param name="cycles">Cycles of one image with word-wide streams.</param>
    /// <param name="channels">PO.</param>
    /// <param name="imageWords">Words of <c>s_axis_image</c>.</param>
    /// <param name="resultWords">Words of <c>m_axis_result</c>.</param>
    /// <param name="weightWords">Words of <c>s_axis_weight</c>.</param>
    public static long Cycles(long cycles, int channels, long imageWords, long resultWords, long weightWords) =>
        Math.Max(cycles + ((channels - 1) * (imageWords + resultWords)), channels * weightWords);
}
