// SPDX-License-Identifier: Apache-2.0
using CoDesign.Import.Configuration;

namespace CoDesign.Analysis.Tests.Factorization;

public sealed class ArchitectureReaderTests
{
    private const string Valid = """
        name: net
        input: { height: 8, width: 8, channels: 3 }
        stem: { channels: 8, kernel: 5 }
        blocks:
          - { channels: 8, repeat: 2 }
          - { channels: 16, stride: 2 }
        dense: [10]
        """;

    [Fact]
    public void WidthScalesChannelsButNotDenseOutputs()
    {
        var architecture = ArchitectureReader.Parse(Valid, "a.yaml", 0.5, new DiagnosticBag())!;

        Assert.Equal([4, 4, 8], architecture.Blocks.Select(block => block.Channels));
        Assert.Equal((4, 5), (architecture.Stem.Channels, architecture.Stem.Kernel));
        Assert.Equal(10, Assert.Single(architecture.DenseOutputs));
    }

    [Theory]
    [InlineData(
        "stem: { channels: 8, kernel: 5 }",
        "stem: { channels: 8, kernal: 5 }",
        "CD1203: 'a.yaml' line 3, column 22: 'kernal' is not a known key. Did you mean 'kernel'?"
    )]
    [InlineData("dense: [10]", "", "CD1206: 'a.yaml' line 1, column 1: 'the architecture' has no 'dense'.")]
    [InlineData(
        "stem: { channels: 8, kernel: 5 }",
        "stem: { kernel: 5 }",
        "CD1206: 'a.yaml' line 3, column 7: 'stem' has no 'channels'."
    )]
    [InlineData(
        "kernel: 5",
        "kernel: 4",
        "CD1205: 'a.yaml' line 3, column 30: 'kernel' is 4. Allowed: 1, 3, 5, 7, 9 or 11."
    )]
    [InlineData(
        "dense: [10]",
        "dense: [1.5]",
        "CD1205: 'a.yaml' line 7, column 8: 'dense' is [1.5]. Allowed: whole numbers from 1 to 16384."
    )]
    public void MistakesAreNamedWithTheirPlace(string right, string wrong, string message)
    {
        var bag = new DiagnosticBag();

        Assert.Null(ArchitectureReader.Parse(Valid.Replace(right, wrong), "a.yaml", null, bag));
        Assert.Equal([message], bag.Items.Select(item => item.ToString()));
    }

    [Fact]
    public void WidthThatSplitsAChannelIsRefused()
    {
        var bag = new DiagnosticBag();

        Assert.Null(ArchitectureReader.Parse(Valid, "a.yaml", 0.3, bag));
        Assert.Equal(
            "CD1205: 'a.yaml' line 3, column 7: 'channels' is 8 times the width 0.3, 2.4. Allowed: a whole number from 1 to 16384.",
            bag.Items[0].ToString()
        );
    }

    [Fact]
    public void EmptyFileIsRefused()
    {
        var bag = new DiagnosticBag();

        Assert.Null(ArchitectureReader.Parse("", "a.yaml", null, bag));
        Assert.Equal(["CD1201: 'a.yaml': cannot be read: it is empty."], bag.Items.Select(item => item.ToString()));
    }
}
