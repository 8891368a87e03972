// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Reports.Layerwise;

/// <summary>The block of a layer: the longest of the given prefixes that its name begins with; else, from how exporters name nodes, the first part of its path.</summary>
public static class BlockName
{
    /// <summary>The block of the layer <paramref name="name"/>: <c>/4/c1/Conv</c> is in block 4; a name without a path is its own block.</summary>
    /// <param name="name">Layer.</param>
    /// <param name="prefixes">Prefixes to group by.</param>
    /// <param name="skipped">Leading parts that say nothing (<see cref="CommonParts"/>).</param>
    public static string Of(string name, IReadOnlyList<string>? prefixes = null, int skipped = 0)
    {
        if (
            prefixes
                ?.Where(prefix => name.StartsWith(prefix, StringComparison.Ordinal))
                .MaxBy(prefix => prefix.Length) is
            { } known
        )
            return known;
        var parts = PartsOf(name);
        return parts.Length > skipped + 1 ? parts[skipped] : name;
    }

    /// <summary>How many leading parts all names with a path share: 1 for <c>model/a/Relu</c>, <c>model/b/Relu</c>.</summary>
    public static int CommonParts(IEnumerable<string> names)
    {
        var paths = names.Select(PartsOf).Where(parts => parts.Length > 1).ToList();
        var count = 0;
        while (
            paths.Count > 1 && paths.TrueForAll(parts => parts.Length > count + 2 && parts[count] == paths[0][count])
        )
            count++;
        return count;
    }

    private static string[] PartsOf(string name) => name.Split('/', StringSplitOptions.RemoveEmptyEntries);
}
