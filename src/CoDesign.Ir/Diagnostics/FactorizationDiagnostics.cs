// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Ir.Diagnostics;

/// <summary>CD36xx: factorization of an architecture.</summary>
public static class FactorizationDiagnostics
{
    /// <summary>CD3601: a rate that means nothing.</summary>
    public static Diagnostic UnknownRate(string rate) =>
        Diagnostic.Error(
            "CD3601",
            $"Rate '{rate}' is not known. Use 1 (regular), a number of groups, dw, pyramidN, or one of these for each block, separated by colons: 2:2:4:dw."
        );

    /// <summary>CD3602: groups that do not divide a block's channels.</summary>
    public static Diagnostic Indivisible(string rate, int block, int groups, int channels) =>
        Diagnostic.Error(
            "CD3602",
            $"Rate '{rate}', block {block}: {groups} groups do not divide {channels} input channels. Use a divisor of {channels}, or dw."
        );

    /// <summary>CD3603: a list that does not fit the architecture.</summary>
    public static Diagnostic WrongCount(string rate, int found, int blocks) =>
        Diagnostic.Error(
            "CD3603",
            $"Rate '{rate}' names {found} blocks, the architecture has {blocks}. Give one rate for each block."
        );

    /// <summary>CD3604: a map that a stride leaves empty.</summary>
    public static Diagnostic NoPixels(string architecture, int block) =>
        Diagnostic.Error(
            "CD3604",
            $"Architecture '{architecture}': block {block} has a stride greater than its map. Use fewer or smaller strides."
        );

    /// <summary>CD3605: an initializer that is not known.</summary>
    public static Diagnostic UnknownInitializer(string name, IEnumerable<string> known) =>
        Diagnostic.Error("CD3605", $"Initializer '{name}' is not known. Use one of {string.Join(", ", known)}.");

    /// <summary>CD3606: a trained model for a rate that is not swept.</summary>
    public static Diagnostic UnsweptModel(string given, IEnumerable<string> rates) =>
        Diagnostic.Error(
            "CD3606",
            $"'--trained {given}': give RATE=MODEL with a rate of this run: {string.Join(", ", rates)}."
        );

    /// <summary>CD3607: a trained model of another architecture.</summary>
    public static Diagnostic OtherArchitecture(string path, string rate, long found, long expected) =>
        Diagnostic.Error(
            "CD3607",
            $"'{path}' has {found} MACs in convolutions, rate '{rate}' of this architecture has {expected}. Give the model of this point, or the same --width."
        );
}
