// SPDX-License-Identifier: Apache-2.0
using CoDesign.Cosim.Programs;
using CoDesign.Ir.Diagnostics;

namespace CoDesign.Cosim.Synthesis;

/// <summary>What synthesis made of a design.</summary>
/// <param name="Target">Device family.</param>
/// <param name="Tool">Name and version of the synthesis program.</param>
/// <param name="Top">Top module.</param>
/// <param name="Total">Cells of the flat design.</param>
/// <param name="Modules">Cells by module when modules are kept apart; their sum is more than <paramref name="Total"/>.</param>
/// <param name="Memories">Memories of the flat design, largest first.</param>
/// <param name="Warnings">Warnings that tell of no known fault.</param>
public sealed record SynthesisResult(
    string Target,
    string Tool,
    string Top,
    CellCounts Total,
    ImmutableArray<ModuleCells> Modules,
    ImmutableArray<MemoryUse> Memories,
    int Warnings
);

/// <summary>Runs Yosys on a design: generate the script, run it, read what it wrote.</summary>
public static class Synthesizer
{
    /// <summary>Synthesizes; null when Yosys is missing, failed or said what this class does not understand. Faults of the design are diagnostics beside a result.</summary>
    /// <param name="target">Device family.</param>
    /// <param name="top">Top module.</param>
    /// <param name="sources">Full paths of the Verilog files; memory images are found beside them.</param>
    /// <param name="work">Folder for the netlists and logs.</param>
    /// <param name="timeout">For the whole run.</param>
    /// <param name="progress">Is told how far it is, 0 to 1.</param>
    /// <param name="diagnostics">Where findings go.</param>
    public static SynthesisResult? Run(
        SynthesisTarget target,
        string top,
        ImmutableArray<string> sources,
        string work,
        TimeSpan timeout,
        Action<double> progress,
        DiagnosticBag diagnostics
    )
    {
        var program = ExternalProgram.Yosys;
        if (!program.IsThere(diagnostics))
            return null;
        target.WriteMaps(work);
        File.WriteAllText(Path.Combine(work, SynthesisScript.FileName), SynthesisScript.Text(target, top, sources));
        var run = ExternalProgram.RunFile(
            program.Name,
            ["-q", "-l", SynthesisScript.Log, SynthesisScript.FileName],
            work,
            timeout,
            line =>
            {
                if (SynthesisScript.Progress(line) is { } share)
                    progress(share);
            }
        );
        switch (run)
        {
            case null:
                diagnostics.Add(SimulationDiagnostics.MissingProgram(program.Name, program.Purpose, program.Install));
                return null;
            case { TimedOut: true }:
                diagnostics.Add(SynthesisDiagnostics.TimedOut(program.Name, timeout.TotalSeconds));
                return null;
            case { ExitCode: not 0 }:
                diagnostics.Add(
                    SimulationDiagnostics.ProgramFailed(
                        program.Name,
                        run.ExitCode,
                        $"synthesis for {target.Name}",
                        ProgramText.Essence($"{run.Error}\n{run.Output}")
                    )
                );
                return null;
            default:
                return Read(target, top, program.Probe().Version ?? program.Name, work, diagnostics);
        }
    }

    /// <summary>Reads what a run left in its working folder.</summary>
    public static SynthesisResult? Read(
        SynthesisTarget target,
        string top,
        string tool,
        string work,
        DiagnosticBag diagnostics
    )
    {
        var modules = CellStatistics.Parse(TextOf(SynthesisScript.Modules));
        var flat = CellStatistics.Parse(TextOf(SynthesisScript.Flat));
        if (
            !flat.Modules.Contains(top, StringComparer.Ordinal)
            || !modules.Modules.Contains(top, StringComparer.Ordinal)
        )
        {
            diagnostics.Add(
                SimulationDiagnostics.ProgramFailed(
                    ExternalProgram.Yosys.Name,
                    0,
                    $"statistics of module {top}",
                    $"nothing that {tool} is known to print"
                )
            );
            return null;
        }

        var total = flat.CellsOf(top, target);
        var log = TextOf(SynthesisScript.Log);
        var findings = SynthesisLog.Read(log, top);
        foreach (var finding in findings)
        {
            if (DiagnosticOf(finding) is { } diagnostic)
                diagnostics.Add(diagnostic);
        }

        if (total.Latches > 0 && !findings.Any(finding => finding.Kind == FindingKind.Latch))
            diagnostics.Add(SynthesisDiagnostics.Latch(top, $"{total.Latches} cells"));
        var memories = MemoryUse.Read(log, TextOf(SynthesisScript.Memories), top);
        foreach (var memory in memories.Where(memory => memory.IsScattered))
            diagnostics.Add(SynthesisDiagnostics.ScatteredMemory(top, memory.Memory, memory.Bits));
        foreach (var register in ObjectsOf(SynthesisScript.AsynchronousRegisters))
            diagnostics.Add(SynthesisDiagnostics.AsynchronousReset(top, register));
        foreach (var clock in ObjectsOf(SynthesisScript.DerivedClocks))
            diagnostics.Add(SynthesisDiagnostics.DerivedClock(top, clock));
        var others = findings.Count(finding => finding.Kind == FindingKind.Other);
        return new SynthesisResult(target.Name, tool, top, total, modules.ByModule(top, target), memories, others);

        string TextOf(string file) => File.ReadAllText(Path.Combine(work, file));

        // One object a line, as module/name.
        IEnumerable<string> ObjectsOf(string file) =>
            TextOf(file)
                .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(line => line[(line.IndexOf('/', StringComparison.Ordinal) + 1)..]);
    }

    private static Diagnostic? DiagnosticOf(SynthesisFinding finding) =>
        finding.Kind switch
        {
            FindingKind.Latch => SynthesisDiagnostics.Latch(finding.Module, finding.Object),
            FindingKind.MultipleDrivers => SynthesisDiagnostics.MultipleDrivers(finding.Module, finding.Object),
            FindingKind.NoDriver => SynthesisDiagnostics.NoDriver(finding.Module, finding.Object),
            FindingKind.Loop => SynthesisDiagnostics.Loop(finding.Module, finding.Object),
            _ => null,
        };
}
