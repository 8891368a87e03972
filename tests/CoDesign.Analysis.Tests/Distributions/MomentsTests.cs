// SPDX-License-Identifier: Apache-2.0
using CoDesign.Analysis.Distributions;

namespace CoDesign.Analysis.Tests.Distributions;

public sealed class MomentsTests
{
    [Theory]
    [InlineData(0, 5)]
    [InlineData(1, 4)]
    [InlineData(37, 1000)]
    [InlineData(999, 1)]
    public void MergedEqualsWhole(int first, int second)
    {
        var random = new Random(first);
        var values = Enumerable.Range(0, first + second).Select(_ => 1000 + Math.Pow(random.NextDouble(), 3)).ToArray();

        var whole = Moments.Of(values);
        var merged = Moments.Merge(Moments.Of(values.AsSpan(0, first)), Moments.Of(values.AsSpan(first)));

        Assert.Equal((whole.Count, whole.Minimum, whole.Maximum), (merged.Count, merged.Minimum, merged.Maximum));
        Assert.Equal(whole.Mean, merged.Mean, 1e-12);
        Assert.Equal(whole.Deviation, merged.Deviation, 1e-9);
        Assert.Equal(whole.Kurtosis ?? -1, merged.Kurtosis ?? -1, 1e-6);
    }

    [Fact]
    public void KurtosisOfTwoEqualPeaksIsOne() => Assert.Equal(1.0, Moments.Of([-2, 2, -2, 2]).Kurtosis);

    [Fact]
    public void ConstantValuesHaveNoKurtosisAndNoDeviation()
    {
        var moments = Moments.Of([0.1, 0.1, 0.1]);

        Assert.Null(moments.Kurtosis);
        Assert.Equal(0.0, moments.Deviation);
    }

    [Theory]
    [InlineData(1e200)]
    [InlineData(1e-200)]
    public void ExtremeMagnitudesGiveNoNotANumber(double scale)
    {
        var moments = Moments.Of([-scale, 0, 2 * scale, scale]);

        Assert.False(double.IsNaN(moments.Kurtosis ?? 0));
        Assert.Equal(0.25, moments.Sparsity);
    }

    [Fact]
    public void NothingHasFiniteFigures()
    {
        var nothing = new Moments();

        Assert.Equal((0.0, 0.0, 0.0, 0.0), (nothing.Mean, nothing.Deviation, nothing.Range, nothing.MeanSquare));
    }
}
