// SPDX-License-Identifier: Apache-2.0
using CoDesign.Analysis.Factorization;

namespace CoDesign.Analysis.Tests.Factorization;

public sealed class FactorizedArchitectureTests
{
    /// <summary>Convolution MACs at width 1 as the thesis gives them, in millions, for regular, f = 2 and f_init = 2.</summary>
    [Theory]
    [InlineData("1", 266.0)]
    [InlineData("2", 153.8)]
    [InlineData("pyramid2", 104.3)]
    public void MacsAtFullWidthAreTheThesis(string rate, double millions) =>
        Assert.Equal(
            millions,
            Math.Round(FactorizationMacs.Of(Architectures.Factorized(1, rate)).Convolutions / 1e6, 1)
        );

    /// <summary>Counts that ../shared/models/factorizenet gives for its trained models: convolutions, dense layers, trainable parameters.</summary>
    [Theory]
    [InlineData(0.25, "1", 16_957_440, 533_120, 654_234)]
    [InlineData(0.25, "2", 9_945_088, 533_120, 602_426)]
    [InlineData(0.25, "4", 6_111_232, 533_120, 575_354)]
    [InlineData(0.25, "pyramid2", 6_848_512, 533_120, 567_866)]
    [InlineData(0.25, "dw", 2_848_768, 533_120, 550_730)]
    [InlineData(1, "1", 266_010_624, 2_105_984, 4_027_530)]
    public void CountsAreThoseOfTheTrainedModels(
        double width,
        string rate,
        long convolutions,
        long dense,
        long parameters
    )
    {
        var factorized = Architectures.Factorized(width, rate);
        var macs = FactorizationMacs.Of(factorized);
        var graph = Architectures.GraphOf(factorized, "random_uniform_small");
        var trainable =
            graph.Nodes.OfType<Conv2d>().Sum(c => c.Weights.Length + (c.IsDense ? c.Bias.Length : 0))
            + graph.Nodes.OfType<BatchNorm>().Sum(n => 2 * n.Gamma.Length);

        Assert.Equal((convolutions, dense, parameters), (macs.Convolutions, macs.Dense, trainable));
    }

    [Theory]
    [InlineData("1")]
    [InlineData("2")]
    [InlineData("8")]
    [InlineData("dw")]
    [InlineData("pyramid2")]
    [InlineData("pyramid4")]
    [InlineData("1:2:4:8:16:dw:1:2")]
    public void EquationsEqualTheCountOfTheGraph(string rate)
    {
        var factorized = Architectures.Factorized(0.25, rate);
        var macs = FactorizationMacs.Of(factorized);
        var counted = Architectures
            .GraphOf(factorized)
            .Nodes.OfType<Conv2d>()
            .GroupBy(conv => conv.IsDense ? "dense" : conv.Name[(conv.Name.LastIndexOf('/') + 1)..])
            .ToDictionary(
                group => group.Key,
                group => group.Sum(conv => (long)conv.Weights.Length * conv.Shape.Pixels)
            );

        Assert.Equal(macs.Dense, counted["dense"]);
        Assert.Equal(macs.Pointwise, counted.GetValueOrDefault("pointwise"));
        Assert.Equal(macs.Stem + macs.Spatial, counted.GetValueOrDefault("conv") + counted.GetValueOrDefault("group"));
    }

    [Theory]
    [InlineData("pyramid2", new[] { 2, 2, 2, 4, 4, 4, 8, 8 })]
    [InlineData("dw", new[] { 16, 16, 16, 32, 32, 32, 64, 64 })]
    [InlineData("4", new[] { 4, 4, 4, 4, 4, 4, 4, 4 })]
    [InlineData("1:2:4:8:16:dw:1:2", new[] { 1, 2, 4, 8, 16, 32, 1, 2 })]
    public void RatesMeanTheseGroups(string rate, int[] groups) =>
        Assert.Equal(groups, Architectures.Factorized(0.25, rate).Groups);

    [Theory]
    [InlineData(
        "fast",
        "CD3601: Rate 'fast' is not known. Use 1 (regular), a number of groups, dw, pyramidN, or one of these for each block, separated by colons: 2:2:4:dw."
    )]
    [InlineData(
        "0",
        "CD3601: Rate '0' is not known. Use 1 (regular), a number of groups, dw, pyramidN, or one of these for each block, separated by colons: 2:2:4:dw."
    )]
    [InlineData("2:4", "CD3603: Rate '2:4' names 2 blocks, the architecture has 8. Give one rate for each block.")]
    [InlineData(
        "1:1:3:1:1:1:1:1",
        "CD3602: Rate '1:1:3:1:1:1:1:1', block 3: 3 groups do not divide 16 input channels. Use a divisor of 16, or dw."
    )]
    public void WrongRatesAreRefused(string rate, string message)
    {
        var bag = new DiagnosticBag();

        Assert.Null(FactorizedArchitecture.Of(Architectures.FactorizeNet(0.25), rate, bag));
        Assert.Equal([message], bag.Items.Select(item => item.ToString()));
    }

    [Fact]
    public void EveryBlockThatDoesNotDivideIsNamed()
    {
        var bag = new DiagnosticBag();

        Assert.Null(FactorizedArchitecture.Of(Architectures.FactorizeNet(0.25), "32", bag));
        Assert.Equal(3, bag.Items.Count);
    }

    [Fact]
    public void StrideBeyondTheMapIsRefused()
    {
        var bag = new DiagnosticBag();
        var architecture = Architectures.FactorizeNet(0.25) with { Input = new TensorShape(2, 2, 3) };
        var factorized = FactorizedArchitecture.Of(architecture, "1", bag)!;

        Assert.Null(ArchitectureGraph.Of(factorized, WeightInitializer.Of("he_normal", 1, bag)!, bag));
        Assert.Equal(
            [
                "CD3604: Architecture 'factorizenet': block 6 has a stride greater than its map. Use fewer or smaller strides.",
            ],
            bag.Items.Select(item => item.ToString())
        );
    }
}
