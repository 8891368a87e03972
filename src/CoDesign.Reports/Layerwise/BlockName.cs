// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Reports.Layerwise;

/// <summary>The block of a layer, from how exporters name nodes: the first part of its path, <c>/4/c1/Conv</c> is in block 4; a name without a path is its own block.</summary>
public static class BlockName
{
    /// <summary>The block of the layer <paramref name="name"/>.</summary>
    public static string Of(string name)
    {
        var parts = name.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return parts.Length > 1 ? parts[0] : name;
    }
}
