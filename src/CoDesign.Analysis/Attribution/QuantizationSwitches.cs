// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Analysis.Attribution;

/// <summary>Sources of error that a simulated layer has; the rest of it computes with real numbers.</summary>
[Flags]
public enum QuantizationSwitches
{
    /// <summary>The float layer.</summary>
    None = 0,

    /// <summary>Weights and bias have the values of their codes.</summary>
    Weights = 1,

    /// <summary>Outputs are rounded to multiples of their scale, without bounds.</summary>
    Rounding = 2,

    /// <summary>Outputs are clipped to the range of their codes, without rounding.</summary>
    Clipping = 4,

    /// <summary>All of them: what the integer model computes, but for the rounding of its requantization factors.</summary>
    All = Weights | Rounding | Clipping,
}
