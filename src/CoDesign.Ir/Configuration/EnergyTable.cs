// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Ir.Configuration;

/// <summary>
/// Energy of one operation in picojoule, 45 nm, 0.9 V: M. Horowitz, "Computing's energy problem (and what we can do about it)", ISSCC 2014, figure 1.1.9.
/// It ranks networks and mappings; it is not a measurement of a device.
/// </summary>
/// <param name="Multiply8Pj">8-bit integer multiplication.</param>
/// <param name="Multiply32Pj">32-bit integer multiplication.</param>
/// <param name="Add8Pj">8-bit integer addition.</param>
/// <param name="Add32Pj">32-bit integer addition.</param>
/// <param name="Sram8KbPj">Access to 64 bits of an 8 KB memory.</param>
/// <param name="Sram32KbPj">Access to 64 bits of a 32 KB memory.</param>
/// <param name="Sram1MbPj">Access to 64 bits of a 1 MB memory.</param>
/// <param name="DramPj">Access to 64 bits of DRAM, lower end.</param>
public sealed record EnergyTable(
    double Multiply8Pj,
    double Multiply32Pj,
    double Add8Pj,
    double Add32Pj,
    double Sram8KbPj,
    double Sram32KbPj,
    double Sram1MbPj,
    double DramPj
)
{
    private const int AccessBytes = 8;

    /// <summary>How reports name it.</summary>
    public string Name { get; init; } = "45 nm";

    /// <summary>Where its figures are from.</summary>
    public string Source { get; init; } =
        "M. Horowitz, \"Computing's energy problem (and what we can do about it)\", ISSCC 2014, figure 1.1.9";

    /// <summary>The published figures.</summary>
    public static EnergyTable Horowitz45Nm { get; } = new(0.2, 3.1, 0.03, 0.1, 10, 20, 100, 1300);

    /// <summary>One byte of an on-chip memory of <paramref name="memoryBytes"/>: the smallest of the three sizes that holds it (1 MB for larger ones).</summary>
    public double SramBytePj(long memoryBytes) =>
        memoryBytes switch
        {
            <= 8 << 10 => Sram8KbPj,
            <= 32 << 10 => Sram32KbPj,
            _ => Sram1MbPj,
        } / AccessBytes;

    /// <summary>One byte of DRAM.</summary>
    public double DramBytePj => DramPj / AccessBytes;
}
