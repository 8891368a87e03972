// SPDX-License-Identifier: Apache-2.0
using CoDesign.Benchmarks.Engine;
using CoDesign.Cosim.Comparison;
using CoDesign.Ir.Configuration;
using CoDesign.Ir.Diagnostics;
using CoDesign.Mapping;
using CoDesign.Mapping.Estimates;
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
    private const double Tolerance = 0.02;

    // Of a layer or frame whose weights or maps come from memory.
    private const int FewCycles = 16;

    [ToolTheory("verilator", "g++", "make")]
    [InlineData(1, WeightPlacement.OnChip)]
    [InlineData(2, WeightPlacement.Stream)]
    public void EstimateEqualsSimulation(int seed, WeightPlacement weights) => Check(SweepCase.Of(seed, weights));

    /// <summary>Weights over buses of 32 to 256 bits in bursts of 1 to 32 beats, maps through memory too where the banks are made too small: each layer within 2 % or a few cycles, the frame within 2 %.</summary>
    [ToolTheory("verilator", "g++", "make")]
    [InlineData(200, 6, false)]
    [InlineData(300, 8, true)]
    [Trait("Category", "Nightly")]
    public void EstimateOfMemoryIsWithinTwoPercent(int first, int count, bool tiled) =>
        CheckAll(Enumerable.Range(first, count).Select(seed => SweepCase.InMemory(seed, tiled)), CheckMemory);

    [ToolTheory("verilator", "g++", "make")]
    [InlineData(0, 30, WeightPlacement.OnChip)]
    [InlineData(100, 30, WeightPlacement.Stream)]
    [Trait("Category", "Nightly")]
    public void EstimateEqualsSimulationOnManyArrays(int first, int count, WeightPlacement weights) =>
        CheckAll(Enumerable.Range(first, count).Select(seed => SweepCase.Of(seed, weights)), Check);

    private static void CheckAll(IEnumerable<SweepCase> cases, Action<SweepCase> check)
    {
        var failures = new List<Exception>();
        foreach (var sweep in cases)
        {
            try
            {
                check(sweep);
            }
            catch (Xunit.Sdk.XunitException failure)
            {
                failures.Add(failure);
            }
        }

        Assert.Empty(failures);
    }

    private void CheckMemory(SweepCase sweep)
    {
        if (Measure(sweep) is not var (plan, outcome))
            return;
        var layers = plan.Estimate.Layers.Zip(outcome.Layers).ToArray();
        foreach (var (estimated, measured) in layers.Where(l => l.First.Estimate.Cycles != l.Second.Cycles))
            output.WriteLine(Text(estimated, measured));
        Assert.All(layers, l => AssertNear(l.Second.Cycles, l.First.Estimate.Cycles));
        AssertNear(outcome.Cycles, plan.Estimate.Cycles);
    }

    private static void AssertNear(long measured, long estimated)
    {
        var off = Math.Max(FewCycles, Tolerance * measured);
        Assert.InRange(estimated, measured - off, measured + off);
    }

    private void Check(SweepCase sweep)
    {
        if (Measure(sweep) is not var (plan, outcome))
            return;
        var off = plan
            .Estimate.Layers.Zip(outcome.Layers)
            .Where(l => l.First.Estimate.Cycles != l.Second.Cycles)
            .Select(l => Text(l.First, l.Second))
            .ToArray();
        foreach (var line in off)
            output.WriteLine(line);
        Assert.Empty(off);
        Assert.Equal(outcome.Cycles, plan.Estimate.Cycles);
        Assert.Equal(outcome.FrameInterval, plan.Estimate.FrameIntervalCycles);
    }

    private (AcceleratorPlan Plan, BenchOutcome Outcome)? Measure(SweepCase sweep)
    {
        var diagnostics = new DiagnosticBag();
        if (Planner.Plan(sweep.Graph, sweep.Configuration, diagnostics) is not { } plan)
        {
            output.WriteLine($"{sweep}: {string.Join('\n', diagnostics.Items)}");
            return null;
        }

        var records = Enumerable.Range(0, Images).Select(k => RandomNetwork.Codes(sweep.Graph, sweep.Seed + k));
        var (_, outcome) = EngineMeasurement.Simulate(plan, sweep.Graph, records, stallFrom: Images);

        output.WriteLine(
            $"{sweep}: {plan.Layers.Length} layers, {plan.Layers.Count(l => l.Layer.InHalves)} narrow, {plan.Layers.Count(l => l.Layer.Part is not null)} parts, {plan.Transfers?.Inputs.Length} input transfers, "
                + $"image taken behind layer {plan.Allocation.Release}, "
                + $"frame {outcome.Cycles}, estimated {plan.Estimate.Cycles}, interval {outcome.FrameInterval}, estimated {plan.Estimate.FrameIntervalCycles}"
        );
        return (plan, outcome);
    }

    private static string Text(EstimatedLayer layer, LayerCycles measured) =>
        $"  {layer.Layer.Name} {layer.Layer.Op} {layer.Layer.Input} -> {layer.Layer.Shape}, {layer.Loops.OutputBlocks} blocks, tiles of {layer.Loops.TileSteps} ({layer.Loops.InputWords} words), drain {layer.Layer.DrainCycles}: "
        + $"{measured.Cycles} cycles, estimated {layer.Estimate.Cycles}";
}
