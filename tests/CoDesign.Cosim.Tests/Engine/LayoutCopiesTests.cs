// SPDX-License-Identifier: Apache-2.0
using CoDesign.Benchmarks.Engine;
using CoDesign.Ir.Configuration;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;
using CoDesign.Mapping;
using CoDesign.Mapping.Tests;

namespace CoDesign.Cosim.Tests.Engine;

/// <summary>Copies between orders of channels, in Verilator: every word of every layer, and each layer's cycles as estimated.</summary>
public sealed class LayoutCopiesTests
{
    [ToolTheory("verilator", "g++", "make")]
    [InlineData(WeightPlacement.OnChip)]
    [InlineData(WeightPlacement.Stream)]
    public void CopiesKeepEveryWordAndTakeTheCyclesOfTheEstimate(WeightPlacement weights)
    {
        var graph = new SmallGraph(new TensorShape(7, 9, 24))
            .Conv("g6", 24, 6, kernel: 3)
            .Conv("dw", 24, 24, kernel: 3)
            .Conv("g8", 24, 8, kernel: 3)
            .Conv("g2", 24, 2, kernel: 3)
            .Build();
        var configuration = AcceleratorConfiguration.Default with { Channels = 8, Pixels = 4, Weights = weights };
        var diagnostics = new DiagnosticBag();
        var plan = Planner.Plan(graph, configuration, diagnostics);
        Assert.Empty(diagnostics.Items);
        Assert.Equal(2, plan!.Layers.Count(l => l.Layer.Order is not null));

        var records = Enumerable.Range(0, 2).Select(seed => RandomNetwork.Codes(graph, seed));
        var (_, outcome) = EngineMeasurement.Simulate(plan, graph, records, stallFrom: 2);

        Assert.Equal(
            plan.Estimate.Layers.Select(l => (l.Layer.Name, l.Estimate.Cycles)),
            outcome.Layers.Select(l => (l.Name, l.Cycles))
        );
        Assert.Equal(plan.Estimate.Cycles, outcome.Cycles);
    }
}
