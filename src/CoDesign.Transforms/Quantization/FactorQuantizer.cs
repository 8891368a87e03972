// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Transforms.Quantization;

/// <summary>Real factors to multipliers and shifts (arithmetic, section 3), with the preshift that the operand's bound asks for.</summary>
internal static class FactorQuantizer
{
    /// <summary>One factor for the whole node; null after a diagnostic.</summary>
    /// <param name="node">For messages.</param>
    /// <param name="channel">For messages.</param>
    /// <param name="factor">M.</param>
    /// <param name="bound">Greatest |operand|.</param>
    /// <param name="options">Profile and multiplier bits.</param>
    /// <param name="errors">Where findings go.</param>
    public static Requantization? Quantize(
        Node node,
        int channel,
        double factor,
        long bound,
        PipelineOptions options,
        DiagnosticBag errors
    )
    {
        var preshift = HalfUpFactor.PreshiftFor(bound, options.Profile);
        return One(node, channel, factor, preshift, options, errors) is { } multiplier
            ? new Requantization([multiplier], preshift)
            : null;
    }

    /// <summary>The multiplier and shift of one channel; null after a diagnostic that names the profile that can hold the factor.</summary>
    public static FixedPointMultiplier? One(
        Node node,
        int channel,
        double factor,
        int preshift,
        PipelineOptions options,
        DiagnosticBag errors
    )
    {
        var multiplier = HalfUpFactor.FromReal(factor, options.MultiplierBits, preshift);
        if (multiplier is null)
        {
            // Without a preshift both profiles take the same shifts.
            var wideCan = preshift != 0 && HalfUpFactor.FromReal(factor, options.MultiplierBits, 0) is not null;
            errors.Add(
                QuantizationDiagnostics.FactorOutsideProfile(
                    node,
                    channel,
                    factor,
                    options.Profile,
                    preshift,
                    wideCan ? RequantizeProfile.Wide : null
                )
            );
        }

        return multiplier;
    }
}
