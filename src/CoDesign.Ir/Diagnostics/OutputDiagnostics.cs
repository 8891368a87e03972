// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Ir.Diagnostics;

/// <summary>CD59xx: files and folders that commands read and write.</summary>
public static class OutputDiagnostics
{
    /// <summary>CD5901: the operating system refused.</summary>
    public static Diagnostic FileAccess(string problem) => Diagnostic.Error("CD5901", $"File access failed: {problem}");

    /// <summary>CD5902: the output folder holds something else.</summary>
    public static Diagnostic ForeignFolder(string folder, string entry) =>
        Diagnostic.Error(
            "CD5902",
            $"Folder '{folder}' holds '{entry}', which is no output of codesign. Nothing was changed. "
                + "Name a new or an empty folder, or one that codesign has written."
        );

    /// <summary>CD5903: the output folder's name belongs to a file.</summary>
    public static Diagnostic OutputIsFile(string path) =>
        Diagnostic.Error("CD5903", $"'{path}' is a file, a folder is needed. Nothing was changed.");

    /// <summary>CD5904: a folder that should be a compiled model is none.</summary>
    public static Diagnostic NotCompiled(string folder, string missing) =>
        Diagnostic.Error(
            "CD5904",
            $"Folder '{folder}' is no compiled model: '{missing}' is not there. 'codesign compile MODEL --out {folder}' writes one."
        );

    /// <summary>CD5905: no such file or folder.</summary>
    public static Diagnostic NotFound(string path) => Diagnostic.Error("CD5905", $"'{path}' does not exist.");

    /// <summary>CD5907: a folder where a model file is needed.</summary>
    public static Diagnostic ModelIsFolder(string path) =>
        Diagnostic.Error("CD5907", $"'{path}' is a folder. Name a model file: .onnx or .tflite.");

    /// <summary>CD5908: a factorization of something that has its layers already.</summary>
    public static Diagnostic RateOfModel(string path) =>
        Diagnostic.Error("CD5908", $"'{path}' has its groups already. Option '--rate' needs an architecture, .yaml.");

    /// <summary>CD5906: the output file's folder does not exist or its name belongs to a folder.</summary>
    public static Diagnostic OutputPath(string path, string problem) =>
        Diagnostic.Error("CD5906", $"Output '{path}': {problem}.");

    /// <summary>CD5909: a compiled model of a version that did not write its configuration, or one that has lost it.</summary>
    public static Diagnostic NoConfiguration(string folder, string missing) =>
        Diagnostic.Error(
            "CD5909",
            $"Folder '{folder}' does not say what it was compiled for: '{missing}' is not there. An older version wrote the folder, or the file was removed. "
                + $"'codesign compile MODEL --out {folder}' writes it again."
        );
}
