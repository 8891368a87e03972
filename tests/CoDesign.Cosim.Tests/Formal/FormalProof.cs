// SPDX-License-Identifier: Apache-2.0
using CoDesign.Cosim.Programs;
using CoDesign.Testing;

namespace CoDesign.Cosim.Tests.Formal;

/// <summary>How a property is decided.</summary>
public enum FormalEngine
{
    /// <summary>yosys-smtbmc with z3, every state up to a depth. For modules without feedback that is every state.</summary>
    Bounded,

    /// <summary>yosys-smtbmc with z3, by induction over one step: every state that satisfies all assertions leads only to such states, and so do the first steps up to a depth.</summary>
    Inductive,

    /// <summary>Induction over up to so many steps as the depth by MiniSat in Yosys (`sat -tempinduct`), which is faster than z3 where two circuits are alike.</summary>
    Satisfiability,

    /// <summary>Property directed reachability (yosys-abc): all reachable states, with an invariant that is checked at the end.</summary>
    Unbounded,
}

/// <summary>A proof in <c>sim/formal</c>.</summary>
/// <param name="Folder">Module that it is about.</param>
/// <param name="Top">Wrapper with the properties.</param>
/// <param name="Engine">How.</param>
/// <param name="Depth">Steps of a bounded proof, first steps of an inductive one, most steps of an induction of MiniSat.</param>
/// <param name="Sources">Verilog that it needs, from the repository's root.</param>
/// <param name="Fault">A text of the sources and what breaks the module when it stands there instead: the proof must fail.</param>
/// <param name="Parameters">Parameters of the wrapper that differ from its own.</param>
internal sealed record FormalProof(
    string Folder,
    string Top,
    FormalEngine Engine,
    int Depth,
    string[] Sources,
    (string Text, string Broken) Fault,
    params (string Name, int Value)[] Parameters
)
{
    private const string Formal = "sim/formal";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(20);

    /// <summary>Cells whose outputs are any value instead, as a selection of Yosys.</summary>
    public string Cut { get; init; } = "";

    /// <summary>Whether the wrapper tells the modules' two clocks apart by the levels of their inputs (`sim/formal/clock_enable.v`).</summary>
    public bool TwoClocks { get; init; }

    /// <summary>Its name in the table of proofs.</summary>
    public string Name => string.Join(' ', Parameters.Select(p => $"{p.Name}={p.Value}").Prepend(Top));

    /// <summary>Runs it; with <paramref name="broken"/> on sources with the fault.</summary>
    public (bool Proved, string Log) Run(bool broken)
    {
        using var folder = new TemporaryFolder();
        var sources = Sources.Select(source => Copy(folder.Root, source, broken)).ToList();
        if (broken)
            Assert.Contains(Sources, source => Text(source).Contains(Fault.Text, StringComparison.Ordinal));
        string[] wrappers =
            Engine == FormalEngine.Unbounded
                ? [$"{Formal}/stream_rules.sv", $"{Formal}/{Folder}/{Top}.sv"]
                : [$"{Formal}/{Folder}/{Top}.sv"];
        var script = string.Join(
            "; ",
            [
                $"read_verilog {string.Join(' ', sources)}",
                $"read -formal {string.Join(' ', wrappers.Select(file => TestPaths.InRepository(file)))}",
                .. Parameters.Select(p => $"chparam -set {p.Name} {p.Value} {Top}"),
                .. TwoClocks
                    ?
                    [
                        $"hierarchy -top {Top}",
                        "proc",
                        $"techmap -map {TestPaths.InRepository($"{Formal}/clock_enable.v")} * {Top} %d",
                    ]
                    : Array.Empty<string>(),
                $"prep -top {Top} -flatten",
                .. Cut.Length > 0 ? [$"cutpoint {Cut}"] : Array.Empty<string>(),
                Engine switch
                {
                    FormalEngine.Unbounded => Netlist,
                    FormalEngine.Satisfiability => "write_ilang proof.il",
                    _ => "write_smt2 -wires proof.smt2",
                },
            ]
        );
        var build = ExternalProgram.RunFile("yosys", ["-q", "-p", script], folder.Root, Limit, onLine: null);
        Assert.NotNull(build);
        Assert.True(build.ExitCode == 0, build.Error);
        return Engine switch
        {
            FormalEngine.Bounded => Solve(folder.Root, "-t", $"{Depth}"),
            FormalEngine.Inductive => Inductive(folder.Root),
            FormalEngine.Satisfiability => Satisfiability(folder.Root),
            _ => Unbounded(folder.Root),
        };
    }

    // An and-inverter graph; registers that reset leaves open begin with any value.
    private const string Netlist =
        "memory_map; async2sync; techmap; opt_clean; dffunmap; opt_clean; setundef -zero; aigmap; write_aiger -zinit proof.aig";

    private (bool Proved, string Log) Inductive(string folder)
    {
        var begins = Solve(folder, "-t", $"{Depth}");
        return begins.Proved ? Solve(folder, "-i", "-t", "1") : begins;
    }

    private static (bool Proved, string Log) Solve(string folder, params string[] options)
    {
        var run = ExternalProgram.RunFile(
            "yosys-smtbmc",
            ["--noprogress", "-s", "z3", .. options, "proof.smt2"],
            folder,
            Limit,
            onLine: null
        );
        Assert.NotNull(run);
        Assert.Contains("Status:", run.Output, StringComparison.Ordinal);
        return (run.Output.Contains("Status: PASSED", StringComparison.Ordinal), run.Output);
    }

    private (bool Proved, string Log) Satisfiability(string folder)
    {
        var script =
            $"read_ilang proof.il; sat -prove-asserts -set-assumes -ignore_unknown_cells -tempinduct -maxsteps {Depth}";
        var run = ExternalProgram.RunFile("yosys", ["-p", script], folder, Limit, onLine: null);
        Assert.NotNull(run);
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("Trying induction with length 1", run.Output, StringComparison.Ordinal);
        return (run.Output.Contains("Induction step proven: SUCCESS!", StringComparison.Ordinal), run.Output);
    }

    private static (bool Proved, string Log) Unbounded(string folder)
    {
        var run = ExternalProgram.RunFile(
            "yosys-abc",
            ["-c", "read proof.aig; fold; scorr; pdr; print_status"],
            folder,
            Limit,
            onLine: null
        );
        Assert.NotNull(run);
        var log = run.Output + run.Error;
        Assert.Contains("Status = ", log, StringComparison.Ordinal);
        return (
            log.Contains("Property proved", StringComparison.Ordinal)
                && log.Contains("Status = 1", StringComparison.Ordinal),
            log
        );
    }

    private string Copy(string folder, string source, bool broken)
    {
        var text = Text(source);
        var path = Path.Combine(folder, Path.GetFileName(source));
        File.WriteAllText(path, broken ? text.Replace(Fault.Text, Fault.Broken, StringComparison.Ordinal) : text);
        return path;
    }

    private static string Text(string source) => File.ReadAllText(TestPaths.InRepository(source));
}
