// SPDX-License-Identifier: Apache-2.0
using CoDesign.Analysis.Attribution;
using CoDesign.Analysis.Networks;
using CoDesign.Ir.Nodes;
using CoDesign.Mapping;
using CoDesign.Reports.Layers;

namespace CoDesign.Reports.Layerwise;

/// <summary>One network with everything known of it: what its layers are, what they lose, and what they cost in hardware.</summary>
/// <param name="Name">Unique in a report; the model file's name.</param>
/// <param name="Figures">Totals, cycles and energy as planned.</param>
/// <param name="Analysis">Distributions and fidelity.</param>
/// <param name="Layers">In execution order, the input first.</param>
/// <param name="Attribution">Null when it was not asked for.</param>
/// <param name="Plan">The accelerator.</param>
public sealed record AnalyzedNetwork(
    string Name,
    NetworkSummary Figures,
    NetworkAnalysis Analysis,
    ImmutableArray<AnalyzedLayer> Layers,
    NetworkAttribution? Attribution,
    AcceleratorPlan Plan
)
{
    /// <summary>The analysis repeated with other calibration records; empty when it was not asked for.</summary>
    public ImmutableArray<NetworkTrial> Trials { get; init; } = [];

    /// <summary>Layers whose names begin alike, in the order of their first layer.</summary>
    public ImmutableArray<BlockFigures> Blocks =>
        [
            .. Layers
                .GroupBy(layer => layer.Block, StringComparer.Ordinal)
                .Select(group => BlockFigures.Of(group.Key, [.. group])),
        ];

    /// <summary>Joins what was found.</summary>
    public static AnalyzedNetwork Of(
        string name,
        NetworkStages stages,
        NetworkAnalysis analysis,
        NetworkAttribution? attribution,
        AcceleratorPlan plan,
        IReadOnlyList<string>? blockPrefixes = null
    )
    {
        var attributed = attribution?.Layers.ToDictionary(layer => layer.Name, StringComparer.Ordinal);
        // A pool that runs in its convolution's tiles has no time of its own.
        var planned = plan
            .Estimate.Layers.Where(layer => !layer.Layer.Nodes.IsEmpty)
            .ToDictionary(layer => layer.Layer.Nodes[0].Name, StringComparer.Ordinal);
        var skipped = BlockName.CommonParts(analysis.Layers.Select(layer => layer.Name));
        var layers = analysis
            .Layers.Prepend(analysis.Input)
            .Select(layer =>
            {
                var node = stages.Quantized[layer.Name];
                var figures = node.Inputs.IsEmpty
                    ? new LayerSummary(layer.Name, layer.Op, [], GraphFigures.Shape(node.Shape))
                    {
                        ActivationBytes = node.Shape.Elements,
                    }
                    : GraphFigures.LayerOf(stages.Quantized, node);
                if (planned.TryGetValue(layer.Name, out var found))
                {
                    figures = figures with
                    {
                        Cycles = found.Estimate.Cycles,
                        MacUtilization = found.Estimate.Utilization(plan.Estimate.Lanes),
                        UtilizationBound = found.Estimate.UtilizationBound,
                        BoundReasons = found.Estimate.Reasons.IsEmpty ? null : found.Estimate.Reasons,
                        EnergyPj = found.Estimate.EnergyPj,
                    };
                }

                return new AnalyzedLayer(
                    figures,
                    layer,
                    attributed?.GetValueOrDefault(layer.Name),
                    BlockName.Of(layer.Name, blockPrefixes, skipped)
                );
            });
        return new AnalyzedNetwork(name, PlanFigures.Of(plan), analysis, [.. layers], attribution, plan);
    }
}

/// <summary>One layer with everything known of it.</summary>
/// <param name="Figures">Shapes, MACs, bytes, cycles, energy.</param>
/// <param name="Analysis">Distributions and fidelity.</param>
/// <param name="Attribution">Null when it was not asked for.</param>
/// <param name="Block">Name of the block that it belongs to.</param>
public sealed record AnalyzedLayer(
    LayerSummary Figures,
    LayerAnalysis Analysis,
    LayerAttribution? Attribution,
    string Block
);
