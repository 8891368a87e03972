// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using CoDesign.Import.Onnx.Proto;
using CoDesign.Import.Onnx.Quantized;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;

namespace CoDesign.Import.Onnx;

/// <summary>The network's result.</summary>
internal static class GraphOutput
{
    /// <summary>The IR value that all graph outputs name; null after a diagnostic, or when one could not be converted.</summary>
    public static string? Find(GraphProto graph, GraphImport import, string path)
    {
        string[] names = [.. graph.Output.Select(o => o.Name)];
        var sources = new HashSet<string>(StringComparer.Ordinal);
        var isKnown = true;
        foreach (var name in names)
        {
            switch (import.ValueOf(name))
            {
                case MapValue map:
                    sources.Add(map.Source);
                    break;
                case PendingValue { Operation: PendingSoftmax } softmax:
                    sources.Add(Finish(import, softmax));
                    break;
                case PendingValue pending:
                    import.Diagnostics.Add(ImportDiagnostics.OutputNotQuantized(pending.Operation.Origin.Where, name));
                    isKnown = false;
                    break;
                case null when import.IsDefined(name):
                    isKnown = false;
                    break;
                default:
                    import.Diagnostics.Add(ImportDiagnostics.OutputNotComputed(name));
                    isKnown = false;
                    break;
            }
        }

        if (isKnown && sources.Count == 1)
            return sources.First();
        if (sources.Count != 1 && (isKnown || sources.Count > 1))
            import.Diagnostics.Add(ImportDiagnostics.OutputCount(path, names));
        return null;
    }

    private static string Finish(GraphImport import, PendingValue softmax)
    {
        var node = (PendingSoftmax)softmax.Operation;
        if (!import.HasNode(node.Origin.Name))
            import.Add(node.Finish(node.Origin.Name, softmax.Shape, PendingSoftmax.Probabilities, softmax.Clamp));
        return node.Origin.Name;
    }

    /// <summary>The nodes that <paramref name="output"/> depends on, and the input, in order.</summary>
    public static ImmutableArray<Node> Reachable(IReadOnlyList<Node> nodes, string output)
    {
        var needed = new HashSet<string>(StringComparer.Ordinal) { output };
        for (var i = nodes.Count - 1; i >= 0; i--)
        {
            if (needed.Contains(nodes[i].Name))
                needed.UnionWith(nodes[i].Inputs);
        }

        return [.. nodes.Where((n, i) => i == 0 || needed.Contains(n.Name))];
    }
}
