// SPDX-License-Identifier: Apache-2.0
using CoDesign.Cli.Frame;
using CoDesign.Cli.Steps;
using CoDesign.Ir.Configuration;
using CoDesign.Ir.Diagnostics;
using CoDesign.Ir.Nodes;
using CoDesign.Mapping;
using CoDesign.Reports.Json;
using CoDesign.Reports.Layers;
using CoDesign.Reports.Tables;

namespace CoDesign.Cli.Commands;

/// <summary><c>codesign estimate</c>: cycles, memory and energy without simulating.</summary>
internal static class EstimateCommand
{
    private const int CalibrationRecords = 2;

    private sealed record Request(string Model, string? Config, string? Rate, string? Calibration);

    public static ToolCommand Create()
    {
        var model = ModelOption.ModelArchitectureOrFolder();
        var rate = ModelOption.Rate();
        var calibration = ModelOption.Calibration();
        var config = ModelOption.Configuration();
        return new ToolCommand(
            "estimate",
            "MACs, parameters, memory, cycles and energy for each layer without simulating. A float model needs no calibration data here: the figures do not depend on values, but for channels that 'deadChannels: remove' removes.",
            "codesign estimate model.onnx --config accelerator.yaml"
        )
        {
            Arguments = { model },
            Options = { config, rate, calibration },
            Work = (session, parsed) =>
                Run(
                    session,
                    new Request(
                        parsed.GetRequiredValue(model),
                        parsed.GetValue(config),
                        parsed.GetValue(rate),
                        parsed.GetValue(calibration)
                    )
                ),
        };
    }

    private static ExitCode Run(Session session, Request request)
    {
        if (Open(session, request) is not { } model)
            return session.Failed();
        if (Compilation.Plan(session, model) is not { } plan)
            return session.Failed();
        var summary = PlanFigures.Of(plan) with { DeadChannels = model.Rewrites?.DeadChannels };
        session.Result = ResultJson.ToObject(summary);
        SummaryText.Write(session, summary);
        if (summary.ActivationMemory is { } memory)
        {
            foreach (var line in MemoryText.Of(memory))
                session.Line(line);
        }

        return ExitCode.Done;
    }

    private static IntegerModel? Open(Session session, Request request)
    {
        if (SourceModel.Configuration(session, request.Config) is not { } configuration)
            return null;
        if (Directory.Exists(request.Model) && request.Rate is null)
            return OpenFolder(session, request, configuration);
        if (SourceModel.ReadOrBuild(session, request.Model, request.Rate) is not { } graph)
            return null;
        var options = SourceModel.Options(configuration);
        if (request.Calibration is not null)
            return IntegerModel.FromGraph(session, graph, configuration, request.Calibration, fallback: null, options);
        if (graph.Stage < GraphStage.Quantized && options.Quantization.RemoveDeadChannels)
        {
            session.Diagnostics.Add(UsageDiagnostics.DeadChannelsUnknown(graph.Name));
            options = options with { Quantization = options.Quantization with { RemoveDeadChannels = false } };
        }

        return IntegerModel.Finish(
            session,
            graph,
            RandomRecords.Reals(graph.InputNode.Shape, CalibrationRecords),
            configuration,
            options
        );
    }

    private static IntegerModel? OpenFolder(Session session, Request request, ToolConfiguration configuration)
    {
        if (request.Calibration is not null)
        {
            session.Diagnostics.Add(
                UsageDiagnostics.NotTogether(
                    "Option '--calibration'",
                    $"the compiled model '{request.Model}'",
                    "Its numbers are fixed; compile the model again."
                )
            );
            return null;
        }

        if (CompiledModel.Open(session, request.Model) is not { } compiled)
            return null;
        var asked = request.Config is null ? compiled.Configuration(session) : configuration;
        return asked is null ? null : new IntegerModel(compiled.Lowered, null, asked);
    }
}
