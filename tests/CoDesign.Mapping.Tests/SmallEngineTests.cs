// SPDX-License-Identifier: Apache-2.0
using CoDesign.Mapping.Layers;

namespace CoDesign.Mapping.Tests;

/// <summary>Plans for the engine with one requantizer.</summary>
public sealed class SmallEngineTests
{
    private const int Networks = 40;

    private static readonly AcceleratorConfiguration Small = AcceleratorConfiguration.Default with
    {
        Channels = 4,
        Pixels = 2,
        Requantizers = RequantizerKind.Shared,
        Multipliers = MacKind.Ice40,
        Target = "ice40up5k",
    };

    [Theory]
    [InlineData(4, 1)]
    [InlineData(4, 2)]
    [InlineData(8, 1)]
    [InlineData(8, 3)]
    public void EveryLayerEqualsTheIntegerModel(int channels, int pixels)
    {
        for (var seed = 0; seed < Networks; seed++)
        {
            var graph = RandomNetwork.Create((seed * 100) + channels + pixels, 1 + (seed % 9), Arithmetic.Default);
            var plan = PlanRun.Plan(graph, Small with { Channels = channels, Pixels = pixels });

            PlanRun.Check(plan, RandomNetwork.Codes(graph, seed), holdsBack: true);

            Assert.All(
                plan.Layers,
                layer =>
                    Assert.Equal(
                        (DependencyMode.Wait, PixelOrder.Plain, 0),
                        (layer.Dependency.Mode, layer.Order, layer.Layer.AddedLanes)
                    )
            );
            Assert.False(plan.Parameters.HasLaneSum);
            Assert.Equal(16, plan.Parameters.ConfigBits);
        }
    }

    /// <summary>An engine with a requantizer for each lane adds its lanes up in a mean over the whole map; the small one walks over the map.</summary>
    [Fact]
    public void AMeanOverTheMapIsNotSharedByLanes()
    {
        var graph = new SmallGraph(new TensorShape(6, 6, 8)).Conv("a", 8).With(Mean).Build();

        Assert.Equal(
            18,
            PlanRun.Plan(graph, Small with { Requantizers = RequantizerKind.Single }).Layers[1].Loops.TileSteps
        );
        Assert.Equal(36, PlanRun.Plan(graph, Small).Layers[1].Loops.TileSteps);
    }

    /// <summary>A 1x1 convolution of 4 channels makes a tile of 4 steps, which waits for the 8 values of the one before it.</summary>
    [Fact]
    public void ATileWaitsForAllValues()
    {
        var layer = PlanRun.Plan(new SmallGraph(new TensorShape(4, 4, 4)).Conv("a", 4).Build(), Small).Layers[0];

        Assert.Equal(0.5, layer.Estimate.UtilizationBound);
        Assert.Equal("a tile of 4 steps waits for 8 values to drain", Assert.Single(layer.Estimate.Reasons));
    }

    [Fact]
    public void WhatTheSmallEngineLacksIsSaid()
    {
        var configuration = Small with { Channels = 16, Multipliers = MacKind.Packed, Target = "xc7" };
        var wide = new SmallGraph(new TensorShape(4, 4, 4))
        {
            Arithmetic = Arithmetic.Default with { Profile = RequantizeProfile.Wide },
        };
        var exact = new SmallGraph(new TensorShape(4, 4, 4)) { Arithmetic = Arithmetic.TfLite };

        Assert.Equal(
            [
                "CD4020: accelerator.requantizers is shared, which takes channels 4 or 8; channels is 16. Use 4 or 8, or requantizers: single.",
                "CD4020: accelerator.requantizers is shared, which takes multipliers plain or ice40; multipliers is packed. Use plain or ice40, or requantizers: single.",
                "CD4020: accelerator.requantizers is shared, which takes profile lean; profile is wide. Use lean, or requantizers: single.",
            ],
            Refused(wide.Conv("a", 4).Build(), configuration)
        );
        Assert.Equal(
            [
                "CD4020: accelerator.requantizers is shared, which takes quantization.tflite half-up; quantization.tflite is exact. Use half-up, or requantizers: single.",
            ],
            Refused(exact.Conv("a", 4).Build(), Small)
        );
    }

    [Fact]
    public void BanksWithOnePortAreSaidToNeedTheSmallEngineOnTheUltraPlus()
    {
        var graph = new SmallGraph(new TensorShape(4, 4, 4)).Conv("a", 4).Build();

        Assert.Equal(
            [
                "CD4021: accelerator.banks is single-port, which needs target: ice40up5k; target is xc7. Use target: ice40up5k, or banks: dual-port.",
                "CD4021: accelerator.banks is single-port, which needs requantizers: shared; requantizers is single. Use requantizers: shared, or banks: dual-port.",
            ],
            Refused(graph, AcceleratorConfiguration.Default with { SinglePortBanks = true })
        );
    }

    [Fact]
    public void ABankIsNoDeeperThanABlockOfSpram()
    {
        var graph = new SmallGraph(new TensorShape(120, 120, 4)).Conv("a", 4).Build();

        Assert.Equal(
            [
                "CD4022: The network needs banks of 28800 words; accelerator.banks single-port has 16384. Use more channels or pixels, or banks: dual-port.",
            ],
            Refused(graph, Small with { Pixels = 1, SinglePortBanks = true })
        );
    }

    /// <summary>A written word takes a step's cycle: 9 steps of a depthwise tile become 10 with one pixel lane and 11 with two.</summary>
    [Theory]
    [InlineData(8, 1, 10)]
    [InlineData(4, 2, 11)]
    public void AWordTakesACycle(int channels, int pixels, int tile)
    {
        var graph = new SmallGraph(new TensorShape(16, 16, 8)).Conv("a", 8, groups: 8, kernel: 3).Build();
        var dual = Small with { Channels = channels, Pixels = pixels };
        var tiles = 256 / pixels * (8 / channels);

        var cycles =
            PlanRun.Plan(graph, dual with { SinglePortBanks = true }).Layers[0].Estimate.Cycles
            - PlanRun.Plan(graph, dual).Layers[0].Estimate.Cycles;

        // The words of the last tiles come behind the last step.
        Assert.InRange(cycles, ((tile - 9) * tiles) - 5, (tile - 9) * tiles);
    }

    private static QuantizedNode Mean(QuantizedNode source) =>
        new QuantizedAveragePool(
            "mean",
            [source.Name],
            source.Shape with
            {
                Height = 1,
                Width = 1,
            },
            source.Output,
            new Window2d(source.Shape.Height, source.Shape.Width, 1, 1, 1, 1, 0, 0, 0, 0),
            false,
            new CodeClamp(0, 255)
        );

    private static IEnumerable<string> Refused(Graph graph, AcceleratorConfiguration configuration)
    {
        var diagnostics = new DiagnosticBag();
        Assert.Null(Planner.Plan(graph, configuration, diagnostics));
        return diagnostics.Items.Select(d => d.ToString());
    }
}
