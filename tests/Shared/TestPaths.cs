// SPDX-License-Identifier: Apache-2.0
using System.Reflection;

namespace CoDesign.Testing;

/// <summary>Folders that tests read, found from where the test project was built.</summary>
internal static class TestPaths
{
    /// <summary>The folder of the running test project's csproj.</summary>
    public static string Project { get; } = Metadata("ProjectDirectory");

    /// <summary>The repository's root: the nearest ancestor that holds CoDesign.sln.</summary>
    public static string Repository { get; } = FindRepository(Project);

    /// <summary>A path below the repository's root.</summary>
    public static string InRepository(params string[] parts) => Path.Combine([Repository, .. parts]);

    private static string Metadata(string key) =>
        typeof(TestPaths)
            .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .FirstOrDefault(attribute => attribute.Key == key)
            ?.Value
        ?? throw new InvalidOperationException($"tests/Directory.Build.props does not set {key}.");

    private static string FindRepository(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "CoDesign.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException($"No CoDesign.sln above {start}.");
    }
}
