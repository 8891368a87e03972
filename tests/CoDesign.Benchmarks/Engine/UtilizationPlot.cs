// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Numerics;
using System.Text;

namespace CoDesign.Benchmarks.Engine;

/// <summary>Utilization against the number of groups, from regular to depthwise, as an SVG.</summary>
public static class UtilizationPlot
{
    private const int Width = 640;
    private const int Height = 320;
    private const int Left = 60;
    private const int Top = 40;
    private const int Right = 120;
    private const int Bottom = 50;
    private const double Least = 0.5;

    private static readonly string[] Colors = ["#1f77b4", "#ff7f0e", "#2ca02c", "#d62728", "#9467bd", "#8c564b"];

    /// <summary>One array: utilization for each number of groups.</summary>
    public sealed record Curve(string Name, ImmutableArray<(int Groups, double Utilization)> Points);

    /// <summary>The picture.</summary>
    public static string Svg(IReadOnlyList<Curve> curves)
    {
        var groups = curves.SelectMany(c => c.Points).Select(p => p.Groups).Distinct().Order().ToArray();
        var text = new StringBuilder();
        Line(
            $"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {Height}" font-family="sans-serif" font-size="12">"""
        );
        Line($"""<rect width="{Width}" height="{Height}" fill="white"/>""");
        Line(
            $"""<text x="{Left}" y="20">Utilization of a 3x3 convolution, 16x16x64, measured, all cycles counted</text>"""
        );
        for (var level = Least; level <= 1.001; level += 0.1)
        {
            Line($"""<line x1="{Left}" x2="{Width - Right}" y1="{Y(level)}" y2="{Y(level)}" stroke="#dddddd"/>""");
            Line(
                $"""<text x="{Left - 8}" y="{Y(level)}" text-anchor="end" dominant-baseline="middle">{Math.Round(100 * level)} %</text>"""
            );
        }

        foreach (var count in groups)
            Line($"""<text x="{X(count)}" y="{Height - Bottom + 18}" text-anchor="middle">{count}</text>""");
        Line(
            $"""<text x="{(Left + Width - Right) / 2}" y="{Height - 10}" text-anchor="middle">groups (1: regular, {groups[^1]}: depthwise)</text>"""
        );
        for (var index = 0; index < curves.Count; index++)
        {
            var color = Colors[index % Colors.Length];
            var points = string.Join(' ', curves[index].Points.Select(p => $"{X(p.Groups)},{Y(p.Utilization)}"));
            Line($"""<polyline points="{points}" fill="none" stroke="{color}" stroke-width="2"/>""");
            Line(
                $"""<text x="{Width - Right + 12}" y="{Top + 10 + (18 * index)}" fill="{color}">PO x PX = {curves[index].Name}</text>"""
            );
        }

        return text.Append("</svg>\n").ToString();

        string X(int count) =>
            Number(
                Left
                    + (
                        (Width - Left - Right)
                        * (double)BitOperations.Log2((uint)count)
                        / Math.Max(1, BitOperations.Log2((uint)groups[^1]))
                    )
            );

        void Line(string line) => text.Append(line).Append('\n');
    }

    private static string Y(double utilization) =>
        Number(Top + ((Height - Top - Bottom) * (1 - utilization) / (1 - Least)));

    private static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}
