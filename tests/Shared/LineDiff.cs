// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace CoDesign.Testing;

/// <summary>A unified difference of two texts by their longest common subsequence of lines.</summary>
internal static class LineDiff
{
    private const int ContextLines = 3;
    private const int LinesCompared = 2000;
    private const int LinesShown = 120;

    private readonly record struct Edit(char Mark, string Line, int OldLine, int NewLine);

    /// <summary>Removed lines start with <c>-</c>, added ones with <c>+</c>, three equal ones stand around each change.</summary>
    public static string Unified(string expected, string actual)
    {
        var edits = Edits(Lines(expected), Lines(actual));
        var shown = new bool[edits.Count];
        for (var i = 0; i < edits.Count; i++)
        {
            if (edits[i].Mark == ' ')
                continue;
            for (var j = Math.Max(0, i - ContextLines); j <= Math.Min(edits.Count - 1, i + ContextLines); j++)
                shown[j] = true;
        }

        var text = new StringBuilder();
        var count = 0;
        for (var i = 0; i < edits.Count; i++)
        {
            if (!shown[i])
                continue;
            if (count++ == LinesShown)
                return text.Append("... more differences follow\n").ToString();
            if (i == 0 || !shown[i - 1])
                text.Append($"@@ -{edits[i].OldLine} +{edits[i].NewLine} @@\n");
            text.Append(edits[i].Mark).Append(edits[i].Line).Append('\n');
        }

        return text.ToString();
    }

    private static string[] Lines(string text)
    {
        var lines = text.TrimEnd('\n').Split('\n');
        return lines is [""] ? []
            : lines.Length > LinesCompared ? lines[..LinesCompared]
            : lines;
    }

    private static List<Edit> Edits(string[] old, string[] now)
    {
        var common = new int[old.Length + 1, now.Length + 1];
        for (var i = old.Length - 1; i >= 0; i--)
        {
            for (var j = now.Length - 1; j >= 0; j--)
                common[i, j] =
                    old[i] == now[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
        }

        var edits = new List<Edit>();
        int a = 0,
            b = 0;
        while (a < old.Length || b < now.Length)
        {
            if (a < old.Length && b < now.Length && old[a] == now[b])
                edits.Add(new Edit(' ', old[a], ++a, ++b));
            else if (a < old.Length && (b == now.Length || common[a + 1, b] >= common[a, b + 1]))
                edits.Add(new Edit('-', old[a], ++a, b + 1));
            else
                edits.Add(new Edit('+', now[b], a + 1, ++b));
        }

        return edits;
    }
}
