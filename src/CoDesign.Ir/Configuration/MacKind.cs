// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Ir.Configuration;

/// <summary>How the array makes its products (engine, section 8: MAC_KIND has these numbers). Sums are the same in all.</summary>
public enum MacKind
{
    /// <summary>One multiplier for each lane.</summary>
    Plain = 0,

    /// <summary>Two pixel lanes in one DSP48, accumulators inside.</summary>
    Packed = 1,

    /// <summary>Two pixel lanes in one SB_MAC16 of the iCE40 UltraPlus.</summary>
    Ice40 = 2,

    /// <summary>Four pixel lanes in one DSP48 on the doubled clock.</summary>
    Quad = 3,
}

/// <summary>How sums become codes.</summary>
public enum RequantizerKind
{
    /// <summary>A requantizer for each channel lane, one product a cycle and multiplier.</summary>
    Single,

    /// <summary>The same with two products a cycle and multiplier, on a clock of twice the frequency.</summary>
    Doubled,

    /// <summary>One requantizer that takes the channel lanes in turn, and layers that do not overlap: the engine for small devices.</summary>
    Shared,
}
