// SPDX-License-Identifier: Apache-2.0
using CoDesign.Golden.Integer;

namespace CoDesign.Emit.Tests.Native;

/// <summary>Emitted program against the integer executor, tensor by tensor.</summary>
internal static class EmittedTensors
{
    /// <summary>"record 0, conv_1 [3]: expected 7, actual 9", or null when every byte of every tensor is equal.</summary>
    public static string? FirstDifference(
        Graph graph,
        CompiledModel model,
        IReadOnlyList<short[]> records,
        params string[] options
    )
    {
        var executor = new IntegerExecutor(graph);
        var actual = model.Run(records, options);
        for (var r = 0; r < records.Count; r++)
        {
            var expected = executor.Run(records[r]);
            foreach (var node in graph.Nodes)
            {
                var (want, got) = (expected[node.Name], actual[r][node.Name]);
                if (want.Length != got.Length)
                    return $"record {r}, {node.Name}: {want.Length} codes expected, {got.Length} there";
                var index = Enumerable.Range(0, want.Length).FirstOrDefault(i => want[i] != got[i], -1);
                if (index >= 0)
                    return $"record {r}, {node.Name} [{index}]: expected {want[index]}, actual {got[index]}";
            }
        }

        return null;
    }
}
