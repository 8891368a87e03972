// SPDX-License-Identifier: Apache-2.0
using CoDesign.Mapping.Layers;
using CoDesign.Mapping.Layouts;

namespace CoDesign.Mapping.Estimates;

/// <summary>Work, time and energy of one layer on an array of PO x PX lanes.</summary>
/// <param name="channels">PO.</param>
/// <param name="pixels">PX.</param>
/// <param name="bankBytes">Bytes of one bank.</param>
/// <param name="weightMemoryBytes">Bytes of the weight memory.</param>
/// <param name="streamsWeights">Weights come from outside in every frame.</param>
internal sealed class LayerEstimator(
    int channels,
    int pixels,
    long bankBytes,
    long weightMemoryBytes,
    bool streamsWeights
)
{
    /// <summary>Waits for written pixels that are a smaller part of a layer than this are not worth a reason.</summary>
    private const double LeastWait = 0.01;

    /// <summary>
    /// The estimate of a layer that takes <paramref name="cycles"/>, <paramref name="waits"/> of them for pixels that are not written yet. Its first tile lasts until the one before it is
    /// drained, the last of <paramref name="previous"/>.
    /// </summary>
    public LayerEstimate Estimate(
        EngineLayer layer,
        EngineLayer? previous,
        LoopNest loops,
        ChannelLayout input,
        long weightWords,
        long cycles,
        long waits
    )
    {
        var issue = CycleModel.Issue(layer, loops, pixels);
        var drains = Math.Max(0, (previous?.DrainCycles ?? 0) - Math.Max(loops.TileSteps, layer.DrainCycles));
        waits = waits < LeastWait * issue ? 0 : waits;
        var parameters =
            layer.Kind == LayerKind.Convolution
                ? ((long)layer.MadeChannels * layer.GroupInputs * layer.Taps.Taps) + layer.MadeChannels
                : 0;
        var steps = issue / Math.Max(loops.TileSteps, layer.DrainCycles) * loops.TileSteps;
        return new LayerEstimate(
            layer.Macs,
            parameters,
            weightWords * channels,
            layer.MadeElements,
            cycles,
            layer.Macs / ((double)(issue + drains + waits) * channels * pixels),
            layer.Order is { } order ? [order.Text(layer.Shape.Channels)]
                : layer.Macs == 0 ? []
                : [.. Reasons(layer, loops, input, drains, waits)],
            Count(layer, steps, weightWords * channels)
        )
        {
            WaitCycles = waits,
        };
    }

    private IEnumerable<string> Reasons(EngineLayer layer, LoopNest loops, ChannelLayout input, int drains, long waits)
    {
        var lanes = loops.OutputBlocks * channels / layer.PixelsAtOnce;
        var some =
            layer.Part is null ? ""
            : layer.Part.IsRest ? "the last "
            : "the first ";
        if (layer.MadeChannels < lanes)
            yield return $"{some}{layer.MadeChannels} output channels fill {lanes} lanes";
        var slots = layer.PixelSteps(pixels) * (layer.Split?.PixelLanes ?? (pixels * layer.PixelsAtOnce));
        if (layer.Shape.Pixels < slots)
            yield return $"{layer.Shape.Pixels} output pixels fill {slots} pixel slots{(layer.Part is { IsRest: true } ? " in the last block" : "")}";
        // Swapped, each half of the channel lanes has half of a slice.
        var slices = (layer.Split?.Slices ?? 1) * (layer.Split is { IsSwapped: true } ? 2 : 1);
        if (layer.Split is { } split && split.Groups * split.LanesOfSum < pixels)
            yield return $"{split.Groups * split.LanesOfSum} of {pixels} pixel lanes have a slice of the inputs";
        if (loops.TileSteps < layer.DrainCycles)
            yield return layer.BothPorts
                ? $"a tile of {loops.TileSteps} steps waits for {pixels} pixels to drain, two a cycle"
                : $"a tile of {loops.TileSteps} steps waits for {layer.DrainCycles} {(layer.DrainCycles > pixels && !layer.InHalves ? "values" : "pixels")} to drain";
        if (drains > 0)
            yield return $"the first tile waits for {drains} more pixels of the layer before it to drain";
        if (waits > 0)
            yield return $"{waits} cycles of waiting for pixels that are still in the drain";
        var needed = layer.GroupInputs * layer.Taps.Taps;
        if (layer.Split is not null && loops.TileSteps * slices > needed)
            yield return $"{slices} slices of {loops.TileSteps} steps for {needed} taps: a slice is whole {(layer.Split.IsSwapped ? "halves of words" : "words")} and kernel rows";
        else if (loops.TileSteps * slices > needed)
        {
            yield return input.Equals(ChannelLayout.Natural(layer.Input.Channels, channels))
                ? $"a tile takes {loops.TileSteps} steps for {needed} taps: groups of {layer.GroupInputs} channels share words in natural order"
                : $"a tile takes {loops.TileSteps} steps for {needed} taps: another layer decides the order of the input's channels";
        }

        if (layer.Taps.Positions > 1 && (long)layer.Taps.Positions * layer.Shape.Pixels != layer.Nodes[0].Shape.Pixels)
            yield return $"pooling windows ask for {(long)layer.Taps.Positions * layer.Shape.Pixels} convolution pixels of {layer.Nodes[0].Shape.Pixels}";
    }

    private OperationCounts Count(EngineLayer layer, long steps, long weightBytes) =>
        new(
            layer.Macs > 0 ? layer.Macs : layer.MadeElements * layer.Taps.Taps * layer.Taps.Positions,
            layer.MadeElements * layer.Taps.Positions,
            (steps * channels * pixels) + layer.MadeElements,
            bankBytes,
            (steps * channels * (layer.Split?.OwnWeights ?? 1)) + (streamsWeights ? weightBytes : 0),
            weightMemoryBytes,
            streamsWeights ? weightBytes : 0
        );
}
