// SPDX-License-Identifier: Apache-2.0
using CoDesign.Import.Onnx.Proto;

namespace CoDesign.Import.Onnx;

/// <summary>Which nodes the graph's outputs depend on.</summary>
internal static class Liveness
{
    /// <summary>The live nodes in file order; counts the readers of each value into <paramref name="readers"/>.</summary>
    public static IReadOnlyList<NodeProto> Find(GraphProto graph, Dictionary<string, int> readers)
    {
        // Of a value that is wrongly defined twice all definitions are live, so that each is seen.
        var producers = graph
            .Node.SelectMany(n => n.Output.Select(o => (Name: o, Node: n)))
            .ToLookup(p => p.Name, p => p.Node, StringComparer.Ordinal);

        var live = new HashSet<NodeProto>(ReferenceEqualityComparer.Instance);
        var pending = new Stack<string>();
        foreach (var output in graph.Output)
            Read(output.Name);
        while (pending.TryPop(out var name))
        {
            foreach (var input in producers[name].Where(live.Add).SelectMany(n => n.Input))
                Read(input);
        }

        return [.. graph.Node.Where(live.Contains)];

        void Read(string name)
        {
            if (name.Length == 0)
                return;
            readers[name] = readers.GetValueOrDefault(name) + 1;
            pending.Push(name);
        }
    }
}
