// SPDX-License-Identifier: Apache-2.0
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using CoDesign.Reports.Json;
using CoDesign.Reports.Tables;

namespace CoDesign.Reports.Synthesis;

/// <summary>Puts a synthesis into the <c>report/</c> of a compiled model, in the place of an earlier one for the same family.</summary>
public static class SynthesisReport
{
    private const string Key = "synthesis";
    private const string BodyEnd = "</body>";

    /// <summary><c>summary.json</c> with the synthesis among those of <c>synthesis</c>, ordered by family.</summary>
    public static string WithSynthesis(string summaryJson, SynthesisSummary synthesis)
    {
        var summary =
            JsonNode.Parse(summaryJson)?.AsObject()
            ?? throw new ArgumentException("No JSON object.", nameof(summaryJson));
        var others = (summary[Key] as JsonArray ?? [])
            .OfType<JsonObject>()
            .Where(entry => TargetOf(entry) != synthesis.Target)
            .Select(entry => entry.DeepClone());
        summary[Key] = new JsonArray([
            .. others.Append(ResultJson.ToObject(synthesis)).OrderBy(TargetOf, StringComparer.Ordinal),
        ]);
        return ResultJson.Write(summary) + "\n";
    }

    /// <summary><c>report.html</c> with a section for the family at its end.</summary>
    public static string WithSection(string page, SynthesisSummary synthesis)
    {
        var begin = $"<section id=\"{Key}-{synthesis.Target}\">";
        const string End = "</section>\n";
        var at = page.IndexOf(begin, StringComparison.Ordinal);
        if (at >= 0)
            page = page.Remove(at, page.IndexOf(End, at, StringComparison.Ordinal) + End.Length - at);
        var body = page.LastIndexOf(BodyEnd, StringComparison.Ordinal);
        return body < 0 ? page : page.Insert(body, $"{begin}\n{Section(synthesis)}{End}");
    }

    private static string Section(SynthesisSummary synthesis)
    {
        var text = new StringBuilder($"<h2>Synthesis for {Escape(synthesis.Target)}</h2>\n");
        foreach (var sentence in SynthesisTable.Sentences(synthesis))
            text.Append($"<p>{Escape(sentence)}</p>\n");
        Append(text, "Cells by module, and of the flat design", SynthesisTable.Of(synthesis));
        if (!synthesis.Memories.IsEmpty)
            Append(text, "Memories of the flat design", SynthesisTable.MemoriesOf(synthesis));
        return text.ToString();
    }

    private static void Append(StringBuilder text, string caption, ReportTable table)
    {
        text.Append($"<div class=\"wide\">\n<table>\n<caption>{Escape(caption)}</caption>\n<thead><tr>");
        foreach (var column in table.Columns)
            text.Append($"<th scope=\"col\"{Class(column)}>{Escape(column.Title)}</th>");
        text.Append("</tr></thead>\n<tbody>\n");
        foreach (var row in table.Rows)
            text.Append("<tr>")
                .AppendJoin("", row.Select((cell, i) => $"<td{Class(table.Columns[i])}>{Escape(cell)}</td>"))
                .Append("</tr>\n");
        text.Append("</tbody>\n</table>\n</div>\n");
    }

    private static string? TargetOf(JsonNode? entry) => (string?)entry?["target"];

    private static string Class(ReportColumn column) => column.IsFigure ? " class=\"figure\"" : "";

    private static string Escape(string text) => WebUtility.HtmlEncode(text);
}
