// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Ir.Diagnostics;

/// <summary>CD1401 to CD1499: compiled models, <c>model.safetensors</c>.</summary>
public static class ModelFileDiagnostics
{
    /// <summary>CD1401: not a safetensors file, or damaged.</summary>
    public static Diagnostic Corrupt(string reason) =>
        Error("CD1401", $"The compiled model is not readable: {reason} Compile the model again.");

    /// <summary>CD1402: a safetensors file of something else.</summary>
    public static Diagnostic NotAModel() =>
        Error(
            "CD1402",
            "The safetensors file holds no graph; it was not written by this tool. Compile the model to make one."
        );

    /// <summary>CD1403: written by another version.</summary>
    public static Diagnostic Version(string found, int expected) =>
        Error(
            "CD1403",
            $"The compiled model has format version {found}, this tool reads version {expected}. Compile the model again."
        );

    private static Diagnostic Error(string code, string message) => Diagnostic.Error(code, message);
}
