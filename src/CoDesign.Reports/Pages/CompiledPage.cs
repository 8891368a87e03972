// SPDX-License-Identifier: Apache-2.0
using System.Text.Json.Nodes;
using CoDesign.Mapping;
using CoDesign.Reports.Layers;

namespace CoDesign.Reports.Pages;

/// <summary>The page of a compiled network: layers, cycles, memory, energy.</summary>
public static class CompiledPage
{
    /// <summary>The text of the file.</summary>
    public static string Write(NetworkSummary summary, AcceleratorPlan plan)
    {
        var content = new JsonObject
        {
            ["kind"] = "compile",
            ["title"] = summary.Model,
            ["networks"] = new JsonArray(NetworkContent.Of(summary, plan)),
        };
        return ReportPage.Write($"{summary.Model} - CoDesign report", content);
    }
}
