// SPDX-License-Identifier: Apache-2.0
using CoDesign.Import.Configuration;
using CoDesign.Ir.Configuration;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Numerics;

namespace CoDesign.Import.Tests.Configuration;

public sealed class ConfigurationReaderTests
{
    [Fact]
    public void ReadsTheBus()
    {
        var found = Parse(
            "channels: 8\nweights: memory\nbus: { width: 64, address: 40, burst: 256, stream: 2, timeout: 0 }"
        );

        Assert.Equal(new BusConfiguration(64, 40, 256, 0, 2), found.Accelerator.Bus);
        Assert.Equal(WeightPlacement.Memory, found.Accelerator.Weights);
    }

    [Fact]
    public void WeightsInMemoryBringTheDefaultBus() =>
        Assert.Equal(new BusConfiguration(), Parse("weights: memory").Accelerator.Bus);

    [Theory]
    [InlineData(
        "weights: stream\nbus: { width: 64 }",
        "CD1208: 'a.yaml' line 2, column 6: 'bus' does not go with 'weights: stream'."
    )]
    [InlineData("bus: { width: 48 }", "CD1205")]
    [InlineData("bus: { width: 256, burst: 256 }", "CD1205")]
    [InlineData("channels: 8\nbus: { stream: 16 }", "CD1205")]
    [InlineData(
        "bus: { wide: 64 }",
        "CD1203: 'a.yaml' line 1, column 8: 'wide' is not a known key. Did you mean 'width'?"
    )]
    public void RefusesABusThatCannotBe(string text, string expected)
    {
        var diagnostics = new DiagnosticBag();

        Assert.Null(ConfigurationReader.Parse(text, "a.yaml", diagnostics));
        Assert.StartsWith(expected, Assert.Single(diagnostics.Items).ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing but a comment\n")]
    [InlineData("{}")]
    public void GivesTheDefaults_WhenNothingIsSaid(string text) => Assert.Equal(ToolConfiguration.Default, Parse(text));

    [Fact]
    public void ReadsEveryKey()
    {
        var found = Parse(
            """
            channels: 32
            pixels: 7
            bankDepth: 1024
            weightDepth: 4096
            parameterDepth: 512
            descriptorDepth: 999
            tableDepth: 768
            weights: stream
            multiplierBits: 12
            profile: wide
            multipliers: quad
            requantizers: doubled
            banks: single-port
            drainPorts: 2
            halves: never
            clock: 62.5
            target: ecp5
            quantization: { clip: 0.1, weights: qint8-per-channel, bits: 6, deadChannels: remove, tflite: half-up }
            input: { scale: 255, mean: [0.5, 0.25, -1], std: [0.5, 1e-1, 2] }
            """
        );

        Assert.Equal(
            new AcceleratorConfiguration
            {
                Channels = 32,
                Pixels = 7,
                BankDepth = 1024,
                WeightDepth = 4096,
                ParameterDepth = 512,
                DescriptorDepth = 999,
                TableDepth = 768,
                Weights = WeightPlacement.Stream,
                MultiplierBits = 12,
                Profile = RequantizeProfile.Wide,
                Multipliers = MacKind.Quad,
                Requantizers = RequantizerKind.Doubled,
                SinglePortBanks = true,
                DrainPorts = 2,
                Halves = ChannelHalves.Never,
                ClockMhz = 62.5,
                Target = "ecp5",
            },
            found.Accelerator
        );
        Assert.Equal(
            new QuantizationConfiguration(0.1, WeightScheme.SignedPerChannel, 6)
            {
                RemoveDeadChannels = true,
                ApproximateTfLite = true,
            },
            found.Quantization
        );
        Assert.Equal(255, found.Input!.Scale);
        Assert.Equal((double[])[0.5, 0.25, -1], found.Input.Mean);
        Assert.Equal((double[])[0.5, 0.1, 2], found.Input.Deviation);
    }

    [Theory]
    [InlineData(
        "pixels: 8\nchanels: 16",
        "CD1203: 'a.yaml' line 2, column 1: 'chanels' is not a known key. Did you mean 'channels'?"
    )]
    [InlineData(
        "input:\n  mean: [1]\n  std: [1]\n  Scale: 2",
        "CD1203: 'a.yaml' line 4, column 3: 'Scale' is not a known key. Did you mean 'scale'?"
    )]
    [InlineData(
        "quantization: { clipping: 1 }",
        "CD1203: 'a.yaml' line 1, column 17: 'clipping' is not a known key. Did you mean 'clip'?"
    )]
    [InlineData("channels: 12", "CD1205: 'a.yaml' line 1, column 11: 'channels' is 12. Allowed: 4, 8, 16 or 32.")]
    [InlineData("pixels: 0", "CD1205: 'a.yaml' line 1, column 9: 'pixels' is 0. Allowed: 1 to 16.")]
    [InlineData("pixels: many", "CD1204: 'a.yaml' line 1, column 9: 'pixels' is 'many'. It must be an integer.")]
    [InlineData("pixels: 1.5", "CD1204: 'a.yaml' line 1, column 9: 'pixels' is '1.5'. It must be an integer.")]
    [InlineData("pixels: 99999999999", "CD1205: 'a.yaml' line 1, column 9: 'pixels' is 99999999999. Allowed: 1 to 16.")]
    [InlineData("bankDepth:", "CD1204: 'a.yaml' line 1, column 11: 'bankDepth' is empty. It must be an integer.")]
    [InlineData("bankDepth: -1", "CD1205: 'a.yaml' line 1, column 12: 'bankDepth' is -1. Allowed: 1 to 16777216.")]
    [InlineData("multiplierBits: 17", "CD1205: 'a.yaml' line 1, column 17: 'multiplierBits' is 17. Allowed: 8 to 16.")]
    [InlineData(
        "weights: flash",
        "CD1205: 'a.yaml' line 1, column 10: 'weights' is 'flash'. Allowed: on-chip, stream or memory."
    )]
    [InlineData(
        "requantizers: one",
        "CD1205: 'a.yaml' line 1, column 15: 'requantizers' is 'one'. Allowed: single, doubled or shared."
    )]
    [InlineData("banks: 2", "CD1205: 'a.yaml' line 1, column 8: 'banks' is '2'. Allowed: dual-port or single-port.")]
    [InlineData("profile: exact", "CD1205: 'a.yaml' line 1, column 10: 'profile' is 'exact'. Allowed: lean or wide.")]
    [InlineData("profile: [lean]", "CD1204: 'a.yaml' line 1, column 10: 'profile' is a list. It must be a word.")]
    [InlineData(
        "clock: 0",
        "CD1205: 'a.yaml' line 1, column 8: 'clock' is 0. Allowed: more than 0 and at most 10000 MHz."
    )]
    [InlineData("clock: .nan", "CD1204: 'a.yaml' line 1, column 8: 'clock' is '.nan'. It must be a number.")]
    [InlineData(
        "target: gowin",
        "CD1205: 'a.yaml' line 1, column 9: 'target' is 'gowin'. Allowed: ice40up5k, xc7, xcup or ecp5."
    )]
    [InlineData(
        "quantization: 8",
        "CD1204: 'a.yaml' line 1, column 15: 'quantization' is '8'. It must be a mapping { key: value, ... }."
    )]
    [InlineData(
        "quantization: { clip: 50 }",
        "CD1205: 'a.yaml' line 1, column 23: 'clip' is 50. Allowed: 0 to below 50 percent."
    )]
    [InlineData("quantization: { bits: 9 }", "CD1205: 'a.yaml' line 1, column 23: 'bits' is 9. Allowed: 2 to 8.")]
    [InlineData(
        "input: { mean: [1, 2], std: [1] }",
        "CD1207: 'a.yaml' line 1, column 8: 'mean' has 2 elements, 'std' has 1. Give one of each per channel."
    )]
    [InlineData("input: { mean: [1] }", "CD1206: 'a.yaml' line 1, column 8: 'input' has no 'std'.")]
    [InlineData(
        "input: { mean: [1], std: [0] }",
        "CD1205: 'a.yaml' line 1, column 26: 'std' is [0]. Allowed: more than 0."
    )]
    [InlineData(
        "input: { mean: 1, std: [1] }",
        "CD1204: 'a.yaml' line 1, column 16: 'mean' is '1'. It must be a list of numbers, one per channel."
    )]
    [InlineData("- 1", "CD1202: 'a.yaml' line 1, column 1: not valid YAML: the file must hold 'key: value' lines.")]
    [InlineData("pixels: 1\npixels: 2", "CD1202: 'a.yaml' line 2, column 1: not valid YAML: Duplicate key pixels.")]
    [InlineData("a: &x 1\nb: *x", "CD1202: 'a.yaml' line 2, column 4: not valid YAML: aliases are not supported.")]
    [InlineData(
        "a: [[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]",
        "CD1202: 'a.yaml' line 1, column 17: not valid YAML: it is nested too deeply."
    )]
    public void SaysWhatIsWrongAndWhere(string text, string expected) => Assert.Equal([expected], Errors(text));

    [Fact]
    public void ReportsAllProblemsInOneRun() =>
        Assert.Equal(
            [
                "CD1205: 'a.yaml' line 1, column 11: 'channels' is 3. Allowed: 4, 8, 16 or 32.",
                "CD1205: 'a.yaml' line 3, column 9: 'target' is 'moon'. Allowed: ice40up5k, xc7, xcup or ecp5.",
                "CD1203: 'a.yaml' line 2, column 1: 'pixel' is not a known key. Did you mean 'pixels'?",
            ],
            Errors("channels: 3\npixel: 9\ntarget: moon")
        );

    [Fact]
    public void DoesNotOverflowTheStack_WhenBracketsNest() =>
        Assert.Equal(
            ["CD1202: 'a.yaml' line 1, column 17: not valid YAML: it is nested too deeply."],
            Errors("a: " + new string('[', 500_000))
        );

    [Fact]
    public void SaysThatTheFileIsMissing()
    {
        var diagnostics = new DiagnosticBag();

        Assert.Null(ConfigurationReader.Read("no/such.yaml", diagnostics));
        Assert.Equal(
            ["CD1201: 'no/such.yaml': cannot be read: there is no such file."],
            diagnostics.Items.Select(d => d.ToString())
        );
    }

    private static ToolConfiguration Parse(string text)
    {
        var diagnostics = new DiagnosticBag();
        var configuration = ConfigurationReader.Parse(text, "a.yaml", diagnostics);
        Assert.Empty(diagnostics.Items);
        return configuration!;
    }

    private static string[] Errors(string text)
    {
        var diagnostics = new DiagnosticBag();
        Assert.Null(ConfigurationReader.Parse(text, "a.yaml", diagnostics));
        return [.. diagnostics.Items.Select(d => d.ToString())];
    }
}
