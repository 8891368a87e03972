// SPDX-License-Identifier: Apache-2.0
using CoDesign.Import.Onnx.Proto;
using CoDesign.Ir.Diagnostics;

namespace CoDesign.Import.Onnx;

/// <summary>Files with tensor elements beside the model. Nothing outside the model's folder is opened, neither by <c>..</c> nor through a link.</summary>
internal sealed class ExternalTensorFiles(string modelPath, DiagnosticBag diagnostics)
{
    private const int GreatestLinks = 16;

    private readonly string _folder = Path.GetDirectoryName(Path.GetFullPath(modelPath)) ?? Path.GetFullPath(".");

    /// <summary>
    /// The bytes named by the keys location, offset and length of <paramref name="entries"/>; null after a diagnostic.
    /// Without length they go as far as <paramref name="expected"/> bytes.
    /// </summary>
    public byte[]? Read(string tensor, IEnumerable<StringStringEntryProto> entries, long expected)
    {
        var location = "";
        var offset = 0L;
        var length = expected;
        foreach (var entry in entries)
        {
            var valid = entry.Key switch
            {
                "offset" => long.TryParse(entry.Value, out offset) && offset >= 0,
                "length" => long.TryParse(entry.Value, out length) && length >= 0,
                _ => true,
            };
            if (!valid)
                return Fail(
                    ImportDiagnostics.ExternalUnreadable(
                        tensor,
                        location,
                        $"{entry.Key} = '{entry.Value}' is not a count of bytes."
                    )
                );
            if (entry.Key == "location")
                location = entry.Value;
        }

        if (location.Length == 0 || location.Contains('\0'))
            return Fail(ImportDiagnostics.ExternalUnreadable(tensor, "", "no file is named."));
        if (Resolve(location) is not { } path)
            return Fail(ImportDiagnostics.ExternalOutside(tensor, location));
        if (length != expected)
            return Fail(
                ImportDiagnostics.ExternalUnreadable(
                    tensor,
                    location,
                    $"{length} bytes are named, the shape needs {expected}."
                )
            );
        return ReadRange(tensor, location, path, offset, length);
    }

    private byte[]? ReadRange(string tensor, string location, string path, long offset, long length)
    {
        try
        {
            using var file = File.OpenRead(path);
            if (offset > file.Length || length > file.Length - offset)
                return Fail(
                    ImportDiagnostics.ExternalUnreadable(
                        tensor,
                        location,
                        $"bytes {offset} to {offset + length} are named, the file has {file.Length}."
                    )
                );
            var bytes = new byte[length];
            file.Position = offset;
            file.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Fail(
                ImportDiagnostics.ExternalUnreadable(
                    tensor,
                    location,
                    e is FileNotFoundException or DirectoryNotFoundException ? "there is no such file." : e.Message
                )
            );
        }
    }

    /// <summary>The real path, or null when it, or the target of a link on the way, is outside the folder.</summary>
    private string? Resolve(string location)
    {
        var folder = RealPath(_folder);
        var full = Path.GetFullPath(Path.Combine(_folder, location));
        if (!IsInside(_folder, full))
            return null;
        var real = RealPath(full);
        return IsInside(folder, real) ? real : null;
    }

    private static bool IsInside(string folder, string path) =>
        path.StartsWith(
            folder.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar,
            StringComparison.Ordinal
        );

    private static string RealPath(string path, int links = 0)
    {
        var real = Path.GetPathRoot(path) ?? "/";
        foreach (
            var part in path[real.Length..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries)
        )
        {
            real = Path.Combine(real, part);
            try
            {
                var target = new FileInfo(real).ResolveLinkTarget(returnFinalTarget: true);
                if (target is not null && links < GreatestLinks)
                    real = RealPath(target.FullName, links + 1);
            }
            catch (IOException)
            {
                return real;
            }
        }

        return real;
    }

    private byte[]? Fail(Diagnostic diagnostic)
    {
        diagnostics.Add(diagnostic);
        return null;
    }
}
