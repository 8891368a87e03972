// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Architecture.Tests;

/// <summary>Accepted texts are compared by a test, and nothing else lies beside them.</summary>
public sealed class BaselineFolderTests
{
    [Fact]
    public void EveryBaselineFolderIsNamedInATestOfItsProject() =>
        Sources.AssertNone(
            from project in Directory.EnumerateDirectories(TestPaths.InRepository("tests"))
            let baselines = Path.Combine(project, "Baselines")
            where Directory.Exists(baselines)
            from folder in Directory.EnumerateDirectories(baselines)
            let quoted = $"\"{Path.GetFileName(folder)}\""
            where
                !Sources
                    .Under(Path.GetRelativePath(TestPaths.Repository, project), ".cs")
                    .Any(path => Sources.Text(path).Contains(quoted, StringComparison.Ordinal))
            select Path.GetRelativePath(TestPaths.Repository, folder),
            "No test names this baseline folder:"
        );

    [Fact]
    public void EveryAcceptedTextBesideATestHasItsTestMethod() =>
        Sources.AssertNone(
            from path in Sources.Under("tests", ".verified.txt")
            where !path.Contains("/Baselines/", StringComparison.Ordinal)
            let name = Path.GetFileName(path).Split('.')
            let source = $"{Path.GetDirectoryName(path)}/{name[0]}.cs"
            where
                !File.Exists(TestPaths.InRepository(source))
                || !Sources.Text(source).Contains($" {name[1]}(", StringComparison.Ordinal)
            select path,
            "No test compares with this text:"
        );
}
