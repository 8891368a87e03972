// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Configuration;
using CoDesign.Reports.Factorization;
using CoDesign.Reports.Layerwise;
using CoDesign.Reports.Pages;
using CoDesign.Reports.Tests.Factorization;
using CoDesign.Reports.Tests.Layerwise;

namespace CoDesign.Reports.Tests.Pages;

/// <summary>The pages that the tests open, each made once.</summary>
internal static class Contents
{
    private static readonly Lazy<AnalyzedNetwork> First = new(() => AnalyzedNetworks.Mixed("net_a"));

    private static readonly Dictionary<string, Lazy<string>> Pages = new(StringComparer.Ordinal)
    {
        ["one"] = new(() => AnalysisFolder.Page([First.Value])),
        ["two"] = new(() => AnalysisFolder.Page([First.Value, AnalyzedNetworks.Mixed("net_b", 2)])),
        ["compiled"] = new(() =>
            CompiledPage.Write(First.Value.Figures with { Model = "a</script><b>" }, First.Value.Plan)
        ),
        ["degenerate"] = new(() =>
            AnalysisFolder.Page([
                AnalyzedNetworks.ConstantOutput("constant output"),
                AnalyzedNetworks.ConstantWeights("constant weights"),
            ])
        ),
        ["factorized"] = new(() =>
            FactorizationFolder.Page(FactorizationSummaryTests.Summary([80, 75, 76], EnergyTable.Horowitz45Nm))
        ),
    };

    public static string Of(string name) => Pages[name].Value;
}
