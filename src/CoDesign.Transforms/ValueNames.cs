// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Transforms;

/// <summary>Values that a pass has merged into others: readers of the old name read the new one.</summary>
internal sealed class ValueNames
{
    private readonly Dictionary<string, string> _renamed = new(StringComparer.Ordinal);

    /// <summary>True when nothing was merged.</summary>
    public bool IsEmpty => _renamed.Count == 0;

    /// <summary><paramref name="value"/> is now computed by <paramref name="node"/>.</summary>
    public void Merge(string value, string node) => _renamed[value] = Current(node);

    /// <summary>The name under which <paramref name="value"/> is computed now.</summary>
    public string Current(string value) => _renamed.GetValueOrDefault(value, value);

    /// <summary><paramref name="node"/> with its inputs under their current names; the same reference when none changed.</summary>
    public Node Rewire(Node node) =>
        node.Inputs.Any(_renamed.ContainsKey) ? node with { Inputs = [.. node.Inputs.Select(Current)] } : node;
}
