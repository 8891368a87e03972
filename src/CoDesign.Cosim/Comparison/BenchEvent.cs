// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Cosim.Comparison;

/// <summary>A line that the bench printed: a word in capitals, then <c>name=value</c> pairs.</summary>
internal sealed record BenchEvent(string Kind, ImmutableDictionary<string, string> Fields, string Line)
{
    /// <summary>Kinds of lines that the bench prints.</summary>
    public const string Mismatch = "MISMATCH";
    public const string Order = "ORDER";
    public const string Rule = "RULE";
    public const string Hang = "HANG";
    public const string Layer = "LAYER";
    public const string Image = "IMAGE";
    public const string Done = "DONE";

    private static readonly ImmutableArray<string> Kinds = [Mismatch, Order, Rule, Hang, Layer, Image, Done];

    /// <summary>The number of a field; 0 when the line is cut short, which the counts of DONE then show.</summary>
    public long this[string field] => long.TryParse(Fields.GetValueOrDefault(field), out var number) ? number : 0;

    /// <summary>The text of a field.</summary>
    public string Text(string field) => Fields.GetValueOrDefault(field, "");

    /// <summary>All such lines of the simulator's output; its own lines are left out.</summary>
    public static IEnumerable<BenchEvent> Parse(string output)
    {
        foreach (var line in output.Split('\n'))
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length < 2 || !Kinds.Contains(words[0]))
                continue;
            var fields = words
                .Skip(1)
                .Select(word => word.Split('=', 2))
                .Where(pair => pair.Length == 2)
                .DistinctBy(pair => pair[0], StringComparer.Ordinal)
                .ToImmutableDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
            yield return new BenchEvent(words[0], fields, line.Trim());
        }
    }
}
