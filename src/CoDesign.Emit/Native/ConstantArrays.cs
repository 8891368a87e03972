// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Numerics;

namespace CoDesign.Emit.Native;

/// <summary>Collects the constant arrays of the layers and gives them names.</summary>
internal sealed class ConstantArrays
{
    private readonly List<ArrayView> _arrays = [];

    /// <summary>All arrays in the order added.</summary>
    public IReadOnlyList<ArrayView> Arrays => _arrays;

    /// <summary>Bytes of all arrays.</summary>
    public long Bytes { get; private set; }

    /// <summary>Adds int8 values; returns the array's name.</summary>
    public string AddBytes(Node node, int index, string role, IReadOnlyCollection<short> values) =>
        Add(node, index, role, "int8_t", 1, values);

    /// <summary>Adds int32 values; returns the array's name.</summary>
    public string AddWords(Node node, int index, string role, IReadOnlyCollection<int> values) =>
        Add(node, index, role, "int32_t", 4, values);

    /// <summary>Adds the factors of all channels: names of multipliers and shifts.</summary>
    public (string Multipliers, string Shifts) AddFactors(Node node, int index, Requantization requantization)
    {
        var factors = Enumerable.Range(0, node.Shape.Channels).Select(c => requantization[c]).ToArray();
        return (
            AddWords(node, index, "multipliers", [.. factors.Select(factor => factor.Value)]),
            AddBytes(node, index, "shifts", [.. factors.Select(factor => (short)factor.Shift)])
        );
    }

    private string Add<T>(Node node, int index, string role, string type, int size, IReadOnlyCollection<T> values)
        where T : ISpanFormattable
    {
        var name = $"layer_{index}_{role}";
        _arrays.Add(
            new ArrayView(
                type,
                name,
                values.Count,
                $"{NativeText.Comment(node.Name)}: {role}",
                NativeText.Lines(values)
            )
        );
        Bytes += (long)size * values.Count;
        return name;
    }
}

/// <summary>One constant array.</summary>
internal sealed record ArrayView(string Type, string Name, int Count, string Comment, string Values);
