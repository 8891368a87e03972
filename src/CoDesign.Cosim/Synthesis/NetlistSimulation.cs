// SPDX-License-Identifier: Apache-2.0
using System.Globalization;
using System.Text.RegularExpressions;
using CoDesign.Cosim.Networks;
using CoDesign.Cosim.Programs;
using CoDesign.Cosim.Vectors;
using CoDesign.Ir.Diagnostics;

namespace CoDesign.Cosim.Synthesis;

/// <summary>How a netlist compares with the integer model.</summary>
/// <param name="Images">Frames.</param>
/// <param name="Bytes">Result bytes compared.</param>
/// <param name="Mismatches">Those that differ or never came.</param>
/// <param name="Cycles">From the first beat of the first image to the last beat of the last result.</param>
public sealed record NetlistResult(int Images, long Bytes, long Mismatches, long Cycles);

/// <summary>
/// Gate-level simulation: the netlist that synthesis wrote, in Icarus on the cell models that Yosys ships for the family (and <see cref="SynthesisTarget.CellModel"/>), against the integer model. Whatever synthesis rewrote wrongly shows in
/// the result bytes, since all of them depend on every layer before.
/// </summary>
public static class NetlistSimulation
{
    private const string Program = "netlist.vvp";
    private const string Top = "cd_netlist_bench";

    /// <summary>A frame that takes as many times the planned cycles hangs.</summary>
    private const int Patience = 4;

    private const long LeastLimit = 2_000;

    private static readonly Regex Result = new(
        @"^RESULT bytes=(?<bytes>\d+) mismatches=(?<mismatches>\d+) cycles=(?<cycles>-?\d+)$",
        RegexOptions.CultureInvariant | RegexOptions.Multiline
    );
    private static readonly Regex Mismatch = new(
        @"^MISMATCH (?<text>.+)$",
        RegexOptions.CultureInvariant | RegexOptions.Multiline
    );

    /// <summary>Simulates <see cref="SynthesisScript.NetlistVerilog"/>; null when a program is missing or fails. A difference is a diagnostic beside the result.</summary>
    /// <param name="target">Family of the netlist.</param>
    /// <param name="top">Its top module.</param>
    /// <param name="work">Folder of the synthesis.</param>
    /// <param name="network">What the streams carry.</param>
    /// <param name="streamBytes">Bytes of a beat: PO, or 1 behind byte ports.</param>
    /// <param name="weightStream">Words of <c>s_axis_weight</c> for a frame; null with on-chip weights.</param>
    /// <param name="golden">Values of the integer model by record.</param>
    /// <param name="records">Input codes [H, W, C].</param>
    /// <param name="stalls">Random gaps in all streams.</param>
    /// <param name="timeout">For the run.</param>
    /// <param name="diagnostics">Where findings go.</param>
    public static NetlistResult? Run(
        SynthesisTarget target,
        string top,
        string work,
        BenchNetwork network,
        int streamBytes,
        string? weightStream,
        Func<short[], IReadOnlyDictionary<string, short[]>> golden,
        IEnumerable<short[]> records,
        bool stalls,
        TimeSpan timeout,
        DiagnosticBag diagnostics
    )
    {
        if (!ExternalProgram.Iverilog.IsThere(diagnostics) || !ExternalProgram.Vvp.IsThere(diagnostics))
            return null;
        if (CellModels(target) is not { } models)
        {
            diagnostics.Add(SynthesisDiagnostics.NoCellModels(target.Name));
            return null;
        }

        var images = NetlistVectors.Write(work, network, streamBytes, golden, records);
        var weights = weightStream is null ? 0 : NetlistVectors.WriteWeights(work, weightStream, streamBytes);
        BenchFolder.WriteNetlistBench(work);
        if (target.CellModel is { } own)
            BenchFolder.WriteCellModel(work, own);
        string[] compile =
        [
            "-g2012",
            "-DNO_ICE40_DEFAULT_ASSIGNMENTS",
            $"-DCD_TOP={top}",
            .. network.DoublesClock ? new[] { "-DCD_CLOCK2X" } : [],
            $"-P{Top}.STREAM_BYTES={streamBytes}",
            $"-P{Top}.IMAGE_BEATS={network.Input.Words * network.Channels / streamBytes}",
            $"-P{Top}.RESULT_BEATS={network.Result.Words * network.Channels / streamBytes}",
            $"-P{Top}.WEIGHT_BEATS={weights}",
            "-s",
            Top,
            "-o",
            Program,
            BenchFolder.NetlistBench,
            SynthesisScript.NetlistVerilog,
            models,
            .. target.CellModel is null ? Array.Empty<string>() : [target.CellModel],
        ];
        if (
            !Succeeds(
                ExternalProgram.Iverilog.Run(compile, work, timeout),
                ExternalProgram.Iverilog,
                timeout,
                diagnostics
            )
        )
            return null;
        var planned =
            network.Layers.Sum(layer => layer.EstimatedCycles)
            + (network.Channels * (network.Input.Words + network.Result.Words + weights));
        string[] arguments =
        [
            "-n",
            Program,
            $"+images={images}",
            $"+limit={Math.Max(LeastLimit, Patience * images * planned)}",
            $"+stalls={(stalls ? 1 : 0)}",
        ];
        var run = ExternalProgram.Vvp.Run(arguments, work, timeout);
        return Succeeds(run, ExternalProgram.Vvp, timeout, diagnostics)
            ? Read(run?.Output ?? "", images, diagnostics)
            : null;
    }

