// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using CoDesign.Ir.Configuration;

namespace CoDesign.Benchmarks.Accelerators;

/// <summary>A way to build the 16 x 8 engine.</summary>
/// <param name="Name">As the tables call it.</param>
/// <param name="Accelerator">The engine.</param>
internal sealed record EngineVariant(string Name, AcceleratorConfiguration Accelerator)
{
    /// <summary>The engines of the tables of whole networks.</summary>
    public static ImmutableArray<EngineVariant> All { get; } =
    [
        Of("plain", MacKind.Plain, RequantizerKind.Single),
        Of("plain, doubled", MacKind.Plain, RequantizerKind.Doubled),
        Of("packed, doubled", MacKind.Packed, RequantizerKind.Doubled),
        Of("quad, doubled", MacKind.Quad, RequantizerKind.Doubled),
    ];

    private static EngineVariant Of(string name, MacKind multipliers, RequantizerKind requantizers) =>
        new(name, AcceleratorConfiguration.Default with { Multipliers = multipliers, Requantizers = requantizers });
}
