// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Cosim.Tests;

/// <summary>A folder that goes away with the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Root { get; } = Directory.CreateTempSubdirectory("codesign-test-").FullName;

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
