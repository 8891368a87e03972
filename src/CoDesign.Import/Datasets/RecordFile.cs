// SPDX-License-Identifier: Apache-2.0
using System.Buffers.Binary;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;

namespace CoDesign.Import.Datasets;

/// <summary>
/// Writes a value of every record to <c>.npy</c> (N first) or <c>.bin</c> (records back to back): float32, or codes for a TensorFlow Lite model,
/// in the order of the source framework. The file appears whole or not at all.
/// </summary>
public static class RecordFile
{
    /// <summary>Writes real values, elements [H, W, C]; codes of a TensorFlow Lite model are quantized from them.</summary>
    /// <param name="path">FILE of the command line.</param>
    /// <param name="graph">The model.</param>
    /// <param name="value">Name of the value, such as <see cref="Graph.Output"/>.</param>
    /// <param name="records">One array per record.</param>
    /// <param name="diagnostics">Takes what is wrong.</param>
    /// <returns>False after an error.</returns>
    public static bool Write(
        string path,
        Graph graph,
        string value,
        IEnumerable<double[]> records,
        DiagnosticBag diagnostics
    )
    {
        var node = graph[value];
        var codes = RecordForm.AreCodes(graph) ? (node as QuantizedNode)?.Output : null;
        return codes is null
            ? Write(
                path,
                graph.Layout,
                node.Shape,
                "<f4",
                records,
                (v, bytes) => BinaryPrimitives.WriteSingleLittleEndian(bytes, (float)v),
                diagnostics
            )
            : Write(
                path,
                graph.Layout,
                node.Shape,
                codes.Type.Signed ? "|i1" : "|u1",
                records,
                (v, bytes) => bytes[0] = (byte)codes.Quantize(v),
                diagnostics
            );
    }

    /// <summary>Writes codes, elements [H, W, C]; a model with float32 records gets their real values.</summary>
    public static bool Write(
        string path,
        Graph graph,
        string value,
        IEnumerable<short[]> records,
        DiagnosticBag diagnostics
    )
    {
        var node = (QuantizedNode)graph[value];
        return RecordForm.AreCodes(graph)
            ? Write(
                path,
                graph.Layout,
                node.Shape,
                node.Output.Type.Signed ? "|i1" : "|u1",
                records,
                (v, bytes) => bytes[0] = (byte)v,
                diagnostics
            )
            : Write(
                path,
                graph.Layout,
                node.Shape,
                "<f4",
                records,
                (v, bytes) => BinaryPrimitives.WriteSingleLittleEndian(bytes, (float)node.Output.Dequantize(v)),
                diagnostics
            );
    }

    private delegate void ElementWriter<T>(T value, Span<byte> bytes);

    private static bool Write<T>(
        string path,
        RecordLayout layout,
        TensorShape shape,
        string type,
        IEnumerable<T[]> records,
        ElementWriter<T> write,
        DiagnosticBag diagnostics
    )
    {
        var isNpy = Path.GetExtension(path) == ".npy";
        if (!isNpy && Path.GetExtension(path) != ".bin")
        {
            diagnostics.Add(DatasetDiagnostics.UnknownForm(path));
            return false;
        }

        var size = type == "<f4" ? sizeof(float) : 1;
        var temporary = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write))
            {
                // The count is known in the end; the header's length does not depend on it.
                var header = isNpy ? NpyHeader.Write(type, Shape(0, shape, layout)) : [];
                file.Write(header);
                var count = 0L;
                var bytes = new byte[shape.Elements * size];
                foreach (var record in records)
                {
                    for (var i = 0; i < record.Length; i++)
                        write(
                            record[i],
                            bytes.AsSpan(
                                (layout == RecordLayout.Nhwc ? i : RecordForm.ChannelFirstIndex(i, shape)) * size
                            )
                        );
                    file.Write(bytes);
                    count++;
                }

                file.Position = 0;
                file.Write(isNpy ? NpyHeader.Write(type, Shape(count, shape, layout)) : []);
            }

            File.Move(temporary, path, overwrite: true);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            diagnostics.Add(DatasetDiagnostics.CannotAccess(path, e.Message));
            return false;
        }
        finally
        {
            if (File.Exists(temporary))
                File.Delete(temporary);
        }
    }

    private static IEnumerable<long> Shape(long count, TensorShape shape, RecordLayout layout) =>
        shape.Pixels == 1 ? [count, shape.Channels]
        : layout == RecordLayout.Nchw ? [count, shape.Channels, shape.Height, shape.Width]
        : [count, shape.Height, shape.Width, shape.Channels];
}
