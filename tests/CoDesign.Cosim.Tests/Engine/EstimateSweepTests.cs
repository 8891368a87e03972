// SPDX-License-Identifier: Apache-2.0
using CoDesign.Benchmarks.Engine;
using CoDesign.Ir.Configuration;
using CoDesign.Ir.Diagnostics;
using CoDesign.Mapping;
using CoDesign.Mapping.Tests;
using Xunit.Abstractions;

namespace CoDesign.Cosim.Tests.Engine;

/// <summary>
/// The estimate of short layers, where a cycle counts: random networks on random arrays (operators, geometries, multipliers, requantizers, drain ports, halves, weight rows, image arrival), weights on the chip and as a
/// stream. Every layer's cycles, the frame's and the distance of frames equal what Verilator counts.
/// </summary>
public sealed class EstimateSweepTests(ITestOutputHelper output)
{
    private const int Images = 3;

    [ToolTheory("verilator", "g++", "make")]
    [InlineData(1, WeightPlacement.OnChip)]
    [InlineData(2, WeightPlacement.Stream)]
    public void EstimateEqualsSimulation(int seed, WeightPlacement weights) => Check(SweepCase.Of(seed, weights));

    [ToolTheory("verilator", "g++", "make")]
    [InlineData(0, 30, WeightPlacement.OnChip)]
    [InlineData(100, 30, WeightPlacement.Stream)]
    [Trait("Category", "Nightly")]
    public void EstimateEqualsSimulationOnManyArrays(int first, int count, WeightPlacement weights)
    {
        var failures = new List<Exception>();
        foreach (var seed in Enumerable.Range(first, count))
        {
            try
            {
                Check(SweepCase.Of(seed, weights));
            }
            catch (Xunit.Sdk.XunitException failure)
            {
                failures.Add(failure);
            }
        }

        Assert.Empty(failures);
    }

    private void Check(SweepCase sweep)
    {
        var diagnostics = new DiagnosticBag();
        var plan = Planner.Plan(sweep.Graph, sweep.Configuration, diagnostics);
        if (plan is null)
        {
            output.WriteLine($"{sweep}: {string.Join('\n', diagnostics.Items)}");
            return;
        }

        var records = Enumerable.Range(0, Images).Select(k => RandomNetwork.Codes(sweep.Graph, sweep.Seed + k));
        var (_, outcome) = EngineMeasurement.Simulate(plan, sweep.Graph, records, stallFrom: Images);

        output.WriteLine(
            $"{sweep}: {plan.Layers.Length} layers, {plan.Layers.Count(l => l.Layer.InHalves)} narrow, {plan.Layers.Count(l => l.Layer.Part is not null)} parts, image taken behind layer {plan.Allocation.Release}, frame {outcome.Cycles}, estimated {plan.Estimate.Cycles}, interval {outcome.FrameInterval}, estimated {plan.Estimate.FrameIntervalCycles}"
        );
        var off = plan
            .Estimate.Layers.Zip(outcome.Layers)
            .Where(l => l.First.Estimate.Cycles != l.Second.Cycles)
            .Select(l => (l.First.Layer, l.First.Loops, Estimate: l.First.Estimate.Cycles, l.Second.Cycles))
            .Select(l =>
                $"  {l.Layer.Name} {l.Layer.Op} {l.Layer.Input} -> {l.Layer.Shape}, {l.Loops.OutputBlocks} blocks, tiles of {l.Loops.TileSteps} ({l.Loops.InputWords} words), drain {l.Layer.DrainCycles}: "
                + $"{l.Cycles} cycles, estimated {l.Estimate}"
            )
            .ToArray();
        foreach (var line in off)
            output.WriteLine(line);
        Assert.Empty(off);
        Assert.Equal(outcome.Cycles, plan.Estimate.Cycles);
        Assert.Equal(outcome.FrameInterval, plan.Estimate.FrameIntervalCycles);
    }
}
