// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Numerics;

namespace CoDesign.Import.Onnx.Quantized;

/// <summary>Real factors as half_up multipliers of the import's arithmetic (arithmetic, section 3).</summary>
internal static class IntegerFactors
{
    /// <summary>Stands in a node until its factors are known.</summary>
    public static Requantization None { get; } = new([], 0);

    /// <summary>One factor for the node, with the preshift that the bound of its operand asks for; null after a diagnostic.</summary>
    public static Requantization? Of(OnnxNode origin, Node draft, double factor, long bound)
    {
        var preshift = HalfUpFactor.PreshiftFor(bound, origin.Import.Arithmetic.Profile);
        return One(origin, draft, 0, factor, preshift) is { } found ? new Requantization([found], preshift) : null;
    }

    /// <summary>The factor of one channel; null after a diagnostic.</summary>
    public static FixedPointMultiplier? One(OnnxNode origin, Node draft, int channel, double factor, int preshift)
    {
        var (profile, bits) = (origin.Import.Arithmetic.Profile, origin.Import.Arithmetic.MultiplierBits);
        var found = HalfUpFactor.FromReal(factor, bits, preshift);
        if (found is not null)
            return found;
        var wideCan = preshift != 0 && HalfUpFactor.FromReal(factor, bits, 0) is not null;
        origin.Report(
            QuantizationDiagnostics.FactorOutsideProfile(
                draft,
                channel,
                factor,
                profile,
                preshift,
                wideCan ? RequantizeProfile.Wide : null
            )
        );
        return null;
    }
}
