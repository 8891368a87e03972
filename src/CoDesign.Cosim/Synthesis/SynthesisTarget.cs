// SPDX-License-Identifier: Apache-2.0
namespace CoDesign.Cosim.Synthesis;

/// <summary>A device family and how Yosys is told about it.</summary>
/// <param name="Name">As <c>--target</c> takes it.</param>
/// <param name="Command">The synthesis command with the family's options.</param>
/// <param name="HierarchyOption">Option that keeps modules apart; empty where that is the default.</param>
/// <param name="FlatOption">Option that dissolves them; empty where that is the default.</param>
/// <param name="MemoryLabel">Label of the command at which memories are mapped.</param>
/// <param name="CarryLuts">Look-up tables that a carry cell takes by itself.</param>
/// <param name="CellFolder">Folder of its cell models in Yosys' share.</param>
public sealed record SynthesisTarget(
    string Name,
    string Command,
    string HierarchyOption,
    string FlatOption,
    string MemoryLabel,
    int CarryLuts,
    string CellFolder
)
{
    /// <summary>
    /// iCE40 UltraPlus 5K. Never with <c>-dsp</c>: that rewrites SB_MAC16 instances, whose two 8 x 8 products become one of 16 x 16.
    /// </summary>
    public static SynthesisTarget Ice40Up5k { get; } =
        new("ice40up5k", "synth_ice40 -device u", "-noflatten", "", "map_ram", 0, "ice40");

    /// <summary>
    /// The families: iCE40 UltraPlus, 7 series, UltraScale+, ECP5. The Xilinx ones never without <c>-nosrl</c>: in Yosys 0.23 a shift register in look-up tables loses its enable and shifts in every cycle.
    /// </summary>
    public static ImmutableArray<SynthesisTarget> All { get; } =
    [
        Ice40Up5k,
        new("xc7", "synth_xilinx -family xc7 -noiopad -nosrl", "", "-flatten", "map_memory", 0, "xilinx"),
        new("xcup", "synth_xilinx -family xcup -noiopad -nosrl", "", "-flatten", "map_memory", 0, "xilinx"),
        new("ecp5", "synth_ecp5", "-noflatten", "", "map_ram", 2, "ecp5"),
    ];

    /// <summary>The one of that name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static SynthesisTarget Named(string name) =>
        All.FirstOrDefault(target => target.Name == name)
        ?? throw new ArgumentException($"There is no target '{name}'.", nameof(name));
}
