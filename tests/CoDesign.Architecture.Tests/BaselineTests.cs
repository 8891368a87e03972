// SPDX-License-Identifier: Apache-2.0
using Xunit.Sdk;

namespace CoDesign.Architecture.Tests;

/// <summary>The comparison that all baseline tests rest on.</summary>
public sealed class BaselineTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("codesign-baseline-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Source => Path.Combine(_folder, "Some.cs");

    private string Verified => Path.Combine(_folder, "Some.Case.verified.txt");

    private string Received => Path.Combine(_folder, "Some.Case.received.txt");

    [Fact]
    public void PassesAndRemovesWhatWasReceived_WhenTheTextsAreEqual()
    {
        File.WriteAllText(Verified, "a\r\nb\n");
        File.WriteAllText(Received, "old");

        Baseline.Verify("a\nb", Source, "Case");

        Assert.False(File.Exists(Received));
    }

    [Fact]
    public void FailsWithTheReceivedTextKept_WhenThereIsNoAcceptedText()
    {
        var failure = Assert.Throws<XunitException>(() => Baseline.Verify("a", Source, "Case"));

        Assert.Contains("there is no accepted text yet", failure.Message, StringComparison.Ordinal);
        Assert.Equal("a\n", File.ReadAllText(Received));
    }

    [Fact]
    public void ShowsTheDifferenceAndTheCommandThatAccepts_WhenTheTextsDiffer()
    {
        File.WriteAllText(Verified, "1\n2\n3\n4\n5\n6\n7\n8\n9\n");

        var failure = Assert.Throws<XunitException>(() =>
            Baseline.Verify("1\n2\n3\n4\n5\nsix\n7\n8\n9\n", Source, "Case")
        );

        Assert.Contains(
            "@@ -3 +3 @@\n 3\n 4\n 5\n-6\n+six\n 7\n 8\n 9\nTo accept: mv '",
            failure.Message,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("", "a\n", "@@ -1 +1 @@\n+a\n")]
    [InlineData("a\n", "", "@@ -1 +1 @@\n-a\n")]
    [InlineData("a\nb\n", "b\na\n", "@@ -1 +1 @@\n-a\n b\n+a\n")]
    public void DifferenceIsMinimal(string expected, string actual, string difference) =>
        Assert.Equal(difference, LineDiff.Unified(expected, actual));
}
