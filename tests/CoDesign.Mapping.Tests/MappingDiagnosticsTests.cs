// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Mapping.Tests;

/// <summary>What the user reads when a network or a configuration does not map: the whole text.</summary>
public sealed class MappingDiagnosticsTests
{
    private static readonly TensorShape Map = new(8, 8, 16);

    [Fact]
    public void SoftmaxInTheMiddle() =>
        AssertRefused(
            new SmallGraph(new TensorShape(1, 1, 4))
                .With(s => new QuantizedSoftmax("soft", [s.Name], s.Shape, s.Output) { SourceOp = "Softmax" })
                .Conv("a", 4)
                .Build(),
            "CD4001: Softmax 'soft': the engine has no layer for it. A softmax is possible at the end of the network only, where it runs on the host."
        );

    [Fact]
    public void LanesThatCannotBeBuilt() =>
        AssertRefused(
            new SmallGraph(Map).Conv("a", 4).Build(),
            AcceleratorConfiguration.Default with
            {
                Channels = 12,
                Pixels = 17,
            },
            "CD4002: accelerator.channels is 12. Use 4, 8, 16 or 32.",
            "CD4003: accelerator.pixels is 17. Use 1 to 16."
        );

    [Fact]
    public void TooFewLanesForTwoPorts() =>
        AssertRefused(
            new SmallGraph(Map).Conv("a", 4).Build(),
            AcceleratorConfiguration.Default with
            {
                Pixels = 2,
                DrainPorts = 2,
            },
            "CD4019: accelerator.drainPorts is 2 with 2 pixel lanes; the ports share at least 3 lanes. Use 1, or more pixels."
        );

    [Fact]
    public void MemoriesTooSmall() =>
        AssertRefused(
            new SmallGraph(Map).Conv("a", 32, kernel: 3).Conv("b", 16).Build(),
            AcceleratorConfiguration.Default with
            {
                BankDepth = 20,
                WeightDepth = 100,
                ParameterDepth = 5,
                DescriptorDepth = 1000,
            },
            "CD4004: The network needs 81 words of the activation banks (81 of them alive at once); accelerator.bankDepth is 20. The smallest configuration that fits: bankDepth: 81, weightDepth: 320, parameterDepth: 21, descriptorDepth: 280. Or set weights: memory, and maps pass through memory in bands of rows that fit.",
            "CD4004: The network needs 320 words of the weight memory (all layers); accelerator.weightDepth is 100. The smallest configuration that fits: bankDepth: 81, weightDepth: 320, parameterDepth: 21, descriptorDepth: 280.",
            "CD4004: The network needs 21 words of the parameter memory (all layers); accelerator.parameterDepth is 5. The smallest configuration that fits: bankDepth: 81, weightDepth: 320, parameterDepth: 21, descriptorDepth: 280."
        );

    [Fact]
    public void NotEvenARowFitsTheBanks() =>
        AssertRefused(
            new SmallGraph(new TensorShape(12, 12, 40)).Conv("a", 32, kernel: 3).Build(),
            AcceleratorConfiguration.Default with
            {
                BankDepth = 20,
                Weights = WeightPlacement.Memory,
                Bus = new BusConfiguration(),
            },
            "CD4023: conv2d 'a': 1 output row with the 3 input rows that it reads takes 89 words of the activation banks, the smallest band there is; accelerator.bankDepth is 20. Set it to 89 or more, or share the pixels among more banks (accelerator.pixels)."
        );

    [Fact]
    public void SmallestConfigurationFits()
    {
        var graph = new SmallGraph(Map).Conv("a", 32, kernel: 3).Conv("b", 16).Build();

        var plan = PlanRun.Plan(
            graph,
            AcceleratorConfiguration.Default with
            {
                BankDepth = 81,
                WeightDepth = 320,
                ParameterDepth = 21,
                DescriptorDepth = 280,
            }
        );

        PlanRun.Check(plan, RandomNetwork.Codes(graph, 1), holdsBack: true);
    }

    [Fact]
    public void MapTooLarge() =>
        AssertRefused(
            new SmallGraph(new TensorShape(1, 70000, 4)).Conv("a", 4).Build(),
            "CD4005: Layer 'a': input width is 70000; a descriptor field holds at most 65535. Split the layer or shrink the map.",
            "CD4005: Layer 'a': the range of column coordinates is 70000; a descriptor field holds at most 65535. Split the layer or shrink the map."
        );

    [Fact]
    public void SumTooLargeForLean() =>
        AssertRefused(
            new SmallGraph(Map).Conv("a", 4, kernel: 7, weight: 255, bias: 1000).Build(),
            "CD4006: conv2d 'a': the sum of output channel 0 reaches 25931800; the lean requantizer takes -16777216 to 16777215. Quantize for the wide profile."
        );

