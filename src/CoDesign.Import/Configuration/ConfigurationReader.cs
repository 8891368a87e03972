// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using CoDesign.Ir.Configuration;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Numerics;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace CoDesign.Import.Configuration;

/// <summary>
/// The YAML configuration file. Every key is optional:
/// <code>
/// channels: 16            # PO: 4, 8, 16, 32
/// pixels: 8               # PX: 1 to 16
/// bankDepth: 1024         # words; likewise weightDepth, parameterDepth, descriptorDepth, tableDepth; absent = sized to the network
/// weights: on-chip        # or stream
/// multiplierBits: 16      # 8 to 16
/// profile: lean           # or wide
/// clock: 150              # MHz
/// target: xc7             # or ice40up5k, xcup, ecp5
/// quantization: { clip: 1, weights: quint8-per-tensor, bits: 8 }   # or weights: qint8-per-channel
///                         # also deadChannels: keep or remove (the output stays the same), tflite: exact or half-up (the cheaper requantizer)
/// input: { scale: 1, mean: [128, 128, 128], std: [64, 64, 64] }    # real = (pixel / scale - mean[c]) / std[c]
/// </code>
/// </summary>
public static class ConfigurationReader
{
    private const int GreatestDepth = 16;
    private const int GreatestFileBytes = 1 << 20;

    /// <summary>The configuration in <paramref name="path"/>; null after at least one error in <paramref name="diagnostics"/>.</summary>
    public static ToolConfiguration? Read(string path, DiagnosticBag diagnostics)
    {
        try
        {
            if (new FileInfo(path).Length <= GreatestFileBytes)
                return Parse(File.ReadAllText(path), path, diagnostics);
            diagnostics.Add(ConfigurationDiagnostics.CannotRead(path, "the file is larger than 1 MiB."));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var isAbsent = e is FileNotFoundException or DirectoryNotFoundException;
            diagnostics.Add(ConfigurationDiagnostics.CannotRead(path, isAbsent ? "there is no such file." : e.Message));
        }

        return null;
    }

    /// <summary>As <see cref="Read"/>, from the file's text.</summary>
    public static ToolConfiguration? Parse(string text, string path, DiagnosticBag diagnostics)
    {
        var found = new DiagnosticBag();
        var configuration = Load(text, path, found) is { } root ? Configuration(root) : ToolConfiguration.Default;
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
            Weights = root.Choice("weights", ("on-chip", WeightPlacement.OnChip), ("stream", WeightPlacement.Stream)),
            MultiplierBits = root.Integer("multiplierBits", 8, 16) ?? defaults.MultiplierBits,
            Profile = root.Choice("profile", ("lean", RequantizeProfile.Lean), ("wide", RequantizeProfile.Wide)),
            ClockMhz =
                root.Number("clock", v => v is > 0 and <= 10_000, "more than 0 and at most 10000 MHz")
                ?? defaults.ClockMhz,
            Target =
                root.Choice("target", [.. AcceleratorConfiguration.Targets.Select(t => (t, t))]) ?? defaults.Target,
        };
        var result = new ToolConfiguration(
            accelerator,
            Quantization(root.Section("quantization")),
            Input(root.Section("input"))
        );
        root.RejectOthers();
        return result;
    }

    private static QuantizationConfiguration Quantization(YamlSection? section)
    {
        var defaults = QuantizationConfiguration.Default;
        if (section is null)
            return defaults;
        var result = new QuantizationConfiguration(
            section.Number("clip", v => v is >= 0 and < 50, "0 to below 50 percent") ?? defaults.ClipPercent,
            section.Choice(
                "weights",
                ("quint8-per-tensor", WeightScheme.UnsignedPerTensor),
                ("qint8-per-channel", WeightScheme.SignedPerChannel)
            ),
            section.Integer("bits", 2, 8) ?? defaults.Bits
        )
        {
            RemoveDeadChannels = section.Choice("deadChannels", ("keep", false), ("remove", true)),
            ApproximateTfLite = section.Choice("tflite", ("exact", false), ("half-up", true)),
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

    /// <summary>The top-level mapping; null for an empty file or after a diagnostic.</summary>
    private static YamlSection? Load(string text, string path, DiagnosticBag diagnostics)
    {
        try
        {
            if (!IsShallow(text, path, diagnostics))
                return null;
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            if (stream.Documents.Count == 0)
                return null;
            var root = stream.Documents[0].RootNode;
            if (root is YamlMappingNode mapping)
                return new YamlSection(path, "", mapping, diagnostics);
            diagnostics.Add(
                ConfigurationDiagnostics.NotYaml(
                    YamlSection.PlaceOf(path, root.Start),
                    "the file must hold 'key: value' lines."
                )
            );
        }
        catch (YamlException e)
        {
            diagnostics.Add(
                ConfigurationDiagnostics.NotYaml(
                    YamlSection.PlaceOf(path, e.Start),
                    (e.InnerException ?? e).Message.TrimEnd('.') + "."
                )
            );
        }

        return null;
    }

    /// <summary>Nesting is bounded before the tree is built, which takes stack for each level.</summary>
    private static bool IsShallow(string text, string path, DiagnosticBag diagnostics)
    {
        var parser = new Parser(new StringReader(text));
        var depth = 0;
        while (parser.MoveNext())
        {
            depth += parser.Current?.NestingIncrease ?? 0;
            if (depth <= GreatestDepth && parser.Current is not AnchorAlias)
                continue;
            var reason = parser.Current is AnchorAlias ? "aliases are not supported." : "it is nested too deeply.";
            diagnostics.Add(
                ConfigurationDiagnostics.NotYaml(YamlSection.PlaceOf(path, parser.Current?.Start ?? Mark.Empty), reason)
            );
            return false;
        }

        return true;
    }
}
