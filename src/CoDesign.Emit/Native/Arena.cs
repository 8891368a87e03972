// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Nodes;

namespace CoDesign.Emit.Native;

/// <summary>
/// Static memory of all values, shared by liveness: a value lives from the node that defines it to its last reader (the output to the end);
/// values that live at the same time do not overlap. Largest first, each at the lowest free offset.
/// </summary>
/// <param name="Offsets">Offset of each value, in node order.</param>
/// <param name="Length">Codes in all.</param>
internal sealed record Arena(ImmutableArray<int> Offsets, int Length)
{
    private readonly record struct Block(int First, int Last, long Size, long Offset);

    /// <summary>The plan for <paramref name="graph"/>.</summary>
    public static Arena Plan(Graph graph)
    {
        var nodes = graph.Nodes;
        var placed = new List<Block>();
        var offsets = new int[nodes.Length];
        long length = 0;
        foreach (
            var index in Enumerable
                .Range(0, nodes.Length)
                .OrderByDescending(i => nodes[i].Shape.Elements)
                .ThenBy(i => i)
        )
        {
            var size = nodes[index].Shape.Elements;
            var last = LastReader(graph, index);
            long offset = 0;
            foreach (var other in placed.Where(b => b.First <= last && index <= b.Last).OrderBy(b => b.Offset))
            {
                if (offset + size <= other.Offset)
                    break;
                offset = Math.Max(offset, other.Offset + other.Size);
            }

            placed.Add(new Block(index, last, size, offset));
            offsets[index] = checked((int)offset);
            length = Math.Max(length, offset + size);
        }

        return new Arena([.. offsets], checked((int)length));
    }

    private static int LastReader(Graph graph, int index)
    {
        var name = graph.Nodes[index].Name;
        if (name == graph.Output)
            return graph.Nodes.Length;
        for (var reader = graph.Nodes.Length - 1; reader > index; reader--)
        {
            if (graph.Nodes[reader].Inputs.Contains(name, StringComparer.Ordinal))
                return reader;
        }

        return index;
    }
}
