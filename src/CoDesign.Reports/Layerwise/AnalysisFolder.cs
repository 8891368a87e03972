// SPDX-License-Identifier: Apache-2.0
using System.Text.Json.Nodes;
using CoDesign.Reports.Json;
using CoDesign.Reports.Pages;

namespace CoDesign.Reports.Layerwise;

/// <summary>The files of <c>analyze</c>.</summary>
public static class AnalysisFolder
{
    /// <summary>The page.</summary>
    public const string Report = "report.html";

    /// <summary>The figures.</summary>
    public const string Summary = "summary.json";

    /// <summary>One line for each layer.</summary>
    public const string Layers = "layers.csv";

    /// <summary>One line for each channel.</summary>
    public const string Channels = "channels.csv";

    /// <summary>Writes all of them into <paramref name="folder"/>.</summary>
    public static void Write(string folder, IReadOnlyList<AnalyzedNetwork> networks)
    {
        var summary = AnalysisJson.Of(networks);
        summary.Insert(0, "schema", ResultJson.Schema);
        File.WriteAllText(Path.Combine(folder, Summary), ResultJson.Write(summary) + "\n");
        File.WriteAllText(Path.Combine(folder, Layers), AnalysisCsv.Layers(networks));
        File.WriteAllText(Path.Combine(folder, Channels), AnalysisCsv.Channels(networks));
        File.WriteAllText(Path.Combine(folder, Report), Page(networks));
    }

    /// <summary>The text of the page.</summary>
    public static string Page(IReadOnlyList<AnalyzedNetwork> networks)
    {
        var title = networks is [var only] ? only.Name : $"{networks.Count} networks";
        var content = new JsonObject
        {
            ["kind"] = "analyze",
            ["title"] = title,
            ["networks"] = new JsonArray([.. networks.Select(NetworkContent.Of)]),
        };
        return ReportPage.Write($"{title} - CoDesign analysis", content);
    }
}
