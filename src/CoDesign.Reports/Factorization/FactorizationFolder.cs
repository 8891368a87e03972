// SPDX-License-Identifier: Apache-2.0
using System.Text.Json.Nodes;
using CoDesign.Reports.Json;
using CoDesign.Reports.Pages;

namespace CoDesign.Reports.Factorization;

/// <summary>The files of <c>factorize --out</c>.</summary>
public static class FactorizationFolder
{
    /// <summary>The page.</summary>
    public const string Report = "report.html";

    /// <summary>The figures.</summary>
    public const string Summary = "summary.json";

    /// <summary>One line for each point.</summary>
    public const string Points = "points.csv";

    /// <summary>Folder of the untrained models.</summary>
    public const string Models = "models";

    /// <summary>Folder of the compiled points.</summary>
    public const string Compiled = "compiled";

    /// <summary>Writes the figures into <paramref name="folder"/>.</summary>
    public static void Write(string folder, FactorizationSummary summary)
    {
        var json = summary.ToJson();
        json.Insert(0, "schema", ResultJson.Schema);
        File.WriteAllText(Path.Combine(folder, Summary), ResultJson.Write(json) + "\n");
        File.WriteAllText(Path.Combine(folder, Points), summary.ToCsv());
        File.WriteAllText(Path.Combine(folder, Report), Page(summary));
    }

    /// <summary>The text of the page.</summary>
    public static string Page(FactorizationSummary summary)
    {
        var content = new JsonObject
        {
            ["kind"] = "factorize",
            ["title"] = summary.Architecture,
            ["energyText"] = summary.RankingText(),
            ["points"] = summary.ToJson()["points"]?.DeepClone(),
            ["networks"] = new JsonArray([
                .. summary.Points.Select(point => NetworkContent.Of(point.Figures, point.Plan)),
            ]),
        };
        return ReportPage.Write($"{summary.Architecture} - CoDesign factorization", content);
    }
}
