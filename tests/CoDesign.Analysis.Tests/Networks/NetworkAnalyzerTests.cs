// SPDX-License-Identifier: Apache-2.0
using CoDesign.Analysis.Networks;

namespace CoDesign.Analysis.Tests.Networks;

public sealed class NetworkAnalyzerTests
{
    [Fact]
    public void EveryLayerOfTheFoldedGraphIsThereInOrder()
    {
        var analysis = Analyze(SmallNetworks.Mixed(1), 5, out var warnings);

        Assert.Equal(["conv", "depthwise", "sum", "pool", "dense"], analysis.Layers.Select(layer => layer.Name));
        Assert.Equal("x", analysis.Input.Name);
        Assert.Equal(5, analysis.Records);
        Assert.Empty(warnings);
    }

    [Fact]
    public void FoldingChangeIsThereExactlyWhereABatchNormWas()
    {
        var analysis = Analyze(SmallNetworks.Mixed(1), 3, out _);

        Assert.Equal(
            [true, false, false],
            analysis.Layers.Where(l => l.Weights is not null).Select(l => l.Weights!.Folding is not null)
        );
    }

    [Fact]
    public void TheSameBits_HoweverTheStreamIsRead()
    {
        var stages = SmallNetworks.Stages(SmallNetworks.Mixed(2));
        var records = SmallNetworks.Records(stages, 3, 37);

        var first = NetworkAnalyzer.Analyze(stages, records, new DiagnosticBag())!;
        var second = NetworkAnalyzer.Analyze(stages, records.Select(r => r), new DiagnosticBag())!;

        Assert.Equal(first.Layers.Select(l => l.Fidelity), second.Layers.Select(l => l.Fidelity));
        Assert.Equal(first.Layers.Select(l => l.Activations.Tensor), second.Layers.Select(l => l.Activations.Tensor));
    }

    [Fact]
    public void ConstantWeightsAreAWarning_AndNoFigureIsNotANumber()
    {
        var analysis = Analyze(SmallNetworks.OneLayer(0.5, 0.1), 4, out var warnings);

        Assert.Equal(
            [
                "CD3503: Conv2d 'only': all weights are 0.5 (range 0); their average channel precision, kurtosis and divergence are not defined and left out.",
            ],
            warnings
        );
        var weights = analysis.Layers[0].Weights!;
        Assert.Null(weights.Folded.AverageChannelPrecision);
        Assert.Null(weights.Folded.Tensor.Kurtosis);
        Assert.Null(weights.Folded.Tensor.KlUniform);
        Assert.NotNull(analysis.Layers[0].Fidelity.SqnrDb);
    }

    [Fact]
    public void ConstantActivationIsAWarning_AndItsFiguresAreLeftOut()
    {
        var analysis = Analyze(SmallNetworks.OneLayer(0, 0.25), 4, out var warnings);

        Assert.Contains(
            "CD3504: Conv2d 'only': all values over the data set are 0.25 (range 0); their average channel precision, kurtosis and divergence are not defined and left out.",
            warnings
        );
        var values = analysis.Layers[0].Activations;
        Assert.Null(values.AverageChannelPrecision);
        Assert.Null(values.Tensor.Kurtosis);
        Assert.Equal(0.25, values.Tensor.Mean, 1e-12);
        Assert.Null(analysis.Layers[0].Weights!.Fidelity.SqnrDb);
    }

    [Fact]
    public void NotANumberInARecordIsAnError()
    {
        var stages = SmallNetworks.Stages(SmallNetworks.Mixed(1));
        var records = SmallNetworks.Records(stages, 3, 3);
        records[1].Real[7] = double.NaN;
        var bag = new DiagnosticBag();

        Assert.Null(NetworkAnalyzer.Analyze(stages, records, bag));
        Assert.Equal(
            [
                "CD3502: Input 'x': 1 of 360 values over the data set are NaN or infinite. Check the records and the layer's weights.",
            ],
            bag.Items.Select(item => item.ToString())
        );
    }

    [Fact]
    public void NoRecordIsAnError()
    {
        var stages = SmallNetworks.Stages(SmallNetworks.Mixed(1));
        var bag = new DiagnosticBag();

        Assert.Null(NetworkAnalyzer.Analyze(stages, [], bag));
        Assert.Equal(
            ["CD3501: The data set to analyze model 'small' on holds no record. Give at least one."],
            bag.Items.Select(item => item.ToString())
        );
    }

    [Fact]
    public void CodeCountsAddUpToTheValues()
    {
        var analysis = Analyze(SmallNetworks.Mixed(4), 6, out _);

        Assert.Equal(6L * 6 * 5 * 6, analysis.Layers[0].CodeCounts.Sum());
        Assert.Equal(6L * 6 * 5 * 6, analysis.Layers[0].Activations.Histogram.Sum());
    }

    private static NetworkAnalysis Analyze(Graph graph, int records, out IEnumerable<string> diagnostics)
    {
        var stages = SmallNetworks.Stages(graph);
        var bag = new DiagnosticBag();
        var analysis = NetworkAnalyzer.Analyze(stages, SmallNetworks.Records(stages, 7, records), bag);
        diagnostics = bag.Items.Select(item => item.ToString());
        return analysis!;
    }
}
