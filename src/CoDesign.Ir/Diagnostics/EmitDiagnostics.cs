// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Ir.Diagnostics;

/// <summary>Emission of sources, CD5xxx.</summary>
public static class EmitDiagnostics
{
    /// <summary>A sum that emitted C or HLS would hold in int32 may overflow.</summary>
    public static Diagnostic AccumulatorTooWide(string node, int channel, long bound) =>
        Diagnostic.Error(
            "CD5001",
            $"'{node}', channel {channel}: the sums of the emitted code can reach {bound}; int32 holds 2147483647. "
                + "Use symmetric weights, a smaller bias, or fewer inputs."
        );

    /// <summary>A map too large for 32-bit indices.</summary>
    public static Diagnostic MapTooLarge(string node, string shape) =>
        Diagnostic.Error(
            "CD5002",
            $"'{node}': a map of {shape} has 2^31 codes or more. Emitted code indexes with int32."
        );

    /// <summary>A requantization factor outside what the emitted code computes.</summary>
    public static Diagnostic ShiftOutOfRange(string node, int channel, int shift, int least, int greatest) =>
        Diagnostic.Error(
            "CD5003",
            $"'{node}', channel {channel}: requantization shift {shift}. Emitted code computes {least} to {greatest}."
        );

    /// <summary>A requantization that enlarges beyond what the emitted code holds.</summary>
    public static Diagnostic FactorTooLarge(string node, int channel, long bound) =>
        Diagnostic.Error(
            "CD5005",
            $"'{node}', channel {channel}: the requantized value can reach {bound} before the clamp; emitted code holds 1073741823. Use a larger output scale."
        );

    /// <summary>A softmax in the middle of the network.</summary>
    public static Diagnostic SoftmaxInside(string node) =>
        Diagnostic.Error(
            "CD5004",
            $"Softmax '{node}' is not the last node. Softmax runs on the host, after the accelerator."
        );
}
