// SPDX-License-Identifier: Apache-2.0
using CoDesign.Mapping.Layers;

namespace CoDesign.Mapping.Tests;

/// <summary>Random networks on random arrays: the interpreter, which sees images only, computes what the integer model computes.</summary>
public sealed class PlannerFuzzTests
{
    private const int NetworksPerCase = 32;

    [Theory]
    [InlineData(4, 1)]
    [InlineData(4, 3)]
    [InlineData(8, 8)]
    [InlineData(8, 9)]
    [InlineData(16, 7)]
    [InlineData(16, 8)]
    [InlineData(32, 16)]
    [InlineData(4, 3, 2)]
    [InlineData(4, 6, 2)]
    [InlineData(8, 11, 2)]
    [InlineData(16, 16, 2)]
    public void EveryLayerEqualsTheIntegerModel(int channels, int pixels, int? drainPorts = null)
    {
        var configuration = AcceleratorConfiguration.Default with
        {
            Channels = channels,
            Pixels = pixels,
            DrainPorts = drainPorts,
        };
        for (var seed = 0; seed < NetworksPerCase; seed++)
        {
            var arithmetic = FuzzCases.ArithmeticOf(seed);
            var graph = RandomNetwork.Create((seed * 100) + channels + pixels, 1 + (seed % 9), arithmetic);
            Check(seed, graph, configuration with { Multipliers = FuzzCases.KindOf(seed) });
        }
    }

    /// <summary>Lanes share the taps of a pixel in all ways there are: words of a dense layer, words and kernel rows of a convolution, several groups of lanes, lanes that share a weight or an activation.</summary>
    [Theory]
    [InlineData(4, 4)]
    [InlineData(8, 8)]
    [InlineData(16, 7)]
    [InlineData(16, 8)]
    [InlineData(8, 13)]
    [InlineData(16, 5)]
    public void LayersThatSplitTheirInputsEqualTheIntegerModel(int channels, int pixels)
    {
        var configuration = AcceleratorConfiguration.Default with
        {
            Channels = channels,
            Pixels = pixels,
            Halves = ChannelHalves.Never,
        };
        var splits = new List<LaneSplit>();
        var behindBlocks = 0;
        for (var seed = 0; seed < NetworksPerCase; seed++)
        {
            var arithmetic = FuzzCases.ArithmeticOf(seed);
            var graph = RandomNetwork.CreateSmallMaps((seed * 100) + channels + pixels, 1 + (seed % 5), arithmetic);
            var plan = Check(seed, graph, configuration with { Multipliers = FuzzCases.KindOf(seed) });
            splits.AddRange(plan.Layers.Select(l => l.Layer.Split).OfType<LaneSplit>());
            behindBlocks += plan.Layers.Count(l =>
                l.Layer.Split is not null && l.Dependency.Mode == DependencyMode.Blocks
            );
        }

        Assert.Contains(splits, s => s.IsFlat);
        Assert.Contains(splits, s => s is { IsFlat: false, Groups: 1 } && s.Words > s.WordsEach);
        Assert.Contains(splits, s => s.Rows > s.RowsEach);
        Assert.True(behindBlocks > 0, "no split layer follows block by block");
        Assert.Contains(splits, s => s.Sharing > 1 && !s.IsSwapped);
        Assert.Contains(splits, s => s is { IsSwapped: true, IsFlat: true });
        Assert.Contains(splits, s => s is { IsSwapped: true, IsFlat: false });
        if (pixels >= 7)
            Assert.Contains(splits, s => s.Groups > 1);
    }

