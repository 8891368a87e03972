// SPDX-License-Identifier: Apache-2.0
using CoDesign.Analysis.Distributions;
using CoDesign.Analysis.Factorization;

namespace CoDesign.Analysis.Tests.Factorization;

public sealed class WeightInitializerTests
{
    [Fact]
    public void ThereAreTwelve() => Assert.Equal(12, WeightInitializer.Names.Count());

    [Theory]
    [InlineData("glorot_normal", 2.0 / 300, 3.0)]
    [InlineData("glorot_uniform", 2.0 / 300, 1.8)]
    [InlineData("he_normal", 2.0 / 100, 3.0)]
    [InlineData("he_uniform", 2.0 / 100, 1.8)]
    [InlineData("lecun_normal", 1.0 / 100, 3.0)]
    [InlineData("lecun_uniform", 1.0 / 100, 1.8)]
    [InlineData("random_normal_medium", 0.05 * 0.05, 3.0)]
    [InlineData("random_uniform_medium", 0.05 * 0.05 / 3, 1.8)]
    [InlineData("random_normal_small", 0.01 * 0.01, 3.0)]
    [InlineData("random_uniform_large", 0.25 * 0.25 / 3, 1.8)]
    public void VarianceAndShapeAreThoseOfTheDefinition(string name, double variance, double kurtosis)
    {
        var weights = WeightInitializer.Of(name, 5, new DiagnosticBag())!.Draw(200_000, fanIn: 100, fanOut: 200);
        var moments = Moments.Of(weights.AsSpan());

        Assert.InRange(moments.Deviation * moments.Deviation / variance, 0.97, 1.03);
        Assert.InRange(moments.Mean / moments.Deviation, -0.01, 0.01);
        Assert.InRange(moments.Kurtosis ?? 0, kurtosis - 0.1, kurtosis + 0.1);
    }

    [Fact]
    public void TheSameSeedGivesTheSameWeights_AnotherSeedOthers()
    {
        IEnumerable<double> Draw(int seed) =>
            WeightInitializer.Of("he_normal", seed, new DiagnosticBag())!.Draw(16, 9, 9);

        Assert.Equal(Draw(3), Draw(3));
        Assert.NotEqual(Draw(3), Draw(4));
    }

    [Fact]
    public void UnknownNameIsRefusedWithTheKnownOnes()
    {
        var bag = new DiagnosticBag();

        Assert.Null(WeightInitializer.Of("xavier", 1, bag));
        Assert.StartsWith(
            "CD3605: Initializer 'xavier' is not known. Use one of glorot_normal, glorot_uniform, he_normal,",
            bag.Items[0].ToString(),
            StringComparison.Ordinal
        );
    }
}
