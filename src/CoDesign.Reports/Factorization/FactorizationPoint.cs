// SPDX-License-Identifier: Apache-2.0
using CoDesign.Analysis.Accuracy;
using CoDesign.Analysis.Factorization;
using CoDesign.Ir.Configuration;
using CoDesign.Ir.Nodes;
using CoDesign.Mapping;
using CoDesign.Reports.Layers;

namespace CoDesign.Reports.Factorization;

/// <summary>One factorization of an architecture with its costs and, where a trained model was given, its accuracy.</summary>
/// <param name="Factorized">Architecture and groups.</param>
/// <param name="Macs">By the thesis' equations.</param>
/// <param name="Figures">Of the planned network.</param>
/// <param name="TrainableParameters">Weights, biases of dense layers, gamma and beta of batch normalization.</param>
/// <param name="Plan">The accelerator.</param>
public sealed record FactorizationPoint(
    FactorizedArchitecture Factorized,
    FactorizationMacs Macs,
    NetworkSummary Figures,
    long TrainableParameters,
    AcceleratorPlan Plan
)
{
    /// <summary>Of the trained model; null without one.</summary>
    public AccuracySummary? Accuracy { get; init; }

    /// <summary>The point of a planned network.</summary>
    /// <param name="factorized">Architecture and groups.</param>
    /// <param name="graph">Its graph, at stage Imported.</param>
    /// <param name="plan">Its accelerator.</param>
    public static FactorizationPoint Of(FactorizedArchitecture factorized, Graph graph, AcceleratorPlan plan)
    {
        var weights = graph
            .Nodes.OfType<Conv2d>()
            .Sum(conv => (long)conv.Weights.Length + (conv.IsDense ? conv.Bias.Length : 0));
        var norms = graph.Nodes.OfType<BatchNorm>().Sum(norm => 2L * norm.Gamma.Length);
        return new FactorizationPoint(
            factorized,
            FactorizationMacs.Of(factorized),
            PlanFigures.Of(plan),
            weights + norms,
            plan
        );
    }

    /// <summary>Energy of the arithmetic of one frame, picojoule.</summary>
    public double ArithmeticPj(EnergyTable table) =>
        Plan.Layers.Sum(layer => layer.Estimate.Operations.ArithmeticPj(table));

    /// <summary>Energy of the memory accesses of one frame, picojoule.</summary>
    public double MemoryPj(EnergyTable table) => Plan.Layers.Sum(layer => layer.Estimate.Operations.MemoryPj(table));

    /// <summary>Energy of one frame, picojoule.</summary>
    public double EnergyPj(EnergyTable table) => ArithmeticPj(table) + MemoryPj(table);
}
