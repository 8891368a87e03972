// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Benchmarks.Accelerators;

/// <summary>The part of a document that a measurement writes: from <c>&lt;!-- NAME: begin --&gt;</c> to <c>&lt;!-- NAME: end --&gt;</c>.</summary>
internal static class MarkedText
{
    /// <summary>Puts <paramref name="text"/> between the marks; throws when the document has none.</summary>
    public static void Replace(string path, string name, string text)
    {
        var (begin, end) = ($"<!-- {name}: begin -->", $"<!-- {name}: end -->");
        var old = File.ReadAllText(path);
        var first = old.IndexOf(begin, StringComparison.Ordinal);
        var last = old.IndexOf(end, StringComparison.Ordinal);
        if (first < 0 || last < first)
            throw new InvalidOperationException($"{path} has no marks '{begin}' and '{end}'.");
        File.WriteAllText(path, $"{old[..first]}{begin}\n{text}{old[last..]}");
    }
}