    [Fact]
    public void AverageOverSameCountInsidePaddingIsMapped()
    {
        var graph = new SmallGraph(new TensorShape(2, 2, 5))
            .With(s => Average(s, new Window2d(4, 4, PadTop: 1, PadBottom: 1, PadLeft: 1, PadRight: 1)))
            .Build();

        PlanRun.Check(
            PlanRun.Plan(graph, AcceleratorConfiguration.Default),
            RandomNetwork.Codes(graph, 2),
            holdsBack: true
        );
    }

    [Fact]
    public void AverageOverTooManyCodes() =>
        AssertRefused(
            new SmallGraph(new TensorShape(300, 300, 4)).With(s => Average(s, new Window2d(300, 300))).Build(),
            "CD4008: average_pool 'mean': no 16-bit multiplier of the lean profile gives the exact mean of 90000 codes. Use the wide profile, or two smaller pools."
        );

    [Fact]
    public void SumWithoutPreshift() =>
        AssertRefused(
            new SmallGraph(Map).Conv("a", 16).Add("sum", "a", "x", preshift: 0).Build(),
            "CD4009: add 'sum': its sum has preshift 0; the engine adds with preshift 8. Compile the model again from its source."
        );

    [Fact]
    public void SumWithoutHalf()
    {
        var third = new Requantization([new FixedPointMultiplier(43691, 9)], 8);

        AssertRefused(
            new SmallGraph(Map).Conv("a", 16).Add("sum", "a", "x", third, third).Build(),
            "CD4010: add 'sum': neither operand is rescaled by exactly 1/2. The operand with the larger scale must be (arithmetic, section 4)."
        );
    }

    [Fact]
    public void GraphThatIsNotLowered() =>
        AssertRefused(
            new SmallGraph(Map).Conv("a", 4).Build(GraphStage.Quantized),
            "CD4011: Model 'small' is at stage Quantized; only a lowered integer model can be mapped. Compile it first."
        );

    [Fact]
    public void RingThatHoldsNoBlock() =>
        AssertRefused(
            new SmallGraph(new TensorShape(6, 6, 12)).Conv("a", 16, kernel: 3).Build(),
            AcceleratorConfiguration.Default with
            {
                Weights = WeightPlacement.Stream,
                WeightDepth = 64,
            },
            "CD4004: The network needs 128 words of the weight ring (108 of them for the largest output block that is read more than once); accelerator.weightDepth is 64. The smallest configuration that fits: weightDepth: 128."
        );

    [Fact]
    public void DepthsThatCannotBeBuilt() =>
        AssertRefused(
            new SmallGraph(Map).Conv("a", 16).Add("sum", "a", "x").Build(),
            AcceleratorConfiguration.Default with
            {
                Weights = WeightPlacement.Stream,
                WeightDepth = 100,
                TableDepth = 300,
            },
            "CD4012: accelerator.weightDepth is 100; it must be a power of two from 16 on when weights are streamed.",
            "CD4012: accelerator.tableDepth is 300; it must be a multiple of 256."
        );

    [Theory]
    [InlineData(MacKind.Packed, "ecp5", "packed", "xc7 and xcup")]
    [InlineData(MacKind.Quad, "ice40up5k", "quad", "xc7 and xcup")]
    [InlineData(MacKind.Ice40, "xc7", "ice40", "ice40up5k")]
    public void MultipliersThatTheTargetLacks(MacKind kind, string target, string name, string targets) =>
        AssertRefused(
            new SmallGraph(Map).Conv("a", 16).Build(),
            AcceleratorConfiguration.Default with
            {
                Multipliers = kind,
                Target = target,
            },
            $"CD4013: accelerator.multipliers is {name}, which multipliers of {target} cannot do (they exist on {targets}). Use plain, or another target."
        );

    private static QuantizedAveragePool Average(QuantizedNode source, Window2d window) =>
        new(
            "mean",
            [source.Name],
            window.Output(source.Shape, source.Shape.Channels),
            source.Output,
            window,
            false,
            new CodeClamp(0, 255)
        );

    private static void AssertRefused(Graph graph, params string[] messages) =>
        AssertRefused(graph, AcceleratorConfiguration.Default, messages);

    private static void AssertRefused(Graph graph, AcceleratorConfiguration configuration, params string[] messages)
    {
        var diagnostics = new DiagnosticBag();

        Assert.Null(Planner.Plan(graph, configuration, diagnostics));
        Assert.Equal(messages, diagnostics.Items.Select(d => d.ToString()));
    }
}
