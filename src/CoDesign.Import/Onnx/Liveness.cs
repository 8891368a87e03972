// SPDX-License-Identifier: Apache-2.0
using CoDesign.Import.Onnx.Proto;

namespace CoDesign.Import.Onnx;

/// <summary>Which nodes the graph's outputs depend on.</summary>
internal static class Liveness
{
    /// <summary>The live nodes in file order; counts the readers of each value into <paramref name="readers"/>.</summary>
    public static IReadOnlyList<NodeProto> Find(GraphProto graph, Dictionary<string, int> readers)
    {
        var producers = new Dictionary<string, NodeProto>(StringComparer.Ordinal);
        foreach (var node in graph.Node)
        {
            foreach (var name in node.Output)
                producers.TryAdd(name, node);
        }

        var live = new HashSet<NodeProto>(ReferenceEqualityComparer.Instance);
        var pending = new Stack<string>();
        foreach (var output in graph.Output)
            Read(output.Name);
        while (pending.TryPop(out var name))
        {
            if (!producers.TryGetValue(name, out var node) || !live.Add(node))
                continue;
            foreach (var input in node.Input)
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
