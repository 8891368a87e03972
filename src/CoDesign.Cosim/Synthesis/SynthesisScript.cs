// SPDX-License-Identifier: Apache-2.0
using System.Text;

namespace CoDesign.Cosim.Synthesis;

/// <summary>Files that a synthesis leaves in its working folder, and the script that makes them.</summary>
public static class SynthesisScript
{
    /// <summary>The script.</summary>
    public const string FileName = "synth.ys";

    /// <summary>All that Yosys said.</summary>
    public const string Log = "yosys.log";

    /// <summary>Memories of the flat design before they are mapped.</summary>
    public const string Memories = "memories.dump";

    /// <summary>Signals of registers with an asynchronous set or reset, flat.</summary>
    public const string AsynchronousRegisters = "asynchronous.list";

    /// <summary>Clocks that are no input of the top module, flat.</summary>
    public const string DerivedClocks = "clocks.list";

    /// <summary>Statistics by module, mapped.</summary>
    public const string Modules = "modules.stat";

    /// <summary>Statistics of the flat design, mapped.</summary>
    public const string Flat = "flat.stat";

    /// <summary>The flat netlist for place and route.</summary>
    public const string NetlistJson = "netlist.json";

    /// <summary>The flat netlist for gate-level simulation.</summary>
    public const string NetlistVerilog = "netlist.v";

    /// <summary>What a progress line on standard output begins with; the step's number and the number of steps follow.</summary>
    public const string ProgressMark = "codesign-step ";

    /// <summary>
    /// Synthesizes twice: with modules kept apart, which tells where the cells are, and flat, which is what a device gets.
    /// </summary>
    /// <param name="target">Device family.</param>
    /// <param name="top">Top module.</param>
    /// <param name="sources">Full paths of the Verilog files; memory images are found beside them.</param>
    public static string Text(SynthesisTarget target, string top, IEnumerable<string> sources)
    {
        var (begin, map, end) = (SynthesisTarget.Begin, target.MemoryLabel, "check");
        string[] commands =
        [
            $"read_verilog {string.Join(' ', sources.Select(Quoted))}",
            "design -save source",
            Step(1),
            .. target.Commands(false, top, begin, map),
            Step(2),
            .. target.Commands(false, top, map, end),
            Write(Modules, "stat"),
            "design -load source",
            Step(3),
            .. Kept(target, top),
            .. target.Commands(true, top, begin, map),
            // Words and bits of each memory; in a copy, since it takes the memories apart.
            "design -push-copy",
            "memory_unpack",
            Write(Memories, "dump m:*"),
            "design -pop",
            Write(AsynchronousRegisters, $"select -list {AsynchronousCells} %co1:+[Q] w:* %i"),
            Write(DerivedClocks, "select -list t:$*dff* t:$mem_v2 %u %ci1:+[CLK,RD_CLK,WR_CLK] w:* %i i:* %d"),
            Step(4),
            .. target.Commands(true, top, map, end),
            "setattr -mod -unset keep_hierarchy *",
            "flatten",
            "clean",
            "check -noinit",
            Write(Flat, "stat"),
            // A memory without contents starts at 0 in the device, and its cell's model at what the netlist says.
            "setundef -params -zero",
            $"select -module {top}",
            $"write_verilog -selected -noattr -noexpr {NetlistVerilog}",
            "select -clear",
            // Models of other families' cells cannot be written.
            .. target == SynthesisTarget.Ice40Up5k ? [$"write_json {NetlistJson}"] : Array.Empty<string>(),
        ];
        return new StringBuilder().AppendJoin('\n', commands).Append('\n').ToString();
    }

    private const int Steps = 4;

    // Two levels of one LUT6 a bit between registers, which mapping takes apart in a large flat design: kept until it is mapped. With four inputs there is nothing to keep.
    private static string[] Kept(SynthesisTarget target, string top) =>
        target.CellFolder == SynthesisTarget.Xilinx
            ? [$"hierarchy -top {top}", "setattr -mod -set keep_hierarchy 1 *cd_operand_network*"]
            : [];

    private const string AsynchronousCells = "t:$adff* t:$aldff* %u t:$dffsr* %u t:$sr %u";

    /// <summary>How far a line of standard output says that the script is, 0 to 1; null for other lines.</summary>
    public static double? Progress(string line) =>
        line.StartsWith(ProgressMark, StringComparison.Ordinal)
        && int.TryParse(line[ProgressMark.Length..], out var step)
            ? (double)(step - 1) / Steps
            : null;

    private static string Write(string file, string command) => $"tee -q -o {file} {command}";

    private static string Step(int step) => $"log -stdout {ProgressMark}{step}";

    private static string Quoted(string path) => $"\"{path}\"";
}
