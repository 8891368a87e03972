// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;

namespace CoDesign.Cli.Steps;

/// <summary>Arguments and options that several commands share, so that they read the same everywhere.</summary>
internal static class ModelOption
{
    /// <summary>MODEL.</summary>
    public static Argument<string> Model() => new("MODEL") { Description = "A model file: .onnx or .tflite." };

    /// <summary>MODEL_OR_DIR.</summary>
    public static Argument<string> ModelOrFolder() =>
        new("MODEL_OR_DIR") { Description = "A model file (.onnx, .tflite), or a folder that 'codesign compile' wrote." };

    /// <summary><c>--config</c>.</summary>
    public static Option<string?> Configuration() =>
        new("--config")
        {
            Description = "YAML file: accelerator, quantization, image normalization. Without it: 16 x 8 lanes, quint8, 1 % clipping.",
            HelpName = "FILE.yaml",
        };

    /// <summary><c>--calibration</c>.</summary>
    public static Option<string?> Calibration() =>
        new("--calibration")
        {
            Description = "Sample inputs for a float model: cifar10:FILE, npy:FILE, raw:FILE or png:DIR.",
            HelpName = "DATA",
        };

    /// <summary><c>--count</c>.</summary>
    public static Option<int?> Count(string description)
    {
        var option = new Option<int?>("--count") { Description = description, HelpName = "N" };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token, ..] && !(int.TryParse(token.Value, out var count) && count > 0))
                result.AddError($"Option '--count': '{token.Value}' is not a positive number.");
        });
        return option;
    }
}
