// SPDX-License-Identifier: Apache-2.0
using System.Text.Json;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Verification;

namespace CoDesign.Ir.Serialization;

/// <summary>
/// A graph of any stage in one file: weights, biases, multipliers and scales as tensors of the safetensors format, everything else as JSON under the
/// key <c>graph</c> of its metadata. The same graph gives the same bytes.
/// </summary>
public static class ModelFile
{
    /// <summary>Version of the JSON, under the metadata key <c>schema</c>.</summary>
    public const int Schema = 1;

    /// <summary>Writes <paramref name="graph"/>.</summary>
    public static void Save(Graph graph, Stream stream)
    {
        var tensors = new SafetensorsWriter();
        var json = GraphJson.Write(graph, tensors);
        tensors.Save(stream, ("schema", $"{Schema}"), ("graph", json));
    }

    /// <summary>Reads and verifies a graph; null after at least one error in <paramref name="diagnostics"/>.</summary>
    public static Graph? Load(Stream stream, DiagnosticBag diagnostics)
    {
        return Parse(stream, diagnostics) is { } graph && GraphVerifier.Verify(graph, diagnostics) ? graph : null;
    }

    private static Graph? Parse(Stream stream, DiagnosticBag diagnostics)
    {
        try
        {
            var tensors = SafetensorsReader.Open(stream);
            if (!tensors.Metadata.TryGetValue("graph", out var json))
            {
                diagnostics.Add(ModelFileDiagnostics.NotAModel());
                return null;
            }

            var schema = tensors.Metadata.GetValueOrDefault("schema", "none");
            if (schema != $"{Schema}")
            {
                diagnostics.Add(ModelFileDiagnostics.Version(schema.Length > 20 ? schema[..20] : schema, Schema));
                return null;
            }

            return GraphJson.Read(json, tensors);
        }
        // InvalidOperationException: the JSON reader's answer to text that is not Unicode.
        catch (Exception e)
            when (e is ModelFormatException or JsonException or IOException or InvalidOperationException)
        {
            diagnostics.Add(
                ModelFileDiagnostics.Corrupt(e is ModelFormatException ? e.Message : "its header is not valid.")
            );
            return null;
        }
    }
}
