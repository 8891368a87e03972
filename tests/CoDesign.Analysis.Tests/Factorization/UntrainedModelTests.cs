// SPDX-License-Identifier: Apache-2.0
using CoDesign.Golden.Float;
using CoDesign.Import;
using CoDesign.Import.Onnx;

namespace CoDesign.Analysis.Tests.Factorization;

public sealed class UntrainedModelTests
{
    [Theory]
    [InlineData("1")]
    [InlineData("pyramid2")]
    [InlineData("dw")]
    public void WrittenModelReadsBackAsTheSameNetwork(string rate)
    {
        var graph = Architectures.GraphOf(Architectures.Factorized(0.125, rate));
        var path = Path.Combine(Path.GetTempPath(), $"codesign-{Guid.NewGuid():N}.onnx");
        var bag = new DiagnosticBag();
        try
        {
            File.WriteAllBytes(path, OnnxWriter.Write(graph));
            var read = ModelReader.Read(path, bag);
            Assert.Empty(bag.Items.Select(item => item.ToString()));
            var input = SmallNetworks.Reals(graph, 4, 1).Single();

            Assert.Equal(graph.Nodes.Select(node => node.Op), read!.Nodes.Select(node => node.Op));
            Assert.Equal(
                new FloatExecutor(graph).Run(input)[graph.Output],
                new FloatExecutor(read).Run(input)[read.Output],
                (a, b) => Math.Abs(a - b) < 1e-9
            );
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void TheSameGraphGivesTheSameBytes()
    {
        var factorized = Architectures.Factorized(0.125, "4");

        Assert.Equal(
            OnnxWriter.Write(Architectures.GraphOf(factorized)),
            OnnxWriter.Write(Architectures.GraphOf(factorized))
        );
    }

    [Fact]
    public void BiasesAndClipsAreWritten()
    {
        var graph = SmallNetworks.Clipped();
        var path = Path.Combine(Path.GetTempPath(), $"codesign-{Guid.NewGuid():N}.onnx");
        try
        {
            File.WriteAllBytes(path, OnnxWriter.Write(graph));
            var read = ModelReader.Read(path, new DiagnosticBag())!;
            var input = SmallNetworks.Reals(graph, 4, 1).Single();

            Assert.Equal(
                new FloatExecutor(graph).Run(input)[graph.Output],
                new FloatExecutor(read).Run(input)[read.Output],
                (a, b) => Math.Abs(a - b) < 1e-5
            );
        }
        finally
        {
            File.Delete(path);
        }
    }
}
