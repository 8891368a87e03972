// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Nodes;
using CoDesign.Mapping;
using CoDesign.Mapping.Estimates;
using CoDesign.Reports.Pages;

namespace CoDesign.Reports.Layers;

/// <summary>What can be said of a network on the engine: the figures of its graph, and cycles and energy as planned.</summary>
public static class PlanFigures
{
    /// <summary>The summary of <paramref name="plan"/>; layers are those of the engine, so a fused pool stands with its convolution.</summary>
    public static NetworkSummary Of(AcceleratorPlan plan)
    {
        var graph = GraphFigures.Of(plan.Graph);
        var lanes = plan.Estimate.Lanes;
        return graph with
        {
            Layers = [.. plan.Estimate.Layers.Select(layer => LayerOf(plan.Graph, layer, lanes))],
            Cycles = plan.Estimate.Cycles,
            CyclesSource = "estimate",
            FrameIntervalCycles = plan.Estimate.FrameIntervalCycles,
            FrameIntervalSource = "estimate",
            MacUtilization = plan.Estimate.MacUtilization,
            Dsps = plan.Estimate.Dsps.Total,
            MacsPerDspCycle = plan.Estimate.MacsPerDspCycle,
            LatencyMs = plan.Estimate.LatencyMs,
            EnergyPj = plan.Estimate.EnergyPj,
            Accelerator = AcceleratorOf(plan),
            ActivationMemory = MemoryPicture.Banks(plan),
            Tiling = plan.Estimate.Tiling is { } tiling ? TilingOf(plan.Estimate, tiling) : null,
        };
    }

    private static LayerSummary LayerOf(Graph graph, EstimatedLayer layer, int lanes)
    {
        // The first node of a layer has its geometry and parameters; a copy that only moves channels has none.
        var figures = layer.Layer.Nodes is [var first, ..]
            ? GraphFigures.LayerOf(graph, first)
            : new LayerSummary(
                layer.Layer.Name,
                layer.Layer.Op,
                GraphFigures.Shape(layer.Layer.Input),
                GraphFigures.Shape(layer.Layer.Shape)
            );
        return figures with
        {
            Name = layer.Layer.Name,
            Op = layer.Layer.Op,
            Shape = GraphFigures.Shape(layer.Layer.Shape),
            Macs = layer.Layer.Macs,
            ActivationBytes = layer.Layer.Shape.Elements,
            Cycles = layer.Estimate.Cycles,
            MacUtilization = layer.Estimate.Utilization(lanes),
            UtilizationBound = layer.Estimate.UtilizationBound,
            BoundReasons = layer.Estimate.Reasons.IsEmpty ? null : layer.Estimate.Reasons,
            EnergyPj = layer.Estimate.EnergyPj,
            Bands = layer.Bands > 1 ? layer.Bands : null,
            HaloMacs = layer.Bands > 1 ? layer.HaloMacs : null,
        };
    }

    private static TilingSummary TilingOf(NetworkEstimate estimate, TilingEstimate tiling) =>
        new(
            tiling.ScratchBytes,
            tiling.TransferBytes,
            tiling.WeightTransferBytes,
            estimate.Layers.Sum(layer => layer.HaloMacs),
            [
                .. tiling.Segments.Select(s => new SegmentSummary(
                    s.Bands,
                    [.. estimate.Layers[s.First..s.End].Select(layer => layer.Layer.Name)]
                )),
            ]
        );

    private static AcceleratorSummary AcceleratorOf(AcceleratorPlan plan)
    {
        var engine = plan.Parameters;
        return new AcceleratorSummary(
            engine.Channels,
            engine.Pixels,
            engine.Channels * engine.Pixels,
            plan.Estimate.Dsps.Array,
            plan.Estimate.Dsps.Requantizers,
            plan.Configuration.ClockMhz,
            plan.Configuration.Target,
            engine.BankDepth,
            engine.WeightDepth,
            engine.ParameterDepth,
            engine.BankBytes,
            engine.WeightBytes,
            engine.AccBits,
            engine.MultiplierBits,
            engine.WeightStream,
            plan.Configuration.MultiplierName,
            plan.Configuration.RequantizerName,
            plan.Configuration.LaneWeightName,
            engine.WeightLanes,
            plan.Configuration.PrefetchName,
            plan.Allocation.Release is { } release ? plan.Layers[release].Layer.Operator : null,
            engine.DrainPorts,
            plan.Configuration.HalvesName,
            engine.HasHalves,
            plan.Configuration.Bus?.Width
        );
    }
}
