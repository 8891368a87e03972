// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CoDesign.Reports.Json;

namespace CoDesign.Reports.Pages;

/// <summary>
/// <c>report.html</c>: one file with style, scripts, plotting library and figures inside; it opens offline, and its content policy forbids any request. The same figures give the same bytes.
/// </summary>
public static class ReportPage
{
    private static readonly string[] Scripts =
    [
        "core",
        "table",
        "figure",
        "plots",
        "overview",
        "engine",
        "layer",
        "comparison",
        "sweep",
        "app",
    ];

    private static readonly JsonSerializerOptions Compact = new();

    /// <summary>The text of the file.</summary>
    /// <param name="title">What stands in the window's title.</param>
    /// <param name="content">Figures: <c>kind</c>, <c>networks</c>, and <c>points</c> of a sweep.</param>
    public static string Write(string title, JsonObject content)
    {
        content.Insert(0, "schema", ResultJson.Schema);
        var script = new StringBuilder("(() => {\n'use strict';\n");
        foreach (var name in Scripts)
            script.Append(Part($"{name}.js"));
        script.Append("})();\n");
        return Part("page.html")
            .Replace("{{title}}", WebUtility.HtmlEncode(title), StringComparison.Ordinal)
            .Replace("{{style}}", Part("page.css"), StringComparison.Ordinal)
            .Replace("{{library}}", Part("vendor/plot.min.js"), StringComparison.Ordinal)
            .Replace("{{script}}", script.ToString(), StringComparison.Ordinal)
            // The default encoder escapes '<', so no name can end the element.
            .Replace("{{content}}", PageNumbers.Rounded(content).ToJsonString(Compact), StringComparison.Ordinal);
    }

    /// <summary>Names of the page's parts below <c>templates/report</c>.</summary>
    internal static IEnumerable<string> Parts() =>
        ["page.html", "page.css", "vendor/plot.min.js", .. Scripts.Select(name => $"{name}.js")];

    private static string Part(string name)
    {
        using var stream =
            typeof(ReportPage).Assembly.GetManifestResourceStream($"report/{name}")
            ?? throw new FileNotFoundException($"templates/report/{name} is not embedded.", name);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
