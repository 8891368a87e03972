// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Net;
using System.Text;
using CoDesign.Reports.Layers;
using CoDesign.Reports.Tables;

namespace CoDesign.Reports.Writers;

/// <summary><c>report.html</c>: one file, no script, no network, readable in print. The same summary gives the same bytes.</summary>
public static class HtmlReport
{
    private const string Style = """
        body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 75rem; padding: 0 1rem; color: #1a1a1a; background: #fff; }
        table { border-collapse: collapse; width: 100%; margin: 1rem 0; font-variant-numeric: tabular-nums; }
        caption { text-align: left; font-weight: 600; padding: .3rem 0; }
        th, td { padding: .25rem .6rem; border-bottom: 1px solid #ccc; text-align: left; white-space: nowrap; }
        th.figure, td.figure { text-align: right; }
        tbody tr:last-child { font-weight: 600; border-top: 2px solid #333; }
        dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1.5rem; }
        dt { color: #555; } dd { margin: 0; }
        .bar { display: inline-block; height: .8em; background: #4a6fa5; border: 1px solid #2d4a75; vertical-align: middle; print-color-adjust: exact; }
        .wide { overflow-x: auto; }
        """;

    /// <summary>The text of the file.</summary>
    public static string Write(NetworkSummary summary)
    {
        var page = new StringBuilder();
        page.Append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width\">\n");
        page.Append($"<title>{Escape(summary.Model)} - CoDesign report</title>\n<style>\n{Style}\n</style>\n</head>\n<body>\n");
        page.Append($"<h1>{Escape(summary.Model)}</h1>\n");
        AppendTotals(page, summary);
        AppendLayers(page, LayerTable.Of(summary));
        AppendCycles(page, summary);
        AppendBounds(page, summary);
        page.Append("</body>\n</html>\n");
        return page.ToString().ReplaceLineEndings("\n");
    }

    private static void AppendTotals(StringBuilder page, NetworkSummary summary)
    {
        var engine = summary.Accelerator;
        (string Name, string Value)[] totals =
        [
            ("Input", Text.Shape(summary.InputShape)),
            ("MACs", $"{Text.Count(summary.Macs)} ({Text.Count(summary.ConvMacs)} in convolutions, {Text.Count(summary.DenseMacs)} in dense layers)"),
            ("Parameters", Text.Count(summary.Parameters)),
            ("Weights and biases", $"{Text.Count(summary.WeightBytes)} bytes"),
            ("Activations at most", $"{Text.Count(summary.PeakActivationBytes)} bytes"),
            ("Arithmetic", summary.Arithmetic is { } a ? $"{a.Mode}, {a.Profile}, {a.MultiplierBits}-bit multipliers, preshift in {a.LayersWithPreshift} {(a.LayersWithPreshift == 1 ? "layer" : "layers")}" : ""),
            ("Dead channels", summary.DeadChannels is { } dead ? RewriteText.Of(dead) : ""),
            ("Against the exact arithmetic", summary.Approximation is { } approximation ? RewriteText.Of(approximation) : ""),
            ("Engine", engine is null ? "" : $"{engine.Channels} x {engine.Pixels} lanes, {engine.ClockMhz.ToString(CultureInfo.InvariantCulture)} MHz, {engine.Target}"),
            ("Engine memories", engine is null ? "" : $"banks {Text.Count(engine.BankBytes)} bytes, weights {Text.Count(engine.WeightMemoryBytes)} bytes"),
            ($"Cycles ({summary.CyclesSource})", Text.Count(summary.Cycles)),
            ("Utilization", Text.Percent(summary.MacUtilization)),
            ("Latency", summary.LatencyMs is { } ms ? ms.ToString("0.000", CultureInfo.InvariantCulture) + " ms" : ""),
            ("Energy (45 nm table)", summary.EnergyPj is { } pj ? (pj / 1e6).ToString("0.00", CultureInfo.InvariantCulture) + " uJ" : ""),
        ];
        page.Append("<dl>\n");
        foreach (var (name, value) in totals.Where(t => t.Value.Length > 0))
            page.Append($"<dt>{Escape(name)}</dt><dd>{Escape(value)}</dd>\n");
        page.Append("</dl>\n");
    }

    private static void AppendLayers(StringBuilder page, ReportTable table)
    {
        page.Append("<div class=\"wide\">\n<table>\n<caption>Layers</caption>\n<thead><tr>");
        foreach (var column in table.Columns)
            page.Append($"<th scope=\"col\"{Class(column)}>{Escape(column.Title)}</th>");
        page.Append("</tr></thead>\n<tbody>\n");
        foreach (var row in table.Rows)
        {
            page.Append("<tr>");
            for (var i = 0; i < row.Length; i++)
                page.Append($"<td{Class(table.Columns[i])}>{Escape(row[i])}</td>");
            page.Append("</tr>\n");
        }

        page.Append("</tbody>\n</table>\n</div>\n");
    }

    private static void AppendCycles(StringBuilder page, NetworkSummary summary)
    {
        var most = summary.Layers.Max(layer => layer.Cycles) ?? 0;
        if (most == 0)
            return;
        page.Append("<h2>Where the cycles go</h2>\n<table>\n<thead><tr><th scope=\"col\">layer</th><th scope=\"col\" class=\"figure\">share</th><th scope=\"col\">cycles</th></tr></thead>\n<tbody>\n");
        var total = summary.Layers.Sum(layer => layer.Cycles ?? 0);
        foreach (var layer in summary.Layers)
        {
            var cycles = layer.Cycles ?? 0;
            var width = (40.0 * cycles / most).ToString("0.00", CultureInfo.InvariantCulture);
            page.Append($"<tr><td>{Escape(layer.Name)}</td><td class=\"figure\">{Text.Percent((double)cycles / total)}</td>");
            page.Append($"<td><span class=\"bar\" style=\"width:{width}rem\"></span> {Text.Count(cycles)}</td></tr>\n");
        }

        page.Append($"<tr><td>all layers</td><td class=\"figure\">{Text.Percent(1)}</td><td>{Text.Count(total)}</td></tr>\n</tbody>\n</table>\n");
    }

    private static void AppendBounds(StringBuilder page, NetworkSummary summary)
    {
        var bounded = summary.Layers.Where(layer => layer.BoundReasons is { Length: > 0 }).ToList();
        if (bounded.Count == 0)
            return;
        page.Append("<h2>Why some layers stay below full utilization</h2>\n<ul>\n");
        foreach (var layer in bounded)
            page.Append($"<li>{Escape(layer.Name)}, at most {Text.Percent(layer.UtilizationBound)}: {Escape(string.Join("; ", layer.BoundReasons ?? []))}.</li>\n");
        page.Append("</ul>\n");
    }

    private static string Class(ReportColumn column) => column.IsFigure ? " class=\"figure\"" : "";

    private static string Escape(string text) => WebUtility.HtmlEncode(text);
}
