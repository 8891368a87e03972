// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Cli.Tests.Fixtures;

/// <summary>A folder that goes away with the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("codesign-test-").FullName;

    /// <summary>A path in it.</summary>
    public string this[params string[] parts] => Path.Combine([Root, .. parts]);

    /// <summary>Writes a text file; returns its path.</summary>
    public string Write(string name, string text)
    {
        File.WriteAllText(this[name], text);
        return this[name];
    }

    /// <summary>Names at the top level, hidden ones too.</summary>
    public IEnumerable<string> Entries() =>
        Directory
            .EnumerateFileSystemEntries(Root)
            .Select(entry => Path.GetFileName(entry))
            .Order(StringComparer.Ordinal);

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
