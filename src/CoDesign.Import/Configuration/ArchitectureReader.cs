// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Globalization;
using CoDesign.Ir.Configuration;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;

namespace CoDesign.Import.Configuration;

/// <summary>
/// The YAML file of a macro-architecture:
/// <code>
/// name: factorizenet
/// input: { height: 32, width: 32, channels: 3 }
/// width: 1                                    # factor on the channels below, optional
/// stem: { channels: 64 }                      # kernel: 3 and stride: 1 where absent
/// blocks:
///   - { channels: 64, repeat: 2 }
///   - { channels: 128, stride: 2 }
/// dense: [128, 64, 10]
/// </code>
/// </summary>
public static class ArchitectureReader
{
    private const int GreatestExtent = 1 << 14;
    private const int GreatestRepeat = 256;

    /// <summary>The architecture in <paramref name="path"/>, its channels multiplied by <paramref name="width"/> (null = the file's); null after at least one error.</summary>
    public static ArchitectureConfiguration? Read(string path, double? width, DiagnosticBag diagnostics) =>
        YamlFile.TextOf(path, diagnostics) is { } text ? Parse(text, path, width, diagnostics) : null;

    /// <summary>As <see cref="Read"/>, from the file's text.</summary>
    public static ArchitectureConfiguration? Parse(string text, string path, double? width, DiagnosticBag diagnostics)
    {
        var found = new DiagnosticBag();
        var root = YamlFile.Load(text, path, "the architecture", found);
        if (root is null && !found.HasErrors)
            found.Add(ConfigurationDiagnostics.CannotRead(path, "it is empty."));
        var result = root is null ? null : Architecture(root, Path.GetFileNameWithoutExtension(path), width);
        diagnostics.AddRange(found.Items);
        return found.HasErrors ? null : result;
    }

    private static ArchitectureConfiguration? Architecture(YamlSection root, string fileName, double? width)
    {
        var name = root.Text("name") ?? fileName;
        var factor = root.Number("width", v => v is > 0 and <= 64, "more than 0 and at most 64") ?? 1;
        factor = width ?? factor;
        var shape = root.Section("input");
        if (shape is null)
            root.Report(ConfigurationDiagnostics.MissingKey(root.Place, "input", "the architecture"));
        var input = Input(shape);
        var stemSection = root.Section("stem");
        if (stemSection is null)
            root.Report(ConfigurationDiagnostics.MissingKey(root.Place, "stem", "the architecture"));
        var stem = Blocks(stemSection, factor, canRepeat: false);
        var blocks = root.Sections("blocks")
            ?.SelectMany(section => Blocks(section, factor, canRepeat: true))
            .ToImmutableArray();
        var dense = root.Numbers(
            "dense",
            v => v is >= 1 and <= GreatestExtent && v == Math.Floor(v),
            $"whole numbers from 1 to {GreatestExtent}"
        );
        root.RejectOthers();
        return input is null || stem is not [var first, ..] || blocks is null || dense is null
            ? null
            : new ArchitectureConfiguration(
                name,
                input.Value,
                first,
                blocks.Value,
                [.. dense.Value.Select(outputs => (int)outputs)]
            );
    }

    private static TensorShape? Input(YamlSection? section)
    {
        if (section is null)
            return null;
        var height = section.Required("height", 1, GreatestExtent);
        var width = section.Required("width", 1, GreatestExtent);
        var channels = section.Required("channels", 1, GreatestExtent);
        section.RejectOthers();
        return height is { } h && width is { } w && channels is { } c ? new TensorShape(h, w, c) : null;
    }

    private static ImmutableArray<BlockConfiguration> Blocks(YamlSection? section, double width, bool canRepeat)
    {
        if (section is null)
            return [];
        var channels = section.Required("channels", 1, GreatestExtent);
        var kernel = section.Integer("kernel", [1, 3, 5, 7, 9, 11], 3);
        var stride = section.Integer("stride", 1, 16) ?? 1;
        var repeat = (canRepeat ? section.Integer("repeat", 1, GreatestRepeat) : null) ?? 1;
        section.RejectOthers();
        if (channels is not { } count)
            return [];
        var scaled = count * width;
        if (scaled < 1 || scaled > GreatestExtent || scaled != Math.Floor(scaled))
        {
            section.Report(
                ConfigurationDiagnostics.OutOfRange(
                    section.Place,
                    "channels",
                    string.Create(CultureInfo.InvariantCulture, $"{count} times the width {width}, {scaled}"),
                    $"a whole number from 1 to {GreatestExtent}"
                )
            );
            return [];
        }

        return [.. Enumerable.Repeat(new BlockConfiguration((int)scaled, kernel, stride), repeat)];
    }
}
