// SPDX-License-Identifier: Apache-2.0
using CoDesign.Analysis.Distributions;

namespace CoDesign.Analysis.Networks;

/// <summary>Layerwise figures of one network over one data set.</summary>
/// <param name="Model">Name.</param>
/// <param name="Records">Records measured.</param>
/// <param name="Layers">In execution order.</param>
public sealed record NetworkAnalysis(string Model, long Records, ImmutableArray<LayerAnalysis> Layers)
{
    /// <summary>The network's input.</summary>
    public required LayerAnalysis Input { get; init; }
}
