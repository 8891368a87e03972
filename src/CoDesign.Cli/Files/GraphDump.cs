// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Printing;
using CoDesign.Transforms;

namespace CoDesign.Cli.Files;

/// <summary>The text of the graph before the first and after every pass.</summary>
internal sealed class GraphDump
{
    private readonly string _folder;
    private int _count;

    public GraphDump(string folder, Graph graph)
    {
        _folder = folder;
        Write("Import", graph);
    }

    /// <summary>Writes the graph after one more pass.</summary>
    public void Add(PassResult result) => Write(result.Pass, result.Graph);

    private void Write(string pass, Graph graph)
    {
        File.WriteAllText(Path.Combine(_folder, $"{_count++:d2}_{pass}.graph.txt"), GraphText.Of(graph));
        File.AppendAllText(Path.Combine(_folder, OutputKind.Graphs.Marker), pass + "\n");
    }
}
