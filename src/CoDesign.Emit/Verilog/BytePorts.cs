// SPDX-License-Identifier: Apache-2.0
using CoDesign.Emit.Templates;

namespace CoDesign.Emit.Verilog;

/// <summary>Placeholders of <c>templates/verilog/byte_ports.v.hbs</c>.</summary>
/// <param name="Module">Module that is written.</param>
/// <param name="Top">Generated accelerator inside it.</param>
/// <param name="Channels">PO.</param>
/// <param name="WordRange">Range of a word of PO bytes.</param>
public sealed record BytePortsView(string Module, string Top, string Channels, string WordRange);

/// <summary>A wrapper with streams of one byte around a generated accelerator: 36 pins instead of hundreds, for devices in small packages.</summary>
public static class BytePorts
{
    private const string Converter = "cd_axis_width";
    private const string Suffix = "_byte_ports";

    /// <summary>Writes the wrapper and the modules of hw/ that it uses beside the accelerator.</summary>
    /// <param name="top">Generated accelerator.</param>
    /// <param name="channels">PO.</param>
    /// <param name="folder">Where to.</param>
    /// <returns>Its name, and the files, full paths.</returns>
    public static (string Module, ImmutableArray<string> Files) Write(string top, int channels, string folder)
    {
        var module = top + Suffix;
        var files = ImmutableArray.CreateBuilder<string>();
        foreach (var used in HardwareLibrary.Used(Converter))
            Add(used, HardwareLibrary.Modules[used]);
        Add(
            module,
            new TemplateFolder("verilog").Render(
                "byte_ports.v",
                new BytePortsView(module, top, $"{channels}", $"[{(8 * channels) - 1}:0]")
            )
        );
        return (module, files.ToImmutable());

        void Add(string name, string text)
        {
            var path = Path.Combine(folder, HardwareLibrary.FileOf(name));
            File.WriteAllText(path, text);
            files.Add(path);
        }
    }
}
