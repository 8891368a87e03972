// SPDX-License-Identifier: Apache-2.0
using CoDesign.Cli.Frame;
using CoDesign.Cli.Steps;
using CoDesign.Ir.Configuration;
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

    public static ToolCommand Create()
    {
        var model = ModelOption.ModelArchitectureOrFolder();
        var rate = ModelOption.Rate();
        var config = ModelOption.Configuration();
        return new ToolCommand(
            "estimate",
            "MACs, parameters, memory, cycles and energy for each layer without simulating. A float model needs no calibration data here: the figures do not depend on values.",
            "codesign estimate model.onnx --config accelerator.yaml"
        )
        {
            Arguments = { model },
            Options = { config, rate },
            Work = (session, parsed) =>
                Run(session, parsed.GetRequiredValue(model), parsed.GetValue(config), parsed.GetValue(rate)),
        };
    }

    private static ExitCode Run(Session session, string path, string? config, string? rate)
    {
        if (Open(session, path, config, rate) is not { } model)
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

    private static IntegerModel? Open(Session session, string path, string? config, string? rate)
    {
        if (SourceModel.Configuration(session, config) is not { } configuration)
            return null;
        if (Directory.Exists(path) && rate is null)
        {
            var compiled = CompiledModel.Open(session, path);
            return compiled is null
                ? null
                : new IntegerModel(
                    compiled.Lowered,
                    null,
                    config is null ? compiled.Accelerator() : configuration.Accelerator
                );
        }

        return SourceModel.ReadOrBuild(session, path, rate) is { } graph
            ? IntegerModel.Finish(
                session,
                graph,
                RandomRecords.Reals(graph.InputNode.Shape, CalibrationRecords),
                configuration,
                SourceModel.Options(configuration)
            )
            : null;
    }
}
