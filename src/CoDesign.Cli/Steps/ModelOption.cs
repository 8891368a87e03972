// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;

namespace CoDesign.Cli.Steps;

/// <summary>Arguments and options that several commands share, so that they read the same everywhere.</summary>
internal static class ModelOption
{
    private const string Architecture = "A model file (.onnx, .tflite), an architecture (.yaml, as factorize reads it)";

    /// <summary>MODEL.</summary>
    public static Argument<string> Model() => new("MODEL") { Description = "A model file: .onnx or .tflite." };

    /// <summary>MODEL_OR_DIR.</summary>
    public static Argument<string> ModelOrFolder() =>
        new("MODEL_OR_DIR")
        {
            Description = "A model file (.onnx, .tflite), or a folder that 'codesign compile' wrote.",
        };

    /// <summary>MODEL where shapes are all that counts: an architecture is as good.</summary>
    public static Argument<string> ModelOrArchitecture() => new("MODEL") { Description = $"{Architecture}." };

    /// <summary>MODEL_OR_DIR, likewise.</summary>
    public static Argument<string> ModelArchitectureOrFolder() =>
        new("MODEL_OR_DIR") { Description = $"{Architecture}, or a folder that 'codesign compile' wrote." };

    /// <summary><c>--rate</c>.</summary>
    public static Option<string?> Rate() =>
        new("--rate")
        {
            Description =
                "Factorization of an architecture's blocks: 1 (regular, the default), N groups, dw, pyramidN, or 2:2:4:dw.",
            HelpName = "R",
        };

    /// <summary><c>--config</c>.</summary>
    public static Option<string?> Configuration() =>
        new("--config")
        {
            Description =
                "YAML file: accelerator, quantization, image normalization. Without it: 16 x 8 lanes, quint8, 1 % clipping.",
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
