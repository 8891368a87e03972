// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using CoDesign.Ir.Configuration;
using CoDesign.Ir.Numerics;

namespace CoDesign.Import.Configuration;

/// <summary>
/// A configuration as the YAML file that <see cref="ConfigurationReader"/> reads back to an equal one: every key with its value, in the order of the documentation;
/// only what is sized or chosen by the compiler is absent. The same configuration gives the same bytes.
/// </summary>
public static class ConfigurationWriter
{
    /// <summary>The file's text.</summary>
    public static string Write(ToolConfiguration configuration)
    {
        var text = new StringBuilder();
        foreach (var (key, value) in Entries(configuration))
        {
            if (value is not null)
                text.Append(CultureInfo.InvariantCulture, $"{key}: {value}\n");
        }

        return text.ToString();
    }

    private static IEnumerable<(string Key, string? Value)> Entries(ToolConfiguration configuration)
    {
        var accelerator = configuration.Accelerator;
        yield return ("channels", Number(accelerator.Channels));
        yield return ("pixels", Number(accelerator.Pixels));
        yield return ("bankDepth", Number(accelerator.BankDepth));
        yield return ("weightDepth", Number(accelerator.WeightDepth));
        yield return ("parameterDepth", Number(accelerator.ParameterDepth));
        yield return ("descriptorDepth", Number(accelerator.DescriptorDepth));
        yield return ("tableDepth", Number(accelerator.TableDepth));
        yield return ("weights", ConfigurationWords.Of(ConfigurationWords.Weights, accelerator.Weights));
        yield return ("bus", accelerator.Bus is { } bus ? Bus(bus) : null);
        yield return ("multiplierBits", Number(accelerator.MultiplierBits));
        yield return ("profile", ConfigurationWords.Of(ConfigurationWords.Profiles, accelerator.Profile));
        yield return ("multipliers", accelerator.MultiplierName);
        yield return ("requantizers", accelerator.RequantizerName);
        yield return ("banks", ConfigurationWords.Of(ConfigurationWords.Banks, accelerator.SinglePortBanks));
        yield return ("laneWeights", accelerator.LaneWeightName);
        yield return ("halves", accelerator.HalvesName);
        yield return ("prefetch", accelerator.PrefetchName);
        yield return ("drainPorts", Number(accelerator.DrainPorts));
        yield return ("clock", Real(accelerator.ClockMhz));
        yield return ("target", accelerator.Target);
        yield return ("quantization", Quantization(configuration.Quantization));
        yield return ("input", configuration.Input is { } input ? Input(input) : null);
    }

    private static string Bus(BusConfiguration bus) =>
        Mapping(
            ("width", Number(bus.Width)),
            ("address", Number(bus.AddressBits)),
            ("burst", Number(bus.BurstBeats)),
            ("stream", Number(bus.StreamBytes)),
            ("timeout", Number(bus.TimeoutCycles))
        );

    private static string Quantization(QuantizationConfiguration quantization) =>
        Mapping(
            ("clip", Real(quantization.ClipPercent)),
            ("weights", ConfigurationWords.Of(ConfigurationWords.Schemes, quantization.Weights)),
            ("bits", Number(quantization.Bits)),
            ("deadChannels", ConfigurationWords.Of(ConfigurationWords.DeadChannels, quantization.RemoveDeadChannels)),
            ("tflite", ConfigurationWords.Of(ConfigurationWords.TfLite, quantization.ApproximateTfLite))
        );

    private static string Input(InputNormalization input) =>
        Mapping(("scale", Real(input.Scale)), ("mean", List(input.Mean)), ("std", List(input.Deviation)));

    private static string Mapping(params (string Key, string? Value)[] entries) =>
        $"{{ {string.Join(", ", entries.Where(e => e.Value is not null).Select(e => $"{e.Key}: {e.Value}"))} }}";

    private static string List(ImmutableArray<double> values) => $"[{string.Join(", ", values.Select(Real))}]";

    private static string? Number(int? value) => value?.ToString(CultureInfo.InvariantCulture);

    // The shortest text that reads back to the same number.
    private static string Real(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
