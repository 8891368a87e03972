// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Ir.Diagnostics;

/// <summary>CD0xxx: how the command line was used, and faults of the tool itself.</summary>
public static class UsageDiagnostics
{
    /// <summary>CD0000: an exception reached the frame.</summary>
    public static Diagnostic InternalFault(Exception fault) =>
        Diagnostic.Error(
            "CD0000",
            $"This is a fault of codesign, not of your input: {fault.GetType().Name}: {fault.Message} "
                + "Please report it with the command line. CODESIGN_TRACE=1 prints where it happened."
        );

    /// <summary>CD0001: unknown option, command or argument, or one that is missing.</summary>
    public static Diagnostic Usage(string problem) => Diagnostic.Error("CD0001", problem);

    /// <summary>CD0002: an option's value is outside what it takes.</summary>
    public static Diagnostic OptionValue(string option, string found, string allowed) =>
        Diagnostic.Error("CD0002", $"Option '{option}': '{found}' is not allowed. Use {allowed}.");

    /// <summary>CD0003: two options, or an option and a kind of model, that exclude each other.</summary>
    public static Diagnostic NotTogether(string first, string second, string advice) =>
        Diagnostic.Error("CD0003", $"{first} does not go with {second}. {advice}");

    /// <summary>CD0004: a float model without calibration data, in a command that has other data.</summary>
    public static Diagnostic CalibratedOnInput(string data, long count) =>
        Diagnostic.Warning(
            "CD0004",
            $"Without --calibration the value ranges come from the first {count} records of '{data}' itself. Give --calibration DATA for a fair figure."
        );

    /// <summary>CD0005: calibration data for a model that is quantized already.</summary>
    public static Diagnostic CalibrationUnused(string model) =>
        Diagnostic.Warning(
            "CD0005",
            $"Model '{model}' is quantized already; its own scales hold and --calibration is not used."
        );

    /// <summary>CD0006: no float model to run.</summary>
    public static Diagnostic NoFloatModel(string model) =>
        Diagnostic.Error(
            "CD0006",
            $"'{model}' holds integers only, there is no float model to run. Leave out --float."
        );

    /// <summary>CD0007: a data set without labels where accuracy is asked for.</summary>
    public static Diagnostic NoLabels(string data) =>
        Diagnostic.Warning("CD0007", $"'{data}' has no labels, so there is no top-1 accuracy.");

    /// <summary>CD0008: channels are proved dead from the codes' ranges, which an estimate without calibration does not know.</summary>
    public static Diagnostic DeadChannelsUnknown(string model) =>
        Diagnostic.Warning(
            "CD0008",
            $"Without --calibration nobody knows which channels of the float model '{model}' are dead: 'deadChannels: remove' removes none here, and the figures are upper bounds. "
                + "Give --calibration DATA, or estimate the folder that 'codesign compile' wrote."
        );
}
