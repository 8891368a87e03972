// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Cosim.Simulators;

/// <summary>
/// Builds by the hash of all that goes into them, in the user's cache folder (<c>$XDG_CACHE_HOME/codesign/simulations</c>). A build appears by one rename,
/// so an interrupted one is never seen. The oldest are removed when there are more than <see cref="Kept"/>.
/// </summary>
internal static class BuildCache
{
    private const int Kept = 32;

    /// <summary>The folder of build <paramref name="key"/>; <paramref name="compile"/> fills a new folder when there is none. Null when that fails.</summary>
    public static string? GetOrAdd(string key, Func<string, bool> compile)
    {
        var root = Root();
        var folder = Path.Combine(root, key);
        if (Directory.Exists(folder))
        {
            Directory.SetLastWriteTimeUtc(folder, DateTime.UtcNow);
            return folder;
        }

        Directory.CreateDirectory(root);
        var building = Path.Combine(root, $".{key}.{Environment.ProcessId}");
        Directory.CreateDirectory(building);
        try
        {
            if (!compile(building))
                return null;
            try
            {
                Directory.Move(building, folder);
            }
            catch (IOException) when (Directory.Exists(folder))
            {
                // Another process was faster with the same build.
            }

            RemoveOldest(root);
            return folder;
        }
        finally
        {
            if (Directory.Exists(building))
                Directory.Delete(building, recursive: true);
        }
    }

    private static string Root()
    {
        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME");
        if (string.IsNullOrEmpty(cache))
        {
            var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
            cache = home.Length > 0 ? Path.Combine(home, ".cache") : Path.GetTempPath();
        }

        return Path.Combine(cache, "codesign", "simulations");
    }

    private static void RemoveOldest(string root)
    {
        var old = Directory
            .EnumerateDirectories(root)
            .Where(folder => !Path.GetFileName(folder).StartsWith('.'))
            .OrderByDescending(Directory.GetLastWriteTimeUtc)
            .Skip(Kept);
        foreach (var folder in old)
        {
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (IOException)
            {
                // In use by another process: it goes next time.
            }
        }
    }
}
