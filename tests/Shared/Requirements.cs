// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Testing;

/// <summary>What a test needs from outside the repository, as the reason to skip it or null when all is there.</summary>
internal static class Requirements
{
    public static string? MissingShared(params ReadOnlySpan<string> paths)
    {
        foreach (var path in paths)
        {
            if (SharedFolder.TryPathOf(path) is null)
                return $"needs ../shared/{path}: not there";
        }

        return null;
    }

    public static string? MissingTools(params ReadOnlySpan<string> programs)
    {
        foreach (var program in programs)
        {
            if (!IsOnSearchPath(program))
                return $"needs {program}: not on the search path (see docs/dependencies.md)";
        }

        return null;
    }

    private static bool IsOnSearchPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Any(folder => File.Exists(Path.Combine(folder, program)));
}
