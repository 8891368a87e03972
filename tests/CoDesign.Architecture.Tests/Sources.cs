// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Architecture.Tests;

/// <summary>The repository's own source files, by paths relative to its root with forward slashes.</summary>
internal static class Sources
{
    private static readonly string[] Skipped = ["artifacts", "bin", "obj", ".git", "node_modules"];

    /// <summary>All C# files of src and tests.</summary>
    public static string[] CSharp { get; } = [.. Under("src", ".cs"), .. Under("tests", ".cs")];

    /// <summary>All C# files of one project in src, by its short name.</summary>
    public static string[] OfProject(string project) => Under($"src/CoDesign.{project}", ".cs");

    /// <summary>Files below a folder with one of the endings, in ordinal order; none when the folder is not there.</summary>
    public static string[] Under(string folder, params ReadOnlySpan<string> endings)
    {
        var root = TestPaths.InRepository(folder);
        if (!Directory.Exists(root))
            return [];
        var found = new List<string>();
        foreach (var file in Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories))
        {
            var path = Path.GetRelativePath(TestPaths.Repository, file).Replace('\\', '/');
            foreach (var ending in endings)
            {
                if (path.EndsWith(ending, StringComparison.Ordinal) && !path.Split('/').Any(Skipped.Contains))
                    found.Add(path);
            }
        }

        return [.. found.Order(StringComparer.Ordinal)];
    }

    /// <summary>The whole text of a file.</summary>
    public static string Text(string path) => File.ReadAllText(TestPaths.InRepository(path));

    /// <summary>The lines of a file.</summary>
    public static string[] Lines(string path) => File.ReadAllLines(TestPaths.InRepository(path));

    /// <summary>Fails with one line per violation of a rule.</summary>
    public static void AssertNone(IEnumerable<string> violations, string rule)
    {
        var all = violations.ToArray();
        Assert.True(all.Length == 0, $"{rule}\n{string.Join('\n', all)}");
    }
}
