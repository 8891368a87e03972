// SPDX-License-Identifier: Apache-2.0
using CoDesign.Analysis.Attribution;
using CoDesign.Analysis.Networks;
using CoDesign.Analysis.Tests;
using CoDesign.Ir.Configuration;
using CoDesign.Mapping;
using CoDesign.Reports.Layerwise;
using CoDesign.Transforms;

namespace CoDesign.Reports.Tests.Layerwise;

/// <summary>Analysis of small networks, from the passes to the plan.</summary>
internal static class AnalyzedNetworks
{
    public static AnalyzedNetwork Mixed(string name, int seed = 1) => Of(name, SmallNetworks.Mixed(seed), trials: 2);

    public static AnalyzedNetwork ConstantOutput(string name) => Of(name, SmallNetworks.OneLayer(0, 0.25), trials: 2);

    public static AnalyzedNetwork ConstantWeights(string name) => Of(name, SmallNetworks.OneLayer(0.5, 0.1), trials: 0);

    private static AnalyzedNetwork Of(string name, Graph graph, int trials)
    {
        var bag = new DiagnosticBag();
        var stages = SmallNetworks.Stages(graph);
        var records = SmallNetworks.Records(stages, 3, 6);
        var lowered = Pipeline.Run(stages.Quantized, PipelineOptions.Default, null, bag)!;
        var plan = Planner.Plan(lowered, AcceleratorConfiguration.Default with { Channels = 4, Pixels = 4 }, bag);
        Assert.Empty(bag.Items.Select(item => item.ToString()));
        var others = Enumerable
            .Range(0, trials)
            .Select(trial => SmallNetworks.Stages(graph, 1, SmallNetworks.Reals(graph, trial, 8)))
            .Select(other => new NetworkTrial(
                NetworkAnalyzer.Analyze(other, records, new DiagnosticBag())!,
                NetworkAttributor.Attribute(other, records)
            ));
        return AnalyzedNetwork.Of(
            name,
            stages,
            NetworkAnalyzer.Analyze(stages, records, new DiagnosticBag())!,
            NetworkAttributor.Attribute(stages, records),
            plan!
        ) with
        {
            Trials = [.. others],
        };
    }
}
