// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using CoDesign.Ir.Configuration;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Numerics;

namespace CoDesign.Import.Configuration;

/// <summary>
/// The YAML configuration file. Every key is optional:
/// <code>
/// channels: 16            # PO: 4, 8, 16, 32
/// pixels: 8               # PX: 1 to 16
/// bankDepth: 1024         # words; likewise weightDepth, parameterDepth, descriptorDepth, tableDepth; absent = sized to the network
/// weights: on-chip        # or stream, or memory (over the bus)
/// bus: { width: 128, address: 32, burst: 16, stream: 16, timeout: 65536 }   # board-ready top: AXI4-Lite, AXI4 (width, address bits, beats), stream bytes
/// multiplierBits: 16      # 8 to 16
/// profile: lean           # or wide
/// multipliers: plain      # or packed (two MACs in a DSP48), quad (four, doubled clock), ice40 (two in an SB_MAC16)
/// requantizers: single    # or doubled (two products a cycle in each multiplier, doubled clock), shared (one for all channels, small devices)
/// banks: dual-port        # or single-port (SPRAM of the iCE40 UltraPlus, with requantizers: shared)
/// laneWeights: auto       # or shared (no weight rows for dense layers and odd maps)
/// halves: auto            # or never (narrow layers on two pixels at once)
/// prefetch: auto          # or always, never: the next frame's image arrives while the current one is computed
/// drainPorts: 1           # pixels that leave the array per cycle, or 2; absent = 2 where it pays (docs/mapping.md)
/// clock: 150              # MHz
/// target: xc7             # or ice40up5k, xcup, ecp5
/// quantization: { clip: 1, weights: quint8-per-tensor, bits: 8 }   # or weights: qint8-per-channel
///                         # also deadChannels: keep or remove (the output stays the same), tflite: exact or half-up (the cheaper requantizer)
/// input: { scale: 1, mean: [128, 128, 128], std: [64, 64, 64] }    # real = (pixel / scale - mean[c]) / std[c]
/// </code>
/// </summary>
public static class ConfigurationReader
{
    /// <summary>The configuration in <paramref name="path"/>; null after at least one error in <paramref name="diagnostics"/>.</summary>
    public static ToolConfiguration? Read(string path, DiagnosticBag diagnostics) =>
        YamlFile.TextOf(path, diagnostics) is { } text ? Parse(text, path, diagnostics) : null;

    /// <summary>As <see cref="Read"/>, from the file's text.</summary>
    public static ToolConfiguration? Parse(string text, string path, DiagnosticBag diagnostics)
    {
        var found = new DiagnosticBag();
        var configuration = YamlFile.Load(text, path, "the configuration", found) is { } root
            ? Configuration(root)
            : ToolConfiguration.Default;
        diagnostics.AddRange(found.Items);
        return found.HasErrors ? null : configuration;
    }

