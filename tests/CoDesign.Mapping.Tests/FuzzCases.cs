// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Mapping.Tests;

/// <summary>What random networks take in turn, by their seed.</summary>
internal static class FuzzCases
{
    private static readonly Arithmetic[] Arithmetics =
    [
        Arithmetic.Default,
        Arithmetic.Default with
        {
            Profile = RequantizeProfile.Wide,
        },
        Arithmetic.TfLite,
        Arithmetic.Default with
        {
            MultiplierBits = 11,
        },
    ];

    private static readonly MacKind[] Kinds = [MacKind.Plain, MacKind.Packed, MacKind.Quad];

    /// <summary>All requantizers, and multipliers of other widths.</summary>
    public static Arithmetic ArithmeticOf(int seed) => Arithmetics[seed % Arithmetics.Length];

    /// <summary>All kinds of multipliers.</summary>
    public static MacKind KindOf(int seed) => Kinds[seed % Kinds.Length];
}
