// SPDX-License-Identifier: Apache-2.0
using CoDesign.Cosim.Networks;
using CoDesign.Ir.Diagnostics;

namespace CoDesign.Cosim.Tests.Networks;

public sealed class BenchNetworkFileTests
{
    [Fact]
    public void ReadsWhatItWrote()
    {
        using var folder = new TemporaryFolder();
        BenchNetworkFile.Write(folder.Root, MockNetwork.Network);
        var first = File.ReadAllBytes(Path.Combine(folder.Root, BenchNetworkFile.Name));
        var diagnostics = new DiagnosticBag();

        var read = BenchNetworkFile.Read(folder.Root, diagnostics);

        Assert.Empty(diagnostics.Items);
        Assert.NotNull(read);
        BenchNetworkFile.Write(folder.Root, read);
        Assert.Equal(first, File.ReadAllBytes(Path.Combine(folder.Root, BenchNetworkFile.Name)));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("null")]
    public void RefusesADamagedFile(string text)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(Path.Combine(folder.Root, BenchNetworkFile.Name), text);
        var diagnostics = new DiagnosticBag();

        Assert.Null(BenchNetworkFile.Read(folder.Root, diagnostics));
        Assert.Equal("CD6022", Assert.Single(diagnostics.Items).Code);
    }

    [Fact]
    public void RefusesALayoutThatLosesAChannel()
    {
        using var folder = new TemporaryFolder();
        BenchNetworkFile.Write(
            folder.Root,
            MockNetwork.Network with
            {
                Result = MockNetwork.Tensor("y") with { Layout = [2, 0, -1, 0] },
            }
        );
        var diagnostics = new DiagnosticBag();

        Assert.Null(BenchNetworkFile.Read(folder.Root, diagnostics));
        Assert.Equal(
            $"CD6022: '{Path.Combine(folder.Root, BenchNetworkFile.Name)}' cannot be used: Its sizes contradict each other. Compile the model again.",
            Assert.Single(diagnostics.Items).ToString()
        );
    }
}