    /// <summary>Layers that fill at most half of the channel lanes work on two pixels at once: first layers and later ones, before and behind every other operator, with lanes that share a multiplier.</summary>
    [Theory]
    [InlineData(4, 1)]
    [InlineData(8, 3)]
    [InlineData(8, 8)]
    [InlineData(16, 7)]
    [InlineData(16, 8, 2)]
    [InlineData(32, 4)]
    public void LayersInHalvesEqualTheIntegerModel(int channels, int pixels, int? drainPorts = null)
    {
        var halves = new List<LayerPlan>();
        foreach (var plan in NarrowPlans(channels, pixels, drainPorts, channels / 2))
        {
            Assert.Equal(plan.Parameters.HasHalves, plan.Layers.Any(l => l.Layer.InHalves));
            Assert.False(plan.Parameters.HasWholeHalves);
            halves.AddRange(plan.Layers.Where(l => l.Layer.InHalves));
        }

        Assert.True(halves.Count >= NetworksPerCase / 2);
        Assert.Contains(halves, l => l.Index > 0 && l.Dependency.Mode == DependencyMode.Blocks);
        Assert.Contains(halves, l => l.Layer.Taps.PixelStepX == 2);
        Assert.Contains(halves, l => l.Layer.ReadsPadding);
        if (pixels is 3 or 4)
            Assert.Contains(halves, l => l.Order.FirstStep > 0);
    }

    /// <summary>
    /// Layers of few output channels work on two pixels at once whatever they read of their input words, both halves of them, and several words; so do the last blocks of layers whose
    /// channels leave half of the lanes idle there.
    /// </summary>
    [Theory]
    [InlineData(4, 3)]
    [InlineData(8, 3)]
    [InlineData(16, 7, 2)]
    [InlineData(32, 4)]
    public void LayersInHalvesOfWholeWordsEqualTheIntegerModel(int channels, int pixels, int? drainPorts = null)
    {
        var whole = new List<LayerPlan>();
        var rests = new List<LayerPlan>();
        var behind = 0;
        foreach (var plan in NarrowPlans(channels, pixels, drainPorts, 2 * channels))
        {
            var layers = plan.Layers.Where(l => l.Layer.InHalves && l.Loops.LaneGroup == channels).ToArray();
            Assert.Equal(plan.Parameters.HasWholeHalves, layers.Length > 0);
            whole.AddRange(layers);
            rests.AddRange(plan.Layers.Where(l => l.Layer.Part is { IsRest: true }));
            behind += plan.Layers.Count(l =>
                l.Index > 0
                && plan.Layers[l.Index - 1].Layer.Part is { IsRest: false }
                && l.Dependency.Mode == DependencyMode.Blocks
            );
        }

        Assert.True(whole.Count >= NetworksPerCase / 6);
        Assert.Contains(whole, l => l.Loops.InputWords > 1);
        Assert.Contains(whole, l => l.Loops.InputWords == 1);
        Assert.Contains(whole, l => l.Layer.Taps.PixelStepX == 2);
        Assert.Contains(whole, l => l.Layer.ReadsPadding);
        Assert.True(behind >= 3 && rests.Count > behind);
        Assert.Contains(rests, l => l.Layer.ReadsPadding);
        Assert.Contains(rests, l => l.Index > 0 && l.Dependency.Mode == DependencyMode.Blocks);
    }

    /// <summary>Plans of random networks whose layers have at most <paramref name="mostChannels"/> output channels; each equals the integer model.</summary>
    private static IEnumerable<AcceleratorPlan> NarrowPlans(int channels, int pixels, int? drainPorts, int mostChannels)
    {
        var configuration = AcceleratorConfiguration.Default with
        {
            Channels = channels,
            Pixels = pixels,
            DrainPorts = drainPorts,
        };
        for (var seed = 0; seed < NetworksPerCase; seed++)
        {
            var arithmetic = FuzzCases.ArithmeticOf(seed);
            var graph = RandomNetwork.CreateNarrow(
                (seed * 100) + channels + pixels,
                2 + (seed % 6),
                arithmetic,
                mostChannels
            );
            yield return Check(seed, graph, configuration with { Multipliers = FuzzCases.KindOf(seed) });
        }
    }

    private static AcceleratorPlan Check(int seed, Graph graph, AcceleratorConfiguration configuration)
    {
        var plan = PlanRun.Plan(graph, configuration);
        var codes = RandomNetwork.Codes(graph, seed);
        try
        {
            PlanRun.Check(plan, codes, holdsBack: false);
            PlanRun.Check(plan, codes, holdsBack: true);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            throw new InvalidOperationException(
                $"Seed {seed}: {string.Join(", ", graph.Nodes.Select(n => $"{n.Name}={n.Op}({string.Join(' ', n.Inputs)}){n.Shape}"))}",
                failure
            );
        }

        return plan;
    }
}
