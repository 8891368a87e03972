// SPDX-License-Identifier: Apache-2.0
using CoDesign.Analysis.Accuracy;

namespace CoDesign.Analysis.Networks;

/// <summary>Layerwise figures of one network over one data set.</summary>
/// <param name="Model">Name.</param>
/// <param name="ClipPercent">Share of values that clipping cut off at each end, percent.</param>
/// <param name="Input">The network's input.</param>
/// <param name="Layers">In execution order.</param>
/// <param name="Accuracy">What the quantization costs at the output.</param>
public sealed record NetworkAnalysis(
    string Model,
    double ClipPercent,
    LayerAnalysis Input,
    ImmutableArray<LayerAnalysis> Layers,
    AccuracySummary Accuracy
)
{
    /// <summary>Records measured.</summary>
    public long Records => Accuracy.Images;
}