    private static NetlistResult? Read(string output, int images, DiagnosticBag diagnostics)
    {
        if (Result.Match(output) is not { Success: true } found)
        {
            diagnostics.Add(
                SimulationDiagnostics.ProgramFailed(
                    ExternalProgram.Vvp.Name,
                    0,
                    "simulation of the netlist",
                    ProgramText.Essence(output)
                )
            );
            return null;
        }

        var result = new NetlistResult(images, Number("bytes"), Number("mismatches"), Number("cycles"));
        if (result.Mismatches > 0)
        {
            var first = Mismatch.Match(output) is { Success: true } told
                ? told.Groups["text"].Value
                : "results stay away";
            diagnostics.Add(SynthesisDiagnostics.NetlistDiffers(result.Mismatches, result.Bytes, first));
        }

        return result;

        long Number(string group) => long.Parse(found.Groups[group].ValueSpan, CultureInfo.InvariantCulture);
    }

    /// <summary>The family's cell models in the folder that came with Yosys; null when there are none.</summary>
    internal static string? CellModels(SynthesisTarget target)
    {
        if (ExternalProgram.Yosys.Find() is not { } yosys || Path.GetDirectoryName(yosys) is not { } programs)
            return null;
        var path = Path.GetFullPath(Path.Combine(programs, "..", "share", "yosys", target.CellFolder, "cells_sim.v"));
        return File.Exists(path) ? path : null;
    }

    private static bool Succeeds(ProgramRun? run, ExternalProgram program, TimeSpan timeout, DiagnosticBag diagnostics)
    {
        switch (run)
        {
            case null:
                diagnostics.Add(SimulationDiagnostics.MissingProgram(program.Name, program.Purpose, program.Install));
                return false;
            case { TimedOut: true }:
                diagnostics.Add(SynthesisDiagnostics.TimedOut(program.Name, timeout.TotalSeconds));
                return false;
            case { ExitCode: not 0 }:
                diagnostics.Add(
                    SimulationDiagnostics.ProgramFailed(
                        program.Name,
                        run.ExitCode,
                        "simulation of the netlist",
                        ProgramText.Essence($"{run.Error}\n{run.Output}")
                    )
                );
                return false;
            default:
                return true;
        }
    }
}
