// SPDX-License-Identifier: Apache-2.0
using System.Collections.Immutable;
using CoDesign.Ir.Configuration;
using CoDesign.Ir.Numerics;

namespace CoDesign.Import.Configuration;

/// <summary>The words of the configuration file that <see cref="AcceleratorConfiguration"/> does not name itself; reader and writer share them.</summary>
internal static class ConfigurationWords
{
    public static ImmutableArray<(string Word, WeightPlacement Value)> Weights { get; } =
    [("on-chip", WeightPlacement.OnChip), ("stream", WeightPlacement.Stream), ("memory", WeightPlacement.Memory)];

    public static ImmutableArray<(string Word, RequantizeProfile Value)> Profiles { get; } =
    [("lean", RequantizeProfile.Lean), ("wide", RequantizeProfile.Wide)];

    public static ImmutableArray<(string Word, bool SinglePort)> Banks { get; } =
    [("dual-port", false), ("single-port", true)];

    public static ImmutableArray<(string Word, WeightScheme Value)> Schemes { get; } =
    [("quint8-per-tensor", WeightScheme.UnsignedPerTensor), ("qint8-per-channel", WeightScheme.SignedPerChannel)];

    public static ImmutableArray<(string Word, bool Remove)> DeadChannels { get; } =
    [("keep", false), ("remove", true)];

    public static ImmutableArray<(string Word, bool Approximate)> TfLite { get; } =
    [("exact", false), ("half-up", true)];

    /// <summary>The word of a value.</summary>
    public static string Of<T>(ImmutableArray<(string Word, T Value)> words, T value) =>
        words.First(word => EqualityComparer<T>.Default.Equals(word.Value, value)).Word;
}
