// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Diagnostics;

namespace CoDesign.Cli.Files;

/// <summary>An output file, checked before the work.</summary>
internal static class OutputPath
{
    /// <summary>True when <paramref name="path"/> can be written as .npy or .bin; else adds a diagnostic.</summary>
    public static bool IsUsable(string path, DiagnosticBag diagnostics)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path));
        var problem =
            Path.GetExtension(path) is not (".npy" or ".bin") ? "the extension must be .npy or .bin"
            : Directory.Exists(path) ? "it is a folder"
            : !Directory.Exists(folder) ? $"folder '{folder}' does not exist"
            : null;
        if (problem is not null)
            diagnostics.Add(OutputDiagnostics.OutputPath(path, problem));
        return problem is null;
    }
}
