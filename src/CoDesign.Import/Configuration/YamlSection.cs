// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Globalization;
using CoDesign.Ir.Diagnostics;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace CoDesign.Import.Configuration;

/// <summary>One mapping of the file. Each access to a key makes it known; what was never asked for is unknown in the end.</summary>
internal sealed class YamlSection(string path, string name, YamlMappingNode mapping, DiagnosticBag diagnostics)
{
    private readonly List<string> _known = [];

    /// <summary>"'a.yaml' line 3, column 5".</summary>
    public string Place => PlaceOf(path, mapping.Start);

    /// <summary>Where a mark is.</summary>
    public static string PlaceOf(string path, Mark mark) => $"'{path}' line {mark.Line}, column {mark.Column}";

    /// <summary>True when the key is there, whatever its value.</summary>
    public bool Has(string key) => Find(key) is not null;

    /// <summary>Adds a diagnostic.</summary>
    public void Report(Diagnostic diagnostic) => diagnostics.Add(diagnostic);

    /// <summary>An integer in a range; null when the key is absent or wrong.</summary>
    public int? Integer(string key, int least, int greatest) =>
        Integer(key) is { } value
        && Check(key, value >= least && value <= greatest, $"{value}", $"{least} to {greatest}")
            ? (int)value
            : null;

    /// <summary>One of several integers.</summary>
    public int Integer(string key, int[] allowed, int fallback) =>
        Integer(key) is { } value && Check(key, Array.Exists(allowed, a => a == value), $"{value}", ListOf(allowed))
            ? (int)value
            : fallback;

    /// <summary>A real number; null when the key is absent or wrong.</summary>
    public double? Number(string key, Func<double, bool> isAllowed, string allowed)
    {
        if (Find(key) is not { } node)
            return null;
        if (NumberOf(node) is not { } value)
            WrongType(key, node, "a number");
        else if (Check(key, isAllowed(value), $"{value}", allowed))
            return value;
        return null;
    }

    /// <summary>A required list of real numbers; null after a diagnostic.</summary>
    public ImmutableArray<double>? Numbers(string key, Func<double, bool> isAllowed, string allowed)
    {
        if (Find(key) is not { } node)
        {
            Report(ConfigurationDiagnostics.MissingKey(Place, key, name));
            return null;
        }

        var values = (node as YamlSequenceNode)?.Children.Select(NumberOf).ToArray();
        if (values is null || values.Length == 0 || Array.Exists(values, v => v is null))
        {
            WrongType(key, node, "a list of numbers, one per channel");
            return null;
        }

        ImmutableArray<double> numbers = [.. values.OfType<double>()];
        return Check(key, numbers.All(isAllowed), $"[{string.Join(", ", numbers)}]", allowed) ? numbers : null;
    }

    /// <summary>One of several words; the default value of <typeparamref name="T"/> when the key is absent or wrong.</summary>
    public T? Choice<T>(string key, params (string Word, T Value)[] choices)
    {
        if (Find(key) is not { } node)
            return default;
        if (node is not YamlScalarNode { Value: { } word })
        {
            WrongType(key, node, "a word");
            return default;
        }

        var index = Array.FindIndex(choices, c => c.Word == word);
        return Check(key, index >= 0, $"'{word}'", ListOf([.. choices.Select(c => c.Word)]))
            ? choices[index].Value
            : default;
    }

    /// <summary>A mapping below a key; null when the key is absent or wrong.</summary>
    public YamlSection? Section(string key)
    {
        if (Find(key) is not { } node)
            return null;
        if (node is YamlMappingNode child)
            return new YamlSection(path, key, child, diagnostics);
        WrongType(key, node, "a mapping { key: value, ... }");
        return null;
    }

    /// <summary>A list of mappings below a key; null after a diagnostic, also when the key is absent.</summary>
    public ImmutableArray<YamlSection>? Sections(string key)
    {
        if (Find(key) is not { } node)
        {
            Report(ConfigurationDiagnostics.MissingKey(Place, key, name));
            return null;
        }

        if (node is YamlSequenceNode { Children.Count: > 0 } list && list.Children.All(item => item is YamlMappingNode))
            return
            [
                .. list
                    .Children.OfType<YamlMappingNode>()
                    .Select(item => new YamlSection(path, key, item, diagnostics)),
            ];
        WrongType(key, node, "a list of mappings { key: value, ... }");
        return null;
    }

    /// <summary>A word or sentence; null when the key is absent or wrong.</summary>
    public string? Text(string key)
    {
        if (Find(key) is not { } node)
            return null;
        if (node is YamlScalarNode { Value: { Length: > 0 } text })
            return text;
        WrongType(key, node, "a text");
        return null;
    }

    /// <summary>A required integer in a range; null after a diagnostic.</summary>
    public int? Required(string key, int least, int greatest)
    {
        if (Find(key) is null)
            Report(ConfigurationDiagnostics.MissingKey(Place, key, name));
        return Integer(key, least, greatest);
    }

    /// <summary>Reports each key that was never asked for, with the nearest known one.</summary>
    public void RejectOthers()
    {
        foreach (var key in mapping.Children.Keys)
        {
            var text = (key as YamlScalarNode)?.Value ?? "";
            if (!_known.Contains(text, StringComparer.Ordinal))
                Report(
                    ConfigurationDiagnostics.UnknownKey(PlaceOf(path, key.Start), text, Spelling.Nearest(text, _known))
                );
        }
    }

    private long? Integer(string key)
    {
        if (Find(key) is not { } node)
            return null;
        if (
            node is YamlScalarNode { Value: { } text }
            && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
        )
            return value;
        WrongType(key, node, "an integer");
        return null;
    }

    private YamlNode? Find(string key)
    {
        _known.Add(key);
        return mapping.Children.FirstOrDefault(c => c.Key is YamlScalarNode s && s.Value == key).Value;
    }

    private bool Check(string key, bool isAllowed, string found, string allowed)
    {
        if (!isAllowed)
            Report(
                ConfigurationDiagnostics.OutOfRange(
                    PlaceOf(path, Find(key)?.Start ?? mapping.Start),
                    key,
                    found,
                    allowed
                )
            );
        return isAllowed;
    }

    private void WrongType(string key, YamlNode node, string expected)
    {
        var found = node switch
        {
            YamlScalarNode { Value: { Length: > 0 } value } => $"'{value}'",
            YamlScalarNode => "empty",
            YamlSequenceNode => "a list",
            _ => "a mapping",
        };
        Report(ConfigurationDiagnostics.WrongType(PlaceOf(path, node.Start), key, found, expected));
    }

    private static double? NumberOf(YamlNode node) =>
        node is YamlScalarNode { Value: { } text }
        && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
        && double.IsFinite(value)
            ? value
            : null;

    private static string ListOf<T>(T[] items) => $"{string.Join(", ", items[..^1])} or {items[^1]}";
}
