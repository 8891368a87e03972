// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Cosim.Programs;

/// <summary>What programs print, short enough for a message.</summary>
internal static class ProgramText
{
    private const int LinesShown = 6;

    /// <summary>The lines that speak of errors, else the last ones; a few, joined by " | ".</summary>
    public static string Essence(string output)
    {
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var errors = lines
            .Where(line => line.Contains("error", StringComparison.OrdinalIgnoreCase))
            .Take(LinesShown)
            .ToList();
        return string.Join(" | ", errors.Count > 0 ? errors : lines.TakeLast(LinesShown));
    }
}
