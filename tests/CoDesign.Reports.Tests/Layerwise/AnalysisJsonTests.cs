// SPDX-License-Identifier: Apache-2.0
using System.Text.Json.Nodes;
using CoDesign.Reports.Json;
using CoDesign.Reports.Layerwise;

namespace CoDesign.Reports.Tests.Layerwise;

public sealed class AnalysisJsonTests
{
    [Fact]
    public void OneModelStandsAtTheTopLevel()
    {
        var json = AnalysisJson.Of([AnalyzedNetworks.Mixed("a")]);

        Assert.Equal("a", (string?)json["model"]);
        Assert.Equal(
            ["x", "conv", "depthwise", "sum", "pool", "dense"],
            json["layers"]!.AsArray().Select(layer => (string?)layer!["name"])
        );
        Assert.NotNull(json["macs"]);
        Assert.NotNull(json["integerTop1Percent"]);
    }

    [Fact]
    public void SeveralModelsStandSideBySide()
    {
        var json = AnalysisJson.Of([AnalyzedNetworks.Mixed("a"), AnalyzedNetworks.Mixed("b", 2)]);

        Assert.Equal(["a", "b"], json["models"]!.AsArray().Select(model => (string?)model!["model"]));
        Assert.Null(json["layers"]);
    }

    [Fact]
    public void CyclesOfTheLayersAddUpToThePlans()
    {
        var network = AnalyzedNetworks.Mixed("a");
        var planned = network
            .Plan.Layers.Where(layer => !layer.Layer.Nodes.IsEmpty)
            .Sum(layer => layer.Estimate.Cycles);

        Assert.Equal(planned, network.Layers.Sum(layer => layer.Figures.Cycles ?? 0));
    }

    [Fact]
    public void DegenerateNetworksAreWrittenWithoutNotANumber()
    {
        // The writer refuses not-a-number and infinity, so writing is the check; what has no meaning is absent.
        var constant = AnalysisJson.Of([AnalyzedNetworks.ConstantOutput("a")]);
        var text =
            ResultJson.Write(constant) + ResultJson.Write(AnalysisJson.Of([AnalyzedNetworks.ConstantWeights("b")]));

        Assert.DoesNotContain("NaN", text, StringComparison.Ordinal);
        var layer = constant["layers"]!.AsArray()[1]!.AsObject();
        Assert.False(layer["activations"]!.AsObject().ContainsKey("kurtosis"));
        Assert.False(layer["activations"]!.AsObject().ContainsKey("averageChannelPrecision"));
        Assert.True(layer["fidelity"]!.AsObject().ContainsKey("qmse"));
    }

    [Fact]
    public void TrialsHaveMeanAndDeviation()
    {
        var trials = AnalysisJson.Of([AnalyzedNetworks.Mixed("a")])["trials"]!.AsObject();
        var layer = trials["layers"]!.AsArray()[0]!.AsObject();

        Assert.Equal(2, (int)trials["count"]!);
        Assert.True((double)layer["sqnrDb"]!["mean"]! > 10);
        Assert.True((double)layer["scale"]!["deviation"]! > 0);
        Assert.True((double)layer["attribution"]!["clippingMse"]!["deviation"]! > 0);
        Assert.Equal(0, (double)layer["weights"]!["folded"]!["range"]!["deviation"]!);
        Assert.Equal("weights", (string?)trials["sources"]![0]!["source"]);
    }

    [Fact]
    public void EveryLineOfACsvHasTheSameNumberOfCells()
    {
        AnalyzedNetwork[] networks = [AnalyzedNetworks.Mixed("a, the first"), AnalyzedNetworks.ConstantOutput("b")];
        foreach (var text in new[] { AnalysisCsv.Layers(networks), AnalysisCsv.Channels(networks) })
        {
            var lines = text.TrimEnd('\n').Replace("\"a, the first\"", "a").Split('\n');
            Assert.True(lines.Length > 8);
            Assert.Single(lines.Select(line => line.Split(',').Length).Distinct());
        }
    }

    [Fact]
    public void ChannelLinesCountEveryChannel()
    {
        var network = AnalyzedNetworks.Mixed("a");
        var lines = AnalysisCsv.Channels([network]).TrimEnd('\n').Split('\n').Length - 1;

        // Maps: x 4, conv, depthwise, sum and pool 6 each, dense 5; weights of three layers, twice.
        Assert.Equal(4 + (4 * 6) + 5 + (2 * (6 + 6 + 5)), lines);
    }

    [Theory]
    [InlineData("/4/c1/Conv", "4")]
    [InlineData("/0/Conv", "0")]
    [InlineData("dense", "dense")]
    [InlineData("", "")]
    public void BlockIsTheFirstPartOfThePath(string name, string block) => Assert.Equal(block, BlockName.Of(name));

    [Theory]
    [InlineData("model/a/Relu model/a/Conv model/b/Relu input", 1)]
    [InlineData("/0/Conv /3/Conv", 0)]
    [InlineData("/features/0/Conv /features/3/Conv /classifier/Gemm", 0)]
    [InlineData("conv dense", 0)]
    public void PartsThatAllNamesShareSayNothing(string names, int parts) =>
        Assert.Equal(parts, BlockName.CommonParts(names.Split(' ')));

    [Fact]
    public void GivenPrefixesDecideTheBlock()
    {
        Assert.Equal("/4/c", BlockName.Of("/4/c1/Conv", ["/4", "/4/c", "/5"]));
        Assert.Equal("6", BlockName.Of("/6/c1/Conv", ["/4"]));
        Assert.Equal("a", BlockName.Of("model/a/Relu", skipped: 1));
    }
}
