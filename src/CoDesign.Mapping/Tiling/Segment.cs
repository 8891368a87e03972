// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Mapping.Tiling;

/// <summary>Consecutive layers that run depth-first in bands of rows: what they pass on to each other stays in the banks.</summary>
/// <param name="First">Index of the first layer.</param>
/// <param name="End">Index of the first layer behind it.</param>
/// <param name="Bands">Bands that its maps are cut into; 1: whole maps.</param>
public sealed record Segment(int First, int End, int Bands)
{
    /// <summary>Number of layers.</summary>
    public int Count => End - First;
}
