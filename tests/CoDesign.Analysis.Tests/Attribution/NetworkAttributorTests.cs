// SPDX-License-Identifier: Apache-2.0
using CoDesign.Analysis.Attribution;
using CoDesign.Analysis.Networks;
using Xunit.Abstractions;

namespace CoDesign.Analysis.Tests.Attribution;

public sealed class NetworkAttributorTests(ITestOutputHelper output)
{
    private const double UniformVariance = 1.0 / 12;

    [Fact]
    public void NothingEntersTheInput_AndItIsOnlyRounded()
    {
        var (stages, attribution) = Attribute(SmallNetworks.Mixed(1), clip: 0);
        var input = attribution.Layers[0];
        var step = stages.CodesOf("x").Scale;

        Assert.Equal(("x", 0.0, 0.0, 0.0), (input.Name, input.EnteringMse, input.PropagatedMse, input.WeightsMse));
        Assert.Equal(0.0, input.RequantizationMse);
        Assert.InRange(input.RoundingMse, 0.9 * step * step * UniformVariance, 1.1 * step * step * UniformVariance);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void SimulatedLayersAreTheIntegerOnes_ButForTheRoundingOfFactors(int seed)
    {
        var (stages, attribution) = Attribute(SmallNetworks.Mixed(seed), clip: 1);

        foreach (var layer in attribution.Layers)
        {
            // A factor of 16 bits moves few values across a rounding border, by one step: at most one in fifty. Sums round twice, means have ties: one in ten.
            var step = stages.CodesOf(layer.Name).Scale;
            Assert.InRange(layer.RequantizationMse, 0, step * step / (layer.Op is "add" or "average_pool" ? 10 : 50));
        }
    }

    [Fact]
    public void ClippingAloneIsNothing_WhenTheRangesAreWholeAndTheRecordsAreThoseOfTheCalibration()
    {
        var graph = SmallNetworks.Mixed(5);
        var stages = SmallNetworks.Stages(graph, 0, SmallNetworks.Reals(graph, 6, 12));
        var attribution = NetworkAttributor.Attribute(stages, SmallNetworks.Records(stages, 6, 12));

        // The range is widened by the rounding of the zero point, up to half a step.
        Assert.All(
            attribution.Layers,
            layer => Assert.InRange(layer.ClippingMse, 0, 0.26 * Math.Pow(stages.CodesOf(layer.Name).Scale, 2) / 12)
        );
    }

    [Fact]
    public void ClippingCountsMore_TheMoreIsClipped()
    {
        var little = Attribute(SmallNetworks.Mixed(5), clip: 0.5).Attribution.Layers[1];
        var much = Attribute(SmallNetworks.Mixed(5), clip: 5).Attribution.Layers[1];

        Assert.True(much.ClippingMse > 4 * little.ClippingMse, $"{little.ClippingMse} {much.ClippingMse}");
        Assert.True(much.TogetherMse >= much.ClippingMse);
    }

    [Fact]
    public void TotalOfALayerIsWhatEntersTheNext()
    {
        var layers = Attribute(SmallNetworks.Mixed(7), clip: 1).Attribution.Layers.ToDictionary(layer => layer.Name);

        Assert.Equal(layers["conv"].TotalMse, layers["depthwise"].EnteringMse);
        Assert.Equal((layers["conv"].TotalMse + layers["depthwise"].TotalMse) / 2, layers["sum"].EnteringMse, 1e-12);
    }

    /// <summary>Weight errors are the same in every pixel, which the model does not know: means over pixels are further off than the rest.</summary>
    [Fact]
    public void UniformNoiseModelIsNear_WhereNothingIsClipped()
    {
        var errors = new List<double>();
        for (var seed = 1; seed <= 4; seed++)
        {
            var (_, attribution) = Attribute(SmallNetworks.Mixed(seed, high: double.PositiveInfinity), clip: 0);
            foreach (var layer in attribution.Layers)
            {
                output.WriteLine(
                    $"{seed} {layer.Name}: predicted {layer.PredictedMse:G4}, measured {layer.TotalMse:G4}, error {layer.PredictionError:P1}"
                );
                errors.Add(Math.Abs(layer.PredictionError ?? double.NaN));
            }
        }

        Assert.InRange(errors.Order().ElementAt(errors.Count / 2), 0, 0.1);
        Assert.InRange(errors.Max(), 0, 0.6);
    }

    [Fact]
    public void RanksAreAPermutation_AndFollowTheCost()
    {
        var layers = Attribute(SmallNetworks.Mixed(8), clip: 2).Attribution.Layers;

        Assert.Equal(Enumerable.Range(1, layers.Length), layers.Select(layer => layer.Rank).Order());
        var ranked = layers.OrderBy(layer => layer.Rank).ToList();
        for (var k = 1; k < ranked.Count; k++)
            Assert.True(
                (ranked[k - 1].Cost.Top1LossPoints, ranked[k - 1].Cost.Qkl).CompareTo(
                    (ranked[k].Cost.Top1LossPoints, ranked[k].Cost.Qkl)
                ) >= 0
            );
    }

    [Fact]
    public void SourcesTogetherCostWhatTheIntegerModelCosts()
    {
        var sources = Attribute(SmallNetworks.Mixed(9), clip: 1)
            .Attribution.Sources.ToDictionary(source => source.Source, source => source.Cost);

        Assert.Equal(["weights", "rounding", "clipping", "together", "integer", "requantization"], sources.Keys);
        Assert.InRange(sources["together"].Qmse / sources["integer"].Qmse, 0.8, 1.25);
        Assert.True(sources["together"].Qkl > sources["weights"].Qkl);
        // Factors of 16 bits are the least of it.
        Assert.InRange(sources["requantization"].Qmse, 0, sources["together"].Qmse);
    }

    [Fact]
    public void SoftmaxAtTheEndCostsNothingByItself()
    {
        var layers = Attribute(SmallNetworks.Mixed(9, softmax: true), clip: 1).Attribution.Layers;

        Assert.Equal(("probabilities", 0.0), (layers[^1].Name, layers[^1].Cost.Qkl));
    }

    [Fact]
    public void OneLayerWithConstantWeightsHasFiniteFigures()
    {
        var (_, attribution) = Attribute(SmallNetworks.OneLayer(0.5, 0.1), clip: 1);

        Assert.All(
            attribution.Layers,
            layer =>
                Assert.True(
                    double.IsFinite(
                        layer.TotalMse
                            + layer.PredictedMse
                            + (layer.PredictionError ?? 0)
                            + layer.Cost.Qkl
                            + layer.Cost.Qmse
                    )
                )
        );
        Assert.Equal(0.0, attribution.Layers[1].WeightsMse, 1e-6);
    }

    private static (NetworkStages Stages, NetworkAttribution Attribution) Attribute(Graph graph, double clip)
    {
        var stages = SmallNetworks.Stages(graph, clip);
        return (stages, NetworkAttributor.Attribute(stages, SmallNetworks.Records(stages, 17, 20)));
    }
}
