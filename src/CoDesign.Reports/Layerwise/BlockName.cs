// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Reports.Layerwise;

/// <summary>The block of a layer: the longest of the given prefixes that its name begins with; else, from how exporters name nodes, the first part of its path.</summary>
public static class BlockName
{
    /// <summary>The block of the layer <paramref name="name"/>: <c>/4/c1/Conv</c> is in block 4; a name without a path is its own block.</summary>
    /// <param name="name">Layer.</param>
    /// <param name="prefixes">Prefixes to group by.</param>
    public static string Of(string name, IReadOnlyList<string>? prefixes = null)
    {
        if (
            prefixes
                ?.Where(prefix => name.StartsWith(prefix, StringComparison.Ordinal))
                .MaxBy(prefix => prefix.Length) is
            { } known
        )
            return known;
        var parts = name.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return parts.Length > 1 ? parts[0] : name;
    }
}
