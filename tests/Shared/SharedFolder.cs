// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Testing;

/// <summary>The folder <c>shared</c> beside the repository: models, images and specifications that are not checked in.</summary>
internal static class SharedFolder
{
    private const int AncestorsSearched = 4;

    /// <summary>The nearest <c>shared</c> folder with a README beside one of the repository's ancestors, or null.</summary>
    public static string? Root { get; } = Find(TestPaths.Repository);

    /// <summary>The full path of a file or folder in it; throws when it is not there (guard the test with <see cref="SharedFactAttribute"/>).</summary>
    public static string PathOf(string relative) =>
        TryPathOf(relative) ?? throw new FileNotFoundException($"../shared/{relative}: not there", relative);

    /// <summary>The full path of a file or folder in it, or null when it is not there.</summary>
    public static string? TryPathOf(string relative)
    {
        if (Root is null)
            return null;
        var path = Path.Combine(Root, relative);
        return Path.Exists(path) ? path : null;
    }

    private static string? Find(string start)
    {
        var folder = new DirectoryInfo(start).Parent;
        for (var level = 0; level < AncestorsSearched && folder is not null; level++, folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, "shared");
            if (File.Exists(Path.Combine(candidate, "README.md")))
                return candidate;
        }

        return null;
    }
}
