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

/// <summary>Clock of the requantizers' multipliers.</summary>
public enum RequantizerClock
{
    /// <summary>One product a cycle and multiplier.</summary>
    Single,

    /// <summary>Two, on a clock of twice the frequency.</summary>
    Doubled,
}
