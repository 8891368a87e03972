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
/// <param name="DspCommand">Command of another family whose multiplier blocks are taken and then written as this family's (<see cref="DspMap"/>); null where the own ones are.</param>
/// <param name="CellModel">File of <c>sim/cells</c> with the model of a cell that Yosys has none of; null where it has all that are simulated.</param>
public sealed record SynthesisTarget(
    string Name,
    string Command,
    string HierarchyOption,
    string FlatOption,
    string MemoryLabel,
    int CarryLuts,
    string CellFolder,
    string? DspCommand = null,
    string? CellModel = null
)
{
    /// <summary>File with the map from DSP48E1 to DSP48E2.</summary>
    public const string DspMap = "dsp48e2_map.v";

    /// <summary><see cref="CellFolder"/> of the families whose look-up tables have six inputs.</summary>
    public const string Xilinx = "xilinx";

    /// <summary>First label of every command.</summary>
    public const string Begin = "begin";

    private const string MapDsp = "map_dsp";
    private const string Coarse = "coarse";
    private const string SevenSeries = "synth_xilinx -family xc7 -noiopad -nosrl";

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
        new("xc7", SevenSeries, "", "-flatten", "map_memory", 0, Xilinx),
        // Yosys takes the registers and the sum around a product into DSP48E1 only; DSP48E2 has all that DSP48E1 has, under the same names.
        new(
            "xcup",
            "synth_xilinx -family xcup -noiopad -nosrl",
            "",
            "-flatten",
            "map_memory",
            0,
            Xilinx,
            DspCommand: SevenSeries,
            CellModel: "DSP48E2.v"
        ),
        new("ecp5", "synth_ecp5", "-noflatten", "", "map_ram", 2, "ecp5"),
    ];

    /// <summary>The one of that name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static SynthesisTarget Named(string name) =>
        All.FirstOrDefault(target => target.Name == name)
        ?? throw new ArgumentException($"There is no target '{name}'.", nameof(name));

    /// <summary>The commands that synthesize from label <paramref name="from"/> to label <paramref name="to"/> of <see cref="Command"/>.</summary>
    /// <param name="isFlat">Whether modules are dissolved.</param>
    /// <param name="top">Top module.</param>
    /// <param name="from"><c>begin</c> or <see cref="MemoryLabel"/>.</param>
    /// <param name="to">Label of the first step that is left out.</param>
    public IEnumerable<string> Commands(bool isFlat, string top, string from, string to)
    {
        // The multiplexers that pmux2shiftx finds take fewer look-up tables; -nosrl leaves it out with the shift registers.
        return CellFolder != Xilinx || from != Begin
            ? [Line(Command, from, to)]
            :
            [
                Line(Command, Begin, MapDsp),
                "pmux2shiftx",
                "clean",
                Line(DspCommand ?? Command, MapDsp, Coarse),
                .. DspCommand is null ? Array.Empty<string>() : [$"techmap -map {DspMap}"],
                Line(Command, Coarse, to),
            ];

        string Line(string command, string first, string last) =>
            string.Join(
                ' ',
                new[] { command, isFlat ? FlatOption : HierarchyOption, $"-top {top}", $"-run {first}:{last}" }.Where(
                    word => word.Length > 0
                )
            );
    }

    /// <summary>Writes the files that <see cref="Commands"/> read into the folder where Yosys runs.</summary>
    public void WriteMaps(string folder)
    {
        if (DspCommand is null)
            return;
        using var map =
            typeof(SynthesisTarget).Assembly.GetManifestResourceStream($"synthesis/{DspMap}")
            ?? throw new InvalidOperationException($"No resource synthesis/{DspMap}.");
        using var file = File.Create(Path.Combine(folder, DspMap));
        map.CopyTo(file);
    }
}
