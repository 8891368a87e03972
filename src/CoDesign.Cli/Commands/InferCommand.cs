// SPDX-License-Identifier: Apache-2.0
using System.CommandLine;
using System.Text.Json.Nodes;
using CoDesign.Cli.Files;
using CoDesign.Cli.Frame;
using CoDesign.Cli.Steps;
using CoDesign.Golden.Float;
using CoDesign.Golden.Kernels;
using CoDesign.Import.Datasets;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;

namespace CoDesign.Cli.Commands;

/// <summary><c>codesign infer</c>: runs the integer golden model, or the float one, on records.</summary>
internal static class InferCommand
{
    private sealed record Request(
        string Model,
        string Input,
        string Output,
        bool Float,
        string? Dump,
        string? Calibration,
        string? Config,
        int? Count
    );

    public static ToolCommand Create()
    {
        var model = ModelOption.ModelOrFolder();
        var input = new Option<string>("--input")
        {
            Description = "Records to run: a .npy or .bin FILE, or DATA.",
            HelpName = "FILE",
            Required = true,
        };
        var output = new Option<string>("--output")
        {
            Description = "Where the results go, .npy or .bin.",
            HelpName = "FILE",
            Required = true,
        };
        var real = new Option<bool>("--float") { Description = "Run the float model instead of the integer one." };
        var dump = new Option<string?>("--dump")
        {
            Description = "Folder for every tensor of every record, as .npy.",
            HelpName = "DIR",
        };
        var calibration = ModelOption.Calibration();
        var config = ModelOption.Configuration();
        var count = ModelOption.Count("Run the first N records only.");
        return new ToolCommand(
            "infer",
            "Runs the integer golden model (or the float one) on records; --dump writes every tensor.",
            "codesign infer build/dws --input cifar10:test.bin --output logits.npy --dump tensors"
        )
        {
            Arguments = { model },
            Options = { input, output, real, dump, calibration, config, count },
            Work = (session, parsed) =>
                Run(
                    session,
                    new Request(
                        parsed.GetRequiredValue(model),
                        parsed.GetRequiredValue(input),
                        parsed.GetRequiredValue(output),
                        parsed.GetValue(real),
                        parsed.GetValue(dump),
                        parsed.GetValue(calibration),
                        parsed.GetValue(config),
                        parsed.GetValue(count)
                    )
                ),
        };
    }

    private static ExitCode Run(Session session, Request request)
    {
        if (!OutputPath.IsUsable(request.Output, session.Diagnostics))
            return ExitCode.WrongInput;
        using var folder = request.Dump is null
            ? null
            : OutputFolder.Open(request.Dump, OutputKind.Dump, session.Diagnostics);
        if (request.Dump is not null && folder is null)
            return ExitCode.WrongInput;
        if (
            GraphOf(session, request) is not { } graph
            || Dataset.Open(request.Input, graph, null, session.Diagnostics) is not { } dataset
        )
            return session.Failed();
        var total = Math.Min(dataset.Count, request.Count ?? long.MaxValue);
        var written = session.Progress.During(
            request.Float ? "Run the float model" : "Run the integer model",
            report =>
            {
                using var dump = folder is null ? null : new TensorDump(folder.Working, graph);
                var samples = Batches.Counted(dataset.Samples.Take((int)total), total, report);
                return graph.Stage >= GraphStage.Quantized
                    ? WriteCodes(session, graph, samples, request.Output, dump)
                    : WriteReals(session, graph, samples, request.Output, dump);
            }
        );
        if (!written || session.Diagnostics.HasErrors)
            return session.Failed();
        folder?.Commit();
        session.Result = new JsonObject
        {
            ["model"] = graph.Name,
            ["records"] = total,
            ["output"] = request.Output,
        };
        session.Line(
            $"{total} records written to {request.Output}{(request.Dump is null ? "" : $", all tensors to {request.Dump}")}."
        );
        return ExitCode.Done;
    }

    private static Graph? GraphOf(Session session, Request request)
    {
        if (!request.Float)
            return IntegerModel
                .Open(session, request.Model, request.Config, request.Calibration, request.Input)
                ?.Lowered;
        if (Directory.Exists(request.Model))
        {
            if (CompiledModel.Open(session, request.Model) is not { } compiled)
                return null;
            return Float(session, compiled.Float(session), request.Model);
        }

        if (
            SourceModel.Configuration(session, request.Config) is not { } configuration
            || SourceModel.Read(session, request.Model) is not { } graph
        )
            return null;
        if (graph.Stage >= GraphStage.Quantized)
            return Float(session, null, request.Model);
        return graph with { Normalization = configuration.Input ?? graph.Normalization };
    }

    private static Graph? Float(Session session, Graph? graph, string model)
    {
        if (graph is null && !session.Diagnostics.HasErrors)
            session.Diagnostics.Add(UsageDiagnostics.NoFloatModel(model));
        return graph;
    }

    private static bool WriteCodes(
        Session session,
        Graph graph,
        IEnumerable<Sample> samples,
        string output,
        TensorDump? dump
    )
    {
        var executor = new FastExecutor(graph);
        var records = Batches
            .InOrder(samples, sample => executor.Run(sample.Codes))
            .Select(values =>
            {
                dump?.Add(values);
                return values[graph.Output];
            });
        return RecordFile.Write(output, graph, graph.Output, records, session.Diagnostics);
    }

    private static bool WriteReals(
        Session session,
        Graph graph,
        IEnumerable<Sample> samples,
        string output,
        TensorDump? dump
    )
    {
        var executor = new FloatExecutor(graph);
        var records = Batches
            .InOrder(samples, sample => executor.Run(sample.Real))
            .Select(values =>
            {
                dump?.Add(values);
                return values[graph.Output];
            });
        return RecordFile.Write(output, graph, graph.Output, records, session.Diagnostics);
    }
}
