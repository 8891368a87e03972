// SPDX-License-Identifier: Apache-2.0
using System.Runtime.InteropServices;
using System.Text.Json;
using CoDesign.Import.Onnx;
using CoDesign.Import.Onnx.Proto;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Serialization;
using Google.Protobuf;

namespace CoDesign.Import.Checkpoints;

/// <summary>
/// A training checkpoint: weights of a safetensors file in the network of an ONNX file. Tensors belong together by their names, which exporters keep (<c>layer1.0.conv1.weight</c>,
/// <c>bn1.running_var</c>), and must agree in shape. Every floating-point tensor of the network with at least one dimension must be in the checkpoint; what the checkpoint has besides is left alone.
/// </summary>
public static class CheckpointReader
{
    /// <summary>Extension of a checkpoint.</summary>
    public const string Extension = ".safetensors";

    private const int NamesShown = 4;

    /// <summary>The graph at stage Imported, or null after a diagnostic.</summary>
    /// <param name="architecture">ONNX file, float.</param>
    /// <param name="checkpoint">Safetensors file: F16, BF16, F32 or F64.</param>
    /// <param name="diagnostics">Where problems go.</param>
    public static Graph? Read(string architecture, string checkpoint, DiagnosticBag diagnostics)
    {
        try
        {
            using var stream = File.OpenRead(checkpoint);
            var tensors = SafetensorsReader.Open(stream);
            return OnnxReader.Read(
                File.ReadAllBytes(architecture),
                architecture,
                diagnostics,
                arithmetic: null,
                graph => Replace(graph, tensors, checkpoint, diagnostics)
            );
        }
        catch (Exception damage) when (damage is ModelFormatException or JsonException or InvalidOperationException)
        {
            diagnostics.Add(CheckpointDiagnostics.Damaged(checkpoint, damage.Message));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            diagnostics.Add(ImportDiagnostics.CannotRead(checkpoint, failure.Message));
        }

        return null;
    }

    private static bool Replace(GraphProto graph, SafetensorsReader tensors, string path, DiagnosticBag diagnostics)
    {
        SplitMerged(graph, tensors);
        var missing = new List<string>();
        var isWhole = true;
        foreach (var weight in graph.Initializer.Where(IsWeight))
        {
            if (tensors.ShapeOf(weight.Name) is not { } shape)
            {
                missing.Add(weight.Name);
                continue;
            }

            if (!shape.SequenceEqual(weight.Dims))
            {
                diagnostics.Add(CheckpointDiagnostics.OtherShape(path, weight.Name, shape, weight.Dims));
                isWhole = false;
                continue;
            }

            Fill(weight, tensors.Floats(weight.Name));
        }

        if (missing.Count > 0)
            diagnostics.Add(CheckpointDiagnostics.Missing(path, missing.Count, missing.Take(NamesShown)));
        return isWhole && missing.Count == 0;
    }

    /// <summary>Exporters merge tensors that were equal, and rename one to the other by an Identity node; a later checkpoint has both.</summary>
    private static void SplitMerged(GraphProto graph, SafetensorsReader tensors)
    {
        var weights = graph.Initializer.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        foreach (
            var node in graph
                .Node.Where(node => node.OpType == "Identity" && node.Input.Count == 1 && node.Output.Count == 1)
                .ToList()
        )
        {
            if (!weights.TryGetValue(node.Input[0], out var merged) || tensors.ShapeOf(node.Output[0]) is null)
                continue;
            var own = merged.Clone();
            own.Name = node.Output[0];
            graph.Initializer.Add(own);
            graph.Node.Remove(node);
        }
    }

    private static bool IsWeight(TensorProto tensor) =>
        tensor.Dims.Count > 0 && (ElementType)tensor.DataType is (ElementType.Float32 or ElementType.Float64);

    private static void Fill(TensorProto tensor, double[] values)
    {
        tensor.ExternalData.Clear();
        tensor.DataLocation = TensorProto.Types.DataLocation.Default;
        tensor.FloatData.Clear();
        tensor.DoubleData.Clear();
        tensor.Int32Data.Clear();
        tensor.DataType = (int)ElementType.Float32;
        tensor.RawData = ByteString.CopyFrom(
            MemoryMarshal.AsBytes(Array.ConvertAll(values, value => (float)value).AsSpan())
        );
    }
}
