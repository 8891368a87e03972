// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Cli.Files;

/// <summary>What a command writes into a folder, and so what it may replace there.</summary>
/// <param name="Marker">File that every such output holds.</param>
/// <param name="Entries">Names at the top level; null when every <see cref="Extension"/> file belongs.</param>
/// <param name="Extension">Extension of the other files.</param>
internal sealed record OutputKind(string Marker, ImmutableArray<string> Entries, string? Extension)
{
    /// <summary>Paths, each a file or a folder, that builds and simulations add to a compiled model.</summary>
    private static readonly ImmutableArray<string> Products = ["sim/build", "sim/waveform.vcd", "c/model", "hls/model"];

    private const string ObjectExtension = ".o";

    /// <summary>A compiled model (cli, table of <c>compile</c>).</summary>
    public static OutputKind Compiled { get; } =
        new(
            "model.safetensors",
            ["model.safetensors", "float.safetensors", "configuration.yaml", "c", "hls", "rtl", "sim", "report"],
            null
        )
        {
            FileList = "report/files.txt",
        };

    /// <summary>The report of <c>analyze</c>.</summary>
    public static OutputKind Analysis { get; } =
        new("channels.csv", ["report.html", "summary.json", "layers.csv", "channels.csv", "plots"], null)
        {
            FileList = "plots/files.txt",
        };

    /// <summary>The result of <c>factorize</c>.</summary>
    public static OutputKind Factorization { get; } =
        new(
            "points.csv",
            ["report.html", "summary.json", "points.csv", "models", "compiled", "plots", "files.txt"],
            null
        )
        {
            FileList = "files.txt",
        };

    /// <summary>Tensors of <c>infer --dump</c>.</summary>
    public static OutputKind Dump { get; } = new("tensors.json", ["tensors.json"], ".npy");

    /// <summary>Texts of <c>compile --dump-graph</c>.</summary>
    public static OutputKind Graphs { get; } = new("passes.txt", ["passes.txt"], ".graph.txt");

    /// <summary>File that lists all files of an output with folders in it, so that one that was added is found; null where the top level tells.</summary>
    public string? FileList { get; init; }

    /// <summary>Writes <see cref="FileList"/>; the last step of a command.</summary>
    public void WriteFileList(string folder)
    {
        if (FileList is { } list)
            File.WriteAllText(
                Path.Combine(folder, list),
                string.Concat(FilesOf(folder).Append(list).Order(StringComparer.Ordinal).Select(file => file + "\n"))
            );
    }

    /// <summary>The first entry that is no output of this kind; null for an empty folder and for an earlier output.</summary>
    public string? FirstForeign(string folder)
    {
        var names = Directory
            .EnumerateFileSystemEntries(folder)
            .Select(entry => Path.GetFileName(entry))
            .Order(StringComparer.Ordinal)
            .ToList();
        if (names.Count == 0)
            return null;
        var foreign = names.Find(name =>
            !Entries.Contains(name)
            && !(Extension is { } extension && name.EndsWith(extension, StringComparison.Ordinal))
        );
        foreign ??= names.Contains(Marker, StringComparer.Ordinal) ? null : names[0];
        return foreign ?? FirstAdded(folder);
    }

    private string? FirstAdded(string folder)
    {
        if (FileList is not { } list)
            return null;
        var path = Path.Combine(folder, list);
        var written = File.Exists(path) ? File.ReadAllLines(path).ToHashSet(StringComparer.Ordinal) : [];
        // The top level has been looked at by name.
        return FilesOf(folder)
            .FirstOrDefault(file => file.Contains('/') && !written.Contains(file) && !IsProduct(file));
    }

    private static bool IsProduct(string file) =>
        file.EndsWith(ObjectExtension, StringComparison.Ordinal)
        || Products.Any(product => file == product || file.StartsWith(product + "/", StringComparison.Ordinal));

    private static IEnumerable<string> FilesOf(string folder) =>
        Directory
            .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/'))
            .Order(StringComparer.Ordinal);
}
