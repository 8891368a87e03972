// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;

namespace CoDesign.Import.Tests.Onnx;

/// <summary>The trained float models: layers, MACs and parameters as their README states them.</summary>
public sealed class FactorizeNetTests
{
    [SharedTheory("models/factorizenet")]
    [InlineData("factorizenet_w025_regular_conv", 16_957_440, 533_120, 654_234)]
    [InlineData("factorizenet_w025_f2", 9_945_088, 533_120, 602_426)]
    [InlineData("factorizenet_w025_f4", 6_111_232, 533_120, 575_354)]
    [InlineData("factorizenet_w025_f_init2", 6_848_512, 533_120, 567_866)]
    [InlineData("factorizenet_w025_dws_conv", 2_848_768, 533_120, 550_730)]
    [InlineData("resnet8", 12_500_992, 640, 78_042)]
    public void HasMacsAndParametersOfTheReadme(string model, long convMacs, long denseMacs, long parameters)
    {
        var graph = Read($"models/factorizenet/{model}.onnx");

        var layers = graph.Nodes.OfType<Conv2d>().ToArray();
        Assert.Equal(convMacs, layers.Where(l => !l.IsDense).Sum(Macs));
        Assert.Equal(denseMacs, layers.Where(l => l.IsDense).Sum(Macs));
        Assert.Equal(
            parameters,
            layers.Sum(l => l.Weights.Length + (l.IsDense ? l.Bias.Length : 0L))
                + graph.Nodes.OfType<BatchNorm>().Sum(b => 2L * b.Gamma.Length)
        );
        Assert.Equal(GraphStage.Imported, graph.Stage);
        Assert.Equal(RecordLayout.Nchw, graph.Layout);
        Assert.Equal(new TensorShape(32, 32, 3), graph.InputNode.Shape);
        Assert.Equal(new TensorShape(1, 1, 10), graph[graph.Output].Shape);
        Assert.Equal(model, graph.Name);
    }

    [SharedFact("models/factorizenet")]
    public void KeepsGroupsAndStrides()
    {
        var graph = Read("models/factorizenet/factorizenet_w025_f_init2.onnx");

        var grouped = graph.Nodes.OfType<Conv2d>().Where(l => l.Groups > 1).ToArray();
        Assert.Equal([2, 2, 2, 4, 4, 4, 8, 8], grouped.Select(l => l.Groups));
        Assert.Equal([1, 1, 2, 1, 1, 2, 1, 1], grouped.Select(l => l.Window.StrideHeight));
        Assert.All(grouped, l => Assert.Equal(l.Shape.Channels / l.Groups, l.GroupInputs));
    }

    private static long Macs(Conv2d layer) => (long)layer.Shape.Pixels * layer.Weights.Length;

    private static Graph Read(string path)
    {
        var diagnostics = new DiagnosticBag();
        var graph = ModelReader.Read(SharedFolder.PathOf(path), diagnostics);
        Assert.Empty(diagnostics.Items);
        return graph!;
    }
}
