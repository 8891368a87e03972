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

    /// <summary>Statistics by module as it is read.</summary>
    public const string Memories = "memories.stat";

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
        string[] apart = [target.Command, target.HierarchyOption, $"-top {top}"];
        string[] flat = [target.Command, target.FlatOption, $"-top {top}"];
        var commands = new List<string>
        {
            $"read_verilog {string.Join(' ', sources.Select(Quoted))}",
            "design -save source",
            $"hierarchy -top {top}",
            Write(Memories, "stat"),
            "design -load source",
            Step(1),
            Run(apart, $"begin:{target.MemoryLabel}"),
            Step(2),
            Run(apart, $"{target.MemoryLabel}:check"),
            Write(Modules, "stat"),
            "design -load source",
            Step(3),
            Run(flat, $"begin:{target.MemoryLabel}"),
            Step(4),
            Run(flat, $"{target.MemoryLabel}:check"),
            "check -noinit",
            Write(Flat, "stat"),
            // A memory without contents starts at 0 in the device, and its cell's model at what the netlist says.
            "setundef -params -zero",
            $"select -module {top}",
            $"write_verilog -selected -noattr -noexpr {NetlistVerilog}",
            "select -clear",
        };
        // Models of other families' cells cannot be written.
        if (target == SynthesisTarget.Ice40Up5k)
            commands.Add($"write_json {NetlistJson}");
        return new StringBuilder().AppendJoin('\n', commands).Append('\n').ToString();
    }

    private const int Steps = 4;

    /// <summary>How far a line of standard output says that the script is, 0 to 1; null for other lines.</summary>
    public static double? Progress(string line) =>
        line.StartsWith(ProgressMark, StringComparison.Ordinal)
        && int.TryParse(line[ProgressMark.Length..], out var step)
            ? (double)(step - 1) / Steps
            : null;

    private static string Write(string file, string command) => $"tee -q -o {file} {command}";

    private static string Step(int step) => $"log -stdout {ProgressMark}{step}";

    private static string Run(string[] command, string part) =>
        string.Join(' ', command.Append($"-run {part}").Where(word => word.Length > 0));

    private static string Quoted(string path) => $"\"{path}\"";
}
