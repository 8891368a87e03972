// SPDX-License-Identifier: Apache-2.0
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Numerics;

namespace CoDesign.Ir.Verification;

/// <summary>Multipliers, shifts and preshifts of the network's rounding mode (arithmetic, section 3).</summary>
internal static class FactorRules
{
    public static void Verify(
        Arithmetic arithmetic,
        Node node,
        string what,
        Requantization requantization,
        int channels,
        DiagnosticBag findings
    )
    {
        var multipliers = requantization.Multipliers;
        if (multipliers.Length != 1 && multipliers.Length != channels)
            findings.Add(
                GraphDiagnostics.WrongLength(node, what, multipliers.Length, channels == 1 ? "1" : $"1 or {channels}")
            );

        var bits = arithmetic.MultiplierBits;
        var halfUp = arithmetic.Mode == RequantizeMode.HalfUp;
        var least = 1L << (bits - 1);
        var allowed = halfUp
            ? $"{least} <= multiplier < {2 * least}, shift {HalfUpFactor.MinimumShift} to {HalfUpFactor.MaximumShift}"
            : $"0 <= multiplier < {2 * least}, shift {TfLiteFactor.MinimumShift} to {TfLiteFactor.MaximumShift}";
        foreach (var factor in multipliers)
        {
            var normalized = factor.Value >= least && factor.Value < 2 * least;
            var valid = halfUp
                ? normalized && factor.Shift is >= HalfUpFactor.MinimumShift and <= HalfUpFactor.MaximumShift
                : factor.Value >= 0
                    && factor.Value < 2 * least
                    && factor.Shift is >= TfLiteFactor.MinimumShift and <= TfLiteFactor.MaximumShift;
            if (!valid)
                findings.Add(GraphDiagnostics.BadFactor(node, what, factor.Value, factor.Shift, allowed));
        }

        var lean = arithmetic.Profile == RequantizeProfile.Lean;
        if (requantization.Preshift != 0 && !(lean && requantization.Preshift == HalfUpFactor.LeanPreshift))
            findings.Add(GraphDiagnostics.BadPreshift(node, what, requantization.Preshift, lean ? "0 or 8" : "0"));
    }
}
