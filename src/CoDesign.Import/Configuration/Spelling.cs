// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Import.Configuration;

/// <summary>Finds what a misspelt word may have meant.</summary>
internal static class Spelling
{
    private const int GreatestLength = 64;

    /// <summary>The candidate with the least edit distance (Levenshtein, letter case ignored); the first of equals.</summary>
    public static string Nearest(string word, IEnumerable<string> candidates) =>
        candidates.MinBy(c => Distance(word.ToUpperInvariant(), c.ToUpperInvariant())) ?? "";

    /// <summary>Insertions, deletions and replacements that turn <paramref name="a"/> into <paramref name="b"/>.</summary>
    public static int Distance(string a, string b)
    {
        if (a.Length > GreatestLength)
            return a.Length;
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replaced, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
