// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Configuration;
using CoDesign.Ir.Numerics;

namespace CoDesign.Cli.Demo;

/// <summary>The trained model of <c>examples/</c>, which travels inside the assembly.</summary>
internal static class EmbeddedModel
{
    /// <summary>Its file name.</summary>
    public const string FileName = "factorizenet_w025_dws_conv.onnx";

    /// <summary>Its input normalization, <c>(pixel - 128) / 64</c>, and the default accelerator.</summary>
    public static ToolConfiguration Configuration { get; } =
        ToolConfiguration.Default with
        {
            Input = new InputNormalization(1, [128, 128, 128], [64, 64, 64]),
        };

    /// <summary>Writes the file into <paramref name="folder"/>; returns its path.</summary>
    public static string Extract(string folder)
    {
        using var source =
            typeof(EmbeddedModel).Assembly.GetManifestResourceStream(FileName)
            ?? throw new FileNotFoundException($"examples/{FileName} is not embedded.", FileName);
        var path = Path.Combine(folder, FileName);
        using var target = File.Create(path);
        source.CopyTo(target);
        return path;
    }

    /// <summary>Pixels [H, W, C] as the model takes them.</summary>
    public static double[] Normalize(byte[] pixels) => Array.ConvertAll(pixels, pixel => (pixel - 128.0) / 64.0);
}
