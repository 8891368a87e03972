// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using CoDesign.Cli.Files;
using CoDesign.Cli.Frame;
using CoDesign.Cli.Steps;
using CoDesign.Import.Datasets;
using CoDesign.Ir.Configuration;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;
using CoDesign.Ir.Printing;
using CoDesign.Reports.Json;
using CoDesign.Reports.Tables;
using CoDesign.Transforms;

namespace CoDesign.Cli.Commands;

/// <summary><c>codesign compile</c>: all artefacts of a model.</summary>
internal static class CompileCommand
{
    private sealed record Request(
        string Model,
        string? Output,
        string? Calibration,
        string? Config,
        string? Graphs,
        string? StopAfter
    );

    public static ToolCommand Create()
    {
        var model = ModelOption.Model();
        var output = new Option<string?>("--out")
        {
            Description = "Folder for the artefacts. It appears whole or not at all.",
            HelpName = "DIR",
        };
        var calibration = ModelOption.Calibration();
        var config = ModelOption.Configuration();
        var graphs = new Option<string?>("--dump-graph")
        {
            Description = "Folder for the text of the graph after every pass.",
            HelpName = "DIR",
        };
        var stop = new Option<string?>("--stop-after")
        {
            Description =
                $"Stop after this pass and print the graph: {string.Join(", ", Pipeline.Passes.Select(pass => pass.Name))}.",
            HelpName = "PASS",
        };
        var command = new ToolCommand(
            "compile",
            "Quantizes a model and writes integer model, C, Verilog, bench with vectors, and report into a folder.",
            "codesign compile model.onnx --config model.yaml --calibration cifar10:calib.bin --out build/model\ncodesign verify build/model"
        )
        {
            Arguments = { model },
            Options = { output, calibration, config, graphs, stop },
            Work = (session, parsed) =>
                Run(
                    session,
                    new Request(
                        parsed.GetRequiredValue(model),
                        parsed.GetValue(output),
                        parsed.GetValue(calibration),
                        parsed.GetValue(config),
                        parsed.GetValue(graphs),
                        parsed.GetValue(stop)
                    )
                ),
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(output) is null && result.GetResult(stop) is null)
                result.AddError("Option '--out' is required.");
        });
        return command;
    }

    private static ExitCode Run(Session session, Request request)
    {
        using var folder = request.Output is null
            ? null
            : OutputFolder.Open(request.Output, OutputKind.Compiled, session.Diagnostics);
        using var graphs = request.Graphs is null
            ? null
            : OutputFolder.Open(request.Graphs, OutputKind.Graphs, session.Diagnostics);
        if (session.Diagnostics.HasErrors)
            return ExitCode.WrongInput;
        if (
            SourceModel.Configuration(session, request.Config) is not { } configuration
            || SourceModel.Read(session, request.Model) is not { } graph
        )
            return session.Failed();
        var dump = graphs is null ? null : new GraphDump(graphs.Working, graph);
        var options = SourceModel.Options(configuration) with
        {
            StopAfter = request.StopAfter,
            AfterPass = dump is null ? null : dump.Add,
        };
        var integer = IntegerModel.FromGraph(
            session,
            graph,
            configuration,
            request.Calibration,
            fallback: null,
            options
        );
        // The dump is worth most when a pass has failed.
        graphs?.Commit();
        if (integer is null)
            return session.Failed();
        if (request.StopAfter is not null || folder is null)
        {
            session.Text.Write(new Spectre.Console.Text(GraphText.Of(integer.Lowered)));
            return ExitCode.Done;
        }

        return Write(session, folder, request, configuration, graph, integer);
    }

    private static ExitCode Write(
        Session session,
        OutputFolder folder,
        Request request,
        ToolConfiguration configuration,
        Graph source,
        IntegerModel integer
    )
    {
        if (Compilation.Plan(session, integer) is not { } plan)
            return session.Failed();
        if (VectorsOf(session, request, configuration, source, integer) is not { } vectors)
            return session.Failed();
        var comparison =
            integer.Rewrites?.Exact is not null && request.Calibration is not null
                ? Comparison(session, request.Calibration, configuration, source)
                : null;
        if (session.Diagnostics.HasErrors)
            return session.Failed();
        if (Compilation.Write(session, folder.Working, integer, plan, vectors, comparison) is not { } summary)
            return session.Failed();
        folder.Commit();
        session.Result = ResultJson.ToObject(summary);
        session.Result["output"] = request.Output;
        SummaryText.Write(session, summary);
        session.Line($"Written to {request.Output}. Next: codesign verify {request.Output}");
        return ExitCode.Done;
    }

    private static IEnumerable<(short[] Codes, int? Label)>? Comparison(
        Session session,
        string data,
        ToolConfiguration configuration,
        Graph source
    )
    {
        var input = (QuantizedNode)source.InputNode;
        return Dataset.Open(data, source, configuration.Input, session.Diagnostics) is { } dataset
            ? dataset.Samples.Select(sample =>
                (
                    sample.Codes ?? Array.ConvertAll(sample.Real, value => (short)input.Output.Quantize(value)),
                    sample.Label
                )
            )
            : null;
    }

    private static IEnumerable<short[]>? VectorsOf(
        Session session,
        Request request,
        ToolConfiguration configuration,
        Graph source,
        IntegerModel integer
    )
    {
        var input = (QuantizedNode)integer.Lowered.InputNode;
        if (request.Calibration is null || source.Stage >= GraphStage.Quantized)
            return RandomRecords.Codes(input, Compilation.VectorRecords);
        return Dataset.Open(request.Calibration, source, configuration.Input, new DiagnosticBag()) is { } dataset
            ? dataset.Samples.Select(sample =>
                Array.ConvertAll(sample.Real, value => (short)input.Output.Quantize(value))
            )
            : null;
    }
}
