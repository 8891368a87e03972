// SPDX-License-Identifier: Apache-2.0
using CoDesign.Import.TfLite.Schema;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;

namespace CoDesign.Import.TfLite;

/// <summary>
/// TFLite files. An int8 model gives a graph at stage Quantized with TFLite's arithmetic; a float one (also with int8 weights) a graph at stage Imported.
/// Records are NHWC.
/// </summary>
public static class TfLiteReader
{
    /// <summary>The graph, or null after at least one error in <paramref name="diagnostics"/>.</summary>
    public static Graph? Read(string path, DiagnosticBag diagnostics)
    {
        try
        {
            if (new FileInfo(path).Length <= int.MaxValue)
                return Read(File.ReadAllBytes(path), path, diagnostics);
            diagnostics.Add(ImportDiagnostics.CannotRead(path, "the file is larger than 2 GiB."));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            diagnostics.Add(
                ImportDiagnostics.CannotRead(
                    path,
                    e is FileNotFoundException or DirectoryNotFoundException ? "there is no such file." : e.Message
                )
            );
        }

        return null;
    }

    /// <summary>As above, from the bytes of the file; <paramref name="path"/> names it in messages.</summary>
    public static Graph? Read(byte[] bytes, string path, DiagnosticBag diagnostics) =>
        SchemaReader.Read(bytes, path, diagnostics) is { } model ? TfLiteImport.Run(model, path, diagnostics) : null;
}
