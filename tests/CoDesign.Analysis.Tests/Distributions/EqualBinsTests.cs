// SPDX-License-Identifier: Apache-2.0
using CoDesign.Analysis.Distributions;

namespace CoDesign.Analysis.Tests.Distributions;

public sealed class EqualBinsTests
{
    [Fact]
    public void UniformCountsHaveNoDivergence() =>
        Assert.Equal(0.0, new EqualBins(0, 1).KlUniform(Enumerable.Repeat(7L, EqualBins.Bins).ToArray()));

    [Fact]
    public void OneBinHasTheGreatestDivergence()
    {
        var counts = new long[EqualBins.Bins];
        counts[17] = 3;

        Assert.Equal(Math.Log(256), new EqualBins(0, 1).KlUniform(counts) ?? -1, 1e-12);
    }

    [Fact]
    public void RangeOfWidthZeroHasNoDivergence_AndOneBin()
    {
        var bins = new EqualBins(3, 3);

        Assert.Equal(0, bins.IndexOf(3));
        Assert.Null(bins.KlUniform(new long[EqualBins.Bins]));
        Assert.Equal(3.0, bins.Percentile([5, .. new long[EqualBins.Bins - 1]], 50));
    }

    [Theory]
    [InlineData(-1.7, 3.1)]
    [InlineData(0, 0.3)]
    [InlineData(1e-9, 1e9)]
    public void EveryEdgeLiesInTheBinThatItOpens(double low, double high)
    {
        var bins = new EqualBins(low, high);
        for (var bin = 0; bin < EqualBins.Bins; bin++)
            Assert.Equal(bin, bins.IndexOf(bins.Edge(bin)));
        Assert.Equal(EqualBins.Bins - 1, bins.IndexOf(high));
    }

    [Fact]
    public void PercentilesOfUniformCountsAreLinear()
    {
        var bins = new EqualBins(-1, 1);
        var counts = Enumerable.Repeat(10L, EqualBins.Bins).ToArray();

        Assert.Equal(-1.0, bins.Percentile(counts, 0));
        Assert.Equal(-0.98, bins.Percentile(counts, 1), 1e-12);
        Assert.Equal(0.98, bins.Percentile(counts, 99), 1e-12);
        Assert.Equal(1.0, bins.Percentile(counts, 100));
    }
}
