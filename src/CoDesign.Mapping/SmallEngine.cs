// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Configuration;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Numerics;

namespace CoDesign.Mapping;

/// <summary>What an engine with one requantizer for all channel lanes can be built with (<c>SMALL</c> of cd_engine).</summary>
internal static class SmallEngine
{
    /// <summary>Words of a bank of SPRAM.</summary>
    public const int SinglePortWords = 1 << 14;

    private static readonly int[] LegalChannels = [4, 8];

    /// <summary>Reports what it does not have.</summary>
    public static void Check(
        AcceleratorConfiguration configuration,
        RequantizeProfile profile,
        DiagnosticBag diagnostics
    )
    {
        if (configuration.SinglePortBanks && !configuration.IsUltraPlus)
            diagnostics.Add(MappingDiagnostics.SinglePort("target", configuration.Target, "ice40up5k"));
        if (!configuration.IsSmall)
        {
            diagnostics.Add(MappingDiagnostics.SinglePort("requantizers", configuration.RequantizerName, "shared"));
            return;
        }

        if (!LegalChannels.Contains(configuration.Channels))
            diagnostics.Add(MappingDiagnostics.Small("channels", $"{configuration.Channels}", "4 or 8"));
        if (configuration.DrainPorts is { } ports and not 1)
            diagnostics.Add(MappingDiagnostics.Small("drainPorts", $"{ports}", "1"));
        if (configuration.Multipliers is not (MacKind.Plain or MacKind.Ice40))
            diagnostics.Add(MappingDiagnostics.Small("multipliers", configuration.MultiplierName, "plain or ice40"));
        if (profile == RequantizeProfile.Wide)
            diagnostics.Add(MappingDiagnostics.Small("profile", "wide", "lean"));
        if (profile == RequantizeProfile.Exact)
            diagnostics.Add(MappingDiagnostics.Small("quantization.tflite", "exact", "half-up"));
    }
}
