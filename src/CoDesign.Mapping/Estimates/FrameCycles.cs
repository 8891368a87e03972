// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Configuration;
using CoDesign.Mapping.Banks;
using CoDesign.Mapping.Layers;

namespace CoDesign.Mapping.Estimates;

/// <summary>
/// Cycles of a frame. Alone, from the first image word on: image, layers, result. Frame after frame: layers, result, the way to the next frame, and of its image what arrives between the
/// frames: all, or with a release the words for which there was no free cycle, or on a narrow stream no cycle at all, behind the layer that releases.
/// </summary>
/// <param name="map">The network.</param>
/// <param name="configuration">The accelerator.</param>
/// <param name="model">Cycles of its layers.</param>
internal sealed class FrameCycles(NetworkMap map, AcceleratorConfiguration configuration, CycleModel model)
{
    /// <summary>Each layer; what stands around the layers of a frame that is alone; the distance of frames back to back.</summary>
    /// <param name="allocation">PAD words and release.</param>
    /// <param name="resultWords">Words of the result.</param>
    /// <param name="ringWords">Words that a weight ring holds.</param>
    public (LayerTimes Layers, long Overhead, long Interval) Of(
        BankAllocation allocation,
        long resultWords,
        long ringWords
    )
    {
        var beginsWithAdd = map.Network.Layers is [{ Kind: LayerKind.Add }, ..];
        var imageCycles = map.ImageWords * configuration.CyclesPerStreamWord;
        var resultCycles = resultWords * configuration.CyclesPerStreamWord;
        var image = allocation.Release is { } release
            ? new ImageClock(release, map.ImageWords, configuration.CyclesPerStreamWord, configuration.Pixels)
            : null;
        var lead = model.GroupLead([imageCycles], beginsWithAdd, isKept: image is not null);
        var padding = model.PaddingCycles(allocation.PadWords.Length);
        var layers = model.LayerCycles(map, 0, model.Stream(-padding - lead, ringWords), image);
        lead += layers.Lead;
        var behind = layers.Tail + CycleModel.ResultCycles(resultCycles);
        var interval =
            layers.Sum
            + behind
            + model.Between(image is null ? imageCycles : 0, resultCycles, beginsWithAdd)
            + model.ImageWait(image, layers, resultCycles, beginsWithAdd);
        var host = configuration.Bus is null ? 0 : model.HostCycles(allocation.PadWords.Length);
        return (layers, host + lead + behind, interval);
    }
}
