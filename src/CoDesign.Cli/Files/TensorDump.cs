// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using System.Text.Json.Nodes;
using CoDesign.Import.Datasets;
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Numerics;
using CoDesign.Reports.Json;

namespace CoDesign.Cli.Files;

/// <summary>
/// Every tensor of every record: one <c>.npy</c> [N, H, W, C] for each value (codes for integer graphs, float64 else), and <c>tensors.json</c> with
/// their names, in execution order.
/// </summary>
internal sealed class TensorDump : IDisposable
{
    private readonly Graph _graph;
    private readonly string _folder;
    private readonly Dictionary<string, NpyWriter> _writers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _files = new(StringComparer.Ordinal);

    public TensorDump(string folder, Graph graph)
    {
        _graph = graph;
        _folder = folder;
        for (var i = 0; i < graph.Nodes.Length; i++)
        {
            var node = graph.Nodes[i];
            var readable = string.Concat(node.Name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));
            var file = $"{i:d3}_{readable[..Math.Min(readable.Length, 60)]}.npy";
            _files[node.Name] = file;
            _writers[node.Name] = new NpyWriter(Path.Combine(folder, file), TypeOf(node), node.Shape);
        }
    }

    /// <summary>Codes of one record.</summary>
    public void Add(IReadOnlyDictionary<string, short[]> values)
    {
        foreach (var (name, writer) in _writers)
            writer.Write(Array.ConvertAll(values[name], code => unchecked((byte)code)));
    }

    /// <summary>Real values of one record.</summary>
    public void Add(IReadOnlyDictionary<string, double[]> values)
    {
        foreach (var (name, writer) in _writers)
        {
            var bytes = new byte[values[name].Length * sizeof(double)];
            for (var i = 0; i < values[name].Length; i++)
                BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(i * sizeof(double)), values[name][i]);
            writer.Write(bytes);
        }
    }

    public void Dispose()
    {
        foreach (var writer in _writers.Values)
            writer.Dispose();
        var tensors = new JsonArray([.. _graph.Nodes.Select(Describe)]);
        File.WriteAllText(
            Path.Combine(_folder, OutputKind.Dump.Marker),
            ResultJson.Write(new JsonObject { ["schema"] = ResultJson.Schema, ["tensors"] = tensors }) + "\n"
        );
    }

    private JsonObject Describe(Node node)
    {
        var text = new JsonObject
        {
            ["name"] = node.Name,
            ["op"] = node.Op,
            ["file"] = _files[node.Name],
            ["shape"] = new JsonArray(node.Shape.Height, node.Shape.Width, node.Shape.Channels),
        };
        if (node is QuantizedNode { Output: { } codes })
        {
            text["scale"] = codes.Scale;
            text["zeroPoint"] = codes.ZeroPoint;
            text["type"] = codes.Type.ToString();
        }

        return text;
    }

    private static string TypeOf(Node node) =>
        node is QuantizedNode { Output.Type: var type }
            ? type.Signed
                ? "|i1"
                : "|u1"
            : "<f8";
}
