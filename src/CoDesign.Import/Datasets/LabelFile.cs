// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using CoDesign.Ir.Diagnostics;

namespace CoDesign.Import.Datasets;

/// <summary>Text files with one class number a line, each followed by nothing or by a space and a name.</summary>
internal static class LabelFile
{
    /// <summary>Labels of a record file: <c>FILE.labels.txt</c>, or <c>labels.txt</c> beside it when it has as many lines as there are records.</summary>
    /// <returns>False after a diagnostic; <paramref name="labels"/> is null when there are none.</returns>
    public static bool TryReadBeside(string path, long count, DiagnosticBag diagnostics, out int[]? labels)
    {
        labels = null;
        var own = path + ".labels.txt";
        var shared = Path.Combine(Path.GetDirectoryName(path) ?? "", "labels.txt");
        var file = File.Exists(own) ? own : shared;
        if (!File.Exists(file) || (file == shared && File.ReadLines(file).LongCount() != count))
            return true;
        var lines = Read(file, diagnostics);
        if (lines is not null && lines.Count != count)
        {
            diagnostics.Add(DatasetDiagnostics.RecordCount(file, lines.Count, count));
            return false;
        }

        labels = lines?.Select(l => l.Label).ToArray();
        return lines is not null;
    }

    /// <summary>The lines of a label file; null after a diagnostic.</summary>
    public static IReadOnlyList<(int Label, string Name)>? Read(string file, DiagnosticBag diagnostics)
    {
        var lines = new List<(int, string)>();
        foreach (var line in File.ReadLines(file))
        {
            var space = line.IndexOf(' ', StringComparison.Ordinal);
            var number = space < 0 ? line : line[..space];
            if (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var label))
            {
                diagnostics.Add(
                    DatasetDiagnostics.BadLabel(file, lines.Count + 1, line.Length > 40 ? line[..40] : line)
                );
                return null;
            }

            lines.Add((label, space < 0 ? "" : line[(space + 1)..].Trim()));
        }

        return lines;
    }
}