    private static ToolConfiguration Configuration(YamlSection root)
    {
        var defaults = AcceleratorConfiguration.Default;
        var accelerator = new AcceleratorConfiguration
        {
            Channels = root.Integer("channels", [4, 8, 16, 32], defaults.Channels),
            Pixels = root.Integer("pixels", 1, 16) ?? defaults.Pixels,
            BankDepth = root.Integer("bankDepth", 1, 1 << 24),
            WeightDepth = root.Integer("weightDepth", 1, 1 << 24),
            ParameterDepth = root.Integer("parameterDepth", 1, 1 << 24),
            DescriptorDepth = root.Integer("descriptorDepth", 1, 1 << 24),
            TableDepth = root.Integer("tableDepth", 1, 1 << 24),
            Weights = root.Choice("weights", [.. ConfigurationWords.Weights]),
            MultiplierBits = root.Integer("multiplierBits", 8, 16) ?? defaults.MultiplierBits,
            Profile = root.Choice("profile", [.. ConfigurationWords.Profiles]),
            Multipliers = root.Choice("multipliers", [.. AcceleratorConfiguration.MultiplierNames]),
            Requantizers = root.Choice("requantizers", [.. AcceleratorConfiguration.RequantizerNames]),
            LaneWeights = root.Choice("laneWeights", [.. AcceleratorConfiguration.LaneWeightNames]),
            Halves = root.Choice("halves", [.. AcceleratorConfiguration.HalvesNames]),
            SinglePortBanks = root.Choice("banks", [.. ConfigurationWords.Banks]),
            Prefetch = root.Choice("prefetch", [.. AcceleratorConfiguration.PrefetchNames]),
            DrainPorts = root.Integer("drainPorts", 1, 2),
            ClockMhz =
                root.Number("clock", v => v is > 0 and <= 10_000, "more than 0 and at most 10000 MHz")
                ?? defaults.ClockMhz,
            Target =
                root.Choice("target", [.. AcceleratorConfiguration.Targets.Select(t => (t, t))]) ?? defaults.Target,
        };
        accelerator = accelerator with { Bus = Bus(root, accelerator) };
        var result = new ToolConfiguration(
            accelerator,
            Quantization(root.Section("quantization")),
            Input(root.Section("input"))
        );
        root.RejectOthers();
        return result;
    }

    /// <summary>Weights in memory need a bus; without the section it is the default one.</summary>
    private static BusConfiguration? Bus(YamlSection root, AcceleratorConfiguration accelerator)
    {
        var defaults = new BusConfiguration();
        if (root.Section("bus") is not { } section)
            return accelerator.Weights == WeightPlacement.Memory ? defaults : null;
        var width = section.Integer("width", [32, 64, 128, 256], defaults.Width);
        int[] bursts = [.. new[] { 1, 2, 4, 8, 16, 32, 64, 128, 256 }.Where(b => b * width / 8 <= 4096)];
        int[] streams = [.. new[] { 1, 2, 4, 8, 16, 32 }.Where(b => b <= accelerator.Channels)];
        var bus = new BusConfiguration(
            width,
            section.Integer("address", 32, 64) ?? defaults.AddressBits,
            section.Integer("burst", bursts, defaults.BurstBeats),
            section.Integer("timeout", 0, 1 << 24) ?? defaults.TimeoutCycles,
            section.Has("stream") ? section.Integer("stream", streams, accelerator.Channels) : null
        );
        section.RejectOthers();
        if (accelerator.Weights == WeightPlacement.Stream)
            root.Report(ConfigurationDiagnostics.StreamOnBus(section.Place));
        return bus;
    }

    private static QuantizationConfiguration Quantization(YamlSection? section)
    {
        var defaults = QuantizationConfiguration.Default;
        if (section is null)
            return defaults;
        var result = new QuantizationConfiguration(
            section.Number("clip", v => v is >= 0 and < 50, "0 to below 50 percent") ?? defaults.ClipPercent,
            section.Choice("weights", [.. ConfigurationWords.Schemes]),
            section.Integer("bits", 2, 8) ?? defaults.Bits
        )
        {
            RemoveDeadChannels = section.Choice("deadChannels", [.. ConfigurationWords.DeadChannels]),
            ApproximateTfLite = section.Choice("tflite", [.. ConfigurationWords.TfLite]),
        };
        section.RejectOthers();
        return result;
    }

    private static InputNormalization? Input(YamlSection? section)
    {
        if (section is null)
            return null;
        var scale = section.Number("scale", v => v is > 0 and <= 1e30, "more than 0") ?? 1;
        var means = section.Numbers("mean", v => Math.Abs(v) <= 1e30, "finite numbers");
        var deviations = section.Numbers("std", v => v is >= 1e-30 and <= 1e30, "more than 0");
        section.RejectOthers();
        if (means is null || deviations is null)
            return null;
        if (means.Value.Length != deviations.Value.Length)
            section.Report(
                ConfigurationDiagnostics.LengthsDiffer(section.Place, means.Value.Length, deviations.Value.Length)
            );
        return new InputNormalization(scale, means.Value, deviations.Value);
    }
}
