// SPDX-License-Identifier: Apache-2.0
using System.Text.Json.Nodes;
using CoDesign.Cli.Frame;
using CoDesign.Cosim.Networks;
using CoDesign.Cosim.Programs;
using CoDesign.Cosim.Simulators;
using CoDesign.Cosim.Synthesis;
using CoDesign.Emit.Verilog;
using CoDesign.Golden.Integer;
using CoDesign.Ir.Diagnostics;
using CoDesign.Reports.Json;
using CoDesign.Reports.Synthesis;

namespace CoDesign.Cli.Steps;

/// <summary>The steps of <c>synth</c>.</summary>
internal static class SynthesisRun
{
    /// <summary>What the command line asks for.</summary>
    public sealed record Request(
        string Folder,
        SynthesisTarget Target,
        string? Keep,
        int Seed,
        TimeSpan Timeout,
        int Images
    );

    /// <summary>Synthesizes and reports.</summary>
    public static ExitCode Run(Session session, Request request)
    {
        if (
            CompiledModel.Open(session, request.Folder) is not { } compiled
            || compiled.Configuration(session) is not { } configuration
            || Verifier.NetworkOf(session, compiled) is not { } network
        )
            return session.Failed();
        var clockMhz = configuration.Accelerator.ClockMhz;
        var places = request.Target == SynthesisTarget.Ice40Up5k;
        if (request.Images > 0 && !places)
        {
            session.Diagnostics.Add(SynthesisDiagnostics.NoMemoryModels(request.Target.Name));
            return session.Failed();
        }

        if (
            BenchSources.Open(request.Folder, session.Diagnostics) is not { } sources
            || !ProgramsAreThere(session, request)
        )
            return session.Failed();
        var work = request.Keep is { } keep
            ? Directory.CreateDirectory(keep).FullName
            : Directory.CreateTempSubdirectory("codesign-synth-").FullName;
        try
        {
            if (Synthesize(session, request, compiled, network, sources, clockMhz, work) is not { } summary)
                return session.Failed();
            session.Result = ResultJson.ToObject(summary);
            session.Result["output"] = request.Folder;
            TableDrawing.Write(session, SynthesisTable.Of(summary), hasTotals: true);
            if (!summary.Memories.IsEmpty)
                TableDrawing.Write(session, SynthesisTable.MemoriesOf(summary));
            foreach (var sentence in SynthesisTable.Sentences(summary))
                session.Line(sentence);
            WriteReport(request.Folder, summary);
            return session.Diagnostics.HasErrors ? ExitCode.CheckFailed : ExitCode.Done;
        }
        finally
        {
            if (request.Keep is null)
                Directory.Delete(work, recursive: true);
        }
    }

    private static bool ProgramsAreThere(Session session, Request request)
    {
        ExternalProgram?[] needed =
        [
            ExternalProgram.Yosys,
            request.Target == SynthesisTarget.Ice40Up5k ? ExternalProgram.Nextpnr : null,
            request.Images > 0 ? ExternalProgram.Iverilog : null,
        ];
        return needed.OfType<ExternalProgram>().ToList().TrueForAll(program => program.IsThere(session.Diagnostics));
    }

    private static SynthesisSummary? Synthesize(
        Session session,
        Request request,
        CompiledModel compiled,
        BenchNetwork network,
        BenchSources sources,
        double clockMhz,
        string work
    )
    {
        var places = request.Target == SynthesisTarget.Ice40Up5k;
        var top = network.Top;
        ImmutableArray<string> files = [.. sources.Verilog.Select(file => Path.Combine(sources.RtlFolder, file))];
        if (places)
        {
            // The width converter may already be among the sources.
            var (module, added) = BytePorts.Write(top, network.Channels, work);
            files =
            [
                .. files,
                .. added.Where(path => !sources.Verilog.Contains(Path.GetFileName(path), StringComparer.Ordinal)),
            ];
            top = module;
        }

        var result = session.Progress.During(
            $"Synthesize for {request.Target.Name}",
            report => Synthesizer.Run(request.Target, top, files, work, request.Timeout, report, session.Diagnostics)
        );
        if (result is null)
            return null;
        NetlistResult? simulation = null;
        if (request.Images > 0)
        {
            simulation = session.Progress.During(
                "Simulate the netlist",
                () => Simulate(session, request, compiled, network, top, work)
            );
            if (simulation is null)
                return null;
        }

        PlacementSummary? placement = null;
        if (places)
        {
            var placed = session.Progress.During(
                $"Place and route on {PlaceAndRoute.Device}",
                () => PlaceAndRoute.Run(work, clockMhz, request.Seed, request.Timeout, session.Diagnostics)
            );
            if (placed is null)
                return null;
            placement = PlacementSummary.Of(placed, FrameCycles(compiled, network));
        }

        return SynthesisSummary.Of(result, network.Channels, network.Pixels, placement, simulation);
    }

    /// <summary>The netlist behind byte ports, on images that compile wrote.</summary>
    private static NetlistResult? Simulate(
        Session session,
        Request request,
        CompiledModel compiled,
        BenchNetwork network,
        string top,
        string work
    )
    {
        var vectors = Path.Combine(compiled.Folder, "sim", BenchFolder.Vectors);
        var choice = new Verifier.Request(
            request.Folder,
            "icarus",
            null,
            request.Images,
            null,
            Verifier.Rtl,
            "off",
            1,
            request.Timeout
        );
        if (Verifier.Records(session, choice, compiled, network) is not { } records)
            return null;
        var golden = new IntegerExecutor(compiled.Lowered);
        return NetlistSimulation.Run(
            request.Target,
            top,
            work,
            network,
            streamBytes: 1,
            network.WeightStream ? Path.Combine(vectors, BenchFolder.WeightStream) : null,
            record => golden.Run(record),
            records,
            stalls: false,
            request.Timeout,
            session.Diagnostics
        );
    }

    /// <summary>Cycles of a frame through byte-wide streams; null when <c>summary.json</c> has none.</summary>
    private static long? FrameCycles(CompiledModel compiled, BenchNetwork network)
    {
        if (
            SummaryOf(compiled.Folder) is not { } summary
            || summary["cycles"] is not JsonValue value
            || !value.TryGetValue<long>(out var cycles)
        )
            return null;
        var stream = Path.Combine(compiled.Folder, "sim", BenchFolder.Vectors, BenchFolder.WeightStream);
        var weightWords = network.WeightStream && File.Exists(stream) ? File.ReadLines(stream).LongCount() : 0;
        return FrameTime.Cycles(cycles, network.Channels, network.Input.Words, network.Result.Words, weightWords);
    }

    private static JsonObject? SummaryOf(string folder)
    {
        var path = Path.Combine(folder, CompiledModel.SummaryFileName);
        try
        {
            return File.Exists(path) ? JsonNode.Parse(File.ReadAllText(path)) as JsonObject : null;
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
    }

    private static void WriteReport(string folder, SynthesisSummary summary)
    {
        var json = Path.Combine(folder, CompiledModel.SummaryFileName);
        if (SummaryOf(folder) is not null)
            Replace(json, SynthesisReport.WithSynthesis(File.ReadAllText(json), summary));
        var page = Path.Combine(folder, "report", "report.html");
        if (File.Exists(page))
            Replace(page, SynthesisReport.WithSection(File.ReadAllText(page), summary));
    }

    // By one rename, so that a killed run leaves the old file or the new one.
    private static void Replace(string path, string text)
    {
        var next = path + ".next";
        File.WriteAllText(next, text);
        File.Move(next, path, overwrite: true);
    }
}
