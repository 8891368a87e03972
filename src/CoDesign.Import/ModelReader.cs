// SPDX-License-Identifier: Apache-2.0
using CoDesign.Import.Onnx;
using CoDesign.Import.TfLite;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Numerics;

namespace CoDesign.Import;

/// <summary>A model file of any supported format, told by its extension.</summary>
public static class ModelReader
{
    /// <summary>
    /// Reads <paramref name="path"/>: <c>.onnx</c> gives a graph at stage Imported, or Quantized when it holds integer operators.
    /// An integer ONNX model gets half_up multipliers for <paramref name="arithmetic"/>. Null when <paramref name="diagnostics"/> has got an error.
    /// </summary>
    public static Graph? Read(string path, DiagnosticBag diagnostics, Arithmetic? arithmetic = null)
    {
        switch (Path.GetExtension(path).ToLowerInvariant())
        {
            case ".onnx":
                return OnnxReader.Read(path, diagnostics, arithmetic);
            case ".tflite":
                return TfLiteReader.Read(path, diagnostics);
            default:
                diagnostics.Add(ImportDiagnostics.UnknownExtension(path));
                return null;
        }
    }
}
