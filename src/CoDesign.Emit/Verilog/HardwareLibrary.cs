// SPDX-License-Identifier: Apache-2.0
using System.Text.RegularExpressions;

namespace CoDesign.Emit.Verilog;

/// <summary>The modules of <c>hw/</c>, which travel inside the assembly.</summary>
public static class HardwareLibrary
{
    private const string Prefix = "hw/";
    private const string Extension = ".v";

    private static readonly Regex Comment = new(
        @"//[^\n]*|/\*.*?\*/",
        RegexOptions.Singleline | RegexOptions.CultureInvariant
    );
    private static readonly Regex Name = new(@"\bcd_\w+", RegexOptions.CultureInvariant);

    private static readonly Lazy<ImmutableSortedDictionary<string, string>> Sources = new(() =>
        typeof(HardwareLibrary)
            .Assembly.GetManifestResourceNames()
            .Where(resource => resource.StartsWith(Prefix, StringComparison.Ordinal))
            .ToImmutableSortedDictionary(
                resource => Path.GetFileNameWithoutExtension(resource) ?? resource,
                Text,
                StringComparer.Ordinal
            )
    );

    /// <summary>Source text of every module, by name.</summary>
    public static ImmutableSortedDictionary<string, string> Modules => Sources.Value;

    /// <summary>File of a module.</summary>
    public static string FileOf(string module) => module + Extension;

    /// <summary><paramref name="top"/> and all modules below it, used ones before their users.</summary>
    /// <exception cref="ArgumentException">There is no such module.</exception>
    public static ImmutableArray<string> Used(string top)
    {
        if (!Modules.ContainsKey(top))
            throw new ArgumentException($"hw/ has no module {top}.", nameof(top));
        var used = ImmutableArray.CreateBuilder<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        Visit(top);
        return used.ToImmutable();

        void Visit(string module)
        {
            if (!seen.Add(module))
                return;
            foreach (var child in Mentioned(Modules[module]))
                Visit(child);
            used.Add(module);
        }
    }

    private static IEnumerable<string> Mentioned(string text) =>
        Name.Matches(Comment.Replace(text, ""))
            .Select(match => match.Value)
            .Where(Modules.ContainsKey)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal);

    private static string Text(string resource)
    {
        using var stream =
            typeof(HardwareLibrary).Assembly.GetManifestResourceStream(resource)
            ?? throw new FileNotFoundException($"{resource} is not embedded.", resource);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
